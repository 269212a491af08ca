"""What Telegram's servers can that python-telegram-bot does not know yet: rich messages (Bot API 10.1).

The client sends them as it sends all else, so this holds their method's name, and what is known of whether this server
takes them. Once the library knows them, `METHOD` can go; the rest stays, since servers stay older than their clients.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from bot.transport.outcomes import Cause, Rejected, RetryAt, Sent

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.transport.outcomes import Outcome

METHOD = "sendRichMessage"
"""Sends a rich message; editMessageText edits one, by its parameter `rich_message`."""

REST = timedelta(hours=1)
"""How long a refusal is remembered: servers are brought up to date, and may then be asked again."""

_UNKNOWN_METHOD = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED})
# A rich message has no other text: a server that misses it did not read the parameter.
_NO_METHOD = re.compile(
    r"(?:unknown|unsupported|no such) method|method\W+(?:is )?(?:not found|unknown)|message text is empty"
)
# Refusals of what was to be sent, whichever words of it they repeat; and of the media in it, where words may be sent.
_OF_THE_PAGE = re.compile(
    r"rich[ _]message|can't parse|inline keyboard|button|reply markup|parameter|invalid "
    r"|chat_send_(?!plain)|not enough rights to send (?:photo|video|media|document|audio|location)"
)
# Refusals that are about the chat, a topic, a right or the message that is answered or edited: the page set
# otherwise would meet the same. As telegram-bot-api and the servers word them.
_OF_THE_CHAT = re.compile(
    r"chat|thread|topic|rights|administrator|peer|user|member|bot_|bot was|replied|message to edit|can't be edited"
    r"|is not modified|message_id|message identifier|payment|stars|slow ?mode|upgraded|query is too old"
)
_MOST_PAGES = 1000
_PAGES = 3  # pages that are refused one after the other, none taken between: then it is the server


def refused(outcome: Outcome) -> bool:
    """Whether this answer to a rich message means that the same page is to go out classic: it certainly did not arrive.

    The server knows no such method (404 of any wording: the token has been taken before), or refuses the message (400),
    and not the chat. After an uncertain outcome nothing is ever sent again.
    """
    if not isinstance(outcome, Rejected):
        return False
    if _is_unknown(outcome):
        return True
    if outcome.code != HTTPStatus.BAD_REQUEST:
        return False
    return bool(_OF_THE_PAGE.match(_told(outcome))) or not _OF_THE_CHAT.search(_told(outcome))


def failed(outcome: Outcome) -> bool:
    """Whether the server could not take a rich message however often it was tried, and so certainly did not."""
    return isinstance(outcome, RetryAt) and outcome.cause is Cause.FAILING


def _is_unknown(outcome: Rejected) -> bool:
    return outcome.code in _UNKNOWN_METHOD or bool(_NO_METHOD.search(outcome.description.lower()))


def _told(outcome: Rejected) -> str:
    return outcome.description.lower().removeprefix("bad request: ")


class RichServer:
    """What one server's answers have told of rich messages. It forgets after an hour, and never asks by itself."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._rests_until: datetime | None = None
        self._refused: OrderedDict[bytes, datetime] = OrderedDict()
        self._in_a_row: set[bytes] = set()

    def known(self, page: bytes | None = None) -> bool:
        """Whether to send rich messages, or this page as one (its prepared bytes)."""
        until = self._rests_until
        if until is not None and self._now() < until:
            return False
        if page is None or not self._refused:
            return True
        rests = self._refused.get(page)
        return rests is None or rests <= self._now()

    def note(self, outcome: Outcome, page: bytes | None = None) -> None:
        """Remember what an answer to a rich message says of the server, and of the page that was sent."""
        if isinstance(outcome, Sent):
            self._in_a_row.clear()
            return
        if not (refused(outcome) or failed(outcome)):
            return
        until = self._now() + REST
        if isinstance(outcome, Rejected) and _is_unknown(outcome):
            self._rests_until = until
        elif page is not None:
            self._refused[page] = until
            self._in_a_row.add(page)
            if len(self._in_a_row) >= _PAGES:
                self._rests_until = until
                self._in_a_row.clear()
            if len(self._refused) > _MOST_PAGES:
                self._refused.popitem(last=False)
