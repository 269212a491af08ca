"""Fields of each form, in the order in which they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class FieldKind(StrEnum):
    """Type of a field: how its answer is parsed and which buttons it has."""

    LINE = "line"  # one line of text; its script tells the language
    PROSE = "prose"
    OTHER = "other"  # translation of another field's text
    NAME = "name"  # of a person who is added, perhaps one of another story
    SPEAKER = "speaker"
    SOURCES = "sources"
    PRINTED = "printed"  # a new source: its outlet, its address, or both
    OUTLET = "outlet"  # name of the outlet where only a URL was given
    LINK = "link"
    DATE = "date"
    WIRE_DATE = "wire_date"  # the day of the wire copy, asked where a typed date is relative to it
    TONGUE = "tongue"  # a language by its name or code
    SORT = "sort"  # person or organisation
    NAMES = "names"
    SLUG = "slug"


@dataclass(frozen=True, slots=True)
class FormField:
    """One question of a form. `name` is the model's field that it fills, unless it follows the field `after`.

    `required` fields cannot be skipped; 'done' is offered once all `first` fields were passed.
    """

    name: str
    kind: FieldKind
    after: str | None = None
    required: bool = False
    first: bool = False


def _both(name: str, kind: FieldKind, *, required: bool = False) -> tuple[FormField, FormField]:
    """Return the fields for a text and for its translation."""
    return FormField(name, kind, required=required, first=required), FormField(
        f"{name}_other", FieldKind.OTHER, after=name
    )


def _sources() -> tuple[FormField, ...]:
    """Return the fields for an item's sources, and for what a new source lacks: its outlet or its URL."""
    return (
        FormField("sources", FieldKind.SOURCES, first=True),
        FormField("sources_outlet", FieldKind.OUTLET, after="sources"),
        FormField("sources_link", FieldKind.LINK, after="sources"),
    )


def _items(*steps: FormField | tuple[FormField, ...]) -> tuple[FormField, ...]:
    return tuple(field for step in steps for field in (step if isinstance(step, tuple) else (step,)))


_TEXT, _TEXT_OTHER = _both("text", FieldKind.PROSE, required=True)
_DATE = FormField("date", FieldKind.DATE, first=True)
_WIRE_DATE = FormField("wire_date", FieldKind.WIRE_DATE, after="date", required=True)
_NAME, _NAME_OTHER = _both("name", FieldKind.NAME, required=True)
_WORDS, _WORDS_OTHER = _both("words", FieldKind.PROSE, required=True)

FORMS: Mapping[str, tuple[FormField, ...]] = MappingProxyType(
    {
        "story": _items(
            _both("title", FieldKind.LINE, required=True), FormField("slug", FieldKind.SLUG, required=True, first=True)
        ),
        "title": _items(_both("title", FieldKind.LINE, required=True)),
        "standfirst": _items(_both("standfirst", FieldKind.PROSE, required=True)),
        "unresolved": _items(_both("unresolved", FieldKind.PROSE)),
        "picture": _items(
            _both("credit", FieldKind.LINE, required=True), _both("description", FieldKind.LINE, required=True)
        ),
        "key_points": _items(_TEXT, _sources(), _TEXT_OTHER),
        "summary": _items(_TEXT, _sources(), _TEXT_OTHER),
        # Required fields first: after four questions a quotation can be saved with 'done'.
        "quotes": _items(
            FormField("speaker", FieldKind.SPEAKER, required=True, first=True),
            _WORDS,
            _DATE,
            _WIRE_DATE,
            _sources(),
            _WORDS_OTHER,
            FormField("speaker_other", FieldKind.OTHER, after="speaker"),
            _both("occasion", FieldKind.LINE),
            _both("role", FieldKind.LINE),
            FormField("language", FieldKind.TONGUE),
        ),
        "events": _items(_TEXT, _DATE, _WIRE_DATE, _sources(), _TEXT_OTHER),
        "people": _items(
            _NAME,
            FormField("kind", FieldKind.SORT, first=True),
            _sources(),
            _both("role", FieldKind.LINE),
            _NAME_OTHER,
            _both("about", FieldKind.PROSE),
            FormField("also", FieldKind.NAMES),
        ),
        "sources": _items(
            FormField("outlet", FieldKind.PRINTED, required=True, first=True),
            FormField("outlet_name", FieldKind.OUTLET, after="outlet"),
            FormField("url", FieldKind.LINK),
            FormField("date", FieldKind.DATE),
            _WIRE_DATE,
            FormField("title", FieldKind.LINE),
            FormField("outlet_other", FieldKind.OTHER, after="outlet"),
            FormField("language", FieldKind.TONGUE),
        ),
    }
)


def step(part: str, name: str) -> FormField:
    """Look up a field of a form by name; raises KeyError."""
    return {field.name: field for field in FORMS[part]}[name]


def family(part: str, name: str) -> tuple[str, ...]:
    """Return a field and those that follow it: everything asked to change this field."""
    return tuple(field.name for field in FORMS[part] if name in (field.name, field.after))


def fields(part: str) -> tuple[str, ...]:
    """Return the fields that can be changed one at a time, in the form's order."""
    return tuple(field.name for field in FORMS[part] if field.after is None)


def fresh(part: str, answers: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the new source given in the answers: `outlet` (by language), `url` or both; None without one."""
    return answers.get("outlet") if part == "sources" else (answers.get("sources") or {}).get("new")
