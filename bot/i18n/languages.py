"""The names of languages."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.core import get_global

if TYPE_CHECKING:
    from bot.language import Language


@cache
def name(tag: str, language: Language) -> str:
    """What `language` calls the language of an ISO 639 code ('ko': 'Korean'); the code where CLDR has no name."""
    known = Locale(language.value).languages
    return known.get(tag) or known.get(get_global("language_aliases").get(tag, tag)) or tag
