"""Tells a typed text's languages apart: `النص | text`, or one after the other, each in the script of its language."""

from __future__ import annotations

import re
from itertools import groupby

from bot.i18n.direction import first_strong
from bot.model.language import Language

PIPE = re.compile(r"\s*[|｜¦│ǀ❘‖]\s*")


def language_of(text: str, otherwise: Language) -> Language:
    """Detect a text's language by the script of its first letter; `otherwise` where that is no other's."""
    match first_strong(text):
        case "rtl":
            return Language.AR
        case "ltr":
            return Language.EN if otherwise.rtl else otherwise
        case None:
            return otherwise


def split_by_language(typed: str, otherwise: Language) -> dict[Language, str]:
    """Return a text by language: two, where it has two parts in different scripts, else all in one.

    `otherwise` is the language of a text without letters, and of one in Latin letters where that is not Arabic.
    """
    text = typed.strip()
    for parts in (PIPE.split(text), _by_script(text)):
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
