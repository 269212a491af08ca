"""Answers that are a whole item: a new item's form takes all of its fields from one message."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from bot.forms import dossier_edit, form_progress
from bot.forms import form as forms
from bot.forms.entries import compact_entry
from bot.forms.form_state import Done, Next, Notice, Refused
from bot.forms.quoted_text import strip_outer_marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.forms.entries.compact_entry import CompactEntry
    from bot.forms.form_state import FormContext, Question, Result, Typed


def answer(question: Question, typed: Typed, context: FormContext) -> Result:
    """Apply a text message: a whole item at a form's first question, else an answer to the question that is asked."""
    is_first = question.item is None and not question.only and not question.trail and not question.finished
    entry = compact_entry.split(typed.text, question.part, context) if is_first and question.refused is None else None
    return fill(question, entry, typed, context) if entry else forms.answer(question, typed, context)


def replace(question: Question, typed: Typed, context: FormContext) -> Result | None:
    """Apply an edited message: its text replaces the answer, or the answers, that it gave."""
    given = [said.step for said in question.said if said.message == typed.message]
    if len(given) < 2 or form_progress.is_gone(question, context):  # noqa: PLR2004 - one message, one answer
        return forms.replace(question, typed, context)
    entry = compact_entry.split(typed.text, question.part, context)
    if entry is None:
        return Refused("desk.entry.unsplit", {}, question)
    kept = {name for name, _ in _fields(entry)}
    return fill(_without(question, {step for step in given if step not in kept}), entry, typed, context)


def _without(question: Question, steps: set[str]) -> Question:
    """Drop the answers that the message gave before it was changed, and gives no more."""
    return question.model_copy(
        update={
            "answers": {name: value for name, value in question.answers.items() if name not in steps},
            "trail": tuple(name for name in question.trail if name not in steps),
            "said": tuple(said for said in question.said if said.step not in steps),
        }
    )


def fill(question: Question, entry: CompactEntry, typed: Typed, context: FormContext) -> Result:
    """Answer the entry's fields one after the other; the speaker last: whom it may name is asked with the rest kept."""
    notices: list[Notice] = []
    understood, result = None, None
    for name, text in _fields(entry):
        piece = type(typed)(text, typed.message, typed.at, typed.formatted)
        result = forms.give(question, name, piece, context)
        if isinstance(result, Refused):
            return Refused(result.key, result.values, result.question)
        if isinstance(result, Done):  # the form was finished before, and is again: the next field changes what it made
            question, context = result.question, dataclasses.replace(context, dossier=result.dossier)
        if not isinstance(result, Next):
            continue
        question, understood = result.question, result.understood or understood
        notices += [notice for notice in result.notices if notice not in notices]
    if result is None or not isinstance(result, Next):
        return result or Refused("desk.entry.unsplit", {}, question)
    echo = Notice("desk.entry.read", {"text": strip_outer_marks(entry.text) if entry.part == "quotes" else entry.text})
    return Next(question, (echo, *_speaker(question, context), *notices), understood)


def _speaker(question: Question, context: FormContext) -> Iterator[Notice]:
    """Echo whom a typed speaker was taken for, of the story's people; a new one has a notice of their own."""
    item = (question.answers.get("speaker") or {}).get("id")
    person = dossier_edit.find(context.dossier, "people", item) if item and context.dossier else None
    if person:
        yield Notice("desk.entry.speaker", {"name": person.name.localize(context.language)[0]})


def _fields(entry: CompactEntry) -> Iterator[tuple[str, str]]:
    main = "words" if entry.part == "quotes" else "text"
    answers = ((main, entry.text), (f"{main}_other", entry.other), ("date", entry.date), ("speaker", entry.speaker))
    yield from ((name, text) for name, text in answers if text)
