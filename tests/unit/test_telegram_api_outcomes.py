from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientPayloadError, ServerDisconnectedError, SocketTimeoutError

from bot.telegram_api.outcomes import (
    Cause,
    Moved,
    Rejected,
    RetryAt,
    Sent,
    Uncertain,
    Unreachable,
    describe,
    parse_response,
)

if TYPE_CHECKING:
    from bot.telegram_api.outcomes import Outcome


def answer(status: int, content: Any) -> tuple[int, bytes]:
    """An answer as the server sends it."""
    return status, content if isinstance(content, bytes) else json.dumps(content).encode()


def refusal(status: int, description: str, **parameters: Any) -> tuple[int, bytes]:
    """A refusal in the Bot API's form."""
    content = {"ok": False, "error_code": status, "description": description, "parameters": parameters}
    return answer(status, content)


MESSAGE = {"message_id": 77, "chat": {"id": 5}, "text": '{"message_id": 1}'}


@pytest.mark.parametrize(
    ("body", "message_id"),
    [
        (b'{"ok":true,"result":{"message_id":77,"date":1}}', 77),
        (b' { "ok" : true , "result" : { "message_id" : 77 } }\n', 77),
        (b'{"result":{"chat":{"id":5},"message_id":77},"ok":true}', 77),
        (json.dumps({"ok": True, "result": MESSAGE}).encode(), 77),
        (b'{"ok":true,"result":true}', None),
        (b'{"ok":true,"result":[{"message_id":77}]}', None),
        (b'{"ok":true,"result":{"id":1,"is_bot":true}}', None),
        (b'{"ok":true,"result":{"message_id":"odd"}}', None),
        (b'{"ok":true,"result":{"message_id":99999999999999999999}}', None),
        (b'{"ok":true,"result":{"message_id":true}}', None),
    ],
)
def test_success_and_its_message(body: bytes, message_id: int | None) -> None:
    """A success is Sent with the id of its message, however the JSON is written, and with its whole result."""
    outcome = parse_response((200, body))
    assert isinstance(outcome, Sent)
    assert outcome.message_id == message_id
    assert outcome.result == json.loads(body)["result"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            refusal(429, "Too Many Requests: retry after 13", retry_after=13),
            RetryAt(13, Cause.FLOOD, "Too Many Requests: retry after 13"),
        ),
        (
            refusal(429, "Too Many Requests: retry after 7200", retry_after=7200),
            RetryAt(7200, Cause.FLOOD, "Too Many Requests: retry after 7200"),
        ),
        (refusal(429, "Too Many Requests"), RetryAt(1, Cause.FLOOD, "Too Many Requests", is_named=False)),
        (refusal(429, "odd", retry_after="soon"), RetryAt(1, Cause.FLOOD, "odd", is_named=False)),
        (
            refusal(429, "Too Many Requests: retry after 234"),
            RetryAt(234, Cause.FLOOD, "Too Many Requests: retry after 234"),
        ),
        (refusal(429, "Flood: RETRY_AFTER_17"), RetryAt(17, Cause.FLOOD, "Flood: RETRY_AFTER_17")),
        (answer(429, b"<html>"), Uncertain("Too Many Requests", 429)),
        (refusal(400, "upgraded", migrate_to_chat_id=-1001), Moved(-1001)),
        (refusal(403, "Forbidden: bot was blocked by the user"), Unreachable("Forbidden: bot was blocked by the user")),
        (
            refusal(403, "Forbidden: bot was kicked from the channel chat"),
            Unreachable("Forbidden: bot was kicked from the channel chat"),
        ),
        (refusal(400, "Bad Request: chat not found"), Rejected(400, "Bad Request: chat not found")),
        (refusal(401, "Unauthorized"), Rejected(401, "Unauthorized")),
        (
            refusal(409, "Conflict: terminated by other getUpdates request"),
            Rejected(409, "Conflict: terminated by other getUpdates request"),
        ),
        # What neither a database nor a calendar takes does not come as far as these.
        (refusal(429, "odd", retry_after="17"), RetryAt(17, Cause.FLOOD, "odd")),
        (refusal(429, "odd", retry_after=1e300), RetryAt(31 * 86400, Cause.FLOOD, "odd")),
        (refusal(429, "odd", retry_after=math.inf), RetryAt(31 * 86400, Cause.FLOOD, "odd")),
        (refusal(429, "odd", retry_after=math.nan), RetryAt(1, Cause.FLOOD, "odd", is_named=False)),
        (refusal(400, "odd", migrate_to_chat_id=True), Rejected(400, "odd")),
        (refusal(400, "odd", migrate_to_chat_id=10**30), Rejected(400, "odd")),
        (refusal(403, "a\x00b\ud800c" + "d" * 9_000), Unreachable("a b c" + "d" * 495)),
        (answer(400, {"ok": False, "error_code": [400]}), Uncertain("Bad Request", 400)),
        (answer(400, {"ok": False, "error_code": {}}), Uncertain("Bad Request", 400)),
        (answer(413, b"<html>"), Uncertain("Request Entity Too Large", 413)),
        (answer(302, b""), Uncertain("Found", 302)),
        (answer(499, b"[]"), Uncertain("HTTP 499", 499)),
        (answer(404, b"<html>"), Uncertain("Not Found", 404)),
        (answer(400, {"ok": False, "description": "no code"}), Uncertain("no code", 400)),
        (refusal(405, "Method Not Allowed"), Uncertain("Method Not Allowed", 405)),
        (refusal(500, "Internal Server Error"), Uncertain("Internal Server Error", 500)),
        (answer(500, {"ok": False, "error_code": 400, "description": "x"}), Uncertain("x", 500)),
        (answer(502, b"<html>"), Uncertain("Bad Gateway", 502)),
        (refusal(501, "Not Implemented"), Uncertain("Not Implemented", 501)),
        (refusal(503, "Service Unavailable"), Uncertain("Service Unavailable", 503)),
        (answer(504, b""), Uncertain("Gateway Timeout", 504)),
        (answer(502, {"ok": True, "result": True}), Uncertain("Bad Gateway", 502)),
        (answer(200, {"ok": False, "error_code": 400, "description": "x"}), Rejected(400, "x")),
        (answer(200, b"<html>Welcome to our Wi-Fi</html>"), Uncertain("the answer cannot be read", 200)),
        (answer(200, b'{"ok":true,"resu'), Uncertain("the answer cannot be read", 200)),
        (answer(200, b'{"ok":true,"result":{"message_id":77,"te'), Uncertain("the answer cannot be read", 200)),
        (answer(200, b""), Uncertain("the answer cannot be read", 200)),
        (answer(200, b"[" * 100_000), Uncertain("the answer cannot be read", 200)),
        (TimeoutError(), Uncertain("TimeoutError")),
        (SocketTimeoutError("to https://x/bot1:SECRET/"), Uncertain("SocketTimeoutError")),
        (ServerDisconnectedError(), Uncertain("ServerDisconnectedError")),
        (ClientPayloadError("https://x/bot1:SECRET/"), Uncertain("ClientPayloadError")),
        (ConnectionResetError(104, "Connection reset by peer"), Uncertain("ConnectionResetError: error 104")),
    ],
)
def test_everything_else(given: tuple[int, bytes] | Exception, expected: Outcome) -> None:
    """Each answer and each error is the one outcome that tells what may be done about it."""
    assert parse_response(given) == expected


def test_refusals_are_told_apart() -> None:
    """A refused token and a second poller each have a name, and an unknown method is no refused token."""
    assert Rejected(401, "Unauthorized").token_refused
    assert Rejected(404, "Not Found").token_refused
    assert not Rejected(404, "Not Found: method not found").token_refused
    assert Rejected(409, "Conflict").conflict
    assert not Rejected(400, "Bad Request").conflict


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Sent(7, b"{}"), "sent"),
        (RetryAt(1, Cause.FLOOD, "Too Many Requests"), "Too Many Requests"),
        (Unreachable("Forbidden: bot was blocked by the user"), "Forbidden: bot was blocked by the user"),
        (Moved(-1001), "moved to -1001"),
        (Rejected(400, "Bad Request"), "Bad Request"),
        (Uncertain("TimeoutError"), "TimeoutError"),
    ],
)
def test_words(outcome: Outcome, said: str) -> None:
    """Every outcome can be told in a log, in Telegram's own words where there are any."""
    assert describe(outcome) == said
