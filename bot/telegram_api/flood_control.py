"""How much one person, and one group, can be answered: what is beyond it is dropped after one notice."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from bot.store.updates import chat_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

BACKLOG = 6  # a person's commands that may wait in one chat, which is answered about once a second
SHARE = 14  # of the twenty messages that Telegram lets a group have a minute, what one person may use up
REFILL = SHARE / 60  # a second
PEOPLE = 10_000  # persons remembered, the latest
# As Telegram finds commands in what is typed (tdlib, `match_bot_commands`): "/help, please" is one, "/help/me" is none.
COMMAND = re.compile(r"/([a-z0-9_]{1,64})(?:@([a-z0-9_]{3,32})|(?!@))(?![\w/<>])")


class Verdict(Enum):
    """What is to become of an update."""

    TAKE = "take"
    DROP = "drop"
    SLOW = "slow"  # tell the person to slow down, and do no more
    SPENT = "spent"  # tell that the group's minute is used up, and do no more


@dataclass(slots=True)
class _Account:
    left: float
    at: float
    told: bool = False


class Pace:
    """Judges what people ask for, by who asks and what waits already.

    `clock` gives seconds; `left` tells how many messages a chat may still be sent within its minute; `commands` are the
    names of what we answer to, and `username` is ours.
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
        """Whether the update wants an answer: a tap, any text in a private chat, and in groups a command of ours."""
        if "callback_query" in update:
            return True
        message = update.get("message")
        text = message.get("text") if isinstance(message, dict) else None
        if not isinstance(text, str):
            return False
        if chat_of(update) > 0:
            return True
        found = COMMAND.match(text.lower())
        return found is not None and found[1] in self._commands and found[2] in {None, self._username}

    def judge(self, update: dict[str, Any], waiting: Iterable[dict[str, Any]]) -> Verdict:
        """What to do with an update when those of its chat that are `waiting` have not begun.

        Of these count what the same person asked: ten pictures that were forwarded are no flood of commands. What is
        typed inline asks anew with every letter, and is let be where as much of it waits.
        """
        if "inline_query" in update:
            return Verdict.DROP if sum("inline_query" in other for other in waiting) >= BACKLOG else Verdict.TAKE
        if not self.asks(update):
            return Verdict.TAKE
        chat, sender = chat_of(update), sender_of(update)
        account = self._account(chat, sender)
        asked = sum(sender_of(other) == sender and self.asks(other) for other in waiting)
        over = asked >= BACKLOG or (chat < 0 and account.left < 1)
        account.left = max(0.0, account.left - 1)
        if "callback_query" in update:
            return Verdict.SLOW if over else Verdict.TAKE
        if not over:
            rested = account.left > SHARE / 2 if chat < 0 else asked == 0
            account.told = account.told and not rested
            return Verdict.TAKE
        verdict = Verdict.DROP if account.told else Verdict.SLOW
        account.told = True
        return verdict

    def afford(self, update: dict[str, Any]) -> Verdict:
        """Whether its group can still be answered within the minute; the last message of that is the notice."""
        chat = chat_of(update)
        if chat > 0 or not self.asks(update):
            return Verdict.TAKE
        if self._left(chat) >= 2:  # noqa: PLR2004 - the answer, and the notice that may have to follow
            self._spent.discard(chat)
            return Verdict.TAKE
        if "callback_query" in update:
            return Verdict.SPENT
        verdict = Verdict.DROP if chat in self._spent else Verdict.SPENT
        self._spent.add(chat)
        return verdict

    def _account(self, chat: int, sender: int) -> _Account:
        now = self._clock()
        account = self._accounts.setdefault((chat, sender), _Account(SHARE, now))
        self._accounts.move_to_end((chat, sender))
        account.left = min(SHARE, account.left + (now - account.at) * REFILL)
        account.at = now
        if len(self._accounts) > PEOPLE:
            self._accounts.popitem(last=False)
        return account


def sender_of(update: dict[str, Any]) -> int:
    """Who sent it: a person, or the chat that an anonymous admin or a channel posts as; 0 where nobody is named."""
    for value in update.values():
        if isinstance(value, dict):
            return _id(value.get("sender_chat")) or _id(value.get("from"))
    return 0


def _id(holder: Any) -> int:
    found = holder.get("id") if isinstance(holder, dict) else None
    return found if isinstance(found, int) else 0
