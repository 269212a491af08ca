"""Chats that are sent what changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.store import readers, subscribers
from bot.store.subscribers import ChatKind, Subscriber
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Any

    from bot.store.database import Database
    from bot.store.readers import Choices


async def join(
    database: Database,
    chat: int,
    language: Language = Language.EN,
    kind: ChatKind = ChatKind.PRIVATE,
    *,
    stories: Iterable[int] | None = None,
    at: datetime = NOW,
    choices: Choices | None = None,
    **fields: Any,
) -> None:
    """Let a chat subscribe to some stories, or to all; `fields` are those of Subscriber."""
    subscriber = replace(Subscriber(chat, kind, every=stories is None), **fields)
    async with database.write() as conn:
        chosen: Choices = {"language": language, **(choices or {})}
        await readers.choose(conn, chat, at, **chosen)
        await subscribers.put(conn, subscriber, at)
        await subscribers.pick(conn, chat, stories or ())
