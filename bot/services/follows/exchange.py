"""What chats follow and mute, as a cell of a CSV file: names and words with `;` between, what is muted after a minus.

A word stands in quotation marks, so that it is not taken for a person whom stories call so; a person or place without.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.errors import Problem
from bot.model.language import Language
from bot.services.follows import requests
from bot.services.follows.naming import Namesakes, read, word_topic
from bot.store import chat_topics, topics
from bot.store.topics import NewTopic, TopicKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Story
    from bot.store.subscriber_import import SubscriberChoice

_BETWEEN, _MUTED = ";", "-"


class TopicReader:
    """Reads cells, by the people and places of these stories."""

    def __init__(self, stories: Sequence[Story]) -> None:
        self._stories = stories
        self._named = lru_cache(maxsize=4_096)(self._name)

    def problem(self, cell: str) -> Problem | None:
        """Return what is wrong with a cell."""
        parts = _parts(cell)
        if len(parts) > requests.MOST:
            return Problem("error.follow_many", {"limit": requests.MOST})
        return next((named for part, _ in parts if isinstance(named := self._named(part), Problem)), None)

    async def store(
        self, conn: AsyncConnection, chosen: Mapping[SubscriberChoice, Collection[int]], at: datetime
    ) -> None:
        """Let chats follow and mute what their cells say, and nothing else."""
        named = [(choice.topics, chats) for choice, chats in chosen.items() if choice.topics is not None]
        for cell, chats in named:
            for part, muted in _parts(cell):
                topic = self._named(part)
                if isinstance(topic, NewTopic):
                    number = await requests.put(conn, topic)
                    await chat_topics.put(conn, chats, number, at, muted=muted)
        if named:
            await topics.drop_unused(conn)

    def _name(self, part: str) -> NewTopic | Problem:
        named, *_ = read(part, self._stories) or (word_topic(part),)
        return word_topic(named.typed, self._stories) if isinstance(named, Namesakes) else named


async def written(conn: AsyncConnection, chats: Sequence[int]) -> dict[int, str]:
    """Return the cells of chats; those that follow and mute nothing are left out."""
    by_chat = await chat_topics.of_chats(conn, chats) if chats else {}
    known = await topics.by_ids(conn, {number for own in by_chat.values() for number in own}) if by_chat else {}
    cells = {}
    for chat, own in by_chat.items():
        listed = [(_MUTED if muted else "") + _shown(known[number]) for number, muted in sorted(own.items())]
        cells[chat] = _BETWEEN.join(listed)
    return cells


def _shown(topic: NewTopic) -> str:
    name = topic.name(Language.EN).replace(_BETWEEN, " ")
    return f'"{name}"' if topic.kind is TopicKind.WORD else name


def _parts(cell: str) -> list[tuple[str, bool]]:
    """Return the parts of a cell, and whether each is muted."""
    parts = [part for written_part in cell.split(_BETWEEN) if (part := written_part.strip())]
    return [(part.removeprefix(_MUTED).strip(), part.startswith(_MUTED)) for part in parts]
