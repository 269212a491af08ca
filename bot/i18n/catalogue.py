"""Reads the gettext catalogues of `locales/` once at start."""

from __future__ import annotations

import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.i18n import numbers
from bot.i18n.direction import isolate, isolate_latin
from bot.model.language import Language
from bot.model.reader import Digits
from bot.text.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_PACKAGE = Path(__file__).parents[1]


class _Missing(NullTranslations):
    """Fallback that raises KeyError for an unknown key: gettext alone would return the key itself."""

    def gettext(self, message: str) -> NoReturn:
        raise KeyError(message)

    def ngettext(self, msgid1: str, _msgid2: str, _n: int) -> NoReturn:
        raise KeyError(msgid1)


class Translator:
    """The words of one language. An unknown key, or a value that an entry asks for and is not given, is a KeyError.

    Numbers in them, those written in an entry and those set in as such, are shown in `digits`.
    """

    def __init__(self, language: Language, translations: NullTranslations, digits: Digits = Digits.LATIN) -> None:
        self.language = language
        self.digits = digits
        self._translations = translations

    def in_digits(self, digits: Digits) -> Translator:
        """Return a translator that shows numbers in these digits; no effect in English."""
        if digits is self.digits or not self.language.rtl:
            return self
        return Translator(self.language, self._translations, digits)

    def text(self, key: str, /, **values: str | int) -> str:
        """Return the entry's words with the values filled in, each isolated if it could disturb the sentence.

        A value's first strong letter decides which way it runs; `direction.anchor` it if its language is known to
        be another.
        """
        return self._fill(self._translations.gettext(key), values)

    def count(self, key: str, n: int, /, **values: str | int) -> str:
        """Return the entry's words in the plural form for `n`, which replaces `{n}` with thousands grouped."""
        return self._fill(
            self._translations.ngettext(key, key, n), {"n": numbers.format_number(n, self.digits), **values}
        )

    def pattern(self, key: str) -> str:
        """Return the entry unfilled, for patterns of its own language's words, such as dates."""
        return self._translations.gettext(key)

    def names(self, key: str) -> tuple[str, ...]:
        """Return an entry's comma-separated names: the words that people may type for one thing."""
        return tuple(part for name in re.split("[,،]", self._translations.gettext(key)) if (part := name.strip()))

    def examples(self, key: str) -> tuple[str, ...]:
        """Return an entry's examples of what to type, to be shown: in Arabic each is read from the right as a whole."""
        typed = self.names(key)
        return tuple(map(isolate_latin, typed)) if self.language.rtl else typed

    def _fill(self, words: str, values: Mapping[str, str | int]) -> str:
        words = isolate_latin(words, self.digits) if self.language.rtl else words
        shown = {
            name: numbers.show(str(value), self.digits) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return words.format_map({name: isolate(value, self.language) for name, value in shown.items()})


@cache
def load() -> Mapping[Language, Translator]:
    """Load both catalogues, from the wheel or the checkout; a broken one raises PoFileError, which names the line."""
    return MappingProxyType({language: read(path(language), language) for language in Language})


@cache
def folded_names(key: str) -> frozenset[str]:
    """Return the names of an entry in all languages, folded, as what people type is compared to them.

    Kept: plain words are compared to some fifty entries, and to fold these took longer than to render a page.
    """
    return frozenset(fold(name) for words in load().values() for name in words.names(key))


def path(language: Language) -> Path:
    """Return the catalogue's path: in a wheel the locales lie within the package, in a checkout beside it."""
    inside = _PACKAGE / "locales"
    locales = inside if inside.is_dir() else _PACKAGE.parent / "locales"
    return locales / language / "LC_MESSAGES" / "siyaq.po"


def read(file: Path, language: Language) -> Translator:
    """Load one catalogue file."""
    with file.open("rb") as source:
        catalogue = read_po(source, ignore_obsolete=True, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    translations.add_fallback(_Missing())
    return Translator(language, translations)
