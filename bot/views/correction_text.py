"""Words a record of a correction: what it said and what it should say, or that something was withdrawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.i18n import catalogue
from bot.model import Correction, Localized
from bot.model.corrections.correction import CorrectionClass
from bot.model.language import Language

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator

# What the letter before an id's number says of an item that is gone; a person has a name for an id.
_KINDS = {"k": "key_points", "p": "summary", "q": "quotes", "e": "events", "s": "sources"}
_NUMBERED = re.compile(r"([kpqes])[0-9]+")


def text_of(item: Any) -> Localized:
    """Return an item's text; of a correction what it tells, in the languages that it is told in."""
    text: Localized = _told(item) if isinstance(item, Correction) else item.text
    return text


def label(correction: Correction, words: Translator) -> str:
    """Return what a correction of its class is called."""
    return words.text(f"page.correction.{correction.class_ or CorrectionClass.CORRECTED}")


def _told(correction: Correction) -> Localized:
    if correction.text:
        return correction.text
    translators = catalogue.load()
    languages = [language for language in Language if correction.has(language)]
    texts = {language.value: _sentence(correction, translators[language]) for language in languages}
    return Localized.model_validate(texts)


def _sentence(correction: Correction, words: Translator) -> str:
    language = words.language
    sentences = []
    if correction.is_withdrawal:
        match = _NUMBERED.fullmatch(correction.item or "")
        what = words.text(f"page.correction.of.{_KINDS[match[1]] if match else 'people'}")
        sentences.append(words.text("page.correction.gone", what=what, item=correction.item or ""))
    elif correction.was and correction.is_:
        before, after = (text.localize(language)[0] for text in (correction.was, correction.is_))
        sentences.append(words.text("page.correction.line", before=before, after=after))
    if correction.why:
        sentences.append(words.text("page.correction.why", why=correction.why.localize(language)[0]))
    if correction.redacted:
        sentences.append(words.text("page.correction.redacted"))
    return " ".join(sentences)
