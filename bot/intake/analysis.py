"""From a copy to what belongs in a dossier: the one way through all stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake import marks, people, segments, stories
from bot.intake.assembly import Assembly
from bot.intake.cleaning import boilerplate, headers, near_duplicates
from bot.intake.dating import copy_day, events
from bot.intake.normalized import normalized
from bot.intake.quotations import Reader
from bot.intake.unbalanced import mended

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.intake.cleaning.boilerplate import Cleaned
    from bot.intake.normalized import Normalized
    from bot.intake.result import Intake
    from bot.intake.segments import Sentence
    from bot.model import Dossier

_ARABIC, _LATIN = regex.compile(r"\p{Arabic}"), regex.compile(r"\p{Latin}")


@dataclass(frozen=True, slots=True)
class Story:
    """The sentences of a copy that are kept, those of its title first; and those that repeat others."""

    kept: list[Sentence]
    title: int
    repeated: list[Sentence]


def analyze(
    copy: str, *, day: date | None = None, dossier: Dossier | None = None, live: Sequence[Dossier] = ()
) -> Intake:
    """Analyse a wire copy.

    `day` is the copy's own, where it is known: a day that the copy prints yields to it. What is in `dossier` already is
    marked; `live` are the stories that the copy may belong to.
    """
    text = normalized(copy)
    language = language_of(text.plain)
    arabic = language == "ar"
    header = headers.Header()
    cleaned = boilerplate.clean(text, segments.paragraphs(text.plain), header, arabic=arabic)
    marked, strays = marks.pair(text.plain, cleaned.kept)
    marked = mended(text.plain, cleaned.kept, marked, strays, arabic=arabic)
    story = _story(text, cleaned, segments.sentences(text.plain, cleaned.kept, marked))
    body = story.kept[story.title :]
    today = day or (header.days[0] if header.days else copy_day.of_lead(text.plain, body, arabic=arabic))
    entities, seen = people.gather(text, story.kept, marked, arabic=arabic)
    result = Reader(text, marked, entities).read(story.kept, seen)
    dated = events.find(text.plain, body, today, arabic=arabic)
    assembly = Assembly(text, language, header, cleaned, story.kept, story.repeated, marked)
    intake = assembly.put_together(result, dated, entities, today, story.title)
    return stories.compared(intake, dossier, live)


def language_of(plain: str) -> Literal["ar", "en"]:
    """Detect the language of a normalised text by its letters."""
    return "ar" if len(_ARABIC.findall(plain)) * 2 >= len(_LATIN.findall(plain)) + 1 else "en"


def _story(text: Normalized, cleaned: Cleaned, sentences: Sequence[Sentence]) -> Story:
    """Return the sentences with something new. A line that repeats the title goes; the title repeats nothing."""
    title_end = cleaned.title.end if cleaned.title else -1
    title = [sentence for sentence in sentences if sentence.end <= title_end]
    body = [sentence for sentence in sentences if sentence.end > title_end]
    said = {" ".join(text.plain[sentence.start : sentence.end].split()) for sentence in title}
    again = [
        number
        for number, sentence in enumerate(body)
        if " ".join(text.plain[sentence.start : sentence.end].split()) in said
    ]
    gone = set(near_duplicates.repeated(text.plain, body)) | set(again)
    kept = [sentence for number, sentence in enumerate(body) if number not in gone]
    return Story([*title, *kept], len(title), [body[number] for number in sorted(gone)])
