"""What an editor chose on the publish panel, kept with their question in the draft until it is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.model import LocalizedLine
from bot.model.corrections.carrying import carry, withhold
from bot.model.corrections.choice import CorrectionChoice
from bot.model.language import Language
from bot.services.corrections import taken_back
from bot.store import stories
from bot.views.desk.publishing import correction_lines

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier
    from bot.store.drafts import Draft

_KEY = "panel"  # of the choices within a question's JSON


@dataclass(frozen=True, slots=True)
class PublicationChoices:
    """The push's headline, None for the composed one; `is_update` leaves the corrections out: the news moved on.

    `photo` (Telegram's file_id) goes with the push, and `languages` are those that it is sent in, None for all: both
    are of live coverage.
    """

    headline: LocalizedLine | None = None
    is_update: bool = False
    photo: str | None = None
    languages: tuple[Language, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the choices as a part of a question, under the key by which `read` finds them."""
        headline = self.headline.model_dump(exclude_none=True) if self.headline else None
        live = {name: value for name in ("photo", "languages") if (value := getattr(self, name))}
        return {_KEY: {"headline": headline, "is_update": self.is_update, **live}}


def read(draft: Draft) -> PublicationChoices:
    """Read the choices of the person for whom the draft was read."""
    return read_from(draft.question)


def is_made(question: Mapping[str, Any] | None) -> bool:
    """Return whether choices are kept in a question's JSON."""
    return _KEY in (question or {})


def read_from(question: Mapping[str, Any] | None) -> PublicationChoices:
    """Read the choices from a question's JSON."""
    stored = (question or {}).get(_KEY) or {}
    headline, languages = stored.get("headline"), stored.get("languages")
    return PublicationChoices(
        LocalizedLine.model_validate(headline) if headline else None,
        is_update=stored.get("is_update", False),
        photo=stored.get("photo"),
        languages=tuple(map(Language, languages)) if languages else None,
    )


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
    if read(draft).is_update:  # what is withdrawn was wrong, whatever moved on, and so is what had been corrected
        written = tuple(record for record in written if record.is_withdrawal or record.item in back)
    if not written:
        return dossier
    records = (*dossier.corrections, *written)
    return withhold(dossier.model_copy(update={"corrections": records}), records)
