"""A clock that tests set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from datetime import datetime


class FakeClock:
    """Returns `now`, which tests move."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now
