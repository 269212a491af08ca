"""Screen of a conflict: both sides of one field in one language, or of an item that one side removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.i18n import languages
from bot.model.diff import LISTS, items
from bot.views.desk import item_summary
from bot.views.desk.screen import button, screen
from bot.views.document import Paragraph, Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier
    from bot.model.merging.rebase import Conflict
    from bot.model.reader import Preferences
    from bot.store.drafts import Draft
    from bot.views.document import Block, Button, Document

_SIDES = ("mine", "theirs")
_ITEM = 60  # UTF-16 units of the item in the title


def conflict_screen(
    draft: Draft,
    conflicts: Sequence[Conflict],
    theirs: Dossier,
    words: Translator,
    preferences: Preferences,
    *,
    verb: str,
    labels: tuple[str, str],
) -> Document:
    """Build the screen that asks about the first conflict; `labels` say whose the other side is (text, button)."""
    conflict = conflicts[0]
    place = "-".join(filter(None, ((conflict.field or "").replace("_", "-"), conflict.language or "")))
    names = {"mine": words.text("desk.publish.mine"), "theirs": labels[1]}
    choices = [
        button(names[side], verb, draft.id, conflict.part, item=conflict.item, value=f"{side}-{place}".rstrip("-"))
        for side in _SIDES
    ]
    back = [_button(words, draft)]
    return screen(
        words,
        _title(draft.dossier, theirs, conflict, words, preferences),
        words.count("desk.publish.conflicts", len(conflicts)),
        words.text("desk.publish.mine_is"),
        *_side(draft.dossier, conflict, conflict.mine, words, preferences),
        labels[0],
        *_side(theirs, conflict, conflict.theirs, words, preferences),
        rows=(choices, back),
    )


def _button(words: Translator, draft: Draft) -> Button:
    return button(words.text("desk.button.back"), "calloff", draft.id)


def _title(mine: Dossier, theirs: Dossier, conflict: Conflict, words: Translator, preferences: Preferences) -> str:
    """Name the part, the item and the field with its language, as far as the conflict has them."""
    part = words.text(f"desk.part.{conflict.part}")
    holder = next(
        (each for each in (mine, theirs) if conflict.part in LISTS and conflict.item in items(each, conflict.part)),
        None,
    )
    if holder and conflict.item:
        entry = items(holder, conflict.part)[conflict.item]
        part = f"{part}: {item_summary.line(holder, entry, words, preferences, _ITEM)}"
    label = words.text(f"desk.field.{conflict.field}") if conflict.field else ""
    if not conflict.language:
        return f"{part} · {label}" if label else part
    language = languages.name(conflict.language, words.language)
    return f"{part} · {words.text('desk.change.field', field=label, language=language) if label else language}"


def _side(
    dossier: Dossier, conflict: Conflict, value: Any, words: Translator, preferences: Preferences
) -> Sequence[Block | str]:
    if value is None:
        return (words.text("desk.publish.removed"),)
    if conflict.language:
        return (Paragraph((Run(value),), language=conflict.language),)
    if conflict.field:
        return tuple(item_summary.field(dossier, conflict.field, value, words, preferences))
    if conflict.item is None:
        return tuple(item_summary.head(dossier, conflict.part, words))
    return tuple(item_summary.full(dossier, conflict.part, value, words, preferences))
