"""The batch: what goes out next is marked, and what became of the last is kept, in one small transaction."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bot.delivery.verdict import Verdict
from bot.store import broadcasts, chats, outgoing, steps, subscribers
from bot.store.steps import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.delivery.hand import Hand
    from bot.delivery.line import Line, Nowhere
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.deliveries import Key


class Batch:
    """Collects between two transactions; `seen` is told of each push as it is after one."""

    def __init__(
        self, database: Database, line: Line, *, now: Callable[[], datetime], seen: Callable[[Broadcast], None]
    ) -> None:
        self._database = database
        self._line = line
        self._now = now
        self._seen = seen
        self._granted: list[Hand] = []
        self._settled: list[tuple[Hand, Verdict]] = []
        self._nowhere: list[Nowhere] = []
        self._telling: list[tuple[Hand, Verdict]] = []
        self._marked = 0

    @property
    def load(self) -> int:
        """Deliveries that will be `sending` once what there is has been written."""
        return len(self._granted) + self._marked - len(self._settled)

    @property
    def granted(self) -> int:
        """How many had their turn, and are to be marked."""
        return len(self._granted)

    @property
    def size(self) -> int:
        """How much there is to write."""
        return len(self._granted) + len(self._settled) + len(self._nowhere)

    def grant(self, hand: Hand) -> None:
        """Its turn has come: it may go once it is marked."""
        self._granted.append(hand)

    def settle(self, hand: Hand, verdict: Verdict) -> None:
        """What became of one that was marked."""
        self._settled.append((hand, verdict))

    def pass_by(self, nowhere: Nowhere) -> None:
        """One that was in hand is not sent, now or ever."""
        self._nowhere.append(nowhere)

    def take_back(self, hand: Hand) -> None:
        """One that was marked is not sent after all."""
        self.settle(hand, Verdict(Result(*hand.key, "pending", due_at=self._now())))

    def drop(self) -> None:
        """Mark nothing more: what was granted stays pending."""
        for hand in self._granted:
            self._line.let_go(hand.chat_id)
        self._granted.clear()

    async def write(self) -> list[Hand]:
        """Write what there is, and return what may go on the wire now; where it raises, nothing is lost of it."""
        granted, settled, nowhere = list(self._granted), list(self._settled), list(self._nowhere)
        results: defaultdict[int, list[Result]] = defaultdict(list)
        keys: defaultdict[int, list[Key]] = defaultdict(list)
        for hand, verdict in settled:
            results[hand.number].append(verdict.result)
        for one in nowhere:
            results[one.number].append(one.result)
        for hand in granted:
            keys[hand.number].append(hand.key)
        at = self._now()

        def work(conn: Connection) -> list[tuple[int, Broadcast | None, frozenset[Key]]]:
            # In their order, so that two processes never wait for each other.
            numbers = sorted({*results, *keys})
            return [(one, *steps.step(conn, one, results.get(one, ()), keys.get(one, ()), at)) for one in numbers]

        stepped = await self._database.at_once(work)
        del self._granted[: len(granted)], self._settled[: len(settled)], self._nowhere[: len(nowhere)]
        marked = {(number, key) for number, _, found in stepped for key in found}
        going = [hand for hand in granted if (hand.number, hand.key) in marked]
        self._marked += len(going) - len(settled)
        self._telling += [one for one in settled if one[1].tells_more]
        for chat in self._free(granted, settled, nowhere, marked):
            self._line.let_go(chat)
        for _, push, _ in stepped:
            if push:
                self._seen(push)
        return going

    @staticmethod
    def _free(
        granted: Iterable[Hand],
        settled: Iterable[tuple[Hand, Verdict]],
        nowhere: Iterable[Nowhere],
        marked: set[tuple[int, Key]],
    ) -> Iterable[int]:
        yield from (hand.chat_id for hand in granted if (hand.number, hand.key) not in marked)
        yield from (hand.chat_id for hand, _ in settled)
        yield from (one.result.chat_id for one in nowhere)

    async def follow_up(self) -> None:
        """Write what outcomes mean beyond their delivery, for the chat, and, of a refused token, for the push.

        It is rare, and where it is lost, the next try tells the same: so it has a transaction of its own.
        """
        telling, self._telling = self._telling, []
        if not telling:
            return
        resting: defaultdict[str, list[int]] = defaultdict(list)
        async with self._database.write() as conn:
            for hand, verdict in telling:
                if verdict.rests:
                    resting[verdict.result.reason or ""].append(hand.chat_id)
                if verdict.moved_to is not None:
                    await chats.move(conn, hand.chat_id, verdict.moved_to, self._now())
                if verdict.topic_gone:
                    await outgoing.leave_topic(conn, hand.chat_id)
                if verdict.refused:
                    await broadcasts.move(conn, hand.number, "paused", at=self._now(), expected={"running"})
            for reason, gone in resting.items():
                await subscribers.rest(conn, gone, reason, self._now())
