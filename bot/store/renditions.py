"""Renditions: a broadcast's request bodies, one for each combination of language, format, months and digits."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, text, update

from bot.model.language import Language
from bot.store.delivery_tables import broadcasts, deliveries, renditions

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

WITHDRAWN = "withdrawn"
"""The variant of the notice to which a retraction edits copies; its `method` is an edit method."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """A message rendered for one combination; in those for channels (`channel`) buttons are links to the bot.

    `variant` is empty for the broadcast's message, `withdrawn` for the notice of a retraction, else a digest's key.
    `body` is the request body of the Bot API `method`, to which the chat id is prepended. `covers` is JSON:
    [[story, revision, [item ids]]] of what it shows, with the records of corrections that it tells, if any.
    """

    language: Language
    rich: bool
    months: str
    digits: str
    channel: bool
    variant: str
    method: str
    body: bytes
    covers: str


@dataclass(frozen=True, slots=True)
class StoredRendition:
    """A rendition with its id, and the id of the classic rendition to send if Telegram refuses this one."""

    id: int
    rendition: Rendition
    fallback_id: int | None
    digest: str | None = None


_RENDITIONS = select(
    *(renditions.c.id, renditions.c.fallback_id, renditions.c.language, renditions.c.rich, renditions.c.months),
    *(renditions.c.digits, renditions.c.channel, renditions.c.variant, renditions.c.method, renditions.c.body),
    *(renditions.c.covers, renditions.c.digest),
)
_UNSENT = broadcasts.c.pending + broadcasts.c.sending + broadcasts.c.uncertain > 0


async def add(
    conn: AsyncConnection,
    broadcast_id: int,
    rendition: Rendition,
    fallback_id: int | None = None,
    digest: str | None = None,
) -> int:
    """Insert a rendition and return its id; of several with one combination and variant, `enqueue` takes the first.

    `digest` is JSON of what a digest is made of, with which it can be rendered anew.
    """
    row = {
        "broadcast_id": broadcast_id,
        "language": rendition.language.value,
        "rich": int(rendition.rich),
        "months": rendition.months,
        "digits": rendition.digits,
        "channel": int(rendition.channel),
        "variant": rendition.variant,
        "method": rendition.method,
        "body": rendition.body,
        "fallback_id": fallback_id,
        "covers": rendition.covers,
        "digest": digest,
    }
    return int(await conn.scalar(insert(renditions).values(row).returning(renditions.c.id)))


async def get(conn: AsyncConnection, rendition_id: int) -> StoredRendition | None:
    """Return the rendition by id; None if missing."""
    row = (await conn.execute(_RENDITIONS.where(renditions.c.id == rendition_id))).one_or_none()
    return _stored(row) if row else None


async def of_broadcast(conn: AsyncConnection, broadcast_id: int) -> tuple[StoredRendition, ...]:
    """Return all renditions of a broadcast, by id."""
    query = _RENDITIONS.where(renditions.c.broadcast_id == broadcast_id).order_by(renditions.c.id)
    return tuple(_stored(row) for row in await conn.execute(query))


async def mark_stale(conn: AsyncConnection, story: int, items: Collection[str]) -> int:
    """Mark what shows any of these items of a story and may still be sent: nothing is sent in it. Return the count."""
    query = select(renditions.c.id, renditions.c.covers, renditions.c.fallback_id).join_from(renditions, broadcasts)
    rows = (await conn.execute(query.where(_UNSENT, renditions.c.stale == 0))).all()
    wrong = {row.id for row in rows if _shows(row.covers, story, items)}
    wrong |= {row.id for row in rows if row.fallback_id in wrong}
    for number in sorted(wrong):
        await conn.execute(update(renditions).where(renditions.c.id == number).values(stale=1))
    return len(wrong)


async def stale(conn: AsyncConnection) -> dict[int, tuple[StoredRendition, ...]]:
    """Return the stale renditions that deliveries wait in, classic ones first, by broadcast."""
    waiting = (
        select(deliveries.c.rendition_id)
        .where(
            deliveries.c.broadcast_id == renditions.c.broadcast_id,
            text("deliveries.state = 'pending'"),
            deliveries.c.rendition_id == renditions.c.id,
        )
        .exists()
    )
    query = _RENDITIONS.add_columns(renditions.c.broadcast_id).join_from(renditions, broadcasts)
    query = query.where(text("renditions.stale = 1"), broadcasts.c.pending > 0, waiting)
    by_broadcast: dict[int, list[StoredRendition]] = {}
    for row in await conn.execute(query.order_by(renditions.c.broadcast_id, renditions.c.rich, renditions.c.id)):
        by_broadcast.setdefault(row.broadcast_id, []).append(_stored(row))
    return {number: tuple(listed) for number, listed in by_broadcast.items()}


async def find(conn: AsyncConnection, broadcast_id: int, like: Rendition) -> int | None:
    """Return the id of a current rendition of the same combination, variant and body; None if there is none."""
    query = select(renditions.c.id).where(
        *(renditions.c.broadcast_id == broadcast_id, renditions.c.stale == 0),
        *(renditions.c.language == like.language.value, renditions.c.method == like.method),
        *(renditions.c.channel == int(like.channel), renditions.c.body == like.body),
    )
    number: int | None = await conn.scalar(query.order_by(renditions.c.id).limit(1))
    return number


async def broadcast_of(conn: AsyncConnection, rendition_id: int) -> int | None:
    """Return the id of the broadcast that a rendition is of; None if missing."""
    number: int | None = await conn.scalar(select(renditions.c.broadcast_id).where(renditions.c.id == rendition_id))
    return number


async def is_stale(conn: AsyncConnection, rendition_id: int) -> bool:
    """Return whether the rendition shows an item that was corrected since."""
    return bool(await conn.scalar(select(renditions.c.stale).where(renditions.c.id == rendition_id)))


def stale_mark(rendition_id: int) -> str:
    """Return a statement for `Database.peek`: '1' if the rendition is stale."""
    return f"SELECT stale FROM renditions WHERE id = {rendition_id:d}"  # noqa: S608 - a number


def _shows(covers: str, story: int, items: Collection[str]) -> bool:
    return any(cover[0] == story and not set(items).isdisjoint(cover[2]) for cover in json.loads(covers))


def _stored(row: Row[*tuple[Any, ...]]) -> StoredRendition:
    values = row._asdict()
    values.pop("broadcast_id", None)
    rendition_id, fallback_id, digest = values.pop("id"), values.pop("fallback_id"), values.pop("digest")
    values |= {"language": Language(values["language"])}
    values |= {"rich": bool(values["rich"]), "channel": bool(values["channel"]), "body": bytes(values["body"])}
    return StoredRendition(rendition_id, Rendition(**values), fallback_id, digest)
