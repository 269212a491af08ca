"""`/stats` counts what was asked, searched and pushed, by day, story and language, and knows nobody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from bot.services.pictures.pictures import missing_libraries
from bot.store import chats
from bot.store.delivery_tables import deliveries
from bot.store.schema import metadata
from tests.bot.story_factory import KURSK
from tests.bot.test_story_command import Ended, siyaq
from tests.sandbox_client import ARABIC_CHANNEL, EMMA
from tests.store import pushes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from tests.bot.desk.desk_user import DeskUser

__all__ = ["siyaq"]


async def _counted(emma: DeskUser) -> dict[tuple[str, str], int]:
    await emma.harness.stop()
    counted: dict[tuple[str, str], int] = {}
    for row in (await emma.harness.holds(["daily_counts"]))["daily_counts"]:
        key = (row["name"], row["language"])
        counted[key] = counted.get(key, 0) + row["count"]
    return counted


async def test_what_is_counted(emma: DeskUser) -> None:
    """Commands by name, pages by story and language, searches and those that found nothing; each as often as it was."""
    play = emma.harness.play
    reader = await play.person("en")
    for text in ("/summary", "/summary", "/quotes", "/search troops", "/search xyzzyq", "/nosuchcommand"):
        await play.ask(text, as_=reader)
    await emma.types("/desk")
    counted = await _counted(emma)
    assert counted["command.summary", "en"] == 2
    assert counted["command.desk", "en"] == 1
    assert not {name for name, _ in counted if name == "command.nosuchcommand"}
    assert counted["search", "en"] == 2
    assert counted["search.nothing", "en"] == 1
    assert counted["page", "en"] >= 3
    assert not {"chat_id", "user_id"} & set(metadata.tables["daily_counts"].c.keys())


async def test_the_screen(emma: DeskUser) -> None:
    """Totals, a column a day and bars; in words, for every member; and a number of days that is none is told."""
    harness, play = emma.harness, emma.harness.play
    reader = await play.person("en")
    await play.ask("/summary", as_=reader)
    await play.ask("/search xyzzyq", as_=reader)
    async with harness.database() as database, database.write() as conn:
        await pushes.subscribe(conn, [reader + 1000, reader + 1001], language="ar")
        number = await pushes.push(conn, at=harness.now(), by=EMMA)
    assert number
    await harness.restart()
    shown = await emma.types("/stats")
    totals = ("2 chats follow", "Persons: 2", "Commands:", "Searches that found nothing: 1", "Pushes: 1")
    assert [line for line in (*totals, "/summary: 1") if line not in shown] == []
    assert "North Korean troops in Kursk: 1" in shown
    assert "█" in shown
    charts = [(call["params"]["photo"], call["status"]) for call in await play.log(method="sendPhoto")]
    assert charts == ([] if missing_libraries() else [("attach://picture", 200)])
    harness.pass_(hours=24 * 10)
    await harness.idle()
    assert "/summary" not in await emma.types("/stats 7")
    assert "from 1 to 730" in await emma.types("/stats 0")
    assert "from 1 to 730" in await emma.types("/stats many")


async def test_reactions_to_posts_of_pushes(emma: DeskUser) -> None:
    """Telegram's newest count of each post, by story and language; other posts and odd counts are left out.

    When the channel is forgotten, its counts are gone.
    """
    harness, play = emma.harness, emma.harness.play
    async with harness.database() as database, database.write() as conn:
        await pushes.subscribe(conn, [ARABIC_CHANNEL], kind="channel")
        number = await pushes.push(conn, at=harness.now(), by=EMMA, story=1, state="done")
        await pushes.fill(conn, number)
        sent = {"state": "sent", "message_id": 7, "at": harness.now()}
        await conn.execute(update(deliveries).where(deliveries.c.broadcast_id == number).values(sent))
    for message, counts in ((7, [3, 1]), (7, [5, 2]), (8, [9]), (7, ["x"])):
        await play.post("update", message_reaction_count=_reactions(message, counts))
        if counts == [5, 2]:
            await harness.idle()
            shown = await emma.types("/stats")
            for line in ("Reactions to posts in channels: 7", "North Korean troops in Kursk: 7", "Arabic: 7"):
                assert line in shown
    await harness.idle()
    (row,) = (await harness.holds(["post_reactions"]))["post_reactions"]
    assert (row["message_id"], row["count"]) == (7, 7)
    async with harness.database() as database, database.write() as conn:
        await chats.forget(conn, ARABIC_CHANNEL)
    assert (await harness.holds(["post_reactions"]))["post_reactions"] == []


def _reactions(message: int, counts: list[Any]) -> dict[str, Any]:
    kinds = [{"type": "emoji", "emoji": emoji} for emoji in "👍🔥"]
    reactions = [{"type": kind, "total_count": count} for kind, count in zip(kinds, counts, strict=False)]
    chat = {"id": ARABIC_CHANNEL, "type": "channel", "title": "سياق"}
    return {"chat": chat, "message_id": message, "date": 1_745_843_415, "reactions": reactions}


def test_from_a_shell(
    siyaq: Callable[..., Ended], tmp_path: Path, seeded_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JSON with a value for each day, and the same as text."""
    monkeypatch.setenv("SIYAQ_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'copy.db'}")
    (tmp_path / "copy.db").write_bytes(seeded_file.read_bytes())
    (tmp_path / "copy.db").chmod(0o600)
    ended = siyaq("stats", "--days", "7", "--json")
    assert (ended.code, ended.err) == (0, "")
    counted = json.loads(ended.out)
    assert len(counted["by_day"]["pages"]) == 7
    assert set(counted["corrections_by_story"]) <= {KURSK}
    assert "chats have asked" in siyaq("stats").out
    assert siyaq("stats", "--days", "0").code == 2
