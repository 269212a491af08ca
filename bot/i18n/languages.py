"""The names of languages."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.core import get_global

from bot.i18n.folding import fold
from bot.i18n.particles import bare

if TYPE_CHECKING:
    from bot.language import Language


@cache
def name(tag: str, language: Language) -> str:
    """What `language` calls the language of an ISO 639 code ('ko': 'Korean'); the code where CLDR has no name."""
    known = Locale(language.value).languages
    return known.get(tag) or known.get(get_global("language_aliases").get(tag, tag)) or tag


def read_name(typed: str) -> str | None:
    """The ISO 639 code of a language, typed as such or as its name in either language; None for anything else."""
    wanted = fold(typed)
    if re.fullmatch(r"[a-z]{2,3}", wanted) and wanted in Locale("en").languages:
        return wanted
    return _tags().get(_stem(wanted))


@cache
def _tags() -> dict[str, str]:
    """Codes by names; of several languages of one name the shortest code."""
    named = [
        (tag, _stem(fold(told)))
        for locale in ("en", "ar")
        for tag, told in Locale(locale).languages.items()
        if re.fullmatch(r"[a-z]{2,3}", tag)
    ]
    return {told: tag for tag, told in sorted(named, key=lambda one: (-len(one[0]), one[0]))}


def _stem(folded: str) -> str:
    """An Arabic name without article and feminine ending: people type either."""
    return " ".join(bare(word).removesuffix("ه") for word in folded.split())
