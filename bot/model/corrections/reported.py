"""Readers' reports: what may be said to be wrong with an item, and what comes of it."""

from __future__ import annotations

from enum import StrEnum

NOTHING = "nothing"
"""What came of a report that there was nothing to correct for; otherwise it is the correction's class."""
LINE_LIMIT = 300  # characters of a reporter's line


class ReportKind(StrEnum):
    """What is wrong with an item, by its letter in buttons."""

    WORDS = "w"
    DATE = "d"
    SPEAKER = "s"
    SOURCE = "o"
    TRANSLATION = "t"
    OTHER = "x"
