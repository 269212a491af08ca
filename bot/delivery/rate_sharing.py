"""Rate sharing: the processes of one token divide its rate by what each uses, so that together they keep to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import rate_use

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.store.database import Database
    from bot.telegram_api.rate_limiter import RateLimiter

# Messages a second that an idle process may send, so that whoever asks it first need not wait for the next division;
# of all together at most a fifth of the rate.
_LEAST, _LEAST_OF_ALL = 2.0, 0.2
_DECAY = 0.5  # of the use of a second ago: a pause between two questions gives nothing up


class RateSharing:
    """One process's share of `rate`. Pushes are in it: the more readers ask the others, the less the sender gets."""

    def __init__(self, limiter: RateLimiter, rate: float) -> None:
        self._limiter = limiter
        self._rate = rate
        self._use = 0.0
        self._earlier = 1.0

    async def rebalance(self, database: Database, others: Collection[int]) -> None:
        """Tell the others what is used here, and take a share by what all use; without others it is the whole rate.

        Call it once a second. A larger share holds from the next call on, when the others have taken smaller ones.
        """
        self._use = max(float(self._limiter.take_use()), self._use * _DECAY)
        if others:
            async with database.write() as conn:
                uses = await rate_use.record(conn, database.presence.id, self._use, others)
            new = share(uses | dict.fromkeys(others - uses.keys(), 0.0), database.presence.id, self._rate)
        else:
            new = self._earlier = 1.0
        self._limiter.set_share(min(new, self._earlier))
        self._earlier = new


def share(uses: Mapping[int, float], process: int, rate: float) -> float:
    """Return a process's share, between 0 and 1: a little for each, the rest by use. All shares make 1."""
    least = min(_LEAST / rate, _LEAST_OF_ALL / len(uses))
    total = sum(uses.values())
    part = uses[process] / total if total else 1 / len(uses)
    return least + (1 - least * len(uses)) * part
