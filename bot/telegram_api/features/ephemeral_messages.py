"""Ephemeral messages (Bot API 10.2 and 10.3): in a group, seen by one member alone.

A message that is sent as one has the `message_id` 0, and an `ephemeral_message_id` that is used again once it is gone:
so the ordinary methods never touch it, and nothing remembers it. A server that does not know the parameter ignores it
and posts for all to see: hence the first message to a server is a neutral word, and an answer without the id means that
it was public. Where the bot is no administrator, a tap or an ephemeral message of the last 15 seconds is needed.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from bot.telegram_api.outcomes import Sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.telegram_api.outcomes import Outcome

EDIT, DELETE = "editEphemeralMessageText", "deleteEphemeralMessage"
EDIT_BUTTONS = "editEphemeralMessageReplyMarkup"
FIELD = "ephemeral_message_id"
FRESH = timedelta(seconds=12)  # of the 15 within which Telegram takes an answer: three for the way there
CONFIRMED = timedelta(hours=1)  # after the last one that stayed ephemeral, none needs a neutral word before it
REST = timedelta(hours=1)  # how long a chat that refused one is not tried
ADMIN = timedelta(minutes=10)  # how long what the bot is in a chat is remembered; changes are told of at once
NOBODY = 0  # no person has this id
_MOST_CHATS, _MOST_STORIES = 10_000, 10_000

_K = TypeVar("_K")
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class EphemeralTarget:
    """Who alone sees the answer, and what allows it: a tap or an ephemeral message, at the moment `at`.

    `receiver` is NOBODY for who posts as the group or as a channel, and cannot get one. `shown` is the ephemeral
    message whose button was tapped; `words` are what was asked. `or_openly` is set for what all may see where
    an ephemeral message is impossible: it concerns the chat itself, or has nothing of an answer in it.
    """

    receiver: int
    at: datetime
    query_id: str | None = None
    asked: int | None = None
    shown: int | None = None
    words: str = ""
    or_openly: bool = False

    @property
    def must_be(self) -> bool:
        """Whether what is answered is ephemeral itself, so that nothing else may be."""
        return self.asked is not None or self.shown is not None

    def is_fresh(self, now: datetime) -> bool:
        """Whether the tap or message allows an answer still, where the bot is no administrator."""
        return (self.query_id is not None or self.asked is not None) and now - self.at < FRESH


def sent(prepared: bytes, chat_id: int, thread_id: int | None, target: EphemeralTarget, *, with_tap: bool) -> bytes:
    """Complete the body of a send method so that the target alone sees the message."""
    head = b'{"chat_id":%d,' % chat_id
    if thread_id is not None:
        head += b'"message_thread_id":%d,' % thread_id
    tap = b',"callback_query_id":"%s"' % target.query_id.encode() if target.query_id and with_tap else b""
    head += b'"ephemeral_message_parameters":{"receiver_user_id":%d%s},' % (target.receiver, tap)
    if target.asked is not None and with_tap:
        head += b'"reply_parameters":{"ephemeral_message_id":%d},' % target.asked
    return head + prepared


def edited(prepared: bytes, chat_id: int, receiver: int, number: int) -> bytes:
    """Complete the body of `EDIT` or `EDIT_BUTTONS`."""
    return b'{"chat_id":%d,"receiver_user_id":%d,"ephemeral_message_id":%d,' % (chat_id, receiver, number) + prepared


def deleted(chat_id: int, receiver: int, number: int) -> bytes:
    """Return the body of `DELETE`."""
    return b'{"chat_id":%d,"receiver_user_id":%d,"ephemeral_message_id":%d}' % (chat_id, receiver, number)


def ephemeral_id(outcome: Outcome) -> int | None:
    """Return the id of what was sent; None if it is no ephemeral message: all see it."""
    result = outcome.result if isinstance(outcome, Sent) else None
    number = result.get(FIELD) if isinstance(result, dict) else None
    return number if type(number) is int else None


class EphemeralCapability:
    """Remembers what is known of the server and of chats, and which story each member of a chat is at."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._confirmed_at: datetime | None = None
        self.unsupported_since: datetime | None = None
        self.is_read = False  # whether `unsupported_since` was read from the database
        self._refused: OrderedDict[int, datetime] = OrderedDict()
        self._admin: OrderedDict[int, tuple[bool, datetime]] = OrderedDict()
        self._stories: OrderedDict[tuple[int, int], int] = OrderedDict()

    @property
    def is_confirmed(self) -> bool:
        """Whether the server kept a message ephemeral of late."""
        return self._confirmed_at is not None and self._now() - self._confirmed_at < CONFIRMED

    def confirm(self) -> None:
        """Note that the server kept a message ephemeral."""
        self._confirmed_at, self.unsupported_since = self._now(), None

    def note_unsupported(self) -> None:
        """Note that the server posted one for all to see."""
        self._confirmed_at, self.unsupported_since = None, self._now()

    def refuses(self, chat_id: int) -> bool:
        """Whether a chat refused one of late."""
        at = self._refused.get(chat_id)
        return at is not None and self._now() - at < REST

    def note_refused(self, chat_id: int) -> None:
        """Note that a chat refused one."""
        _put(self._refused, chat_id, self._now(), _MOST_CHATS)

    def is_admin(self, chat_id: int) -> bool | None:
        """Return whether the bot is an administrator of a chat; None if that is not known."""
        known = self._admin.get(chat_id)
        return known[0] if known and self._now() - known[1] < ADMIN else None

    def note_admin(self, chat_id: int, *, is_admin: bool) -> None:
        """Note whether the bot is an administrator of a chat."""
        _put(self._admin, chat_id, (is_admin, self._now()), _MOST_CHATS)

    def changed(self, chat_id: int) -> None:
        """Forget what is known of a chat in which the bot's rights have changed."""
        self._admin.pop(chat_id, None)
        self._refused.pop(chat_id, None)

    def story(self, chat_id: int, user_id: int) -> int | None:
        """Return the story that a member is at in a chat."""
        return self._stories.get((chat_id, user_id))

    def note_story(self, chat_id: int, user_id: int, story: int) -> None:
        """Note which story a member is at in a chat, where the chat's own would tell others of it."""
        _put(self._stories, (chat_id, user_id), story, _MOST_STORIES)


def _put(cache: OrderedDict[_K, _V], key: _K, value: _V, most: int) -> None:
    cache[key] = value
    cache.move_to_end(key)
    if len(cache) > most:
        cache.popitem(last=False)
