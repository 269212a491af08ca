"""Lists in a sentence, as CLDR has them: 'A, B and C'; in Arabic each but the first after an 'and'."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from babel.lists import format_list

from bot.language import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

_CLDR = {Language.AR: "ar", Language.EN: "en_GB"}
_MARK = "\0"


@cache
def between(count: int, language: Language) -> tuple[str, ...]:
    """What stands between that many things, in their order: one less than there are of them."""
    return tuple(format_list([_MARK] * count, locale=_CLDR[language]).split(_MARK)[1:-1])


def listed(things: Sequence[str], language: Language) -> str:
    """The things as a sentence lists them."""
    joints = ("", *between(len(things), language))
    return "".join(joint + thing for joint, thing in zip(joints, things, strict=True)) if things else ""
