"""The names of languages."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from babel.core import get_global

from bot.model.language import Language
from bot.text.clitics import bare
from bot.text.normalize import fold

# The locale whose dates and lists a language has.
CLDR = {Language.AR: "ar", Language.EN: "en_GB"}


@cache
def name(tag: str, language: Language) -> str:
    """Return the name of the language with an ISO 639 code ('ko': 'Korean'); the code if CLDR has no name."""
    known = Locale(language.value).languages
    return known.get(tag) or known.get(get_global("language_aliases").get(tag, tag)) or tag


def read_name(typed: str) -> str | None:
    """Parse a language's code or its name in one of ours to its ISO 639 code; None for anything else."""
    folded = fold(typed)
    if re.fullmatch(r"[a-z]{2,3}", folded) and folded in Locale("en").languages:
        return folded
    return _tags().get(_stem(folded))


@cache
def _tags() -> dict[str, str]:
    """Codes by names; of several languages of one name the shortest code."""
    named = [
        (tag, _stem(fold(named)))
        for locale in Language
        for tag, named in Locale(locale.value).languages.items()
        if re.fullmatch(r"[a-z]{2,3}", tag)
    ]
    return {named: tag for tag, named in sorted(named, key=lambda pair: (-len(pair[0]), pair[0]))}


def _stem(folded: str) -> str:
    """Remove the article and the feminine ending of an Arabic name, both optional in typing."""
    return " ".join(bare(word).removesuffix("ه") for word in folded.split())
