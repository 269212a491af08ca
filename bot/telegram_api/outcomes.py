"""Outcomes of Bot API calls, made in one function from the answer or the transport error."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeGuard

from aiohttp import ClientConnectorError, ClientHttpProxyError, ClientResponseError, ConnectionTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable

# The error codes by which the Bot API says that a call was not done.
_NOT_DONE = frozenset({400, 401, 403, 404, 409, 429})
_RETRY_AFTER = re.compile(r"retry[ _-]after\D{0,3}(\d{1,9})", re.IGNORECASE)
# Seconds before the next try where the server names none.
_UNNAMED = 1.0
# A topic that is gone, or in a chat that has none any more: of forums and of channels' direct messages, as the Bot API
# server and TDLib word it (Client.cpp, MessageTopic.cpp, SavedMessagesTopicId.cpp) or Telegram does.
_NO_TOPIC = (
    *("message thread not found", "invalid message thread", "chat doesn't have threads", "chat is not a forum"),
    *("topic not found", "unknown topic", "invalid topic", "can't use topic in the chat", "direct messages topic"),
    *("chat is not an administered channel direct messages chat", "topic_deleted", "topic_id_invalid"),
)
# What an answer may hold, whoever made it, so that the database and the calendar take it.
_LARGEST_ID = (1 << 52) - 1  # https://core.telegram.org/bots/api#chat
_LONGEST_WAIT = 31 * 86400.0  # seconds
_LONGEST_WORDS = 500  # characters
_UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_MESSAGE = re.compile(rb'\s*\{\s*"ok"\s*:\s*true\s*,\s*"result"\s*:\s*\{\s*"message_id"\s*:\s*([1-9]\d{0,14})(?!\d)')


class Cause(StrEnum):
    """The reason why a call certainly had no effect and may be repeated."""

    FLOOD = "flood"  # 429: too much was sent
    AWAY = "away"  # no connection could be made


@dataclass(frozen=True, slots=True)
class Sent:
    """Done. `message_id` is that of the message sent or edited, None for other results and ephemeral messages."""

    message_id: int | None
    body: bytes = field(repr=False)

    @property
    def result(self) -> Any:
        """Return the whole result, decoded at each reading: the hot path needs only the id."""
        return json.loads(self.body)["result"]


@dataclass(frozen=True, slots=True)
class RetryAt:
    """Certainly not done; may be repeated in `seconds`, which is a guess unless `is_named` by the server."""

    seconds: float
    cause: Cause
    description: str
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The chat does not accept our messages (403): blocked, kicked, deactivated; `reason` in Telegram's words."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Not done: the group became a supergroup, whose id is `chat_id`."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """Telegram refused this call, and would again; `code` is the error code."""

    code: int
    description: str

    @property
    def token_refused(self) -> bool:
        """Return whether the token was refused: 401, or the bare 404 of a token in no valid form."""
        return self.code == HTTPStatus.UNAUTHORIZED or self.is_bare_not_found

    @property
    def is_bare_not_found(self) -> bool:
        """Return whether this is the 404 of a token in no valid form, or of something on the way to the server."""
        return self.code == HTTPStatus.NOT_FOUND and self.description == "Not Found"

    @property
    def is_topic_gone(self) -> bool:
        """Return whether the topic that the message was for does not exist."""
        description = self.description.lower()
        return self.code == HTTPStatus.BAD_REQUEST and any(words in description for words in _NO_TOPIC)

    @property
    def conflict(self) -> bool:
        """Return whether another program polls with the same token, or a webhook is set (409)."""
        return self.code == HTTPStatus.CONFLICT


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The request went out and no answer says whether it was done; repeating it may do it twice.

    `code` is the HTTP status of the answer, if one came.
    """

    why: str
    code: int | None = None


Outcome = Sent | RetryAt | Unreachable | Moved | Rejected | Uncertain


def parse_response(answer: tuple[int, bytes] | Exception) -> Outcome:
    """Return the outcome of an answer (HTTP status and body) or of the transport error.

    Not done is only what the Bot API itself says so in JSON: 400, 401, 403, 404, 409 or 429. A 5xx is uncertain whoever
    made it: in trials a server acted and then answered 500, and a gateway answered 502 for one that had acted. So is
    all else that is no answer of the Bot API: HTML, a truncated body, a proxy's own refusal.
    """
    if isinstance(answer, Exception):
        if isinstance(answer, (ClientConnectorError, ConnectionTimeoutError, ClientHttpProxyError)):
            return RetryAt(_UNNAMED, Cause.AWAY, explain(answer), is_named=False)
        return Uncertain(explain(answer))
    status, body = answer
    if status == HTTPStatus.OK and (message := _MESSAGE.match(body)) and body.rstrip().endswith(b"}"):
        return Sent(int(message[1]), body)
    content = _decode(body)
    ok, code = content.get("ok"), content.get("error_code")
    if ok is True and "result" in content and status < HTTPStatus.MULTIPLE_CHOICES:
        result = content["result"]
        message_id = result.get("message_id") if isinstance(result, dict) else None
        return Sent(message_id if _is_id(message_id) else None, body)
    if ok is False and isinstance(code, int) and code in _NOT_DONE and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return _refused(code, content)
    return Uncertain(_why(status, content), status)


def describe(outcome: Outcome) -> str:
    """Describe an outcome for logs, in Telegram's words where there are any."""
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
    """Describe a transport error for logs, without the URL that aiohttp's messages contain: it holds the token."""
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


def _refused(code: int, content: dict[str, Any]) -> Outcome:
    description = _words(content) or _phrase(code)
    parameters = content.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    if _is_id(migrated := parameters.get("migrate_to_chat_id")):
        return Moved(migrated)
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        seconds = _retry_after(parameters.get("retry_after"), description)
        return RetryAt(seconds or _UNNAMED, Cause.FLOOD, description, is_named=seconds is not None)
    if code == HTTPStatus.FORBIDDEN:
        return Unreachable(description)
    return Rejected(code, description)


def _retry_after(parameter: object, description: str) -> float | None:
    """Return the seconds that a 429 names; proxies and local servers leave the parameter out, or write words alone."""
    if isinstance(parameter, str) and re.fullmatch(r"\d{1,9}", parameter):
        parameter = int(parameter)
    if isinstance(parameter, (int, float)) and parameter > 0:
        return float(min(parameter, _LONGEST_WAIT))
    words = _RETRY_AFTER.search(description)
    return min(float(words[1]), _LONGEST_WAIT) if words and int(words[1]) > 0 else None


def _is_id(value: object) -> TypeGuard[int]:
    return type(value) is int and 0 < abs(value) <= _LARGEST_ID


def _words(content: dict[str, Any]) -> str:
    """Return the description; what no database takes in a text (U+0000, half a surrogate pair) becomes a space."""
    given = content.get("description")
    return _UNFIT.sub(" ", given[:_LONGEST_WORDS]) if isinstance(given, str) else ""


def _why(status: int, content: dict[str, Any]) -> str:
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return "the answer cannot be read"
    return _words(content) or _phrase(status)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"HTTP {status}"


class Reach(StrEnum):
    """Whether Telegram answers: it does, it does not, it refuses the token, or nobody has asked lately."""

    OK = "ok"
    AWAY = "away"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Reachability:
    """Remembers what the last call's outcome says; `time` is the limiter's clock."""

    def __init__(self, time: Callable[[], float]) -> None:
        self._time = time
        self._last = Reach.UNKNOWN
        self._at = 0.0

    def note(self, outcome: Outcome) -> None:
        """Note an outcome; a bare 404, which a wrong token and an older server's missing method share, says nothing."""
        if isinstance(outcome, Rejected) and outcome.is_bare_not_found:
            return
        self._last, self._at = _reach_of(outcome), self._time()

    def within(self, seconds: float) -> Reach:
        """Return what the last call said, if it ended in the last `seconds`."""
        return self._last if self._time() - self._at <= seconds else Reach.UNKNOWN


def _reach_of(outcome: Outcome) -> Reach:
    match outcome:
        case Uncertain() | RetryAt(cause=Cause.AWAY):
            return Reach.AWAY
        case Rejected(code=HTTPStatus.UNAUTHORIZED):
            return Reach.REFUSED
    return Reach.OK
