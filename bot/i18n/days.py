"""Days, months and years as people type them while they work: also 'yesterday', 'last Monday', '28 April'."""
from __future__ import annotations
from typing import TYPE_CHECKING
from bot.i18n.spans import read_span
if TYPE_CHECKING:
    from datetime import date
    from bot.story import PartialDate


def read_day(text: str, today: date, *, ahead: bool = False) -> PartialDate | None:
    return read_span(text)
