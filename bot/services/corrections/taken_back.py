"""Corrections that what is published next takes back: an item reads again as it did before it was put right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import CorrectionTakenBack
from bot.model import Localized
from bot.model.corrections.carrying import added, brought_back
from bot.model.diff import LISTS, items
from bot.model.language import Language
from bot.store import stories
from bot.store.copies import runs
from bot.views.desk.publishing import correction_lines
from bot.views.desk.publishing.correction_lines import TOLD

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model import Correction, Dossier, Story


async def find(
    conn: AsyncConnection, live: Story, new: Dossier, older: Dossier | None = None
) -> tuple[Correction, ...]:
    """Return the records of a live story whose item `new` has, in a field, as it was before they put it right.

    Where `new` comes from an `older` revision, those are all since it whose item it has otherwise.
    """
    known = {record.id for record in brought_back(live.dossier, older)} if older else set()
    matches = [
        record
        for record in live.dossier.corrections
        if record.id in known or (not record.is_withdrawal and await _is_back(conn, live, new, record))
    ]
    return tuple(matches)


async def tell(
    conn: AsyncConnection,
    live: Story,
    new: Dossier,
    records: tuple[Correction, ...],
    *,
    words: Mapping[Language, Translator],
    at: datetime,
) -> Dossier:
    """Return `new` with a record of its own for each item that it takes back: so copies show what it says, and when."""
    used, back = await stories.used_ids(conn, new.slug), {record.item for record in records if record.item}
    written = correction_lines.write_back(live.dossier, new, words, on=at.date(), used=used, items=back)
    return new.model_copy(update={"corrections": (*new.corrections, *written)}) if written else new


async def require_told(conn: AsyncConnection, live: Story, new: Dossier) -> None:
    """Raise CorrectionTakenBack for the first correction that `new` takes back without a new record of its item."""
    explained = {record.item for record in added(live.dossier, new)}
    for record in await find(conn, live, new):
        if record.item not in explained:
            raise CorrectionTakenBack(item=record.item or "", record=record.id, day=str(record.date))


async def _is_back(conn: AsyncConnection, live: Story, new: Dossier, record: Correction) -> bool:
    part = next((part for part in LISTS if record.item in items(new, part)), None)
    if part is None or record.item is None:
        return False
    right, now = items(live.dossier, part).get(record.item), items(new, part)[record.item]
    run = await runs.of_record(conn, live.number, record.id) if now != right else None
    before = await stories.get(conn, live.number, run.revision - 1) if run else None
    wrong = items(before.dossier, part).get(record.item) if before else None
    return wrong is not None and any(_reads_again(wrong, right, now, field) for field in TOLD.get(part, ()))


def _reads_again(wrong: Any, right: Any, now: Any, field: str) -> bool:
    """Return whether a field is as it was when it was wrong, and not as readers have it; a text in any language."""
    was, has, new = (getattr(item, field, None) for item in (wrong, right, now))
    if not isinstance(new, Localized):
        return bool(new == was != has)
    return any(
        new.has(language) and _text(new, language) == _text(was, language) != _text(has, language)
        for language in Language
    )


def _text(text: Any, language: Language) -> str | None:
    return text.localize(language)[0] if isinstance(text, Localized) and text.has(language) else None
