"""Subscribers to push to, and pushes to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from bot.model.language import Language
from bot.model.reader import Digits, Months
from bot.store import broadcasts, recipients, renditions
from bot.store.delivery_tables import subscribers
from bot.store.renditions import Rendition
from bot.store.tables import readers
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.ext.asyncio import AsyncConnection

_ROW: dict[str, Any] = {"kind": "private", "state": "active", "every": 1, "frequency": "now", "silent": 0, "both": 0}
_ROW |= {"card": 0, "created_at": NOW, "changed_at": NOW, "thread_id": None, "since": None, "due_at": None}


async def subscribe(conn: AsyncConnection, chats: Iterable[int], **values: Any) -> None:
    """Let chats be subscribed to all stories, in Arabic, at once, or as `values` of both tables say else."""
    chosen = {"language": "ar", "format_preference": "auto", "months": "both", "digits": "latin"}
    chosen |= {name: values.pop(name) for name in list(values) if name in chosen}
    rows = [{"chat_id": chat, **_ROW, **values} for chat in chats]
    await conn.execute(insert(readers), [{"chat_id": row["chat_id"], "created_at": NOW, **chosen} for row in rows])
    await conn.execute(insert(subscribers), rows)


def rendition(language: Language = Language.AR, **values: Any) -> Rendition:
    """A classic message with nothing but a text, or as `values` say else."""
    fields: dict[str, Any] = {"rich": False, "months": Months.BOTH, "digits": Digits.LATIN, "channel": False}
    fields |= {"variant": "", "method": "sendMessage", "body": b'"text":"News"}', "covers": "[]"}
    return Rendition(language, **(fields | values))


async def push(conn: AsyncConnection, **values: Any) -> int:
    """A push to the readers of all stories, running, with nothing to send yet; its number."""
    fields: dict[str, Any] = {"kind": "announcement", "state": "running", "urgency": 0, "by": 0, "due_at": NOW}
    at = values.pop("at", NOW)
    return await broadcasts.add(conn, broadcasts.NewBroadcast(**(fields | values)), at)


async def fill(conn: AsyncConnection, number: int, *, rich: bool = True, **values: Any) -> int:
    """Render the push for whomever it may concern, and enqueue it; how many deliveries it has."""
    for combination in await recipients.uncovered(conn, number, None, NOW):
        fields: dict[str, Any] = {
            "months": combination.months,
            "digits": combination.digits,
            "channel": combination.channel,
        }
        classic = await renditions.add(conn, number, rendition(combination.language, **fields, **values))
        if combination.rich:
            method = "sendRichMessage" if rich else "sendMessage"
            body = b'"rich_message":{"html":"<p>News</p>"}}' if rich else b'"text":"News"}'
            fancy = rendition(combination.language, rich=True, **fields, **(values | {"method": method, "body": body}))
            await renditions.add(conn, number, fancy, classic)
    return await recipients.enqueue(conn, number, None, NOW)
