"""The people and organisations of a copy, and which of them are worth a card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake import names
from bot.intake.attribution import arabic_cues, english_cues
from bot.intake.attribution.entities import Entities, surnames
from bot.intake.attribution.view import view
from bot.intake.result import Person
from bot.intake.tables.given_names import is_given

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.intake.attribution.speakers import Entity
    from bot.intake.attribution.view import Cue, Mention, View
    from bot.intake.marks import Marked
    from bot.intake.normalized import Normalized
    from bot.intake.segments import Sentence

_ARTICLES = ("the ", "The ", "a ", "an ", "A ", "An ")
_PLEADING = frozenset("denies denied pleaded pleads".split())
_ACRONYM = regex.compile(r"\p{Lu}[\p{Lu}\p{L}.&-]{1,9}$")


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence with its cues and mentions."""

    view: View
    cues: list[Cue]
    mentions: Sequence[Mention]


def gather(
    text: Normalized, sentences: Sequence[Sentence], marked: Sequence[Marked], *, arabic: bool
) -> tuple[Entities, list[Seen]]:
    """Collect everybody named outside quotations; return them, and what each sentence says of them."""
    entities = Entities(arabic=arabic)
    starts = [item.outer_start for item in marked]
    views = [view(text.plain, sentence, marked, starts) for sentence in sentences]
    if arabic:  # names are known by what stands around them: once more, when the first are known
        seen = [Seen(item, *arabic_cues.cues(item, text, frozenset())) for item in views]
        known = surnames(_names(seen), arabic=True)
        seen = [Seen(item, *arabic_cues.cues(item, text, known)) for item in views]
    else:
        seen = [Seen(item, *english_cues.cues(item, text)) for item in views]
    for sentence, item in zip(sentences, seen, strict=True):
        for mention in _all(item):
            entity = entities.add(mention, sentence.start)
            if entity:
                if not arabic and _is_tried(item.view, mention.end):
                    entity.heads |= {"defendant", "accused"}
                _alias(item.view, mention, entity, entities)
    return entities, seen


def _is_tried(seen: View, at: int) -> bool:
    """Whether a name is of somebody who stands trial: 'Smith, 61, denies', 'Smith pleaded not guilty'."""
    if seen.word(at) == "," and seen.word(at + 1).isdigit():
        at += 3
    return seen.word(at) in _PLEADING


def _all(seen: Seen) -> Iterator[Mention]:
    yield from seen.mentions
    for cue in seen.cues:
        if cue.subject and cue.subject.kind == "name":
            yield cue.subject


def _names(seen: Sequence[Seen]) -> Iterator[str]:
    return (mention.name for item in seen for mention in _all(item) if mention.name and not mention.is_org)


def _alias(seen: View, mention: Mention, entity: Entity, entities: Entities) -> None:
    """Register a short form in brackets after a name: 'International Atomic Energy Agency (IAEA)'."""
    if seen.word(mention.end) != "(" or seen.word(mention.end + 2) != ")":
        return
    short = seen.tokens[mention.end + 1].text
    if _ACRONYM.match(short):
        entities.alias(short, entity)
        entity.spellings.append(short)


def merged(persons: Sequence[Person], others: Sequence[Person]) -> list[Person]:
    """Bring together whom a copy names in both scripts: the second name becomes another spelling of the first."""
    made = list(persons)
    for other in others:
        number = next((at for at, known in enumerate(persons) if names.compare(known.name, other.name) == "same"), None)
        if number is None:
            made.append(other)
        else:
            spellings = dict.fromkeys((*made[number].also, other.name, *other.also))
            made[number] = replace(made[number], also=tuple(spellings))
    return made


def listed(entities: Entities) -> list[Person]:
    """Return the people worth a card: who speaks, has a role, or has a known given name."""
    made = []
    for entity in sorted(entities.listed, key=lambda item: item.place):
        if not _is_worth(entity, arabic=entities.arabic):
            continue
        also = tuple(spelling for spelling in dict.fromkeys(entity.spellings) if spelling != entity.name)
        role = max(entity.roles, key=len) if entity.roles else None
        for article in _ARTICLES:
            role = role.removeprefix(article) if role else role
        made.append(Person(entity.name, "organisation" if entity.is_org else "person", role, also, None))
    return made


def _is_worth(entity: Entity, *, arabic: bool) -> bool:
    if entity.is_speaker:
        return True
    if entity.is_org:
        return False
    if len(entity.tokens) < 2:  # noqa: PLR2004 - one name alone may be a place
        return bool(entity.roles) and not arabic
    return bool(entity.roles) or is_given(entity.tokens[0], arabic=arabic)
