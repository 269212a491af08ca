"""A draft's menu: as many rows as a phone shows, what is used most on it, and all the rest one tap away."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest

from bot.model.language import Language
from bot.model.roles import Role
from bot.store.drafts import Draft
from bot.views.callback_data import DeskLink
from bot.views.desk import draft_menu
from bot.views.desk.draft_menu import Viewer
from tests.bot.story_factory import first
from tests.unit.pages import AT, every_word

if TYPE_CHECKING:
    from bot.store.drafts import State
    from bot.views.document import Document

AUTHOR, OTHER = 1, 2
DRAFT = Draft(5, first().slug, 1, AUTHOR, "open", 1, None, None, None, AT, AT, first(), AUTHOR, None)
UNTRANSLATED = replace(
    DRAFT, dossier=first().model_copy(update={"title": first().title.model_copy(update={"ar": None})})
)
"""Of a story with a text to translate: no row is left out."""


def verbs(document: Document) -> list[list[str]]:
    """What each row of buttons does."""
    return [[button.link.verb for button in row if isinstance(button.link, DeskLink)] for row in document.buttons]


@pytest.mark.parametrize(
    ("role", "state", "user", "is_resumable", "holder"),
    list(product(Role, ("open", "submitted", "scheduled"), (AUTHOR, OTHER), (False, True), (AUTHOR, OTHER))),
)
def test_no_menu_has_more_than_eight_rows(
    role: Role, state: State, user: int, *, is_resumable: bool, holder: int | None
) -> None:
    """Whoever looks at whatever draft: what the menu has no room for stands on the screen that More opens."""
    for blocker, approved, others in product(
        (None, "moved", "invalid", "unchanged"), (None, OTHER), ((), (DRAFT,) * 4)
    ):
        draft = replace(UNTRANSLATED, state=state, holder=holder, approved_by=approved)
        viewer = Viewer(user, role, blocker, is_resumable=is_resumable)
        for language in Language:
            words = every_word()[language]
            menu = verbs(draft_menu.draft(draft, viewer, [], words, others))
            more = verbs(draft_menu.more(draft, viewer, words, others, header="x"))
            assert len(menu) <= 8
            assert (menu[-1] == ["draftmore", "desk"]) is (len(more) > 1)
            assert more[-1] == ["draft"]
            shown = [verb for row in (*menu[:-1], *more[:-1]) for verb in row]
            assert shown.count("part") == 9
            assert shown.count("draft") == len(others)
            if state != "scheduled":
                assert {"preview", "changes", "intake", "waiting", "export", "discard"} < set(shown)
            assert "part" in menu[0] or menu[0] == ["resume"]


def test_publishing_is_on_the_menu_of_who_may() -> None:
    """An editor publishes from the menu; a contributor submits from it; a reviewer decides there."""
    words = every_word()[Language.EN]

    def menu(draft: Draft, user: int, role: Role) -> list[str]:
        viewer = Viewer(user, role, None, is_resumable=True)
        return [verb for row in verbs(draft_menu.draft(draft, viewer, [], words)) for verb in row]

    assert "publish" in menu(UNTRANSLATED, AUTHOR, Role.EDITOR)
    assert "submit" in menu(UNTRANSLATED, AUTHOR, Role.CONTRIBUTOR)
    assert "approve" in menu(replace(UNTRANSLATED, state="submitted"), OTHER, Role.EDITOR)
