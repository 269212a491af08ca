"""What became of a call: a value, made in one place from Telegram's answer or from what went wrong on the way."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from aiohttp import ClientConnectorError, ClientHttpProxyError, ClientResponseError, ConnectionTimeoutError

# A server that names no time gets this many seconds.
_UNNAMED = 1.0
_MESSAGE = re.compile(rb'\s*\{\s*"ok"\s*:\s*true\s*,\s*"result"\s*:\s*\{\s*"message_id"\s*:\s*(\d+)')


class Cause(StrEnum):
    """Why a call certainly had no effect and may be made again."""

    FLOOD = "flood"  # 429: too much was sent
    AWAY = "away"  # no connection was made
    FAILING = "failing"  # the server answered that it could not


@dataclass(frozen=True, slots=True)
class Sent:
    """It was done. `message_id` is that of the message that was sent or edited, None for any other result."""

    message_id: int | None
    body: bytes = field(repr=False)

    @property
    def result(self) -> Any:
        """The whole result, decoded anew at each reading: nothing on the quick way needs more than the id."""
        return json.loads(self.body)["result"]


@dataclass(frozen=True, slots=True)
class RetryAt:
    """It was certainly not done; again in `seconds`, or later where trying has failed before."""

    seconds: float
    cause: Cause
    description: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The chat does not take our messages (403): blocked, kicked, deactivated; `reason` in Telegram's words."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup; `chat_id` is where the call is to go, and nothing was done."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """Telegram refused this very call, and would again; `code` is the HTTP status."""

    code: int
    description: str

    @property
    def token_refused(self) -> bool:
        """Whether the token was refused: 401, or the bare 404 that the server has for a token of no valid form."""
        return self.code == HTTPStatus.UNAUTHORIZED or (
            self.code == HTTPStatus.NOT_FOUND and self.description == "Not Found"
        )

    @property
    def conflict(self) -> bool:
        """Whether another program polls with the same token, or a webhook is set (409)."""
        return self.code == HTTPStatus.CONFLICT


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The request went out and no answer tells whether it was acted on; making it again may do it twice."""

    why: str


Outcome = Sent | RetryAt | Unreachable | Moved | Rejected | Uncertain


def judge(answer: tuple[int, bytes] | Exception) -> Outcome:
    """The outcome for an answer (HTTP status and body) or for the error that came instead of one.

    A 5xx counts as not done: it is the server's own word that it could not. Only 504 is a gateway's time-out, after
    which nobody knows, as after ours; and so is a 2xx whose body cannot be read. A 501 will be given again.
    """
    if isinstance(answer, Exception):
        if isinstance(answer, (ClientConnectorError, ConnectionTimeoutError, ClientHttpProxyError)):
            return RetryAt(_UNNAMED, Cause.AWAY, explain(answer))
        return Uncertain(explain(answer))
    status, body = answer
    if status == HTTPStatus.OK and (message := _MESSAGE.match(body)) and body.rstrip().endswith(b"}"):
        return Sent(int(message[1]), body)
    content = _decode(body)
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return _accepted(content, body)
    return _refused(status, content)


def words(outcome: Outcome) -> str:
    """What an outcome says, for logs: Telegram's own words where there are any."""
    match outcome:
        case RetryAt() | Rejected():
            return outcome.description
        case Unreachable():
            return outcome.reason
        case Uncertain():
            return outcome.why
        case Moved():
            return f"moved to {outcome.chat_id}"
        case Sent():
            return "sent"


def explain(error: BaseException) -> str:
    """What went wrong on the way, for logs: never the URL, which holds the token and stands in aiohttp's own words."""
    name = type(error).__name__
    if isinstance(error, ClientConnectorError):
        return f"{name}: {error}"
    if isinstance(error, ClientResponseError):
        return f"{name}: {error.status} {' '.join(error.message.split())}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name}: error {error.errno}"
    return name


def _decode(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _accepted(content: dict[str, Any], body: bytes) -> Outcome:
    if content.get("ok") is True and "result" in content:
        result = content["result"]
        message_id = result.get("message_id") if isinstance(result, dict) else None
        return Sent(message_id if isinstance(message_id, int) else None, body)
    if content.get("ok") is False and isinstance(content.get("error_code"), int):
        return _refused(content["error_code"], content)
    return Uncertain("the answer cannot be read")


def _refused(status: int, content: dict[str, Any]) -> Outcome:
    given = content.get("description")
    description = given if isinstance(given, str) and given else _phrase(status)
    parameters = content.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    retry_after = parameters.get("retry_after")
    if isinstance(migrated := parameters.get("migrate_to_chat_id"), int):
        return Moved(migrated)
    if status == HTTPStatus.TOO_MANY_REQUESTS or retry_after:
        seconds = float(retry_after) if isinstance(retry_after, (int, float)) and retry_after > 0 else _UNNAMED
        return RetryAt(seconds, Cause.FLOOD, description)
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        return Uncertain(description)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.NOT_IMPLEMENTED:
        return RetryAt(_UNNAMED, Cause.FAILING, description)
    if status == HTTPStatus.FORBIDDEN:
        return Unreachable(description)
    return Rejected(status, description)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"HTTP {status}"
