"""Small talk: greetings, thanks, complaints and questions about the bot itself, in both languages and the dialects."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from bot.text.normalize import fold
from bot.text.questions import word_lists
from bot.text.questions.question_words import FILLERS

if TYPE_CHECKING:
    from collections.abc import Mapping


class SmallTalk(StrEnum):
    """What somebody says who asks nothing of the stories."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    COMPLAINT = "complaint"
    HELP = "help"


# Words around small talk that ask nothing either.
_AROUND = FILLERS | frozenset(
    fold(
        "bot siyaq man bro dear friend guys all everyone very so much really سياق بوت البوت يا صديقي اخي اختي حبيبي"
        " عزيزي استاذ كثير كتير جدا اوي قوي واجد مرة والله خالص ابدا شباب جماعة الجميع لكم لك عليك عليكم خير"
        " الك الكم جميعا باشا معلم"
        " answer answers reply information bots جوابك اجابتك كلامك الجواب الاجابة الكلام كلام هالحكي هالكلام معلوماتك"
    ).split()
)


def read(text: str) -> tuple[SmallTalk | None, str]:
    """Return what the words (folded, without punctuation) say beside a question, and the words without it.

    It is small talk only where nothing but small talk and fillers is left.
    """
    for kind, pattern in _patterns().items():
        rest = pattern.sub(" ", text)
        if rest != text and _asks_nothing(rest):
            return kind, ""
    for kind in (SmallTalk.THANKS, SmallTalk.GREETING):
        match = _patterns()[kind].match(text)
        if match:
            return None, text[match.end() :].strip()
    return None, text


def _asks_nothing(rest: str) -> bool:
    others = " ".join(word for word in rest.split() if word not in _AROUND)
    return not others or any(pattern.sub(" ", others).split() == [] for pattern in _patterns().values())


@cache
def _patterns() -> Mapping[SmallTalk, re.Pattern[str]]:
    """Compile the phrases of `small_talk.txt` by kind, in its order."""
    return {
        SmallTalk(kind): _any_of([fold(phrase) for line in lines for phrase in line.split(",") if phrase.strip()])
        for kind, lines in word_lists.read("small_talk.txt").items()
    }


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    """Compile whole-word alternatives, longer ones before those that they contain."""
    longest_first = sorted(map(re.escape, phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")
