"""Words by which questions are told apart, from `question_words.txt`; all folded."""

from __future__ import annotations

from bot.text.questions import word_lists
from bot.text.stemmer import words

_LISTS = {
    name: frozenset(word for line in lines for word in words(line))
    for name, lines in word_lists.read("question_words.txt").items()
}
_PARTICLES = (
    "ان",
    "من",
    "عن",
    "في",
    "علي",
    "الي",
    "ل",
    "مع",
    "عند",
    "بعد",
    "قبل",
    "بين",
    "كان",
    "فعل",
    "كل",
    "بوجود",
    "لدي",
    "ضد",
    "حول",
)
_PRONOUNS = ("ه", "ها", "هم", "هن", "هما", "ك", "كم", "نا", "ي", "ني")
_CLITICS = frozenset(f"{particle}{pronoun}" for particle in _PARTICLES for pronoun in _PRONOUNS)
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
FILLERS = _LISTS["fillers"] | _CLITICS
DEGREES = _LISTS["degrees"]
LIGHT = _LISTS["light"] | DEGREES
CONTENTS = _LISTS["contents"]
STILL = _LISTS["still"]
WHOLLY = _LISTS["wholly"]
OPINION = _LISTS["opinion"]
QUOTATIONS = _LISTS["quotations"]
HEADED = _LISTS["headed"]
OFFICES = _LISTS["offices"]
JOINED_WHAT = _LISTS["joined_what"]
NEGATIONS = _LISTS["negations"]
DENIALS = _LISTS["denials"]
MAIN_VERBS = _LISTS["main_verbs"]
WHOLE_WORDS = _LISTS["whole_words"]
TODAY = _LISTS["today"]
QUALITIES = _LISTS["qualities"]
LIGHT_VERBS = _LISTS["light_verbs"]
REPORTING = _LISTS["reporting"]
COLLECTIVES = _LISTS["collectives"]
UNREAL = _LISTS["unreal"]
DISOWNING = _LISTS["disowning"]
SPOKESMEN = _LISTS["spokesmen"]
FORMER = _LISTS["former"]
PRESENT = _LISTS["present"]
FIRST = _LISTS["first"]
NEXT = _LISTS["next"]
AFFAIRS = _LISTS["affairs"]
SAID_NOUNS = _LISTS["said_nouns"]
