"""The quotes: who said what, as what, on which occasion, when, and where it was printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document import Quotation, Run, Style
from bot.i18n import reading

if TYPE_CHECKING:
    from bot.document import Block, Inline
    from bot.pages.frame import Frame
    from bot.story import Person, Quote


def blocks(frame: Frame) -> tuple[Block, ...]:
    """Every quote in the desk's order, or those of the place's speaker."""
    quotes = [one for one in frame.dossier.quotes if frame.place.speaker in {None, one.speaker}]
    if not quotes:
        return (_none(frame),)
    waived = frame.none_translated(one.words for one in quotes)
    return (
        *((frame.notice("page.untranslated_all"),) if waived else ()),
        *(_quotation(frame, one, waived=waived) for one in quotes),
    )


def speaker(frame: Frame) -> Person | None:
    """The person or organisation whose quotes are asked for; None where all are, or the story no longer knows it."""
    return next((one for one in frame.dossier.people if one.id == frame.place.speaker), None)


def _none(frame: Frame) -> Block:
    if frame.place.speaker is None:
        return frame.notice("page.none.quotes")
    return frame.notice("page.none.quotes_of")


def _quotation(frame: Frame, quote: Quote, *, waived: bool) -> Quotation:
    person = frame.dossier.person(quote.speaker)
    words, language = reading.told(quote.words, frame.preferences)
    details = (person.name, quote.role or person.role, quote.occasion)
    translation = frame.translation(quote.language) if quote.is_translation(language) else ()
    untranslated = frame.untranslated(quote.words, *details, waived=waived)
    notes = frame.lines(translation, frame.attribution(quote.sources), untranslated)
    cited = frame.cited(quote.sources, translation, untranslated)
    return Quotation(quote.id, words, language, credit(frame, quote, person), notes, cited)


def credit(frame: Frame, quote: Quote, person: Person) -> Inline:
    """Who said it, as what, on which occasion and when."""
    role = quote.role or person.role
    who = frame.joined((frame.name(person.name, Style.STRONG), frame.name(role) if role else None))
    what = (frame.name(quote.occasion),) if quote.occasion else ()
    when = (Run(frame.date(quote.date)),) if quote.date else ()
    return (Run("— "), *frame.dotted(who, what, when))
