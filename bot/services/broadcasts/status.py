"""Read the state of broadcasts: counters, titles, deliveries; and store which message shows their progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import BroadcastUnknown
from bot.services.broadcasts.spec import of, slug_of
from bot.store import broadcasts, deliveries, stories
from bot.store.broadcasts import Broadcast
from bot.views.desk.broadcast_report import BroadcastReport, called

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model.broadcast import BroadcastSpec
    from bot.model.language import Language
    from bot.store.broadcasts import State
    from bot.store.database import Database
    from bot.store.deliveries import Delivery, Key

Titled = tuple[Broadcast, str]
"""A broadcast and its title."""


async def get(database: Database, broadcast_id: int) -> Broadcast:
    """Read a broadcast; raises BroadcastUnknown."""
    async with database.read() as conn:
        broadcast = await broadcasts.get(conn, broadcast_id)
    if broadcast is None:
        raise BroadcastUnknown(number=broadcast_id)
    return broadcast


async def read_latest(
    database: Database, words: Translator, limit: int, *, states: Collection[State] = ()
) -> list[Titled]:
    """Read the last updates and announcements, newest first; only those in `states`, where any are given."""
    async with database.read() as conn:
        return await _titled(conn, await broadcasts.latest(conn, limit, states=states), words)


async def read_all(database: Database, words: Translator, limit: int) -> list[Titled]:
    """Read the last broadcasts, digests included, newest first."""
    async with database.read() as conn:
        return await _titled(conn, await broadcasts.all_(conn, limit), words)


async def read_open(database: Database, words: Translator, limit: int, *, states: Collection[State]) -> list[Titled]:
    """Read the first updates and announcements in these states, in the order in which they are sent."""
    async with database.read() as conn:
        open_ = [broadcast for broadcast in await broadcasts.in_state(conn, *states) if broadcast.kind != "digest"]
        return await _titled(conn, open_[:limit], words)


async def read_report(
    database: Database, broadcast: Broadcast, words: Translator, rate: float | None = None
) -> BroadcastReport:
    """Read the report of a broadcast: its title, counters, and reasons of failure."""
    async with database.read() as conn:
        reasons = await deliveries.reasons(conn, broadcast.id) if broadcast.counts.failed else {}
        return BroadcastReport(broadcast, await _title(conn, broadcast, words), reasons, rate)


async def read_title(database: Database, broadcast: Broadcast, words: Translator) -> str:
    """Read the title of a broadcast, in the language of `words`."""
    async with database.read() as conn:
        return await _title(conn, broadcast, words)


async def read_titles(
    database: Database, broadcast: Broadcast, words: Mapping[Language, Translator]
) -> dict[Language, str]:
    """Read the title of a broadcast in each language."""
    async with database.read() as conn:
        return {language: await _title(conn, broadcast, translator) for language, translator in words.items()}


async def read_spec(database: Database, broadcast: Broadcast) -> BroadcastSpec:
    """Read the spec of a broadcast."""
    async with database.read() as conn:
        return of(broadcast, await slug_of(conn, broadcast))


async def read_deliveries(
    database: Database,
    broadcast_id: int,
    *,
    limit: int,
    states: Collection[deliveries.State] | None = None,
    after: Key | None = None,
) -> tuple[Delivery, ...]:
    """Read a page of a broadcast's deliveries by chat and language, those behind `after`; optionally by state."""
    async with database.read() as conn:
        return await deliveries.listed(conn, broadcast_id, states, after, limit)


async def find_of_revision(database: Database, slug: str, revision: int) -> Broadcast | None:
    """Find the latest broadcast, not retracted, that announced this revision of a story."""
    async with database.read() as conn:
        story = await stories.find(conn, slug)
        latest = await broadcasts.latest(conn, states=broadcasts.OUT)
    number = story.number if story else None
    return next(
        (broadcast for broadcast in latest if (broadcast.story, broadcast.revision) == (number, revision)), None
    )


async def watch(database: Database, broadcast_id: int, chat: int, message: int) -> bool:
    """Store the message that shows the broadcast's progress; return False if it has ended: nothing would report it."""
    async with database.write() as conn:
        broadcast = await broadcasts.get_for_update(conn, broadcast_id)
        if broadcast is None or broadcast.state in broadcasts.ENDED:
            return False
        await broadcasts.watch(conn, broadcast_id, chat, message)
    return True


async def unwatch_ended(database: Database, broadcast_id: int) -> None:
    """Forget the progress message of an ended broadcast: its end was reported."""
    async with database.write() as conn:
        broadcast = await broadcasts.get_for_update(conn, broadcast_id)
        if broadcast and broadcast.state in broadcasts.ENDED:
            await broadcasts.watch(conn, broadcast_id, None, None)


async def find(database: Database, broadcast_id: int) -> Broadcast | None:
    """Read a broadcast; None if missing."""
    async with database.read() as conn:
        return await broadcasts.get(conn, broadcast_id)


async def _titled(conn: AsyncConnection, match: Collection[Broadcast], words: Translator) -> list[Titled]:
    return [(broadcast, await _title(conn, broadcast, words)) for broadcast in match]


async def _title(conn: AsyncConnection, broadcast: Broadcast, words: Translator) -> str:
    story = await stories.get(conn, broadcast.story) if broadcast.story else None
    return called(story, of(broadcast, None), words, broadcast.kind)
