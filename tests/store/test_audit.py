"""The audit is read as it was written, by who, what, on which story, since when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.model.roles import Action
from bot.store import audit
from bot.store.audit import SHELL, Entry
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from bot.store.database import Database


async def test_the_audit(database: Database) -> None:
    """The newest first, all filters at once or none, page by page."""
    written = [
        Entry(1, Action.PUBLISH, NOW, "one", {"revision": 3, "note": "«لماذا» \x00"}),
        Entry(2, Action.PUBLISH, NOW + timedelta(hours=1), "two", {}, allowed=False),
        Entry(1, Action.PIN, NOW + timedelta(hours=2), "one", {"was": None}),
        Entry(SHELL, Action.TEAM, NOW + timedelta(hours=3)),
    ]
    async with database.write() as conn:
        for entry in written:
            await audit.write(conn, entry)
    async with database.read() as conn:
        result = await audit.read(conn)
        plain = [
            Entry(entry.actor, entry.action, entry.at, entry.slug, entry.detail, entry.allowed)
            for entry in reversed(result)
        ]
        assert plain == written
        assert [entry.id for entry in result] == sorted({entry.id for entry in result}, reverse=True)
        four, three, two, one = result
        assert await audit.read(conn, actor=1) == (three, one)
        assert await audit.read(conn, actor=SHELL) == (four,)
        assert await audit.read(conn, action=Action.PUBLISH) == (two, one)
        assert await audit.read(conn, slug="one") == (three, one)
        assert await audit.read(conn, since=NOW + timedelta(hours=2)) == (four, three)
        assert await audit.read(conn, limit=2) == (four, three)
        assert await audit.read(conn, before_id=three.id, limit=1) == (two,)
        assert await audit.read(conn, actor=1, action="pin", slug="one", since=NOW, before_id=four.id) == (three,)
        assert await audit.read(conn, actor=2, action="pin") == ()
