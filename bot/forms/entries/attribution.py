"""Attribution of typed text, by the rules of intake: whose words a sentence carries, and what a speaker's role is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.intake.result import Intake

_MARKS = re.compile(r"[“”„«»\"‘‹]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_TITLED = re.compile(r"\s*[,،]\s*([^,،.:;؛«»“”\"]{2,80}(?:[,،][^,،.:;؛«»“”\"]{2,80})?)")
_ROLE_WORDS = 12  # more are a clause
_STATEMENT_EN, _STATEMENT_AR = (
    "“We said it to them all on that very day,” said {}.",
    "قال {}: «قلنا ذلك لهم كلهم في ذلك اليوم».",
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """A speaker as named: `name` and `role` as printed; `by` tells a name from a mere title."""

    name: str
    role: str | None
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class AttributedWords:
    """The words of one quotation, and whose they are."""

    words: str
    speaker: Attribution


def may_be_attributed(text: str) -> bool:
    """Return whether the text has quotation marks, without which nobody's words are found in it."""
    return _MARKS.search(text) is not None


def read_sentence(text: str) -> AttributedWords | None:
    """Split a sentence with one quotation into its words and their speaker; None if it names no speaker.

    A text that is all quotation (`“No,” he said` apart) has none, and keeps its marks.
    """
    if not may_be_attributed(text):
        return None
    sentence = " ".join(text.split())
    intake = _analyze(sentence)
    quotes = [
        quote for quote in intake.quotes if quote.speaker and quote.verb and quote.speaker_by in {"name", "title"}
    ]
    if len(intake.quotes) != 1 or len(quotes) != 1:
        return None
    (quote,) = quotes
    speaker = _attribution(intake, quote.speaker or "", sentence, is_title=quote.speaker_by == "title")
    return AttributedWords(quote.text, speaker)


def read_speaker(text: str) -> Attribution:
    """Split a typed speaker into name and role: `العقيد سامر الحلبي، قائد الكتيبة`."""
    typed = " ".join(text.split())
    statement = (_STATEMENT_AR if _ARABIC.search(typed) else _STATEMENT_EN).format(typed)
    intake = _analyze(statement)
    quote = intake.quotes[0] if len(intake.quotes) == 1 else None
    if quote is None or not quote.speaker or quote.speaker not in typed:
        return Attribution(typed, None)
    title = typed.partition(quote.speaker)[0].strip(" ,،")  # the copy's rules keep one role of two
    attribution = _attribution(intake, quote.speaker, typed, title=title, is_title=quote.speaker_by == "title")
    accounted = len(attribution.name) + len(attribution.role or "") + 3
    # What intake leaves out of a longer answer must not be lost: then all of it is the name.
    return attribution if attribution.is_title or accounted >= len(typed) - 1 else Attribution(typed, None)


def _analyze(text: str) -> Intake:
    from bot.intake.analysis import analyze  # not at import: its tables cost a start megabytes

    return analyze(text)


def _attribution(intake: Intake, speaker: str, text: str, *, title: str = "", is_title: bool) -> Attribution:
    before = next((person.role for person in intake.people if person.name == speaker), None)
    following = _TITLED.match(text, text.find(speaker) + len(speaker)) if speaker in text else None
    after = following[1].strip() if following and len(following[1].split()) <= _ROLE_WORDS else None
    roles: list[str] = []
    for role in filter(None, (title, before, after)):
        if not any(role in other for other in roles):
            roles = [*(other for other in roles if other not in role), role]
    comma = "، " if _ARABIC.search(speaker) else ", "
    return Attribution(speaker, comma.join(roles) or None, is_title)
