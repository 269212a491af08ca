"""Topics about people, kept up with the names that stories give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.follows.terms import name_phrase, names_of, own_links, topic_links
from bot.store import topics
from bot.store.topics import TopicKind

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Dossier


async def refresh(conn: AsyncConnection, dossier: Dossier) -> None:
    """Let topics about the people of a dossier that is published know the names that it gives them."""
    links = {person.id: own_links(person) for person in dossier.people}
    known = await topics.with_terms(conn, frozenset().union(*links.values())) if links else ()
    for stored in known:
        topic = stored
        for person in dossier.people:
            if topic.kind is TopicKind.PERSON and topic.links & links[person.id]:
                phrases = [name_phrase(name) for name in names_of(person)]
                topic = await topics.widen(conn, topic, phrases, topic_links(person))
