"""Tells a message's languages apart: `النص | text`, or one after the other, each in the script of its language."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from bot.forms.answer_parser import language_of
from bot.i18n.direction import first_strong

if TYPE_CHECKING:
    from bot.model.language import Language

_PIPE = re.compile(r"\s*[|｜¦│]\s*")


def by_language(typed: str, otherwise: Language) -> dict[Language, str]:
    """Return a message's text by language: two, where it has two parts in different scripts, else all in one.

    `otherwise` is the language of a text without letters, and of one in Latin letters where that is not Arabic.
    """
    text = typed.strip()
    for parts in (_PIPE.split(text), _by_script(text)):
        if len(parts) == 2 and all(parts) and {first_strong(part) for part in parts} == {"rtl", "ltr"}:  # noqa: PLR2004 - a text and its translation
            return {language_of(part, otherwise): part for part in parts}
    return {language_of(text, otherwise): text}


def _by_script(text: str) -> list[str]:
    """Join neighbouring lines in one script; a line without letters belongs to the one before."""
    script = None
    marked: list[tuple[str | None, str]] = []
    for line in text.split("\n"):
        script = first_strong(line) or script
        marked.append((script, line))
    return ["\n".join(line for _, line in group).strip() for _, group in groupby(marked, key=lambda pair: pair[0])]
