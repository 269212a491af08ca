"""What a dossier's texts may hold: plain words in one or both languages.

No markup is understood in them. Direction marks, which the renderer sets by itself, are dropped when they come in.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

import regex  # type: ignore[import-untyped] # it comes without type hints
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.language import Language

TEXT_LIMIT = 20_000
LINE_LIMIT = 300
# Marks of direction, and what fills or joins without being seen. Joiners and variation selectors are letters' own.
_UNSEEN = dict.fromkeys(
    (
        *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x180E, 0x200B, 0x200E, 0x200F, 0x3164, 0xFEFF, 0xFFA0),
        *(0xFFFE, 0xFFFF, *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFFF9, 0xFFFC)),
        *range(0x1D173, 0x1D17B),
    )
)
# A joiner joins what stands before it, a non-joiner what stands on either side of it; tags are an emoji flag's.
_JOINER = r"(?<![\p{L}\p{M}\p{So}\p{Sk}\p{Sm}])[\u200c\u200d]|(?<=[\u200c\u200d])[\u200c\u200d]|\u200c(?![\p{L}\p{M}])"
_STRAY = regex.compile(rf"(\U0001F3F4[\U000E0020-\U000E007E]+\U000E007F)|[\U000E0000-\U000E007F]|{_JOINER}")
_ODD = {"Cc", "Cs", "Co"}
_WHITE = str.maketrans({"\t": " ", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})


def clean(text: str) -> str:
    r"""The text in NFC without direction marks, invisible fillers and outer white space, with `\n` as line end.

    Joiners stay where they join letters or emoji.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_WHITE).translate(_UNSEEN)
    text = _STRAY.sub(lambda found: found[1] or "", text)
    lines = (line.strip() for line in unicodedata.normalize("NFC", text).split("\n"))
    return "\n".join(lines).strip()


def printable(text: str) -> str:
    """The cleaned text without what `unprintable` finds: what people type is not refused for such characters."""
    return clean("".join(one for one in clean(text) if one == "\n" or unicodedata.category(one) not in _ODD))


def unprintable(text: str) -> str | None:
    """The first control, surrogate or private character of the text as `U+0007`; None without one."""
    odd = next((one for one in text if unicodedata.category(one) in _ODD and one != "\n"), None)
    return None if odd is None else f"U+{ord(odd):04X}"


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
        use_attribute_docstrings=True,  # they are what the schema tells an editor of dossier files
    )


def _localized(value: Any) -> Any:
    """An empty language is a missing one: `en: ""` says the same as no `en`."""
    if isinstance(value, dict):
        return {key: text for key, text in value.items() if text not in ("", None)}
    return value


class Localized(Model):
    """A text in one or both languages; several lines are several paragraphs."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    ar: Text | None = None
    """The text in Arabic."""

    en: Text | None = None
    """The text in English."""

    @model_validator(mode="after")
    def _one_at_least(self) -> Localized:
        if self.ar is None and self.en is None:
            raise PydanticCustomError("localized_empty", "no language")
        return self

    def told(self, language: Language) -> tuple[str, Language]:
        """The text in the language asked for, or else in the other; and the language that it is in."""
        if (text := self._in(language)) is not None:
            return text, language
        return self._in(language.other) or "", language.other

    def has(self, language: Language) -> bool:
        """Whether the text is there in the language."""
        return self._in(language) is not None

    def _in(self, language: Language) -> str | None:
        return self.ar if language is Language.AR else self.en


class LocalizedLine(Localized):
    """A text of one line in one or both languages."""

    ar: Line | None = None
    """The line in Arabic."""

    en: Line | None = None
    """The line in English."""


Prose = Annotated[Localized, BeforeValidator(_localized)]
Phrase = Annotated[LocalizedLine, BeforeValidator(_localized)]
