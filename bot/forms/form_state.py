"""Stored state of a form that somebody is filling in, and the results of one step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.forms.form_fields import FORMS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.model import Dossier, LocalizedLine, PartialDate, Person
    from bot.model.language import Language
    from bot.model.merging.rebase import Conflict
    from bot.text.dates.hijri import HijriDate

    Values = Mapping[str, str | int | PartialDate | HijriDate]


@dataclass(frozen=True, slots=True)
class Typed:
    """A text message sent as an answer: its text, id, time (Unix seconds), and whether it had formatting."""

    text: str
    message: int
    at: int
    formatted: bool = False


@dataclass(frozen=True, slots=True)
class FormContext:
    """Everything that reading an answer depends on besides the question.

    `dossier` is the draft's (None while a story is begun), `today` the day in the editor's `zone` (an IANA name; None
    where they chose none, and the day is UTC's), `language` the chat's. `slugs` are those of all stories. `retired` are
    item ids used in published revisions: ids never change their meaning within a story, so no new item may get one of
    them. `people` and `outlets` are those of other stories, which together with the program's own outlets are what the
    desk knows by name.
    """

    dossier: Dossier | None
    today: date
    language: Language
    slugs: frozenset[str] = frozenset()
    retired: frozenset[str] = frozenset()
    people: tuple[Person, ...] = ()
    zone: str | None = None
    outlets: tuple[LocalizedLine, ...] = ()


class Answer(BaseModel):
    """A message that answered a field, or one piece of the answer where the client split a long text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: str
    message: int
    at: int
    text: str


class Question(BaseModel):
    """State of a form, stored as JSON; `version` is that of the JSON's shape.

    `part` names the form, `item` the item it changes (None: it adds one), `only` the fields it asks for (empty: all),
    `by` the user who answers. `trail` lists the fields already passed, in order; `answers` the answers by field. `turn`
    counts the answers, so that buttons of an earlier turn are recognised as stale. `offset` is the first choice shown.
    `finished`: nothing is asked any more, and the state is kept so that an edited message can still replace its
    answer; `created` are the items that the form created besides. `refused` is a long text that was refused: a
    following piece of it belongs to it. `base` is what the form changes as it was when the form began, or as it was
    saved last: what others change meanwhile is told by it from what the form changes. `offers` are the dates nearest to
    a refused one, as buttons; `candidates` the answers that a typed speaker may stand for, likewise; `doubted` is the
    field whose typed date was just read and can be asked again.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    part: str
    by: int
    item: str | None = None
    only: tuple[str, ...] = ()
    answers: dict[str, Any] = {}
    trail: tuple[str, ...] = ()
    said: tuple[Answer, ...] = ()
    refused: Answer | None = None
    created: tuple[tuple[str, str], ...] = ()
    turn: int = 0
    offset: int = 0
    offers: tuple[str, ...] = ()
    candidates: tuple[dict[str, Any], ...] = ()
    doubted: str | None = None
    finished: bool = False
    base: dict[str, Any] | None = None


def read(stored: Any) -> Question | None:
    """Parse stored JSON; return None if its shape or its fields are not those of this version."""
    try:
        question = Question.model_validate(stored)
    except ValidationError:
        return None
    names = {step.name for step in FORMS.get(question.part, ())}
    stored_names = {*question.trail, *question.answers, *question.only, *(message.step for message in question.said)}
    return question if names and stored_names <= names else None


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark shown with the next screen: catalogue key and values."""

    key: str
    values: Values


@dataclass(frozen=True, slots=True)
class Next:
    """The form goes on. `understood` is the parsed date, to be echoed to the editor."""

    question: Question
    notices: tuple[Notice, ...] = ()
    understood: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The form is complete: `dossier` contains the answers as `item` of `part` (None: the head).

    Of the `conflicts` with what others changed meanwhile it has their side; `answered` is the form that they are merged
    from, to be finished anew once they are decided.
    """

    question: Question
    dossier: Dossier
    part: str
    item: str | None
    created: tuple[tuple[str, str], ...] = ()
    notices: tuple[Notice, ...] = ()
    understood: PartialDate | None = None
    conflicts: tuple[Conflict, ...] = ()
    answered: Question | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The input was refused for the reason `key`; the same question is asked again."""

    key: str
    values: Values
    question: Question


@dataclass(frozen=True, slots=True)
class Ended:
    """The form ended without a change: cancelled, or its item is gone (`key` says which)."""

    key: str


Result = Next | Done | Refused | Ended
