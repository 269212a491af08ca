"""Words by which questions are told apart, from `question_words.txt`; all folded."""

from __future__ import annotations

from bot.text.questions import word_lists
from bot.text.stemmer import words

_LISTS = {
    name: frozenset(word for line in lines for word in words(line))
    for name, lines in word_lists.read("question_words.txt").items()
}
WHO = _LISTS["who"]
WHO_FIRST = _LISTS["who_first"]
WHEN = _LISTS["when"]
WHERE = _LISTS["where"]
COUNT = _LISTS["count"]
WHY = _LISTS["why"]
HOW = _LISTS["how"]
WHAT = _LISTS["what"]
WHETHER = _LISTS["whether"]
FUTURE = _LISTS["future"]
SAID = _LISTS["said"]
CALLED = _LISTS["called"]
ABOUT = _LISTS["about"]
TIMES = _LISTS["times"]
PLACES = _LISTS["places"]
NUMBERS = _LISTS["numbers"]
MEASURES = _LISTS["measures"]
FILLERS = _LISTS["fillers"]
LIGHT = _LISTS["light"]
OPINION = _LISTS["opinion"]
QUOTATIONS = _LISTS["quotations"]
HEADED = _LISTS["headed"]
OFFICES = _LISTS["offices"]
