"""A recipe, and how it is stored: as JSON with each copy, so its kinds and values are never given another meaning."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.model.language import Language
from bot.model.reader import Digits, Months, Preferences
from bot.views.callback_data import Format, read_payload
from bot.views.numbered_list import items_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.model import Story
    from bot.views.callback_data import PageLink

ItemCover = tuple[int, int, tuple[str, ...]]
"""A story's number, and the revision and items that a page shows of it."""


class Kind(StrEnum):
    """The kind of a page that shows items."""

    PAGE = "page"
    CARD = "card"
    INLINE = "inline"
    CHOICE = "choice"
    PICTURES = "pictures"
    SEARCH = "search"
    ANSWER = "answer"
    NO_WORDS = "no_words"
    NOT_TOLD = "not_told"
    SEVERAL = "several"
    LATEST = "latest"
    TODAY = "today"
    CORRECTIONS = "corrections"
    NOTICE = "notice"
    PICTURE = "picture"  # a photo, drawn anew: it is composed by `services.corrections.pictures`


class Shape(StrEnum):
    """What the buttons of a choice of items lead to: cards, the choice of a chat, or cards for the other ways."""

    CARDS = "cards"
    STRAIGHT = "straight"
    WAYS = "ways"


ON_BUTTONS = frozenset({Kind.CHOICE, Kind.PICTURES})
"""Kinds of pages whose items stand on their buttons."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a page is composed: its kind, what that takes (JSON), and the items that it may show."""

    kind: Kind
    values: str
    covers: tuple[ItemCover, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredRecipe:
    """A recipe with the preferences and the format of its message.

    Of a guest's answer, whose buttons are links, `guest_start` is the start payload of the one that reads on.
    """

    kind: Kind
    values: Any
    format: Format
    preferences: Preferences
    guest_start: str | None = None

    @property
    def link(self) -> PageLink | None:
        """Return the page of a story that it is of, in the format of its message; None of all other kinds."""
        if self.kind not in {Kind.PAGE, Kind.CHOICE}:
            return None
        link = read_payload(self.values[0])
        return replace(link, format=self.format) if link else None


def covers_of(items: Iterable[tuple[Story, str | None]]) -> tuple[ItemCover, ...]:
    """Return the items by their story; whole stories (None) have none."""
    by_story: dict[tuple[int, int], list[str]] = {}
    for story, item in items:
        if item:
            by_story.setdefault((story.number, story.revision), []).append(item)
    return tuple((number, revision, tuple(items)) for (number, revision), items in by_story.items())


def narrowed(covers: Iterable[ItemCover], shown: Iterable[str | None]) -> tuple[ItemCover, ...]:
    """Return of what a page may show what its message does."""
    marks = frozenset(shown)
    kept = []
    for story, revision, items in covers:
        own = frozenset(items_in(marks, story))
        if listed := tuple(item for item in items if item in own):
            kept.append((story, revision, listed))
    return tuple(kept)


@lru_cache(maxsize=2048)
def write(kind: Kind, values: str, format_: Format, preferences: Preferences, guest_start: str | None = None) -> str:
    """Return a recipe as it is stored."""
    fields = (preferences.language, preferences.months, preferences.digits, preferences.zone)
    flags = (int(preferences.newest_first), int(preferences.has_zone))
    guest = "" if guest_start is None else f",{json.dumps(guest_start)}"
    return f"[{json.dumps(kind)},{values},{json.dumps(format_)},{json.dumps([*fields, *flags])}{guest}]"


def read(stored: str) -> StoredRecipe:
    """Read what `write` made."""
    kind, values, format_, (language, months, digits, zone, newest_first, has_zone), *guest = json.loads(stored)
    preferences = Preferences(
        Language(language), Months(months), Digits(digits), zone, bool(newest_first), bool(has_zone)
    )
    return StoredRecipe(Kind(kind), values, Format(format_), preferences, *guest)
