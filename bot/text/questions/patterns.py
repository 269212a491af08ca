"""Phrases that ask for a page: what happened, whether there is news, a section of a story; from `patterns.txt`."""

from __future__ import annotations

import re

from bot.text.normalize import fold
from bot.text.questions import word_lists

_LISTS = word_lists.read("patterns.txt")
_NAMES = dict(line.split(" = ", 1) for line in _LISTS["names"])


def _pattern(name: str) -> re.Pattern[str]:
    """Compile the phrases of a list to one expression, which matches folded words."""
    phrases = [re.sub(r"\{([a-z_]+)\}", lambda match: _NAMES[match[1]], line) for line in _LISTS[name]]
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(fold, phrases))})(?!\w)")


HAPPENED = _pattern("happened")
NEWS = _pattern("news")
COMING = _pattern("coming")
DURATION = _pattern("duration")
QUICKNESS = _pattern("quickness")
TIMES_PHRASE = _pattern("times_phrase")
UNTOLD = _pattern("untold")
WHY_PHRASE = _pattern("why_phrase")
WHO_PHRASE = _pattern("who_phrase")
OPENING = _pattern("opening")
AMOUNT = _pattern("amount")
AGE = _pattern("age")
ATTRIBUTE = _pattern("attribute")
NAME_PHRASE = _pattern("name_phrase")
WHICH_DATE = _pattern("which_date")
COUNT_PHRASE = _pattern("count_phrase")
PARTITIVE = _pattern("partitive")
ACCORDING_TO = _pattern("according_to")
IDENTITY = _pattern("identity")
SECTIONS = {name: _pattern(name) for name in ("cover", "sources", "timeline", "people", "quotes")}
