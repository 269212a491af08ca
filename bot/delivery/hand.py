"""A delivery in hand: what is sent to whom, as the bytes of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from bot.store.outgoing import Waiting
    from bot.store.renditions import Kept


class Hand(NamedTuple):
    """A delivery that has been taken up, of the push `number`, in the rendition that it is sent in.

    It had its turn at `turn_at`, in seconds of the limiter's clock.
    """

    number: int
    waiting: Waiting
    kept: Kept
    turn_at: float = 0.0

    @property
    def chat_id(self) -> int:
        """Where it goes."""
        return self.waiting.chat_id

    @property
    def key(self) -> tuple[int, str]:
        """Which delivery of its push it is."""
        return self.waiting.chat_id, self.waiting.language

    def body(self, *, paid: bool) -> bytes:
        """The request's body: where it goes, set in front of what was prepared."""
        head = b'{"chat_id":%d,' % self.waiting.chat_id
        if self.waiting.thread_id is not None:
            head += b'"message_thread_id":%d,' % self.waiting.thread_id
        if self.waiting.silent:
            head += b'"disable_notification":true,'
        if paid:
            head += b'"allow_paid_broadcast":true,'
        return head + self.kept.rendition.body
