"""Screen of a change by reply: what it was, what it is, and a tap to save it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model.diff import difference
from bot.views import diff_view
from bot.views.desk import item_summary
from bot.views.desk.screen import button, screen
from bot.views.desk.typed.replied_card import REWORD

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator
    from bot.model import Dossier
    from bot.model.reader import Preferences
    from bot.views.document import Document

CANCEL = "no"


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
