"""Processes with one token divide its rate by what they use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.delivery.rate_sharing import RateSharing, share
from bot.store.database import open_database
from bot.telegram_api.rate_limiter import Priority, RateLimiter
from tests.store.conftest import _create, postgres_url
from tests.unit.fake_clock import FakeClock

if TYPE_CHECKING:
    from pathlib import Path

RATE = 30


@pytest.mark.parametrize("uses", [{1: 0.0}, {1: 0.0, 2: 0.0}, {1: 5.0, 2: 0.0, 3: 90.0}, dict.fromkeys(range(40), 1.0)])
@pytest.mark.parametrize("rate", [1, 6, 30, 1000])
def test_shares_make_the_rate(uses: dict[int, float], rate: int) -> None:
    """Together they are the whole, each has some, and who uses more has more."""
    shares = {process: share(uses, process, rate) for process in uses}
    assert sum(shares.values()) == pytest.approx(1)
    assert min(shares.values()) > 0
    assert sorted(uses, key=lambda process: uses[process]) == sorted(uses, key=lambda process: shares[process])


def leaving(limiter: RateLimiter) -> int:
    """How many of a hundred messages to different chats may leave now."""
    return sum(limiter.try_acquire(chat, Priority.READER) for chat in range(1, 101))


@pytest.mark.postgres
async def test_two_processes_keep_to_one_rate(postgres_socket: Path, migrated_template: str) -> None:
    """Who is asked more may answer more; a larger share waits until the other has a smaller; alone, one has all."""
    url = postgres_url(postgres_socket, await _create(postgres_socket, migrated_template))
    databases = [await open_database(url) for _ in range(2)]
    clock = FakeClock()
    limiters = [RateLimiter(RATE, clock=clock) for _ in databases]
    sharing = [RateSharing(limiter, RATE) for limiter in limiters]

    async def second() -> list[int]:
        """Return what each may send, after a second in which the shares were divided anew."""
        for own, database, other in zip(sharing, databases, reversed(databases), strict=True):
            await own.rebalance(database, frozenset({other.presence.id}))
        await clock.turn(2)
        return [leaving(limiter) for limiter in limiters]

    for _ in range(3):
        sent = await second()
        assert sum(sent) <= RATE
    assert min(sent) >= RATE // 2 - 1
    for _ in range(8):
        await sharing[0].rebalance(databases[0], frozenset({databases[1].presence.id}))
        await sharing[1].rebalance(databases[1], frozenset({databases[0].presence.id}))
        await clock.turn(2)
        assert leaving(limiters[0]) <= RATE
    assert leaving(limiters[1]) == 2
    await sharing[1].rebalance(databases[1], frozenset())
    await clock.turn(2)
    assert leaving(limiters[1]) == RATE
    for database in databases:
        await database.close()
