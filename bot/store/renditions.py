"""Renditions: what a push looks like for each combination of language, format, months and digits, as it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from bot.language import Language
from bot.store.delivery_tables import renditions

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

WITHDRAWN = "withdrawn"
"""The variant of the notice that a withdrawn copy is edited to; its method is that of the edit."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """A message for all whom its combination fits; `channel` ones have links for buttons.

    `variant` is empty for what everybody is sent, `withdrawn` for the notice of a retraction, and tells apart what is
    bundled. `body` is what is sent to `method` once the chat is set in front; `covers` (JSON) are the stories,
    revisions and items that it shows.
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
class Kept:
    """A rendition under its number, and the number of the classic one that takes its place where it is refused."""

    id: int
    rendition: Rendition
    fallback_id: int | None


_RENDITIONS = select(
    *(renditions.c.id, renditions.c.fallback_id, renditions.c.language, renditions.c.rich, renditions.c.months),
    *(renditions.c.digits, renditions.c.channel, renditions.c.variant, renditions.c.method, renditions.c.body),
    renditions.c.covers,
)


async def add(conn: AsyncConnection, broadcast_id: int, rendition: Rendition, fallback_id: int | None = None) -> int:
    """Keep a rendition, and return its number; of one combination and variant the first is sent."""
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


async def get(conn: AsyncConnection, rendition_id: int) -> Kept | None:
    """The rendition of this number."""
    row = (await conn.execute(_RENDITIONS.where(renditions.c.id == rendition_id))).one_or_none()
    return _kept(row) if row else None


async def of_broadcast(conn: AsyncConnection, broadcast_id: int) -> tuple[Kept, ...]:
    """All renditions of a push, the first made first."""
    query = _RENDITIONS.where(renditions.c.broadcast_id == broadcast_id).order_by(renditions.c.id)
    return tuple(_kept(row) for row in await conn.execute(query))


def _kept(row: Row[*tuple[Any, ...]]) -> Kept:
    values = row._asdict()
    number, fallback_id = values.pop("id"), values.pop("fallback_id")
    values |= {"language": Language(values["language"])}
    values |= {"rich": bool(values["rich"]), "channel": bool(values["channel"]), "body": bytes(values["body"])}
    return Kept(number, Rendition(**values), fallback_id)
