"""The machine's clock is set back while the bot is down, on SQLite, which has no clock of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.i18n import catalogue
from bot.model.broadcast import BroadcastSpec
from bot.services import broadcasts as broadcast_service
from bot.services.desk_transaction import ActionContext
from bot.store import audit
from tests.bot.desk.subscriber_factory import ends, grown, multitude, push
from tests.bot.story_factory import KURSK

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness

WAIT = 6  # seconds of a 429: more than the client itself waits for a push


async def test_a_push_of_before_still_leaves_now(harness: BotHarness) -> None:
    """What waits for its first try leaves at once, what a 429 put off after as long as it said: not in two hours."""
    chats = await _push_begun(harness)
    await harness.stop()
    harness.pass_(hours=-2)
    since = await harness.play.seq()
    await harness.start()
    await harness.play.wait("call", since=since, method="sendMessage", chat_id=chats[0], timeout=WAIT + 10)
    await ends(harness, 1)
    assert (await push(harness, 1)).counts.sent == len(chats)


async def _push_begun(harness: BotHarness) -> list[int]:
    """Begin a push to three, of whom the first is put off."""
    await harness.start()
    chats = await multitude(harness, 3)
    await harness.publish(grown())
    await harness.play.fault("retry_after", chat_id=chats[0], retry_after=WAIT, times=1)
    since = await harness.play.seq()
    context = ActionContext(audit.SHELL, datetime.now(UTC), frozenset({audit.SHELL}))
    async with harness.database() as database:
        await broadcast_service.start(database, BroadcastSpec(KURSK), context, words=catalogue.load())
    await harness.play.wait("call", since=since, method="sendMessage", chat_id=chats[2], timeout=20)
    async with harness.database() as database:
        while (await push(harness, 1)).counts.pending != 1:
            await harness.play.idle(quiet=0.05)
    return chats
