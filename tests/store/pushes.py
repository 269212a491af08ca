"""Subscribers to push to, and pushes to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from bot.audience import Digits, Months
from bot.language import Language
from bot.store import broadcasts, recipients, renditions
from bot.store.delivery_tables import subscribers
from bot.store.renditions import Rendition
from bot.store.tables import readers
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.ext.asyncio import AsyncConnection

_ROW: dict[str, Any] = {"kind": "private", "state": "active", "every": 1, "pace": "now", "silent": 0, "both": 0}
_ROW |= {"card": 0, "created_at": NOW, "changed_at": NOW, "thread_id": None, "since": None, "due_at": None}


async def subscribe(conn: AsyncConnection, chats: Iterable[int], **values: Any) -> None:
    """Let chats be subscribed to all stories, in Arabic, at once, or as `values` of both tables say else."""
    chosen = {"language": "ar", "wanted": "auto", "months": "both", "digits": "latin"}
    chosen |= {name: values.pop(name) for name in list(values) if name in chosen}
    rows = [{"chat_id": chat, **_ROW, **values} for chat in chats]
    await conn.execute(insert(readers), [{"chat_id": row["chat_id"], "created_at": NOW, **chosen} for row in rows])
    await conn.execute(insert(subscribers), rows)


def rendition(language: Language = Language.AR, **values: Any) -> Rendition:
    """A classic message with nothing but a text, or as `values` say else."""
    told: dict[str, Any] = {"rich": False, "months": Months.BOTH, "digits": Digits.LATIN, "channel": False}
    told |= {"variant": "", "method": "sendMessage", "body": b'"text":"News"}', "covers": "[]"}
    return Rendition(language, **(told | values))


async def push(conn: AsyncConnection, **values: Any) -> int:
    """A push to the readers of all stories, running, with nothing to send yet; its number."""
    told: dict[str, Any] = {"kind": "announcement", "state": "running", "story": None, "base": None, "revision": None}
    told |= {"spec": "{}", "urgency": 0, "by": 0, "due_at": NOW, "at": NOW}
    return await broadcasts.add(conn, **(told | values))


async def fill(conn: AsyncConnection, number: int, *, rich: bool = True, **values: Any) -> int:
    """Render the push for whomever it may concern, and enqueue it; how many deliveries it has."""
    for one in await recipients.uncovered(conn, number, None, NOW):
        told: dict[str, Any] = {"months": one.months, "digits": one.digits, "channel": one.channel}
        classic = await renditions.add(conn, number, rendition(one.language, **told, **values))
        if one.rich:
            method = "sendRichMessage" if rich else "sendMessage"
            body = b'"rich_message":{"html":"<p>News</p>"}}' if rich else b'"text":"News"}'
            fancy = rendition(one.language, rich=True, **told, **(values | {"method": method, "body": body}))
            await renditions.add(conn, number, fancy, classic)
    return await recipients.enqueue(conn, number, None, NOW)
