"""Flood control: limits what one person and one group may ask; the excess is dropped after one notice."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from bot.telegram_api.features import guest_queries
from bot.telegram_api.update_fields import chat_of, sender_of, typed_text
from bot.text.questions.addressed import replied_to, words_for_bot

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

BACKLOG = 6  # a person's waiting commands in one chat, which is answered about once a second
SHARE = 14  # of the twenty messages that Telegram allows a group in a minute, the most for one person
REFILL = SHARE / 60  # per second
PEOPLE = 10_000  # accounts kept, the most recently used
# As Telegram finds commands in what is typed (tdlib, `match_bot_commands`): "/help, please" is one, "/help/me" is none.
COMMAND = re.compile(r"/([a-z0-9_]{1,64})(?:@([a-z0-9_]{3,32})|(?!@))(?![\w/<>])")


class FloodDecision(Enum):
    """Decision on an update."""

    TAKE = "take"
    DROP = "drop"
    SLOW = "slow"  # ask the person to slow down, and do no more
    SPENT = "spent"  # say that the group's minute is used up, and do no more


@dataclass(slots=True)
class _Account:
    left: float
    at: float
    notified: bool = False


class FloodControl:
    """Decides on updates by their sender and by what waits in their chat.

    `clock` returns seconds; `left` returns how many messages a chat may still be sent within its minute; `commands` are
    the bot's commands and `username` its name.
    """

    def __init__(
        self, clock: Callable[[], float], left: Callable[[int], float], commands: Collection[str], username: str
    ) -> None:
        self._clock = clock
        self._left = left
        self._commands = frozenset(commands)
        self._username = username.lower()
        self._accounts: OrderedDict[tuple[int, int], _Account] = OrderedDict()
        self._spent: set[int] = set()

    def asks(self, update: dict[str, Any]) -> bool:
        """Return whether the update wants an answer: a tap, private text, a guest's, in a group a question."""
        if "callback_query" in update or guest_queries.UPDATE in update:
            return True
        message = update.get("message")
        if not isinstance(message, dict) or not isinstance(text := typed_text(message), str):
            return False
        if chat_of(update) > 0:
            return True
        is_own = not text.startswith("/") and "forward_origin" not in message
        if is_own and words_for_bot(text, replied_to(message), self._username) is not None:
            return True
        command = COMMAND.match(text.lower())
        return command is not None and command[1] in self._commands and command[2] in {None, self._username}

    def check(self, update: dict[str, Any], waiting: Iterable[dict[str, Any]]) -> FloodDecision:
        """Decide on an update while `waiting` updates of its chat have not started.

        Only questions of the same person count: ten forwarded pictures are no flood of commands. An inline query comes
        anew with every letter typed, and is dropped without a notice while as many wait.
        """
        if "inline_query" in update:
            return (
                FloodDecision.DROP
                if sum("inline_query" in other for other in waiting) >= BACKLOG
                else FloodDecision.TAKE
            )
        if not self.asks(update):
            return FloodDecision.TAKE
        chat, sender = chat_of(update), sender_of(update)
        account = self._account(chat, sender)
        asked = sum(sender_of(other) == sender and self.asks(other) for other in waiting)
        is_over = asked >= BACKLOG or (chat < 0 and account.left < 1)
        account.left = max(0.0, account.left - 1)
        if "callback_query" in update:
            return FloodDecision.SLOW if is_over else FloodDecision.TAKE
        if not is_over:
            rested = account.left > SHARE / 2 if chat < 0 else asked == 0
            account.notified = account.notified and not rested
            return FloodDecision.TAKE
        decision = FloodDecision.DROP if account.notified else FloodDecision.SLOW
        account.notified = True
        return decision

    def check_budget(self, update: dict[str, Any]) -> FloodDecision:
        """Decide whether its group can still be answered within the minute; the last message is the notice."""
        chat = chat_of(update)
        if chat > 0 or not self.asks(update):
            return FloodDecision.TAKE
        if self._left(chat) >= 2:  # noqa: PLR2004 - the answer, and the notice that may have to follow
            self._spent.discard(chat)
            return FloodDecision.TAKE
        if "callback_query" in update:
            return FloodDecision.SPENT
        decision = FloodDecision.DROP if chat in self._spent else FloodDecision.SPENT
        self._spent.add(chat)
        return decision

    def _account(self, chat: int, sender: int) -> _Account:
        now = self._clock()
        account = self._accounts.setdefault((chat, sender), _Account(SHARE, now))
        self._accounts.move_to_end((chat, sender))
        account.left = min(SHARE, account.left + (now - account.at) * REFILL)
        account.at = now
        if len(self._accounts) > PEOPLE:
            self._accounts.popitem(last=False)
        return account
