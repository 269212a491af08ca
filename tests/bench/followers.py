"""Follows beside stories: `python -m tests.bench.followers [--follows N] [--url URL]`.

Fills an empty database, a new SQLite file or the one of the URL, with follows of persons, places and words, one a chat,
and resolves one push of five items: which topics it has in it, who is to get it and in what. Once where few of the
followed words are in it, and once where everybody follows something that is.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, text

from bot import dossier, starter
from bot.i18n import catalogue
from bot.model.broadcast import BroadcastSpec
from bot.services import publishing
from bot.services.broadcasts import start
from bot.services.broadcasts.compose import read_content
from bot.services.broadcasts.prerender import prerender
from bot.services.desk_transaction import ActionContext
from bot.services.follows.naming import read, word_topic
from bot.services.follows.reach import resolve
from bot.store import audit, recipients, topics
from bot.store.database import open_database
from bot.store.delivery_tables import subscribers
from bot.store.follow_tables import follows
from bot.store.migrate import migrate
from bot.store.tables import readers
from bot.store.topics import NewTopic
from tests.bench.ground import cpu_seconds
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from bot.model import Dossier, Story
    from bot.store.database import Database

SLUG = "dprk-troops-kursk"
CHUNK = 5_000
TRIES = 7
# What the push has in it, as readers would follow it.
IN_IT = (
    *("putin", "بوتين", "kim jong un", "كورسك", "kursk", "روسيا"),
    *("ukraine", '"north korea"', "ceasefire", "هدنة", "محادثات", "talks"),
)
EVENTS = (
    ("قال بوتين إن محادثات الهدنة بدأت في كورسك.", "Putin said that ceasefire talks had begun in Kursk."),
    ("غادر الجنود الكوريون الشماليون المدينة.", "The North Korean soldiers left the city."),
    ("شكر كيم جونغ أون روسيا على الضيافة.", "Kim Jong Un thanked Russia for its hospitality."),
    ("قالت أوكرانيا إن الطريق ما زال مغلقًا.", "Ukraine said that the road was still closed."),
    ("وصلت أول قافلة مساعدات.", "The first convoy with aid arrived."),
)


def grown(first: Dossier) -> Dossier:
    """The first story with five events more."""
    tree = first.model_dump(mode="json", exclude_none=True)
    tree["events"] += [
        {"id": f"e{900 + number}", "text": {"ar": ar, "en": en}, "sources": ["s1"]}
        for number, (ar, en) in enumerate(EVENTS)
    ]
    return type(first).model_validate(tree)


async def prepare(database: Database) -> Story:
    """Publish the story and what is new in it; return it."""
    await migrate(database)
    ((name, content),) = starter.stories()
    first = dossier.read(content, name)
    async with database.write() as conn:
        await publishing.revise(conn, first, base=None, note=None, author=None, at=NOW)
        return await publishing.revise(conn, grown(first), base=1, note=None, author=None, at=NOW)


async def fill(database: Database, story: Story, count: int, in_it: float) -> int:
    """Let `count` chats follow a topic each, this share of them one that is in the push; return the topics."""
    async with database.write() as conn:
        for table in (follows, subscribers, readers):
            await conn.execute(delete(table))
        named = [topic for typed in IN_IT for topic in read(typed, [story]) if isinstance(topic, NewTopic)]
        others = [word_topic(f"word{number:x}") for number in range(count // 10)] if in_it < 1 else []
        near = [await topics.put(conn, topic) for topic in named]
        far = [await topics.put(conn, topic) for topic in others if isinstance(topic, NewTopic)]
    inside = int(count * in_it)
    for begin in range(0, count, CHUNK):
        chats = range(begin, min(begin + CHUNK, count))
        rows: list[dict[str, Any]] = [
            {"chat_id": 1_000_000 + at, "topic_id": near[at % len(near)] if at < inside else far[at % len(far)]}
            | {"muted": 0, "created_at": NOW}
            for at in chats
        ]
        async with database.write() as conn:
            for table, wanted in (
                (readers, [_reader(row["chat_id"]) for row in rows]),
                (subscribers, [_subscriber(row["chat_id"]) for row in rows]),
                (follows, rows),
            ):  # with RETURNING, many rows are one statement: PostgreSQL's triggers run once for each
                await conn.execute(insert(table).returning(table.c.chat_id), wanted)
    return len({*near, *far})


def _reader(chat: int) -> dict[str, Any]:
    return {"chat_id": chat, "language": ("ar", "en")[chat % 3 == 0], "created_at": NOW}


def _subscriber(chat: int) -> dict[str, Any]:
    row: dict[str, Any] = {"chat_id": chat, "kind": "private", "state": "active", "every": 0, "frequency": "now"}
    return row | {"silent": 0, "both": 0, "card": 0, "created_at": NOW, "changed_at": NOW}


async def measure(database: Database) -> dict[str, float]:
    """Return the milliseconds of each step, and how many messages and renditions come of it."""
    seconds: list[float] = []
    cpu: list[float] = []
    words, spec = catalogue.load(), BroadcastSpec(SLUG, base=1)
    async with database.read() as conn:
        content = await read_content(conn, spec)
    for _ in range(TRIES):
        async with database.read() as conn:
            server = await conn.scalar(text("SELECT pg_backend_pid()")) if conn.dialect.name == "postgresql" else None
            served = cpu_seconds(server) if server else None
            started, used = perf_counter(), process_time()
            reach = await resolve(conn, content.update)
            tally = await recipients.tally(conn, content.story, NOW, reach)
            seconds.append(perf_counter() - started)
            cpu.append(process_time() - used)
            if server and served is not None:
                cpu[-1] += (cpu_seconds(server) or served) - served
            combinations = await recipients.combinations(conn, content.story, NOW, reach)
    started = perf_counter()
    variants = await prerender(database, spec, NOW, words)
    assert variants
    rendered = perf_counter() - started
    started = perf_counter()
    context = ActionContext(audit.SHELL, NOW, frozenset({audit.SHELL}))
    await start(database, spec, context, words=words)
    whole = perf_counter() - started
    figures = {"resolve": median(seconds), "slowest": max(seconds), "cpu": median(cpu), "rendering": rendered}
    figures = {name: value * 1000 for name, value in {**figures, "whole": whole}.items()}
    figures |= {"messages": tally.total, "renditions": len(combinations)}
    return figures


async def run(url: str, count: int) -> None:
    """Measure, and print."""
    database = await open_database(url)
    try:
        story = await prepare(database)
        for title, share in (("one in a hundred follows what is in it", 0.01), ("everybody does", 1.0)):
            known = await fill(database, story, count, share)
            figures = await measure(database)
            print(f"{count:,} follows of {known:,} topics, {title}:")
            print("  resolved in {resolve:.0f} ms, the slowest {slowest:.0f} ms".format(**figures))
            print("  {cpu:.0f} ms of CPU, that of the database's connection with it".format(**figures))
            print("  {messages:,.0f} messages in {renditions:.0f} renditions, {rendering:.0f} ms".format(**figures))
            print("  the whole start of the push {whole:.0f} ms".format(**figures))
    finally:
        await database.close()


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.followers", description=__doc__)
    parser.add_argument("--follows", type=int, default=100_000)
    parser.add_argument("--url", help="of an empty database")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        asyncio.run(run(chosen.url or f"sqlite+aiosqlite:///{home}/siyaq.db", chosen.follows))


if __name__ == "__main__":
    main()
