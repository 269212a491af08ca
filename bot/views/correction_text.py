"""Words a record of a correction: what it said and what it should say, or that something was withdrawn."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.i18n import catalogue, localized_text
from bot.model import Correction, Localized
from bot.model.corrections.correction import CorrectionClass
from bot.model.language import Language

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier
    from bot.views.document import Paragraph
    from bot.views.story_context import StoryContext

# What the letter before an id's number says of an item that is gone; a person has a name for an id.
_KINDS = {"k": "key_points", "p": "summary", "q": "quotes", "e": "events", "s": "sources"}
_PARTS = (*_KINDS.values(), "people")
_RECENT = timedelta(days=30)  # for so long a page says that it was corrected
_NUMBERED = re.compile(r"([kpqes])[0-9]+")


def text_of(item: Any) -> Localized:
    """Return an item's text; of a correction what it tells, in the languages that it is told in."""
    text: Localized = _told(item) if isinstance(item, Correction) else item.text
    return text


def recent(dossier: Dossier, today: date | None) -> tuple[Correction, ...]:
    """Return the corrections of items of the last 30 days, by a reader's day; none where no day is given."""
    if today is None:
        return ()
    return tuple(
        correction
        for correction in dossier.corrections
        if correction.item and timedelta() <= today - correction.date.last <= _RECENT
    )


def notes(context: StoryContext, parts: Collection[str], today: date | None) -> Iterator[Paragraph]:
    """Yield a note for each recent correction of an item of these parts: a page says that it was corrected."""
    for correction in recent(context.dossier, today):
        if part_of(context.dossier, correction) in parts:
            if correction.has(context.language):
                text, _ = localized_text.localize(text_of(correction), context.preferences)
            else:  # what this page says may well have been right
                text = " ".join(_other(correction, context.words))
            name, day = label(correction, context.words), context.date(correction.date)
            yield context.notice("page.corrected", name=name, date=day, text=text)


def part_of(dossier: Dossier, correction: Correction) -> str | None:
    """Return the part of the item that was corrected; of one that is gone, as its id tells it."""
    parts = (part for part in _PARTS if any(item.id == correction.item for item in getattr(dossier, part)))
    match = _NUMBERED.fullmatch(correction.item or "")
    return next(parts, _KINDS[match[1]] if match else "people")


def untranslated(correction: Correction, words: Translator) -> str | None:
    """Return the note that a record is in the other language; None if it is told in this one.

    A reason that is not says so itself.
    """
    return None if text_of(correction).has(words.language) else words.text("page.untranslated")


def is_labelled(correction: Correction) -> bool:
    """Return whether a list of corrections says of which class this one is; what was withdrawn says so itself."""
    return correction.class_ not in {None, CorrectionClass.CORRECTED, CorrectionClass.WITHDRAWN}


def label(correction: Correction, words: Translator) -> str:
    """Return what a correction of its class is called; what was withdrawn says so itself."""
    class_ = CorrectionClass.CORRECTED if correction.is_withdrawal else correction.class_ or CorrectionClass.CORRECTED
    return words.text(f"page.correction.{class_}")


def _told(correction: Correction) -> Localized:
    if correction.text:
        return correction.text
    translators = catalogue.load()
    languages = [language for language in Language if correction.has(language) or _explains(correction, language)]
    texts = {language.value: _sentence(correction, translators[language]) for language in languages}
    return Localized.model_validate(texts)


def _explains(correction: Correction, language: Language) -> bool:
    """Return whether the record gives its reason in the language: then it is told in it, whichever words were wrong."""
    return correction.why is not None and correction.why.has(language)


def _sentence(correction: Correction, words: Translator) -> str:
    sentences = []
    if correction.is_withdrawal:
        match = _NUMBERED.fullmatch(correction.item or "")
        what = words.text(f"page.correction.of.{_KINDS[match[1]] if match else 'people'}")
        sentences.append(words.text("page.correction.gone", what=what))
    elif correction.was and correction.is_:
        key = "page.correction.line" if correction.has(words.language) else "page.correction.line_other"
        before, after = (text.localize(words.language)[0] for text in (correction.was, correction.is_))
        if all(text.endswith(".") and not text.endswith("..") for text in (before, after)):
            before, after = before[:-1], after[:-1]  # the sentence around them has its own full stop
        sentences.append(words.text(key, before=before, after=after))
    sentences += _reason(correction, words)
    if correction.redacted:
        sentences.append(words.text("page.correction.redacted"))
    return " ".join(sentences)


def _other(correction: Correction, words: Translator) -> Iterator[str]:
    """Yield what a page says of words that it does not show: in which language they were, and why if it can say it."""
    yield words.text("page.corrected.other")
    if _explains(correction, words.language):
        yield from _reason(correction, words)


def _reason(correction: Correction, words: Translator) -> Iterator[str]:
    """Yield the reason; one in another language is marked as such, before its words: a long line is cut at its end."""
    if correction.why:
        key = "page.correction.why" if correction.why.has(words.language) else "page.correction.why_other"
        yield words.text(key, why=correction.why.localize(words.language)[0])
