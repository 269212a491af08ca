"""Outlets and agencies that the program knows by name in both languages, from `outlets.tsv`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.text.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_COLUMNS = 4

# What a name is often typed with, folded.
KINDS = frozenset(
    (
        *("وكاله", "الوكاله", "انباء", "الانباء", "للانباء", "صحيفه", "الصحيفه", "جريده", "قناه", "القناه", "شبكه"),
        *("موقع", "مجله", "اذاعه", "راديو", "تلفزيون", "agency", "news", "newspaper", "daily", "channel", "tv"),
        *("network", "website", "magazine", "radio", "online", "press"),
    )
)


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet: its name in each language, what it is (`agency`, `newspaper`, …), and its other spellings."""

    names: Mapping[Language, str]
    kind: str
    also: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """All that it is called by."""
        return (*self.names.values(), *self.also)


@cache
def known() -> tuple[Outlet, ...]:
    """Return the outlets of the table."""
    lines = files(__package__).joinpath("outlets.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(_outlet(line) for line in lines if line and not line.startswith("#"))


def find(typed: str) -> Outlet | None:
    """Find an outlet by any of its spellings, in either script; None for what is none of them, or one of several."""
    return _by_spelling().get(plain(typed))


def plain(name: str) -> str:
    """Fold a name for comparison: without marks, hyphens and the article that only some write; 'b.b.c' is 'bbc'."""
    words: list[str] = []
    is_initial = False
    for word in "".join(char if char.isalnum() else " " for char in fold(name)).split():
        if is_initial and len(word) == 1:
            words[-1] += word
        else:
            words.append(word)
        is_initial = len(word) == 1
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


@cache
def _by_spelling() -> Mapping[str, Outlet]:
    """Map folded spellings to outlets; what two outlets are called names neither, unless it is the name of one."""
    spellings: dict[str, Outlet | None] = {}
    for outlet in known():
        for spelling in set(map(plain, outlet.also)):
            spellings[spelling] = outlet if spelling not in spellings else None
    for outlet in known():
        spellings |= dict.fromkeys(map(plain, outlet.names.values()), outlet)
    return {spelling: outlet for spelling, outlet in spellings.items() if outlet and spelling}


def _outlet(line: str) -> Outlet:
    english, arabic, kind, also = (part.strip() for part in line.split("\t", _COLUMNS - 1))
    return Outlet({Language.AR: arabic, Language.EN: english}, kind, tuple(name for name in also.split("|") if name))
