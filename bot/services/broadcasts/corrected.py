"""Render anew what was not sent yet and shows an item that was corrected since.

The transaction of a correction marks such renditions as stale, and from its commit on nothing is sent in them. What
waits in one is given a rendition of the same message with its items as they are now; new corrections are not in it,
since its readers never saw what was wrong. Where nothing is left of a message, it is cancelled.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.services.broadcasts import digests
from bot.services.broadcasts.compose import BroadcastContent, VariantSet
from bot.services.broadcasts.digest_items import changes_of, explain, gather, read_key
from bot.services.broadcasts.spec import of
from bot.services.follows.reach import names_of
from bot.store import broadcasts, deliveries, dialects, key_values, renditions, stories
from bot.store.recipients import combination_of
from bot.views.story_update import StoryUpdate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model import Correction
    from bot.model.language import Language
    from bot.services.broadcasts.render import Pair
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.recipients import Combination
    from bot.store.renditions import StoredRendition


async def refresh(database: Database, words: Mapping[Language, Translator], now: datetime) -> int:
    """Give what waits in stale renditions new ones, a broadcast per transaction; return how many deliveries that are.

    It is rendered within the transaction: a correction that commits meanwhile would make it stale unseen, and there
    are few combinations of one broadcast.
    """
    async with database.read() as conn:
        waiting = await renditions.stale(conn)
    changed = 0
    for number in waiting:
        async with database.write() as conn:
            await dialects.lock_share(conn, "stories")
            broadcast = await broadcasts.get_for_update(conn, number)
            for stored in (await renditions.stale(conn)).get(number, ()) if broadcast else ():
                changed += await _replace(conn, broadcast, stored, words, now) if broadcast else 0
    return changed


async def _replace(
    conn: AsyncConnection,
    broadcast: Broadcast,
    stored: StoredRendition,
    words: Mapping[Language, Translator],
    now: datetime,
) -> int:
    pair = await render(conn, broadcast, stored, words)
    new = await _add(conn, broadcast.id, pair, stored.digest) if pair else None
    return await deliveries.change_rendition(conn, broadcast.id, stored.id, new, now)


async def _add(conn: AsyncConnection, broadcast_id: int, pair: Pair, digest: str | None) -> int:
    """Store a pair, each rendition once: the classic one of several formats is the same."""
    rendition, fallback = pair
    classic = None
    if fallback:
        classic = await renditions.find(conn, broadcast_id, fallback)
        classic = classic or await renditions.add(conn, broadcast_id, fallback, digest=digest)
    known = await renditions.find(conn, broadcast_id, rendition)
    return known or await renditions.add(conn, broadcast_id, rendition, classic, digest=digest)


async def render(
    conn: AsyncConnection,
    broadcast: Broadcast,
    stored: StoredRendition,
    words: Mapping[Language, Translator],
    records: Mapping[int, tuple[Correction, ...]] = MappingProxyType({}),
    *,
    is_delivered: bool = False,
) -> Pair | None:
    """Render the message that a rendition was, as its items are now; None if nothing is left of it in its language.

    A copy that was delivered tells of these records, by story, and stays a photo if it was one.
    """
    combination = combination_of(stored.rendition)
    if broadcast.kind == "digest":
        return await _digest(conn, stored, combination, words, records)
    story = await stories.get(conn, broadcast.story or 0)
    if story is None:
        return None
    spec, username = of(broadcast, story.slug), await key_values.username(conn)
    changes = await changes_of(conn, story, [broadcast])
    update = StoryUpdate(story, changes, is_new=broadcast.base is None, headline=spec.headline, only=spec.languages)
    corrections = records.get(story.number, ())
    card = spec.card if stored.rendition.method == "sendPhoto" else None
    site = await key_values.site(conn)
    content = BroadcastContent(
        update, broadcast.base, spec.photo, username, site, corrections, card, is_delivered=is_delivered
    )
    if combination.language not in content.languages:
        return None
    return VariantSet(content, words, await names_of(conn, [combination.topic])).of(combination)


async def _digest(
    conn: AsyncConnection,
    stored: StoredRendition,
    combination: Combination,
    words: Mapping[Language, Translator],
    records: Mapping[int, tuple[Correction, ...]],
) -> Pair | None:
    """Render a digest anew; None of one from before a digest said what it is made of."""
    if stored.digest is None:
        return None
    key = read_key(stored.digest, (), combination)
    held = [broadcast for number in key.broadcasts if (broadcast := await broadcasts.get(conn, number))]
    newest = {head.number: head.revision for head in await stories.heads(conn)}
    key = replace(key, revisions=tuple(newest.get(broadcast.story or 0, 0) for broadcast in held))
    items = explain(
        await gather(conn, held),
        key,
        {broadcast.id: broadcast for broadcast in held},
        await names_of(conn, key.reasons),
    )
    return digests.compose(words, key, items, await digests.read_addresses(conn), records)
