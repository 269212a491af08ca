"""What a button or a deep link leads to: typed, packed into 64 bytes, versioned.

A link says what is meant (story number, section, item), never where it stood (page number, slug): it still leads there
after the story has changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.language import Language

VERSION = "1"
CALLBACK_LIMIT = 64  # bytes, https://core.telegram.org/bots/api#inlinekeyboardbutton
_ITEM = re.compile(r"[a-z][a-z0-9-]{0,15}", re.ASCII)
_SPAN = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,10}", re.ASCII)


class Section(StrEnum):
    """A section of a story, by the letter that stands for it in links."""

    COVER = "c"
    SUMMARY = "s"
    QUOTES = "q"
    TIMELINE = "t"
    PEOPLE = "p"
    SOURCES = "o"


class Format(StrEnum):
    """How a message was set, by its letter in links: edits keep it."""

    CLASSIC = "c"


@dataclass(frozen=True, slots=True)
class PageLink:
    """The page of a story's section that holds `item` (its `part`, where it is cut over several), or the first page.

    `speaker` (a person's id) and `span` (an ISO date as coarse as meant) narrow what the section shows.
    """

    story: int
    section: Section
    language: Language
    item: str | None = None
    part: int = 0
    speaker: str | None = None
    span: str | None = None
    format: Format = Format.CLASSIC


@dataclass(frozen=True, slots=True)
class StoriesLink:
    """The list of stories, from the one numbered `start` on."""

    language: Language
    start: int | None = None


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A chat's choice of language."""

    language: Language


@dataclass(frozen=True, slots=True)
class PositionLink:
    """The page number between ◀ and ▶: it leads nowhere."""


Link = PageLink | StoriesLink | LanguageLink | PositionLink
