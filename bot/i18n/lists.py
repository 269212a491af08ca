"""Lists in a sentence, as CLDR has them: 'A, B and C'; in Arabic each but the first after an 'and'."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from babel.lists import format_list

from bot.i18n.languages import CLDR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model.language import Language

_MARK = "\0"


@cache
def between(count: int, language: Language) -> tuple[str, ...]:
    """Return the separators of a list of `count` things: `count` - 1 of them."""
    return tuple(format_list([_MARK] * count, locale=CLDR[language]).split(_MARK)[1:-1])


def listed(things: Sequence[str], language: Language) -> str:
    """Join the things as a sentence does."""
    joints = ("", *between(len(things), language))
    return "".join(joint + thing for joint, thing in zip(joints, things, strict=True)) if things else ""
