"""The questions of each form, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """What an answer is, and so how it is read and which buttons it has."""

    LINE = "line"  # a text of one line, in the language that its letters tell
    PROSE = "prose"
    OTHER = "other"  # the text of another step in the other language
    SPEAKER = "speaker"
    SOURCES = "sources"
    PRINTED = "printed"  # a new source: its outlet, its address, or both
    OUTLET = "outlet"  # of an address that came without one
    LINK = "link"
    DATE = "date"
    TONGUE = "tongue"  # a language by its name or code
    SORT = "sort"  # person or organisation
    NAMES = "names"
    SLUG = "slug"


@dataclass(frozen=True, slots=True)
class Step:
    """One question: `name` is also the field that it fills, or, of a step that follows another, the one `after` it.

    `required` steps have no 'skip', and there is no 'done' before all up to the last `first` step were passed.
    """

    name: str
    kind: Kind
    after: str | None = None
    required: bool = False
    first: bool = False


def _both(name: str, kind: Kind, *, required: bool = False) -> tuple[Step, Step]:
    """A text and its other language."""
    return Step(name, kind, required=required, first=required), Step(f"{name}_other", Kind.OTHER, after=name)


def _sources() -> tuple[Step, ...]:
    """The sources, and what a new one needs besides: who published it where only an address came, or its address."""
    return (
        Step("sources", Kind.SOURCES, first=True),
        Step("sources_outlet", Kind.OUTLET, after="sources"),
        Step("sources_link", Kind.LINK, after="sources"),
    )


def _items(*steps: Step | tuple[Step, ...]) -> tuple[Step, ...]:
    return tuple(one for step in steps for one in (step if isinstance(step, tuple) else (step,)))


_TEXT, _TEXT_OTHER = _both("text", Kind.PROSE, required=True)
_NAME, _NAME_OTHER = _both("name", Kind.LINE, required=True)
_WORDS, _WORDS_OTHER = _both("words", Kind.PROSE, required=True)

FORMS: Mapping[str, tuple[Step, ...]] = MappingProxyType(
    {
        "story": _items(_both("title", Kind.LINE, required=True), Step("slug", Kind.SLUG, required=True, first=True)),
        "title": _items(_both("title", Kind.LINE, required=True)),
        "standfirst": _items(_both("standfirst", Kind.PROSE, required=True)),
        "key_points": _items(_TEXT, _sources(), _TEXT_OTHER),
        "summary": _items(_TEXT, _sources(), _TEXT_OTHER),
        # What a first quotation must have comes first: four questions, then 'done'.
        "quotes": _items(
            Step("speaker", Kind.SPEAKER, required=True, first=True),
            _WORDS,
            Step("date", Kind.DATE, first=True),
            _sources(),
            _WORDS_OTHER,
            Step("speaker_other", Kind.OTHER, after="speaker"),
            _both("occasion", Kind.LINE),
            _both("role", Kind.LINE),
            Step("language", Kind.TONGUE),
        ),
        "events": _items(_TEXT, Step("date", Kind.DATE, first=True), _sources(), _TEXT_OTHER),
        "people": _items(
            _NAME,
            Step("kind", Kind.SORT, first=True),
            _sources(),
            _both("role", Kind.LINE),
            _NAME_OTHER,
            _both("about", Kind.PROSE),
            Step("also", Kind.NAMES),
        ),
        "sources": _items(
            Step("outlet", Kind.PRINTED, required=True, first=True),
            Step("outlet_name", Kind.OUTLET, after="outlet"),
            Step("url", Kind.LINK),
            Step("date", Kind.DATE),
            Step("title", Kind.LINE),
            Step("outlet_other", Kind.OTHER, after="outlet"),
            Step("language", Kind.TONGUE),
        ),
    }
)


def step(part: str, name: str) -> Step:
    """A step of a form by its name; KeyError where there is none."""
    return {one.name: one for one in FORMS[part]}[name]


def family(part: str, name: str) -> tuple[str, ...]:
    """A step with all that follow it: what is asked to change one field."""
    return tuple(one.name for one in FORMS[part] if name in (one.name, one.after))


def fields(part: str) -> tuple[str, ...]:
    """The fields of a form that can be changed one by one, in the form's order."""
    return tuple(one.name for one in FORMS[part] if one.after is None)


def fresh(part: str, answers: Mapping[str, Any]) -> dict[str, Any] | None:
    """The source that an answer brings into being: `outlet` (by language) or `url` or both; None without one."""
    return answers.get("outlet") if part == "sources" else (answers.get("sources") or {}).get("new")
