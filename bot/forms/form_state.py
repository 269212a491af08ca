"""An open question: a form that somebody is filling in, as it is stored with its draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.desk.steps import FORMS

if TYPE_CHECKING:
    from datetime import date

    from bot.language import Language
    from bot.story import Dossier, PartialDate

UNREADABLE = "desk.form.unreadable"  # what to say of a stored question that `read` does not understand


@dataclass(frozen=True, slots=True)
class Typed:
    """A message that answers: its id, when it was sent (Unix seconds), its words, and whether they had formatting."""

    text: str
    message: int
    at: int
    formatted: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is known while a question is asked.

    `dossier` is the draft's (None while a story is begun), `today` the editor's day, `language` the chat's; `slugs` are
    those of all stories; `retired` are ids that the story's revisions used, which nothing new may get.
    """

    dossier: Dossier | None
    today: date
    language: Language
    slugs: frozenset[str] = frozenset()
    retired: frozenset[str] = frozenset()


class Said(BaseModel):
    """A message that answered a step, or a part of it where a client split a long text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: str
    message: int
    at: int
    text: str


class Question(BaseModel):
    """A form on its way. Its JSON is what is stored; `version` is of this shape.

    `part` names the form, `item` what it changes (None: it adds), `only` the steps it is about (none: all), `by` who
    answers. `trail` are the steps that are done with, in their order; `answers` what was answered, by step. `turn`
    counts the answers: buttons of another turn are no longer meant. `offset` is the first choice that is shown.
    `finished` says that nothing is asked any more: what is kept lets an edit
    still replace an answer; `created` came into being with it. `refused` is a long text that was no answer: the next
    piece of it is none either.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    part: str
    by: int
    item: str | None = None
    only: tuple[str, ...] = ()
    answers: dict[str, Any] = {}
    trail: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    refused: Said | None = None
    created: tuple[tuple[str, str], ...] = ()
    turn: int = 0
    offset: int = 0
    finished: bool = False


def read(stored: Any) -> Question | None:
    """The question of stored JSON; None for one that this program does not understand (any more)."""
    try:
        question = Question.model_validate(stored)
    except ValidationError:
        return None
    names = {step.name for step in FORMS.get(question.part, ())}
    known = {*question.trail, *question.answers, *question.only, *(one.step for one in question.said)}
    return question if names and known <= names else None


@dataclass(frozen=True, slots=True)
class Told:
    """Something to tell besides: a key of the catalogue and its values."""

    key: str
    values: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Next:
    """The question goes on. `understood` is a date as it was understood, to be echoed."""

    question: Question
    told: tuple[Told, ...] = ()
    understood: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """All is answered: the dossier has it, as `item` of `part` (None: the head). `created` came into being besides."""

    question: Question
    dossier: Dossier
    part: str
    item: str | None
    created: tuple[tuple[str, str], ...] = ()
    told: tuple[Told, ...] = ()
    understood: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Not understood or not possible, in the words of `key`; the question stands as it was and is asked again."""

    key: str
    values: dict[str, str | int]
    question: Question


@dataclass(frozen=True, slots=True)
class Ended:
    """The question is over and nothing came of it: called off, or what it was about is gone (`key` says which)."""

    key: str


Result = Next | Done | Refused | Ended
