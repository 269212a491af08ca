"""What is asked at a step, as the editor sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.desk import course
from bot.desk.answers import other_of
from bot.desk.choices import Choice, choices, controls, host
from bot.desk.steps import Kind
from bot.language import Language

if TYPE_CHECKING:
    from bot.desk.question import Known, Question
    from bot.desk.steps import Step
    from bot.i18n.catalogue import Words

_OWN_WORDS = {"sources", "sources_link"}  # steps asked in the same words in every form


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked: `text`, below it what the field holds so far (texts with their language), and buttons.

    `date` is what a date's field holds. `choices` and `controls` are for `tap`.
    """

    text: str
    current: tuple[tuple[str, Language], ...]
    date: str | None
    choices: tuple[Choice, ...]
    controls: tuple[Choice, ...]


def prompt(question: Question, known: Known, words: Words) -> Prompt | None:
    """What is to be asked now; None where nothing is."""
    asked = course.current(question, known)
    if asked is None or question.finished:
        return None
    value = course.current_value(asked, question, known)
    texts = value if asked.kind in (Kind.LINE, Kind.PROSE, Kind.OTHER, Kind.OUTLET) else None
    return Prompt(
        _ask(question, asked, known, words),
        tuple((text, Language(key)) for key, text in (texts or {}).items()),
        value if asked.kind is Kind.DATE else None,
        choices(question, known, words),
        controls(question, known, words),
    )


def _ask(question: Question, asked: Step, known: Known, words: Words) -> str:
    if asked.kind is Kind.OTHER:
        field = words.text(f"desk.field.{asked.after}")
        return words.text(f"desk.form.ask_{other_of(course.main_of(asked, question, known))}", field=field)
    if asked.kind is Kind.OUTLET:
        return words.text("desk.form.ask_outlet", host=host(question))
    if asked.name in _OWN_WORDS:
        return words.text(f"desk.form.ask.{asked.name}")
    return words.text(f"desk.form.ask.{question.part}.{asked.name}")
