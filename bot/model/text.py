"""Texts of a dossier: plain words in one or both languages.

No markup is understood in them. Direction marks, which the renderer sets by itself, are dropped when they come in.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Annotated, Any

import regex  # type: ignore[import-untyped] # it comes without type hints
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from bot.model.language import Language

SLUG = r"^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$"
ITEM_ID = r"^[a-z][a-z0-9-]{0,15}$"
TEXT_LIMIT = 20_000
LINE_LIMIT = 300
# Marks of direction, and what fills or joins without being seen. Joiners and variation selectors are letters' own.
_UNSEEN = regex.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u3164\ufeff\uffa0"
    r"\ufffe\uffff\u202a-\u202e\u2060-\u206f\ufff9-\ufffb\U0001d173-\U0001d17a]+"
)
_FILLERS = re.compile(r"[\u034f\u115f\u1160\u3164\uffa0]")  # those of them that are letters and marks, hence printable
# Kept: a joiner after a letter or emoji, a non-joiner between letters, tags of an emoji flag. Others are removed.
_JOINER = r"(?<![\p{L}\p{M}\p{So}\p{Sk}\p{Sm}])[\u200c\u200d]|(?<=[\u200c\u200d])[\u200c\u200d]|\u200c(?![\p{L}\p{M}])"
_STRAY = regex.compile(rf"(\U0001F3F4[\U000E0020-\U000E007E]+\U000E007F)|[\U000E0000-\U000E007F]|{_JOINER}")
_MARKS = r"[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
_EDGES = regex.compile(rf"^{_MARKS}|{_MARKS}$")
_ODD = regex.compile(r"(?V1)[\p{Cc}\p{Cs}\p{Co}--\n]")
_LINE_ENDS = regex.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")


def clean(text: str) -> str:
    r"""Normalise a text to NFC, without direction marks, invisible fillers and outer white space, lines ended by `\n`.

    Joiners between letters or emoji stay.
    """
    return text if _is_clean(text) else _cleaned(text)


def _is_clean(text: str) -> bool:
    """Whether the text is surely clean: most are, and are told by a tenth of the work that cleaning takes."""
    return (
        text.replace("\n", " ").isprintable()  # no control or format character: neither marks, joiners nor line ends
        and not _FILLERS.search(text)
        and unicodedata.is_normalized("NFC", text)
        and text == text.strip()
        and all(line == line.strip() for line in text.split("\n"))
    )


def _cleaned(text: str) -> str:
    # Patterns, not `str.translate`: it takes a text apart by character, and a dossier has ten thousands of them.
    text = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))
    text = _STRAY.sub(lambda match: match[1] or "", text)
    lines = (line.strip() for line in unicodedata.normalize("NFC", text).split("\n"))
    return "\n".join(lines).strip()


def strip_marks(text: str) -> str:
    """Strip marks of direction or no width around a text: copying leaves them, and nobody sees them."""
    return text if text.isascii() else _EDGES.sub("", text)


def strip_unseen(text: str) -> str:
    """Strip marks and spaces around an id or a field's name; YAML takes a no-break space for a letter."""
    return text if text.isascii() else strip_marks(strip_marks(text).strip(" \u00a0\u2007\u202f\u3000"))


def printable(text: str) -> str:
    """Clean a text and remove what `unprintable` finds: typed text is not refused for such characters."""
    return clean(_ODD.sub("", clean(text)))


def unprintable(text: str) -> str | None:
    """Return the text's first control, surrogate or private character as `U+0007`; None without one."""
    if text.replace("\n", " ").isprintable():
        return None
    odd = _ODD.search(text)
    return f"U+{ord(odd[0]):04X}" if odd else None


def tidy_id(value: Any) -> Any:
    """Strip what is not seen around an id; the model refuses what is no text."""
    return strip_unseen(value) if isinstance(value, str) else value


def _plain(text: str) -> str:
    text = clean(text)
    if not text:
        raise PydanticCustomError("text_empty", "empty")
    if odd := unprintable(text):
        raise PydanticCustomError("text_control", "control character", {"code": odd})
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise PydanticCustomError("text_lines", "more than one line")
    return text


# A BeforeValidator comes last: the constraints before it hold for what it returns.
Slug = Annotated[str, Field(pattern=SLUG), BeforeValidator(tidy_id)]
ItemId = Annotated[str, Field(pattern=ITEM_ID), BeforeValidator(tidy_id)]
# Lengths are those of the cleaned text: composing characters can make a text longer, and what was taken once is
# taken again.
Text = Annotated[str, AfterValidator(_plain), Field(max_length=TEXT_LIMIT)]
Line = Annotated[str, AfterValidator(_plain), AfterValidator(_one_line), Field(max_length=LINE_LIMIT)]


class Model(BaseModel):
    """A part of a dossier: immutable, and strict about what it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        serialize_by_alias=True,  # `class` and `is` of a correction are words of Python
        use_attribute_docstrings=True,  # they are what the schema tells an editor of dossier files
    )


def _localized(value: Any) -> Any:
    """Drop empty languages: `en: ""` means the same as no `en`."""
    if isinstance(value, dict):
        return {key: text for key, text in value.items() if text not in ("", None)}
    return value


class Localized(Model):
    """A text in one or more languages; several lines are several paragraphs."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    ar: Text | None = None
    """The text in Arabic."""

    en: Text | None = None
    """The text in English."""

    @model_validator(mode="after")
    def _one_at_least(self) -> Localized:
        if not any(self.__dict__.values()):  # a field for each language; this runs for each text of a dossier
            raise PydanticCustomError("localized_empty", "no language")
        return self

    def localize(self, language: Language) -> tuple[str, Language]:
        """Return the text in the language asked for, else in another, and its language; an empty one if it has none."""
        texts = ((text, tongue) for tongue in language.fallbacks if (text := self._in(tongue)) is not None)
        return next(texts, ("", language.other))  # a draft's title may wait

    def has(self, language: Language) -> bool:
        """Whether the text is there in the language."""
        return self._in(language) is not None

    def _in(self, language: Language) -> str | None:
        text: str | None = getattr(self, language.value)
        return text


class LocalizedLine(Localized):
    """A text of one line in one or both languages."""

    ar: Line | None = None
    """The line in Arabic."""

    en: Line | None = None
    """The line in English."""


Prose = Annotated[Localized, BeforeValidator(_localized)]
Phrase = Annotated[LocalizedLine, BeforeValidator(_localized)]
