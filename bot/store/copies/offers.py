"""Inline cards: how many answered queries offered an item, and how many of its cards are known to have been sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from bot.store import dialects
from bot.store.copy_tables import inline_offers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model.language import Language


class Offered(NamedTuple):
    """An item, empty for its story's own card, as of a revision, in a language."""

    story: int
    revision: int
    item: str
    language: Language


class OfferBuffer:
    """Counts offers and chosen cards in memory until they are written; calls `on_note` with each."""

    def __init__(self, on_note: Callable[[], None]) -> None:
        self._on_note = on_note
        self._counts: dict[Offered, list[int]] = {}
        self._at: datetime | None = None

    def note(self, offers: Collection[Offered], at: datetime, *, chosen: bool = False) -> None:
        """Count what one query was offered, or what somebody chose of it."""
        for offer in offers:
            self._counts.setdefault(offer, [0, 0])[chosen] += 1
        self._at = at
        self._on_note()

    def take(self) -> tuple[dict[Offered, list[int]], datetime | None]:
        """Return what was counted, and begin anew."""
        counts, self._counts = self._counts, {}
        return counts, self._at

    def add(self, counts: Mapping[Offered, list[int]]) -> None:
        """Count in what could not be written."""
        for offer, (offered, chosen) in counts.items():
            known = self._counts.setdefault(offer, [0, 0])
            known[0] += offered
            known[1] += chosen


def record(conn: Connection, counts: Mapping[Offered, list[int]], at: datetime | None) -> None:
    """Add to what was counted before."""
    rows = [
        {"story_id": offer.story, "revision": offer.revision, "item": offer.item, "language": offer.language.value}
        | {"offered": offered, "chosen": chosen, "at": at}
        for offer, (offered, chosen) in sorted(counts.items())
    ]
    if rows:
        statement = dialects.insert(conn, inline_offers)
        more = {name: inline_offers.c[name] + statement.excluded[name] for name in ("offered", "chosen")}
        more["at"] = statement.excluded.at
        conn.execute(statement.on_conflict_do_update(index_elements=inline_offers.primary_key, set_=more), rows)


async def unknown(
    conn: AsyncConnection, story: int, items: Collection[str], before: int, languages: Collection[Language]
) -> int:
    """Count the cards of these items, as of revisions before one, that were offered and not known to be sent.

    So many may stand somewhere at most: of most queries nothing is chosen, or another card.
    """
    query = select(func.sum(inline_offers.c.offered - inline_offers.c.chosen)).where(
        inline_offers.c.story_id == story,
        inline_offers.c.item.in_(sorted(items)),
        inline_offers.c.revision < before,
        inline_offers.c.language.in_([language.value for language in languages]),
    )
    return max(0, int(await conn.scalar(query) or 0))
