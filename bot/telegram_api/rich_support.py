"""Bot API features newer than python-telegram-bot: rich messages (Bot API 10.1).

Holds the method's name, tells refusals of a rich message apart, and remembers whether this server accepts them. Once
PTB knows the method, `METHOD` can go; the rest stays, since local servers may be older than their clients.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from bot.telegram_api.outcomes import Rejected, Sent, Uncertain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.telegram_api.outcomes import Outcome

METHOD = "sendRichMessage"
"""Sends a rich message; editMessageText with the parameter `rich_message` edits one."""

REST = timedelta(hours=1)
"""How long a refusal is remembered: servers are updated, and may be asked again."""

# Statuses of a server without the method. What they say of one call is uncertain, as all that is no answer of the Bot
# API, but the next page need not try.
_UNKNOWN_METHOD = frozenset({HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED})
# A rich message has no other text: a server that misses it does not know the parameter.
_NO_METHOD = re.compile(
    r"(?:unknown|unsupported|no such) method|method\W+(?:is )?(?:not found|unknown)|message text is empty"
)
# Refusals of the content, whichever words of it they repeat; and of its media in chats that allow text alone.
_OF_THE_PAGE = re.compile(
    r"rich[ _]message|can't parse|inline keyboard|button|reply markup|parameter|invalid "
    r"|chat_send_(?!plain)|not enough rights to send (?:photo|video|media|document|audio|location)"
)
# Refusals about the chat, a topic, a right or the message that is answered or edited: a classic page would be refused
# alike. As telegram-bot-api and the servers word them.
_OF_THE_CHAT = re.compile(
    r"chat|thread|topic|rights|administrator|peer|user|member|bot_|bot was|replied|message to edit|can't be edited"
    r"|is not modified|message_id|message identifier|payment|stars|slow ?mode|upgraded|query is too old"
)
_MOST_PAGES = 1000
# Refusals that are about what the server knows, not about what a page says: a link or a button that it does not accept
# is that page's alone, however many pages have it.
_OF_THE_SERVER = re.compile(r"unsupported start tag|rich[ _]message\w* (?:is|are) (?:not supported|disabled)")
_PAGES = 3  # different pages refused so in a row, none accepted between, after which the server is taken to be too old


def refused(outcome: Outcome) -> bool:
    """Return whether a rich message was refused so that the same page is to be sent as a classic message.

    True if the server does not know the method (404 in any wording: the token was accepted before) or refuses the
    message (400) and not the chat. False after an uncertain outcome.
    """
    if not isinstance(outcome, Rejected):
        return False
    if _is_unknown(outcome):
        return True
    if outcome.code != HTTPStatus.BAD_REQUEST:
        return False
    return bool(_OF_THE_PAGE.match(_description(outcome))) or not _OF_THE_CHAT.search(_description(outcome))


def failed(outcome: Outcome) -> bool:
    """Return whether the server failed at a rich message (5xx, 405): it may have sent it.

    A reader's answer may be repeated once, and then as a classic message; a delivery may not.
    """
    if not isinstance(outcome, Uncertain) or outcome.code is None:
        return False
    return outcome.code >= HTTPStatus.INTERNAL_SERVER_ERROR or outcome.code in _UNKNOWN_METHOD


def _lacks_method(outcome: Outcome) -> bool:
    """Return whether the server does not know rich messages, whatever became of this one."""
    if isinstance(outcome, Uncertain):
        return outcome.code in _UNKNOWN_METHOD
    return isinstance(outcome, Rejected) and _is_unknown(outcome)


def _is_unknown(outcome: Rejected) -> bool:
    return outcome.code == HTTPStatus.NOT_FOUND or bool(_NO_METHOD.search(outcome.description.lower()))


def _description(outcome: Rejected) -> str:
    return outcome.description.lower().removeprefix("bad request: ")


class RichCapability:
    """Remembers for an hour whether the server, or a page, refuses rich messages; never probes by itself."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._unsupported_until: datetime | None = None
        self._refused: OrderedDict[bytes, datetime] = OrderedDict()
        self._in_a_row: set[bytes] = set()

    def known(self, page: bytes | None = None) -> bool:
        """Return whether to send rich messages, or this page (its prepared bytes) as one."""
        until = self._unsupported_until
        if until is not None and self._now() < until:
            return False
        if page is None or not self._refused:
            return True
        refused_until = self._refused.get(page)
        return refused_until is None or refused_until <= self._now()

    def note(self, outcome: Outcome, page: bytes | None = None) -> None:
        """Record what the answer to a rich message says of the server and of the page."""
        if isinstance(outcome, Sent):
            self._in_a_row.clear()
            return
        if not (refused(outcome) or failed(outcome)):
            return
        until = self._now() + REST
        if _lacks_method(outcome):
            self._unsupported_until = until
        elif page is not None:
            self._refused[page] = until
            if len(self._refused) > _MOST_PAGES:
                self._refused.popitem(last=False)
            if isinstance(outcome, Rejected) and _OF_THE_SERVER.search(_description(outcome)):
                self._in_a_row.add(page)
                if len(self._in_a_row) >= _PAGES:
                    self._unsupported_until = until
                    self._in_a_row.clear()
