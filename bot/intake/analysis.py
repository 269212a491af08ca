"""From a copy to what belongs in a dossier: the one way through all stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    from bot.intake.marks import Marked
    from bot.intake.normalized import Normalized
    from bot.intake.quotations import Found
    from bot.intake.result import Intake, Person
    from bot.intake.segments import Sentence, Tongue
    from bot.model import Dossier


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
    language = segments.language_of(text.plain)
    arabic = language == "ar"
    header = headers.Header()
    cleaned = boilerplate.clean(text, segments.paragraphs(text.plain), header, arabic=arabic)
    marked, strays = marks.pair(text.plain, cleaned.kept)
    marked = mended(text.plain, cleaned.kept, marked, strays, arabic=arabic)
    story = _story(text, cleaned, segments.sentences(text.plain, cleaned.kept, marked))
    body = story.kept[story.title :]
    today = day or (header.days[0] if header.days else copy_day.of_lead(text.plain, body, arabic=arabic))
    tongues = segments.languages(text.plain, story.kept, marked, language)
    result, persons = _quotations(text, story.kept, marked, language, tongues)
    dated = events.find(text.plain, body, today, [tongue == "ar" for tongue in tongues[story.title :]])
    assembly = Assembly(text, language, header, cleaned, story.kept, story.repeated, marked, tongues)
    intake = assembly.put_together(result, dated, persons, today, story.title)
    return stories.compared(intake, dossier, live)


def _quotations(
    text: Normalized, kept: Sequence[Sentence], marked: Sequence[Marked], language: Tongue, tongues: Sequence[Tongue]
) -> tuple[list[Found], list[Person]]:
    """Read the sentences of each language by its own rules: a copy may have its statement in both."""
    quotations: list[Found] = []
    persons: list[Person] = []
    for tongue in sorted(set(tongues), key=lambda tongue: tongue != language):
        own = [number for number, other in enumerate(tongues) if other == tongue]
        sentences = [kept[number] for number in own]
        entities, seen = people.gather(text, sentences, marked, arabic=tongue == "ar")
        for quotation in Reader(text, marked, entities).read(sentences, seen):
            quotation.sentences = [own[number] for number in quotation.sentences]
            quotations.append(quotation)
        persons = people.merged(persons, people.listed(entities))
    in_order = quotations if len(set(tongues)) < 2 else sorted(quotations, key=lambda item: item.parts[0])  # noqa: PLR2004
    return in_order, persons


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
