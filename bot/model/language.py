"""The two languages that everything a reader sees is told in."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """A language of the product, by its ISO 639-1 code."""

    AR = "ar"
    EN = "en"

    @property
    def other(self) -> Language:
        """The other of the two."""
        return Language.EN if self is Language.AR else Language.AR

    @property
    def rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self is Language.AR
