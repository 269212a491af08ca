"""Features of a request that a server may refuse: it is sent again at once without them, and so for an hour."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from bot.telegram_api.outcomes import Rejected, Sent
from bot.telegram_api.rich_support import REST

if TYPE_CHECKING:
    import re
    from collections.abc import Awaitable, Callable

    from bot.telegram_api.outcomes import Outcome

    Call = Callable[..., Awaitable[Outcome]]
    Renew = Callable[[], Awaitable[bytes]]


class Refusable:
    """A feature: what it is in a request's body, and whether the server refuses it, remembered for an hour.

    `key` are bytes that only a body with the feature has, `without` takes it out, `of_it` finds in the words of a
    refusal, in small letters, that they may be about it. `time` returns seconds.
    """

    def __init__(
        self, key: bytes, without: Callable[[bytes], bytes], of_it: re.Pattern[str], time: Callable[[], float]
    ) -> None:
        self._key, self._without, self._of_it, self._time = key, without, of_it, time
        self._unsupported_until = float("-inf")

    def is_in(self, body: bytes) -> bool:
        """Return whether a request body has the feature."""
        return self._key in body

    async def call(self, call: Call, body: bytes, renew: Renew | None, *, has_turn: bool) -> Outcome:
        """Call with a body that has the feature; without it, at once, where the server refuses it."""

        async def plainly(*, has_turn: bool) -> Outcome:
            outcome: Outcome = await call(self._without(body), self._renewed(renew), has_turn=has_turn)
            return outcome

        if self._is_resting(body):
            return await plainly(has_turn=has_turn)
        outcome: Outcome = await call(body, renew, has_turn=has_turn)
        if not self._is_refused(outcome):
            return outcome
        repeated = await plainly(has_turn=False)
        if isinstance(repeated, Sent) and self._is_lasting(outcome):  # else it was not the reason
            self._rest(body)
        return repeated

    def _is_lasting(self, outcome: Outcome) -> bool:  # noqa: ARG002 - of one whose refusals are the server's
        """Return whether a refusal holds for other chats, too."""
        return True

    def _is_resting(self, body: bytes) -> bool:  # noqa: ARG002 - of one whose refusals are about what a body holds
        return self._time() < self._unsupported_until

    def _rest(self, body: bytes) -> None:  # noqa: ARG002 - likewise
        self._unsupported_until = self._time() + REST.total_seconds()

    def _is_refused(self, outcome: Outcome) -> bool:
        """Return whether a request may have been refused for the feature: nothing of it was done then."""
        if not isinstance(outcome, Rejected) or outcome.code != HTTPStatus.BAD_REQUEST:
            return False
        return bool(self._of_it.search(outcome.description.lower()))

    def _renewed(self, renew: Renew | None) -> Renew | None:
        """Return what makes a body once more, without the feature; None where it is not made once more."""
        if renew is None:
            return None

        async def again() -> bytes:
            return self._without(await renew())

        return again
