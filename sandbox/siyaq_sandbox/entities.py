"""Message entities: which may lie in which, how they are put in order, and how they are split and joined.

The rules are those of TDLib's td/telegram/MessageEntity.cpp (fix_entities, split_entities, merge_new_entities).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from typing import Any

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
VERBATIM = frozenset({"pre", "code", "date_time"})
PRIORITIES = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "date_time": 30,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
FOUND_PRIORITY = 50
NEEDED = {
    "text_link": "url",
    "text_mention": "user",
    "custom_emoji": "custom_emoji_id",
    "date_time": "unix_time",
}


class MarkupError(ValueError):
    """A text that Telegram refuses; `description` is the answer's, without its leading "Bad Request: "."""

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


@dataclass(slots=True)
class Entity:
    """One entity; offset and length in UTF-16 units, `extra` the further fields of the Bot API's object."""

    kind: str
    offset: int
    length: int
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The offset of the first unit after it."""
        return self.offset + self.length

    def as_json(self) -> dict[str, Any]:
        """Return the entity as the Bot API's MessageEntity."""
        return {"offset": self.offset, "length": self.length, "type": self.kind, **self.extra}


def place(entity: Entity) -> tuple[int, int, int]:
    """Return the sort key of an entity: outer before inner, a block before a link before a style."""
    priority = PRIORITIES.get(entity.kind, FOUND_PRIORITY)
    return entity.offset, -entity.length, priority - ("language" in entity.extra)


def without_empty(entities: list[Entity]) -> list[Entity]:
    """Drop entities that are empty or lack their required field."""
    return [e for e in entities if e.length > 0 and (e.kind not in NEEDED or e.extra.get(NEEDED[e.kind]))]


def settle(entities: list[Entity]) -> list[Entity]:
    """Sort entities and resolve what may not cross, nest or lie in another, as the server does."""
    styles, quotes, others = _sorted_apart(entities)
    others = _apart(others)
    quotes = _apart(quotes)
    others = sorted(_within(others, quotes) + quotes, key=place)
    return _resplit(styles, others)


def merge_found(entities: list[Entity], detected: list[Entity]) -> list[Entity]:
    """Add what was found in the text (links, mentions...) where the sender's own entities leave room for it."""
    if not detected:
        return entities
    styles, quotes, others = _sorted_apart(entities)
    occupied = _Row(others)
    free = [e for e in _within(detected, quotes) if not occupied.touched_by(e)]
    return _resplit(styles, sorted(others + free + quotes, key=place))


def _sorted_apart(entities: list[Entity]) -> tuple[list[Entity], list[Entity], list[Entity]]:
    """Sort entities into styles, quotations and the rest."""
    ordered = sorted(entities, key=place)
    styles = [e for e in ordered if e.kind in SPLITTABLE]
    quotes = [e for e in ordered if e.kind in QUOTES]
    others = [e for e in ordered if e.kind not in QUOTES and e.kind not in SPLITTABLE]
    return styles, quotes, others


class _Row:
    """Entities in order, none over another: which of them one touches is found by halving, not one by one."""

    def __init__(self, entities: list[Entity]) -> None:
        self._entities = entities
        self._offsets = [e.offset for e in entities]
        self._ends = [e.end for e in entities]

    def touched_by(self, entity: Entity) -> list[Entity]:
        """Return the entities that share a unit with `entity`."""
        return self._entities[bisect_right(self._ends, entity.offset) : bisect_left(self._offsets, entity.end)]


def _apart(entities: list[Entity]) -> list[Entity]:
    """Drop entities that overlap or nest in an earlier one."""
    separate: list[Entity] = []
    for entity in entities:
        if not separate or entity.offset >= separate[-1].end:
            separate.append(entity)
    return separate


def _within(entities: list[Entity], quotes: list[Entity]) -> list[Entity]:
    """Leave out what crosses a quotation's border or contains a quotation."""
    row = _Row(quotes)
    return [e for e in entities if all(_contains(q, e) for q in row.touched_by(e))]


def _contains(outer: Entity, inner: Entity) -> bool:
    return outer.offset <= inner.offset and inner.end <= outer.end


def _resplit(styles: list[Entity], others: list[Entity]) -> list[Entity]:
    """Join styles of a kind that touch, cut them where others begin or end, and drop them inside verbatim."""
    joined: list[Entity] = []
    for kind in SPLITTABLE:
        runs: list[Entity] = []
        for style in (s for s in styles if s.kind == kind):
            if runs and style.offset <= runs[-1].end:
                runs[-1].length = max(runs[-1].end, style.end) - runs[-1].offset
            else:
                runs.append(replace(style))
        joined += runs
    borders = sorted({e.offset for e in joined} | {e.offset for e in others} | {e.end for e in others})
    verbatim = _Row([e for e in others if e.kind in VERBATIM])
    pieces = [p for run in joined for p in _cut(run, borders)]
    pieces = [p for p in pieces if not any(_contains(v, p) for v in verbatim.touched_by(p))]
    return sorted(others + pieces, key=place)


def _cut(run: Entity, borders: list[int]) -> list[Entity]:
    """Cut an entity at every border, of those in order, that lies inside it."""
    inside = borders[bisect_right(borders, run.offset) : bisect_left(borders, run.end)]
    starts, ends = [run.offset, *inside], [*inside, run.end]
    return [Entity(run.kind, start, end - start) for start, end in zip(starts, ends, strict=True)]
