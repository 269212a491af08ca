"""Quotes section: words, speaker, role, occasion, date, source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import localized_text
from bot.views.document import Quotation, Run, Style

if TYPE_CHECKING:
    from bot.model import Person, Quote
    from bot.views.document import Block, Inline
    from bot.views.story_context import StoryContext


def blocks(context: StoryContext) -> tuple[Block, ...]:
    """Build every quote in the desk's order, or those of the place's speaker."""
    quotes = [quote for quote in context.dossier.quotes if context.place.speaker in {None, quote.speaker}]
    if not quotes:
        return (_none(context),)
    waived = context.none_translated(quote.words for quote in quotes)
    return (
        *((context.notice("page.untranslated_all"),) if waived else ()),
        *(_quotation(context, quote, waived=waived) for quote in quotes),
    )


def speaker(context: StoryContext) -> Person | None:
    """Return the person or organisation whose quotes are asked for; None for all, or if it is gone from the story."""
    return next((person for person in context.dossier.people if person.id == context.place.speaker), None)


def _none(context: StoryContext) -> Block:
    if context.place.speaker is None:
        return context.notice("page.none.quotes")
    return context.notice("page.none.quotes_of")


def _quotation(context: StoryContext, quote: Quote, *, waived: bool) -> Quotation:
    person = context.dossier.person(quote.speaker)
    words, language = localized_text.localize(quote.words, context.preferences, verbatim=True)
    details = (person.name, quote.role or person.role, quote.occasion)
    translation = context.translation(quote.language) if quote.is_translation(language) else ()
    untranslated = context.untranslated(quote.words, *details, waived=waived)
    notes = context.lines(translation, context.attribution(quote.sources), untranslated)
    cited = context.cited(quote.sources, translation, untranslated)
    return Quotation(quote.id, words, language, credit(context, quote, person), notes, cited)


def credit(context: StoryContext, quote: Quote, person: Person, *, says_undated: bool = False) -> Inline:
    """Build the credit: who said it, as what, on which occasion and when, or that this is not known."""
    role = quote.role or person.role
    who = context.joined((context.name(person.name, Style.STRONG), context.name(role) if role else None))
    what = (context.name(quote.occasion),) if quote.occasion else ()
    when: Inline = (Run(context.date(quote.date)),) if quote.date else ()
    if says_undated and not quote.date:
        when = context.text("page.undated_item")
    return (Run("— "), *context.dotted(who, what, when))
