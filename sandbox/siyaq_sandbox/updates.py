"""Update queue of the bot: allowed updates, long polling, one poller at a time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from siyaq_sandbox.refusals import refuse

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from siyaq_sandbox.clock import Clock

KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
)
UNASKED = frozenset(KINDS) - {"chat_member", "message_reaction", "message_reaction_count"}
KEPT_FOR = 24 * 3600
TWO_POLLERS = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Updates:
    """Queue of updates, kept for 24 hours; a second getUpdates ends the first with 409."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next = 900_000_001
        self._waiting: OrderedDict[int, tuple[float, Any]] = OrderedDict()
        self._poll: asyncio.Future[None] | None = None
        self._arrived = asyncio.Event()
        self.wanted = UNASKED
        self.allowed: list[str] | None = None
        self.unknown: frozenset[str] = frozenset()  # kinds that the server is too old for, and ignores

    def __len__(self) -> int:
        """Return the number of updates that wait or are not yet acknowledged."""
        self._expire()
        return len(self._waiting)

    @property
    def is_polled(self) -> bool:
        """Tell whether a `getUpdates` is held open."""
        return self._poll is not None

    def want(self, kinds: list[str] | None) -> None:
        """Set `allowed_updates`: None keeps it, an empty list means the default, unknown kinds are refused."""
        if kinds is None:
            return
        kinds = [kind for kind in kinds if kind not in self.unknown]
        for kind in kinds:
            if kind not in KINDS:
                raise refuse(f'update type "{kind}" is unknown')
        self.wanted = frozenset(kinds) if kinds else UNASKED
        self.allowed = list(kinds) or None

    def put(self, kind: str, content: dict[str, Any]) -> int | None:
        """Queue an update of that kind and return its number; None if the bot does not want the kind."""
        if kind not in self.wanted:
            return None
        return self.put_raw({kind: content})

    def put_raw(self, update: Any) -> int:
        """Queue any JSON as an update; a mapping without `update_id` gets one."""
        number = self._next
        if isinstance(update, dict) and isinstance(update.get("update_id"), int):
            number = update["update_id"]
        elif isinstance(update, dict):
            update = {"update_id": number, **update}
        self._next = max(self._next, number) + 1
        self._waiting[number] = (self._clock.now() + KEPT_FOR, update)
        self._arrived.set()
        return number

    def peek(self) -> list[tuple[int, Any]]:
        """Return the waiting updates with their ids, oldest first."""
        self._expire()
        return [(number, update) for number, (_, update) in self._waiting.items()]

    def drop(self, number: int) -> None:
        """Remove an update that was delivered or given up."""
        self._waiting.pop(number, None)

    def drop_all(self) -> None:
        """Remove all updates."""
        self._waiting.clear()

    def arrival(self) -> Coroutine[Any, Any, Any]:
        """Wait until an update comes that is newer than this call, not than the first step of awaiting it."""
        self._arrived.clear()
        return self._arrived.wait()

    def nudge(self) -> None:
        """Wake waiters without a new update: one that was held back may be sent now."""
        self._arrived.set()

    def end_poll(self, words: str) -> None:
        """End a waiting `getUpdates` with 409 and these words."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(refuse(words, 409))
        self._poll = None

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Any]:  # noqa: ASYNC109  Telegram's parameter
        """Answer `getUpdates`: acknowledge what comes before `offset`, then return what waits, or wait for it."""
        self.end_poll(TWO_POLLERS)
        self._acknowledge(offset)
        updates = self._first(limit)
        if updates or not timeout:
            return updates
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = mine
        arrival = asyncio.ensure_future(self.arrival())
        try:
            await asyncio.wait({mine, arrival}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
            if mine.done():
                mine.result()
            return self._first(limit)
        finally:
            arrival.cancel()
            if self._poll is mine:
                self._poll = None

    def _acknowledge(self, offset: int) -> None:
        self._expire()
        if offset < 0:
            for number in list(self._waiting)[:offset]:
                del self._waiting[number]
        while offset > 0 and self._waiting:
            number = next(iter(self._waiting))
            if number >= offset:
                break
            del self._waiting[number]

    def _first(self, limit: int) -> list[Any]:
        return [update for _, (_, update) in zip(range(limit), self._waiting.values(), strict=False)]

    def _expire(self) -> None:
        now = self._clock.now()
        while self._waiting:
            number, (until, _) = next(iter(self._waiting.items()))
            if until > now:
                return
            del self._waiting[number]
