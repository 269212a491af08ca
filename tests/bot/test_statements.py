"""What an answer costs the database, once the caches are warm."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.bot.bot_harness import BotHarness
from tests.bot.statements import recorded, selects
from tests.store.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.sandbox_client import SandboxClient


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("typed", ["/summary", "summary", "/quotes Putin", "quotes Putin", "/stories", "/today"])
async def test_a_page_is_answered_from_memory(sandbox: SandboxClient, typed: str) -> None:
    """A command reads nothing from the database, and the plain word for it neither."""
    reader = await sandbox.person("en")
    await sandbox.ask(typed, as_=reader)
    with recorded(of_handlers=True) as statements:
        await sandbox.ask(typed, as_=reader)
    assert selects(statements) == []


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("typed", "most"),
    [
        ("/search putin", 4),
        ("/search what did Putin say about Kursk", 4),
        ("putin kursk", 4),
        ("/search ptuin kursk", 6),
        ("/search زيلينيسكي", 6),
        ("gutteres ptuin", 6),
    ],
)
async def test_a_search_takes_few_statements(sandbox: SandboxClient, typed: str, most: int) -> None:
    """At most four, and six where the words are misspelt, the first time, with its writes."""
    reader = await sandbox.person("en")
    await sandbox.ask("/help", as_=reader)
    with recorded(of_handlers=True) as statements:
        await sandbox.ask(typed, as_=reader)
    assert 0 < len(statements) <= most, statements


@pytest.fixture
async def on_postgres(sandbox: SandboxClient, tmp_path: Path) -> AsyncIterator[BotHarness]:
    """The bot on PostgreSQL, where other processes may change whatever it has read."""
    await sandbox.rich(on=False)
    async with PostgresServer() as server:
        harness = BotHarness(sandbox, tmp_path, SIYAQ_DATABASE_URL=server.url)
        await harness.start()
        yield harness
        await harness.stop()


@pytest.mark.postgres
@pytest.mark.usefixtures("on_postgres")
async def test_what_answers_cost_on_postgresql(sandbox: SandboxClient) -> None:
    """Each page asks for blocks, the chat and the newest revisions, and the plain word no more than its command."""
    counts: dict[str, int] = {}
    for typed in ("/summary", "summary", "/quotes Putin", "quotes Putin", "/stories", "/today"):
        # Each of its own: an answer that has to wait for the rate limit asks for the newest revisions once more.
        reader = await sandbox.person("en")
        await sandbox.ask(typed, as_=reader)
        counts[typed] = len(selects(await _cost(sandbox, typed, reader)))
    assert counts == {"/summary": 4, "summary": 4, "/quotes Putin": 4, "quotes Putin": 4, "/stories": 3, "/today": 3}
    await sandbox.ask("/search ptuin", as_=reader)  # reads the vocabulary, once for each change of it
    # One more than on SQLite: who is blocked is asked each time, so that a block by another process holds at once.
    most = {"/search putin": 5, "/search what did Putin say about Kursk": 5, "putin kursk": 5, "/search ptuin kursk": 7,
            "/search زيلينيسكي": 7, "gutteres ptuin": 7}  # fmt: skip
    searches: dict[str, int] = {}
    for typed in most:
        asker = await sandbox.person("en")
        await sandbox.ask("/help", as_=asker)
        searches[typed] = len(await _cost(sandbox, typed, asker))
    assert {typed: count for typed, count in searches.items() if not 0 < count <= most[typed]} == {}, searches


async def _cost(sandbox: SandboxClient, typed: str, asker: int) -> list[str]:
    """Return the statements of an answer, but for who is at the desk: that is read at most every ten seconds."""
    with recorded(of_handlers=True) as statements:
        await sandbox.ask(typed, as_=asker)
    return [statement for statement in statements if not re.search(r"FROM members\b", statement)]
