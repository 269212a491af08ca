"""Records of corrections in a dossier that is to be published: those that it keeps, and those that it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.corrections.carrying import carry, withhold
from bot.model.corrections.choice import CorrectionChoice
from bot.services import publication_choices
from bot.services.corrections import taken_back
from bot.store import stories
from bot.views.desk.publishing import correction_lines

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier
    from bot.model.language import Language
    from bot.store.drafts import Draft


async def with_records(conn: AsyncConnection, dossier: Dossier) -> Dossier:
    """Return the dossier with every live record of its story's corrections, and without what they withdrew."""
    live = await stories.find(conn, dossier.slug)
    if live is None or not live.dossier.corrections:
        return carry(dossier, dossier)
    return carry(live.dossier, dossier, await stories.used_ids(conn, dossier.slug))


async def with_corrections(
    conn: AsyncConnection, draft: Draft, before: Dossier | None, words: Mapping[Language, Translator], at: datetime
) -> Dossier:
    """Return the draft's dossier with a correction for each item that readers saw otherwise in `before`.

    It has all records of `before`, and nothing that one withdrew. What takes a correction back is told in any case.
    """
    dossier = await with_records(conn, draft.dossier)
    live = await stories.find(conn, draft.slug)
    if before is None or live is None:
        return dossier
    back = {record.item for record in await taken_back.find(conn, live, dossier) if record.item}
    used, choice = await stories.used_ids(conn, draft.slug), draft.correction or CorrectionChoice()
    written = correction_lines.write(before, dossier, words, on=at.date(), used=used, choice=choice, also=back)
    if publication_choices.read(draft).is_update:
        # What is withdrawn was wrong, whatever moved on, and so is what had been corrected.
        written = tuple(record for record in written if record.is_withdrawal or record.item in back)
    if not written:
        return dossier
    records = (*dossier.corrections, *written)
    return withhold(dossier.model_copy(update={"corrections": records}), records)
