"""Renewal: a request that had to wait is made once more, since what it shows may have changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

Renew = Callable[[], Awaitable[bytes]]
"""Returns the prepared page as it is now."""


def completed(renew: Renew | None, complete: Callable[[bytes], bytes]) -> Renew | None:
    """Return what makes a whole request of a page that is made once more; None where it is not."""
    if renew is None:
        return None

    async def again() -> bytes:
        return complete(await renew())

    return again
