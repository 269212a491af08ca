"""Epithets: mentions that only somebody named before can be meant by, such as 'the 31-year-old', 'the Swede'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.intake.attribution.arabic_nouns import bare
from bot.intake.normalized import plain, words
from bot.intake.tables.titles import EPITHETS, RESPECTED

if TYPE_CHECKING:
    from bot.intake.attribution.view import Mention


_PARENTS = frozenset({"mother", "father", "grandmother", "grandfather"})


def is_epithet(mention: Mention, *, arabic: bool) -> bool:
    """Whether a mention with its article stands for somebody named before."""
    first = next(iter(words(plain(mention.text))), "")
    if first in RESPECTED:
        return True
    if not mention.is_definite or (arabic and not first.startswith("ال")):
        return False
    if not arabic and mention.head in _PARENTS and mention.text.lower().startswith("the "):
        return True  # 'the mother of two'
    return mention.head in EPITHETS or mention.head.endswith("-year-old") or bare(first) in EPITHETS
