"""Answers of an article, in either format: the development half's, and that of `fourth/README.md`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.intake.normalized import plain, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.intake.corpus import Article

_EDGES = " .,،؛;:!؟?…\"'“”‘’«»"
_ARTICLES = ("the ", "a ", "an ")
_OR = re.compile(r"\s+\|\s+")


def key(text: str) -> str:
    """Return a text as it is compared: without case, vowel marks, runs of space, and marks at the ends of its parts."""
    text = " ".join(plain(text).replace("...", "…").split())
    parts = [part.strip(_EDGES) for part in re.split(r"\s*…\s*", text)]
    return " … ".join(part for part in parts if part)


def name_words(text: str) -> list[str]:
    """Return the words of a name as they are compared: an article in front says nothing."""
    folded = plain(text)
    for article in _ARTICLES:
        folded = folded.removeprefix(article)
    return [word.removeprefix("ال") if len(word) > 4 else word for word in words(folded)]


def same_name(given: str, wanted: str) -> bool:
    """Whether two ways to print a name mean the same: the words of the one hold those of the other, and its last."""
    shorter, longer = sorted((name_words(given), name_words(wanted)), key=len)
    if shorter == longer:
        return True
    return (
        bool(shorter)
        and set(shorter) <= set(longer)
        and (shorter[-1] == longer[-1] or shorter == longer[: len(shorter)])
    )


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Spellings that are equally right; none where the answer is that there is nothing."""

    spellings: tuple[str, ...]

    @classmethod
    def read(cls, value: object) -> Alternatives:
        """Read an answer: ` | ` parts the spellings."""
        return cls(tuple(_OR.split(str(value).strip())) if value else ())

    def __str__(self) -> str:
        """Return the spellings as the answers print them."""
        return " | ".join(self.spellings)

    def names(self, given: str | None) -> bool:
        """Whether `given` is a way to print one of these names."""
        if not given or not self.spellings:
            return not given and not self.spellings
        return any(same_name(given, spelling) for spelling in self.spellings)

    def reads(self, given: str | None) -> bool:
        """Whether `given` has the words of one of these, none more: titles, outlets."""
        if not given or not self.spellings:
            return not given and not self.spellings
        return any(name_words(key(given)) == name_words(key(spelling)) for spelling in self.spellings)


@dataclass(frozen=True, slots=True)
class QuoteAnswer:
    """A quotation that is wanted; an optional one is right both ways."""

    text: str
    speaker: Alternatives
    speaker_by: str
    kind: str | None
    carrier: Alternatives
    is_optional: bool


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """An event that is wanted: its date as files write it, empty if none, and a part of its sentence."""

    date: str
    sentence: str
    is_optional: bool
    status: str | None = None

    def is_in(self, sentence: str) -> bool:
        """Whether a sentence, as compared, is this event's."""
        return self.sentence in sentence or sentence in self.sentence


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """Somebody whom the story names."""

    name: Alternatives
    kind: str | None


def quotes(article: Article) -> list[QuoteAnswer]:
    """Return the quotations of an article."""
    return [
        QuoteAnswer(
            item["text"],
            Alternatives.read(item.get("speaker")),
            item.get("speaker_by") or ("name" if item.get("speaker") else "none"),
            item.get("kind"),
            Alternatives.read(item.get("carrier")),
            bool(item.get("optional")),
        )
        for item in article.listed("quotes")
    ]


def events(article: Article) -> list[EventAnswer]:
    """Return the events of an article."""
    return [
        EventAnswer(
            str(item.get("date") or ""), key(item.get("sentence", "")), bool(item.get("optional")), item.get("status")
        )
        for item in article.listed("events")
    ]


def people(article: Article) -> list[PersonAnswer]:
    """Return everybody whom an article names: mappings with a kind, or names alone."""
    listed: list[str | dict[str, Any]] = article.listed("people")
    return [
        PersonAnswer(Alternatives.read(item), None)
        if isinstance(item, str)
        else PersonAnswer(Alternatives.read(item["name"]), item.get("kind"))
        for item in listed
    ]


def texts(items: Iterable[str | dict[str, Any]]) -> list[str]:
    """Return the texts of a list, mappings or not, as they are compared."""
    return [key(item if isinstance(item, str) else item["text"]) for item in items]
