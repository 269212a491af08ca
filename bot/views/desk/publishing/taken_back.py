"""Words which corrections publishing something would take back: the item as it is now, and its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms.dossier_edit import PARTS, find
from bot.views.correction_text import label, text_of
from bot.views.desk import item_summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.i18n.catalogue import Translator
    from bot.model import Correction, Dossier
    from bot.model.reader import Preferences


def lines(shown: Dossier, records: Sequence[Correction], words: Translator, preferences: Preferences) -> Iterator[str]:
    """Yield how many come back, and each: what it is now, with the record that put it right."""
    if not records:
        return
    listed = [words.count("desk.history.brings_back", len(records))]
    for record in records:
        item = next((item for part in PARTS if (item := find(shown, part, record.item or ""))), record)
        head = words.text("page.card.dated", what=label(record, words), date=item_summary.day(record.date, preferences))
        text = text_of(record).localize(words.language)[0]
        listed.append(f"• {item_summary.line(shown, item, words, preferences)}\n  {record.id} · {head}: {text}")
    yield "\n".join(listed)
    yield words.text("desk.history.told_again")
