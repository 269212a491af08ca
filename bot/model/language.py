"""The languages of the product."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


class Language(StrEnum):
    """A supported language, by its ISO 639-1 code."""

    AR = "ar"
    EN = "en"

    @property
    def other(self) -> Language:
        """The language offered beside this one, and shown first where a text lacks this one."""
        return Language.AR if self is Language.EN else Language.EN

    @property
    def fallbacks(self) -> tuple[Language, ...]:
        """This language and then all the others, in the order in which a text is looked for."""
        return tuple(dict.fromkeys((self, self.other, *Language)))

    @property
    def rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self is Language.AR


def are_translated(languages: Collection[str]) -> bool:
    """Whether a text that is there in these languages is in two that are each other's `other`: none is asked for."""
    pairs = ((language, language.other) for language in Language if language.other.other is language)
    return any(language in languages and other in languages for language, other in pairs)
