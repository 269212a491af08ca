"""The limits on sending, with a clock that stands still."""

from __future__ import annotations

import pytest

from tests.sandbox_client import EMMA, LAYLA, NEWSROOM, SandboxClient


async def sent(play: SandboxClient, chat_id: int, count: int, **more: object) -> int:
    """Send until refused, at most `count` messages; return how many went through."""
    for number in range(count):
        answer = await play.call("sendMessage", chat_id=chat_id, text=f"{number}", **more)
        if not answer["ok"]:
            assert answer["error_code"] == 429
            return number
    return count


async def test_one_chat(still: SandboxClient) -> None:
    """One chat takes a burst of five, then one a second; the answer says how long to wait, other chats go on."""
    await still.start()
    await still.start(as_=EMMA)
    assert await sent(still, LAYLA, 10) == 5
    answer = await still.call("sendMessage", chat_id=LAYLA, text="more")
    assert answer["description"] == "Too Many Requests: retry after 1"
    assert answer["parameters"] == {"retry_after": 1}
    assert await sent(still, EMMA, 1) == 1
    await still.clock(advance=1)
    assert await sent(still, LAYLA, 10) == 1


async def test_edits_count(still: SandboxClient) -> None:
    """Edits take from the same measure as messages."""
    await still.start()
    message = await still.result("sendMessage", chat_id=LAYLA, text="0")
    for number in range(1, 5):
        await still.result("editMessageText", chat_id=LAYLA, message_id=message["message_id"], text=f"{number}")
    answer = await still.call("editMessageText", chat_id=LAYLA, message_id=message["message_id"], text="5")
    assert answer["error_code"] == 429


async def test_a_group_a_minute(still: SandboxClient) -> None:
    """A group takes 20 messages a minute, and then says how many seconds are left of it."""
    for _ in range(4):
        assert await sent(still, NEWSROOM, 5) == 5
        await still.clock(advance=5)
    answer = await still.call("sendMessage", chat_id=NEWSROOM, text="21")
    assert answer["parameters"] == {"retry_after": 40}
    await still.clock(advance=40)
    assert await sent(still, NEWSROOM, 10) == 5


@pytest.mark.parametrize(("more", "through"), [({}, 30), ({"allow_paid_broadcast": True}, 40)])
async def test_over_all(still: SandboxClient, more: dict[str, bool], through: int) -> None:
    """Thirty a second go out over all; a paid broadcast is not held to that."""
    await still.post("persons", count=40, start_id=5000)
    assert sum([await sent(still, 5000 + number, 1, **more) for number in range(40)]) == through


async def test_switched_off(still: SandboxClient) -> None:
    """Without limits everything goes through; with others they hold."""
    await still.start()
    await still.limits(on=False)
    assert await sent(still, LAYLA, 50) == 50
    await still.limits(on=True, overall=3)
    assert await sent(still, LAYLA, 10) == 3


async def test_callback_answers_and_look_ups_are_free(still: SandboxClient) -> None:
    """What sends nothing takes nothing."""
    await still.start()
    for _ in range(40):
        await still.result("getChat", chat_id=LAYLA)
        await still.result("sendChatAction", chat_id=LAYLA, action="typing")
    assert await sent(still, LAYLA, 5) == 5
