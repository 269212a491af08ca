"""Sentences that tell a moment, such as the hour of a push: clients show it in their own zone and words.

For moments alone, never for the date of an event or a quotation: its months are called as the reader chose, and it is
as fine as it is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.views.document import Run

if TYPE_CHECKING:
    from datetime import datetime

    from bot.views.document import Inline


def with_moment(sentence: str, words: str, at: datetime) -> Inline:
    """Return a sentence in which these words tell the moment `at`; where clients cannot show it, they stand there."""
    before, matched, after = sentence.partition(words)
    runs = (Run(before), Run(matched, moment=int(at.timestamp())), Run(after))
    return tuple(run for run in runs if run.text)
