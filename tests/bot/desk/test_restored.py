"""After a restore the bot sends nothing of what was under way, and `/desk` lists it until each is decided about."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.model.broadcast import BroadcastSpec
from bot.model.text import Localized
from bot.store import backups, integrity, restoring, scheduled_publications
from tests.bot.bot_harness import BotHarness
from tests.bot.desk.desk_user import DeskUser
from tests.bot.desk.staff import draft, newest, titled
from tests.bot.desk.subscriber_factory import ends
from tests.sandbox_client import EMMA
from tests.store import pushes

if TYPE_CHECKING:
    from pathlib import Path

PLANNED = "A planned announcement"


async def _prepare(harness: BotHarness, reader: int) -> int:
    """A push on its way, a planned one and a scheduled draft; return the draft's number."""
    number = await draft(harness, EMMA, titled("Kursk, later"))
    hour = harness.now() + timedelta(minutes=10)
    async with harness.database() as database, database.write() as conn:
        await pushes.subscribe(conn, [reader], language="en", format_preference="simple")
        await pushes.fill(conn, await pushes.push(conn, at=harness.now()))
        spec = BroadcastSpec(None, words=Localized(en=PLANNED))
        await pushes.push(conn, state="planned", due_at=hour, by=EMMA, spec=spec.dump(), at=harness.now())
        due = scheduled_publications.ScheduledPublication(number, hour, "UTC", EMMA)
        await scheduled_publications.put(conn, due)
    return number


async def test_nothing_is_sent_until_it_is_decided(harness: BotHarness, tmp_path: Path) -> None:
    """Message, planned push and draft wait, each behind a button; whoever planned the push may approve it alone."""
    play = harness.play
    await harness.start()
    emma, reader = DeskUser(harness, EMMA), await play.person("en")
    await emma.types("/desk")
    assert "restored" not in emma.text
    await harness.stop()
    await _prepare(harness, reader)
    file = tmp_path / "a.backup"
    backups.write_sqlite(harness.home / "siyaq.db", file, harness.now())
    harness.pass_(hours=1)
    await restoring.restore(harness.settings.database_url, file, harness.home, harness.now())
    since = await play.seq()
    await harness.start()
    await harness.idle()
    assert await play.log(since=since, method="sendMessage", chat_id=reader) == []
    story = await newest(harness)
    assert story
    assert story.revision == 1

    await emma.types("/desk")
    assert "from the backup of" in emma.text
    for line in ("One message of a push", "One planned push", "One scheduled draft"):
        assert line in emma.text
    await emma.taps("What waits since the restore")
    await emma.taps("Push 1")
    assert "it was still to be sent when the restored backup was made" in emma.text
    since = await play.seq()
    await emma.taps("Send 1")
    assert "News" in (await play.heard(reader, since=since))["text"]
    await ends(harness, 1)  # its report, too, is a message that Emma gets

    await emma.types("/desk")
    assert "One message of a push" not in emma.text
    await emma.taps("What waits since the restore")
    await emma.taps("Push 2")
    assert "Its hour passed between the backup and the restore" in emma.text
    since = await play.seq()
    await emma.taps("Approve")
    assert PLANNED in (await play.heard(reader, since=since))["text"]
    await ends(harness, 2)

    await emma.types("/desk")
    await emma.taps("What waits since the restore")
    await emma.taps("Kursk, later")
    await emma.taps("Cancel")
    await emma.types("/desk")
    assert "restored" not in emma.text


async def test_a_running_bot_backs_up_by_itself(harness: BotHarness) -> None:
    """The leader writes a first backup at once, whole and private, in its folder; and with 0, none."""
    await harness.start()
    await harness.stop()
    assert not (harness.home / backups.FOLDER).exists()
    running = BotHarness(harness.play, harness.home, SIYAQ_BACKUPS="2")
    await running.start()
    try:
        async with asyncio.timeout(60):
            while True:
                if written := backups.nightly(harness.home):
                    break
                await asyncio.sleep(0.1)
    finally:
        await running.stop()
    ((_, file),) = written
    assert integrity.examine(file) is None
    assert file.stat().st_mode & 0o077 == 0
