"""Renditions: a broadcast's request bodies, one for each combination of language, format, months and digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from bot.model.language import Language
from bot.store.delivery_tables import renditions

if TYPE_CHECKING:
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
    [[story, revision, [item ids]]] of what it shows.
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


_RENDITIONS = select(
    *(renditions.c.id, renditions.c.fallback_id, renditions.c.language, renditions.c.rich, renditions.c.months),
    *(renditions.c.digits, renditions.c.channel, renditions.c.variant, renditions.c.method, renditions.c.body),
    renditions.c.covers,
)


async def add(conn: AsyncConnection, broadcast_id: int, rendition: Rendition, fallback_id: int | None = None) -> int:
    """Insert a rendition and return its id; of several with one combination and variant, `enqueue` takes the first."""
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


def _stored(row: Row[*tuple[Any, ...]]) -> StoredRendition:
    values = row._asdict()
    rendition_id, fallback_id = values.pop("id"), values.pop("fallback_id")
    values |= {"language": Language(values["language"])}
    values |= {"rich": bool(values["rich"]), "channel": bool(values["channel"]), "body": bytes(values["body"])}
    return StoredRendition(rendition_id, Rendition(**values), fallback_id)
