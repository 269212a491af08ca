from __future__ import annotations

import asyncio
import json
import logging
import socket
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import PollingConflict, TelegramUnavailable, TokenRefused
from bot.telegram_api.call_retry import is_metered, is_repeatable
from bot.telegram_api.client import Client
from bot.telegram_api.outcomes import Cause, Moved, Rejected, RetryAt, Sent, Uncertain, Unreachable
from bot.telegram_api.rate_limiter import Priority, RateLimiter
from tests.unit import scripted_server as scripted
from tests.unit.fake_clock import FakeClock, LeapClock
from tests.unit.scripted_server import MESSAGE, TOKEN, ScriptedServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

BODY = '{"chat_id":5,"text":"سياق"}'.encode()
FLOOD = scripted.refusal(429, "Too Many Requests: retry after 13", retry_after=13)
HOURS = scripted.refusal(429, "Too Many Requests: retry after 7200", retry_after=7200)
DONE = scripted.result(MESSAGE)


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    """A server that answers with a message until a test says otherwise."""
    async with ScriptedServer([DONE]) as server:
        yield server


@pytest.fixture
def clock() -> LeapClock:
    """A clock on which no test waits."""
    return LeapClock()


@pytest.fixture
async def client(server: ScriptedServer, clock: LeapClock) -> AsyncIterator[Client]:
    """A client for the server."""
    async with Client(TOKEN, RateLimiter(30, clock=clock), api_url=server.url) as client:
        yield client


async def test_body_goes_as_it_is(server: ScriptedServer, client: Client) -> None:
    """A prepared body arrives byte for byte at its method, and the message's id comes back."""
    outcome = await client.call("sendMessage", BODY, chat=5)
    assert isinstance(outcome, Sent)
    assert outcome.message_id == 77
    (received,) = server.received
    assert (received.path, received.body) == (f"/bot{TOKEN}/sendMessage", BODY)
    assert received.headers["content-type"] == "application/json"


UNCERTAIN = [
    scripted.answer(200, b"not JSON"),
    scripted.answer(200, b'{"ok":true,"result":{"message_id":1', length=50),
    scripted.answer(502, b"<html>Bad Gateway</html>"),
    scripted.refusal(500, "Internal Server Error"),
    scripted.refusal(501, "Not Implemented"),
    scripted.answer(429, b"<html>"),
    scripted.hang_up,
    scripted.reset,
    scripted.talk_nonsense,
]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (scripted.refusal(403, "Forbidden: bot was blocked by the user"), Unreachable),
        (scripted.refusal(400, "Bad Request: chat not found"), Rejected),
        (scripted.refusal(400, "upgraded", migrate_to_chat_id=-1001), Moved),
    ],
)
@pytest.mark.parametrize("priority", Priority)
async def test_what_is_never_sent_again(
    server: ScriptedServer, client: Client, script: Any, expected: type, priority: Priority
) -> None:
    """What Telegram refused is sent once with every priority."""
    server.scripts = [script, DONE]
    assert isinstance(await client.call("sendMessage", BODY, chat=5, priority=priority), expected)
    assert len(server.received) == 1


@pytest.mark.parametrize("script", UNCERTAIN)
@pytest.mark.parametrize("priority", [Priority.PUSH, Priority.MAINTENANCE])
@pytest.mark.parametrize("method", ["sendMessage", "sendRichMessage", "sendPhoto"])
async def test_a_delivery_after_an_uncertain_end(
    server: ScriptedServer, client: Client, script: Any, priority: Priority, method: str
) -> None:
    """Whatever is no plain "not done" of the Bot API may have arrived: it is never sent again."""
    server.scripts = [script, DONE]
    assert isinstance(await client.call(method, BODY, chat=5, priority=priority), Uncertain)
    assert len(server.received) == 1


@pytest.mark.parametrize("script", [*UNCERTAIN[:1], *UNCERTAIN[2:6]])
async def test_a_readers_answer_may_be_repeated_once(server: ScriptedServer, client: Client, script: Any) -> None:
    """An answer twice is better than none; a second time the call comes back as uncertain."""
    server.scripts = [script, DONE]
    assert isinstance(await client.call("sendMessage", BODY, chat=5), Sent)
    server.scripts = [script, script, DONE]
    assert isinstance(await client.call("sendMessage", BODY, chat=6), Uncertain)
    assert len(server.received) == 2 + 2


@pytest.mark.parametrize("script", UNCERTAIN)
@pytest.mark.parametrize("method", ["editMessageText", "deleteMessage", "pinChatMessage", "answerCallbackQuery"])
async def test_what_may_be_done_twice_is_repeated(
    server: ScriptedServer, client: Client, script: Any, method: str
) -> None:
    """Edits, deletions, pins and answers to taps do no more when they are repeated."""
    server.scripts = [script, script, script, DONE]
    assert isinstance(await client.call(method, BODY, chat=5), Sent)


@pytest.mark.parametrize("script", [UNCERTAIN[1], *UNCERTAIN[6:]])
async def test_a_readers_answer_after_a_lost_connection(server: ScriptedServer, client: Client, script: Any) -> None:
    """Where no whole answer came the page may well stand there: it is sent once."""
    server.scripts = [script, DONE]
    assert isinstance(await client.call("sendMessage", BODY, chat=5), Uncertain)
    assert len(server.received) == 1


async def test_a_rich_page_that_the_server_fails_at(server: ScriptedServer, client: Client) -> None:
    """It is not repeated as it is: whoever sent it repeats it as a classic message."""
    server.scripts = [scripted.refusal(500, "Internal Server Error"), DONE]
    assert isinstance(await client.call("sendRichMessage", BODY, chat=5), Uncertain)
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("method", "repeatable"),
    [("sendMessage", False), ("copyMessage", False), ("forwardMessages", False), ("sendMediaGroup", False)]
    + [(name, True) for name in ("editMessageText", "deleteMessage", "pinChatMessage", "setMyCommands", "getMe")],
)
def test_what_may_be_repeated(method: str, repeatable: bool) -> None:
    """Only what puts a new message into a chat is seen twice when it is done twice."""
    assert is_repeatable(method) is repeatable


async def test_answer_that_never_comes(server: ScriptedServer, clock: LeapClock) -> None:
    """Silence, and an answer that drips, are uncertain after the time for a whole call."""
    async with Client(TOKEN, RateLimiter(30, clock=clock), api_url=server.url, whole=0.2) as client:
        for script in (scripted.keep_silent, scripted.drip):
            server.scripts = [script, DONE]
            outcome = await client.call("sendMessage", BODY, chat=5, priority=Priority.PUSH)
            assert outcome == Uncertain("TimeoutError")
    assert len(server.received) == 2


async def test_reader_waits_out_a_short_flood(server: ScriptedServer, client: Client, clock: LeapClock) -> None:
    """A reader's answer that meets a 429 goes after the time asked; nothing goes to the chat in between."""
    server.scripts = [FLOOD, DONE]
    start = clock.time()
    assert isinstance(await client.call("sendMessage", BODY, chat=5), Sent)
    assert 13 <= clock.time() - start < 15
    assert len(server.received) == 2


async def test_reader_waits_out_many_short_floods(server: ScriptedServer, client: Client, clock: LeapClock) -> None:
    """Where all send at once, a 429 of a second may come again and again; half a minute of them is waited out."""
    brief = scripted.refusal(429, "Too Many Requests: retry after 1", retry_after=1)
    server.scripts = [*[brief] * 20, DONE]
    assert isinstance(await client.call("sendMessage", BODY, chat=5), Sent)
    server.scripts = [FLOOD, FLOOD, FLOOD, DONE]
    start = clock.time()
    assert isinstance(await client.call("sendMessage", BODY, chat=6), RetryAt)
    assert 26 <= clock.time() - start < 30


async def test_reader_does_not_wait_out_hours(server: ScriptedServer, client: Client) -> None:
    """A 429 of hours comes back, and the next call for that chat comes back unsent; another chat's is sent."""
    server.scripts = [HOURS, DONE]
    first = await client.call("sendMessage", BODY, chat=5)
    assert isinstance(first, RetryAt)
    assert (first.seconds, first.cause) == (7200, Cause.FLOOD)
    second = await client.call("sendMessage", BODY, chat=5)
    assert isinstance(second, RetryAt)
    assert second.seconds == pytest.approx(7200, abs=1)
    assert isinstance(await client.call("sendMessage", BODY, chat=6), Sent)
    assert len(server.received) == 2


async def test_push_gives_a_flood_back(server: ScriptedServer, client: Client) -> None:
    """A push is tried once: its worker, which has written down that it was not sent, decides when again."""
    server.scripts = [FLOOD, DONE]
    outcome = await client.call("sendMessage", BODY, chat=5, priority=Priority.PUSH)
    assert isinstance(outcome, RetryAt)
    assert outcome.seconds == 13
    assert client.limiter.retry_after(5) == pytest.approx(13, abs=0.1)
    assert len(server.received) == 1


async def test_a_429_without_a_time_is_waited_out_with_growing_pauses(
    server: ScriptedServer, client: Client, clock: LeapClock
) -> None:
    """One, two, four, eight seconds; then a reader's patience of thirty is at an end, and the chat still waits."""
    server.scripts = [scripted.refusal(429, "Too Many Requests")]
    start = clock.time()
    outcome = await client.call("sendMessage", BODY, chat=5)
    assert isinstance(outcome, RetryAt)
    assert outcome.seconds == 16
    assert 15 <= clock.time() - start < 16
    assert len(server.received) == 5
    assert client.limiter.retry_after(5) == pytest.approx(16, abs=0.1)


async def test_a_429_that_names_its_time_in_words(server: ScriptedServer, client: Client, clock: LeapClock) -> None:
    """The number is read from the description; nothing is sent before."""
    server.scripts = [scripted.refusal(429, "Too Many Requests: retry after 21"), DONE]
    start = clock.time()
    assert isinstance(await client.call("sendMessage", BODY, chat=5), Sent)
    assert 21 <= clock.time() - start < 23


async def test_429s_of_three_chats_hold_no_other_for_long(
    server: ScriptedServer, client: Client, clock: LeapClock
) -> None:
    """Three chats told to wait an hour: they do, and eighteen others are answered within seconds."""
    hour = scripted.refusal(429, "Too Many Requests: retry after 3600", retry_after=3600)
    server.scripts = [hour, hour, hour, DONE]
    start = clock.time()
    outcomes = [await client.call("sendMessage", BODY, chat=chat) for chat in range(1, 22)]
    assert [type(outcome) for outcome in outcomes] == [RetryAt] * 3 + [Sent] * 18
    assert clock.time() - start < 5


async def test_who_has_had_a_turn_waits_for_no_other(client: Client) -> None:
    """What the limiter has let go is sent though no turn is left, and counts once."""
    while client.limiter.try_acquire(5, Priority.READER):
        pass
    assert isinstance(await client.call("sendMessage", BODY, chat=5, priority=Priority.PUSH, has_turn=True), Sent)
    assert client.limiter.retry_after(5) == pytest.approx(1, abs=0.1)


async def test_refused_connection_is_certainly_not_sent(clock: LeapClock) -> None:
    """Where nobody listens a call comes back as not sent, in every priority."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        async with Client(TOKEN, RateLimiter(30, clock=clock), api_url=url) as client:
            for priority in Priority:
                outcome = await client.call("sendMessage", BODY, chat=5, priority=priority)
                assert isinstance(outcome, RetryAt)
                assert outcome.cause is Cause.AWAY
                assert TOKEN not in repr(outcome)


async def test_server_that_comes_back(server: ScriptedServer) -> None:
    """A reader's answer survives a moment in which nobody listens, and the moment costs the chat no turn."""
    clock = FakeClock()
    limiter = RateLimiter(30, clock=clock)
    await server.leave()
    async with Client(TOKEN, limiter, api_url=server.url) as client:
        call = asyncio.create_task(client.call("sendMessage", BODY, chat=5))
        await clock.put_off.wait()
        await server.listen()
        await clock.turn(0.8)
        assert isinstance(await call, Sent)
    assert len(server.received) == 1
    assert [limiter.try_acquire(5, Priority.READER) for _ in range(4)] == [True] * 3 + [False], (
        "one of the burst's four was used"
    )


@pytest.mark.parametrize("body", [b'{"text":"a\\ud800b"}', b'{"text":"\\uDFFF"}', b'{"text":"\xed\xa0\x80"}', b"\xff"])
async def test_lone_surrogates_are_refused_unsent(server: ScriptedServer, client: Client, body: bytes) -> None:
    """A text that is no Unicode is refused for good, in Telegram's words."""
    assert await client.call("sendMessage", body, chat=5) == Rejected(
        400, "Bad Request: strings must be encoded in UTF-8"
    )
    assert server.received == []


async def test_escaped_emoji_pass(server: ScriptedServer, client: Client) -> None:
    """Surrogates in pairs, as JSON writes an emoji, are a character; an escaped backslash is none of them."""
    for text in ("🗞", "\\ud800"):
        assert isinstance(await client.call("sendMessage", json.dumps({"text": text}).encode(), chat=5), Sent)
    assert len(server.received) == 2


@pytest.mark.parametrize(
    ("method", "counts"),
    [
        ("sendMessage", True),
        ("sendRichMessage", True),
        ("copyMessages", True),
        ("forwardMessage", True),
        ("editMessageText", True),
        ("deleteMessage", True),
        ("sendChatAction", False),
        ("getUpdates", False),
        ("answerCallbackQuery", False),
        ("answerInlineQuery", False),
        ("setMyCommands", False),
        ("deleteMyCommands", False),
        ("deleteWebhook", False),
        ("getChatMember", False),
    ],
)
def test_what_counts_as_a_message(method: str, counts: bool) -> None:
    """Messages, copies and edits take a turn; polling, answers to taps, settings and look-ups never wait for one."""
    assert is_metered(method) is counts


async def test_look_ups_wait_for_nobody(server: ScriptedServer, clock: LeapClock) -> None:
    """With the whole rate spent, and every chat held, a tap is still answered."""
    limiter = RateLimiter(1, clock=clock)
    limiter.block(None, 7200)
    server.scripts = [scripted.result(True)]
    async with Client(TOKEN, limiter, api_url=server.url) as client:
        assert isinstance(await client.call("answerCallbackQuery", b'{"callback_query_id":"1"}'), Sent)
        assert isinstance(await client.call("sendMessage", BODY, chat=5), RetryAt)
    assert clock.time() == 1000


async def test_pushes_take_no_readers_connection(server: ScriptedServer, clock: LeapClock) -> None:
    """With every connection of the pushes stuck, a reader's call goes through."""
    server.scripts = [scripted.keep_silent, scripted.keep_silent, DONE]
    async with Client(TOKEN, RateLimiter(30, clock=clock), api_url=server.url, connections=2) as client:
        stuck = [
            asyncio.create_task(client.call("sendMessage", BODY, chat=n, priority=Priority.PUSH)) for n in (1, 2, 3)
        ]
        await server.have(2)
        assert isinstance(await client.call("sendMessage", BODY, chat=5), Sent)
        for task in stuck:
            task.cancel()
        await asyncio.gather(*stuck, return_exceptions=True)
    assert len(server.received) == 3


async def test_updates(server: ScriptedServer, client: Client) -> None:
    """Updates come raw, odd ones too; offset, time-out and kinds reach the server."""
    server.scripts = [scripted.result([{"update_id": 1, "message": {}}, {"update_id": 2, "novelty": 7}])]
    assert len(await client.updates(5, wait=0, allowed=["message"])) == 2
    assert server.received[0].parameters == {"offset": "5", "timeout": "0", "allowed_updates": '["message"]'}


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (scripted.refusal(401, "Unauthorized"), TokenRefused),
        (scripted.refusal(404, "Not Found"), TokenRefused),
        (scripted.refusal(409, "Conflict: terminated by other getUpdates request"), PollingConflict),
        (FLOOD, TelegramUnavailable),
        (scripted.refusal(502, "Bad Gateway"), TelegramUnavailable),
        (scripted.answer(200, b"not JSON"), TelegramUnavailable),
        (scripted.answer(200, b'{"ok":true,"result":{}}'), TelegramUnavailable),
        (scripted.hang_up, TelegramUnavailable),
    ],
)
async def test_updates_that_do_not_come(
    server: ScriptedServer, client: Client, script: Any, error: type[Exception]
) -> None:
    """A refused token, a second poller, and everything that passes by itself are three errors."""
    server.scripts = [script]
    with pytest.raises(error) as raised:
        await client.updates(0, wait=0)
    assert TOKEN not in "".join(traceback.format_exception(raised.value))
    if isinstance(raised.value, TelegramUnavailable):
        assert raised.value.data["seconds"] == (13 if script is FLOOD else 1)
        assert raised.value.data["why"]


async def test_token_is_told_to_nobody(
    server: ScriptedServer, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """With every logger at its most talkative, the token stands in no line and no outcome, whatever goes wrong."""
    caplog.set_level(logging.DEBUG)
    for script in (
        DONE,
        scripted.hang_up,
        scripted.reset,
        scripted.answer(200, b"{", length=9),
        scripted.talk_nonsense,
    ):
        server.scripts = [script]
        assert TOKEN not in repr(await client.call("sendMessage", BODY, chat=5, priority=Priority.PUSH))
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(client)
