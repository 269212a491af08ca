"""What a question is answered with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.model import Person, Story
    from bot.text.questions.small_talk import SmallTalk


class AnswerKind(StrEnum):
    """How a question is answered."""

    ITEM = "item"
    """By the first of the items; the others are related."""

    SECTION = "section"
    """By a page of a story, or what it holds of the person's quotations, which are the items."""

    NEWS = "news"
    """By what is new, in the story if one is named."""

    NO_WORDS = "no_words"
    """By saying that the story holds no quotation of the person; the items are what others said of them."""

    SEVERAL = "several"
    """By passages on what is asked: it is too general for one to answer as sure, or the best lacks one word of many."""

    NOT_TOLD = "not_told"
    """By saying that the stories do not tell; the items come closest."""

    SMALL_TALK = "small_talk"
    """By a human word."""


@dataclass(frozen=True, slots=True)
class Found:
    """An item of a story, by its list and id."""

    story: Story
    part: str
    item: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, with the words as they were `read` where a misspelt one was corrected."""

    kind: AnswerKind
    items: tuple[Found, ...] = ()
    story: Story | None = None
    section: str | None = None
    person: Person | None = None
    talk: SmallTalk | None = None
    read: str | None = None
