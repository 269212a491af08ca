"""Screens of a change by words: where they stand, what it was and is, and a tap to save it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.forms.dossier_edit import find
from bot.model.diff import difference
from bot.views import diff_view
from bot.views.desk import item_summary
from bot.views.desk.screen import button, screen
from bot.views.desk.typed.replied_card import REWORD
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.forms.entries.card_reply import Occurrence
    from bot.i18n.catalogue import Translator
    from bot.model import Dossier
    from bot.model.reader import Preferences
    from bot.views.document import Button, Document

CANCEL, LOOK = "no", "look"  # in place of a digest: nothing is changed, and what would change is shown
LISTED = 8
_PLACE, _TITLE = 60, 24  # UTF-16 units of a button, and of a title on it


@dataclass(frozen=True, slots=True)
class Rewording:
    """A change of `item` in `part` (None: of a text of the head), in a draft, or in a story that nobody drafts yet.

    `digest` tells at the tap whether it is still what was shown.
    """

    before: Dossier
    after: Dossier
    part: str
    item: str | None
    draft: int | None
    story: int | None
    digest: str


def document(change: Rewording, words: Translator, preferences: Preferences, notice: str | None) -> Document:
    """Build the screen, with a remark below the change."""
    before, after = change.before, change.after
    shown = diff_view.lines(difference(before, after), before, after, words, preferences)
    where = words.text("desk.reply.draft", draft=change.draft) if change.draft else words.text("desk.reply.story")
    prefix = "" if change.draft else f"{change.story}-"
    save, cancel = (
        button(words.text(key), REWORD, change.draft, change.part, item=change.item, value=f"{prefix}{value}")
        for key, value in (("desk.reply.save", change.digest), ("desk.form.control.cancel", CANCEL))
    )
    return screen(words, item_summary.title(before, words), where, *shown, notice, rows=((save, cancel),))


def which(typed: str, occurrences: Sequence[Occurrence], words: Translator, preferences: Preferences) -> Document:
    """Build the question for which of the items the change is, with a button for each of the first."""
    is_one = all(each.dossier is occurrences[0].dossier for each in occurrences)
    buttons = [[_place(each, words, preferences, is_titled=not is_one)] for each in occurrences[:LISTED]]
    title = item_summary.title(occurrences[0].dossier, words) if is_one else words.text("desk.reply.title")
    more = words.text("desk.reply.where_more") if len(occurrences) > LISTED else None
    return screen(words, title, words.text("desk.reply.where", words=typed), more, rows=buttons)


def _place(occurrence: Occurrence, words: Translator, preferences: Preferences, *, is_titled: bool) -> Button:
    """Build the button of a place: the item in a line, after the title of its story or draft where there are others."""
    (part, item), dossier, draft = occurrence.place, occurrence.dossier, occurrence.draft
    name = words.text(f"desk.part.{part}")
    label = item_summary.line(dossier, find(dossier, part, item), words, preferences) if item else name
    if is_titled:
        title = shorten(item_summary.title(dossier, words), _TITLE)
        title = words.text("desk.draft.named", draft=draft, title=title) if draft else title
        label = words.text("desk.reply.place", title=title, text=label)
    prefix = "" if draft else f"{occurrence.story}-"
    return button(shorten(label, _PLACE), REWORD, draft, part, item=item, value=f"{prefix}{LOOK}")
