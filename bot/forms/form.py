"""State machine of a desk form: each function takes the form state and an input, and returns the next state.

Pure. Every result, a refusal too, carries the `question` to store.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.forms import answer_parser, dossier_edit, form_base, form_progress
from bot.forms.answer_parser import FieldContext, NotUnderstood, ParsedAnswer
from bot.forms.choices import WIRE_DATE, Control, main_source, may_clear, may_skip, meant
from bot.forms.form_fields import FORMS, FieldKind, family, step
from bot.forms.form_result import compose
from bot.forms.form_state import Answer, Done, Ended, Next, Notice, Question, Refused
from bot.forms.split_paste import follows, join
from bot.model.language import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.forms.form_fields import FormField
    from bot.forms.form_state import FormContext, Result, Typed

_CODE = re.compile(rf"(\d{{1,3}})(?:-([a-z][a-z0-9-]{{0,15}})|([{''.join(Control)}]))", re.ASCII)
_CONTROLS = {control: control.name.lower() for control in Control}


def begin(part: str, by: int, context: FormContext, item: str | None = None, field: str | None = None) -> Question:
    """Return the initial state of a form that begins a `story`, sets `title` or `standfirst`, or adds an item.

    `item` changes an existing item; `field` asks for one field only (of `form_fields.fields(part)`, or `words_other`
    and the like for a missing translation). A new item starts with the story's main source.
    """
    base = form_base.of(part, item, context.dossier) if part in (*dossier_edit.HEAD, *dossier_edit.PARTS) else None
    question = Question(part=part, by=by, item=item, only=family(part, field) if field else (), base=base)
    if context.dossier is None or "sources" not in {field.name for field in FORMS[part]}:
        return question
    held = dossier_edit.find(context.dossier, part, item) if item else None
    ids = [*held.sources] if held else [] if item else main_source(context.dossier)
    return question.model_copy(update={"answers": {"sources": {"ids": ids, "preset": not item}}})


def answer(question: Question, typed: Typed, context: FormContext) -> Result:
    """Apply a text message: an answer, the next piece of the last answer, or a control word such as 'skip'."""
    if form_progress.is_gone(question, context):
        return Ended("desk.form.item_gone")
    if continues(question, typed):
        return _join(question, typed, context)
    field = form_progress.current(question, context)
    if field is None or question.finished:
        return Ended("desk.form.over")
    for control, name in _CONTROLS.items():
        if answer_parser.is_word(typed.text, name):
            return _press(question, control, context)
    said = Answer(step=field.name, message=typed.message, at=typed.at, text=typed.text)
    refused = question.refused
    if refused and refused.step == field.name and follows(refused.text, typed.at - refused.at):
        said = said.model_copy(update={"text": join((refused.text, said.text))})
    question = question.model_copy(update={"refused": None})
    return _noting(_take(question, field, (said,), context, formatted=typed.formatted), said)


def give(question: Question, name: str, typed: Typed, context: FormContext) -> Result:
    """Apply a text message as the answer to a field, whichever is asked for now."""
    said = Answer(step=name, message=typed.message, at=typed.at, text=typed.text)
    return _noting(_take(question, step(question.part, name), (said,), context, formatted=typed.formatted), said)


def continues(question: Question, typed: Typed) -> bool:
    """Return whether a message is the next piece of a long text that the client split."""
    last = question.said[-1] if question.said else None
    return last is not None and typed.message > last.message and follows(last.text, typed.at - last.at)


def replace(question: Question, typed: Typed, context: FormContext) -> Result | None:
    """Apply an edited message: its text replaces the answer that it gave. Return None for any other message."""
    replaced = next((said for said in question.said if said.message == typed.message), None)
    if replaced is None:
        return None
    if form_progress.is_gone(question, context):
        return Ended("desk.form.item_gone")
    parts = tuple(
        said.model_copy(update={"text": typed.text}) if said.message == typed.message else said
        for said in question.said
        if said.step == replaced.step
    )
    return _take(question, step(question.part, replaced.step), parts, context, formatted=typed.formatted)


def tap(question: Question, code: str, context: FormContext) -> Result:
    """Apply a button, by its code; a button of an earlier turn is refused."""
    match = _CODE.fullmatch(code)
    field = form_progress.current(question, context)
    more = re.fullmatch(r"(\d{1,3})-(\d{1,4})", code, re.ASCII)
    turn = (match or more or [None, None])[1]
    if form_progress.is_gone(question, context):
        return Ended("desk.form.item_gone")
    if turn is None or int(turn) != question.turn or field is None or question.finished:
        return _refuse(question, "desk.form.refused.stale")
    if more:
        return Next(question.model_copy(update={"offset": int(more[2]), "turn": form_progress.next_turn(question)}))
    assert match  # noqa: S101 - one of the two matched
    if match[3]:
        return _press(question, Control(match[3]), context)
    return _choose(question, field, match[2], context)


def _choose(question: Question, field: FormField, code: str, context: FormContext) -> Result:
    """Apply a choice of the current field."""
    if code == WIRE_DATE and field.kind is FieldKind.DATE:
        return Next(form_progress.asking_wire_date(question))
    try:
        value = meant(code, field, question, context)
    except KeyError:
        return _refuse(question, "desk.form.refused.stale")
    if field.kind is FieldKind.NAME:
        return _go_on(form_progress.with_known(question, field, value), context)
    stays = field.kind is FieldKind.SOURCES and not question.candidates
    moved = form_progress.answered(question, field, value, (), passes=not stays)
    if field.kind is FieldKind.WIRE_DATE:
        moved = form_progress.reopened_date(moved)
    return _go_on(moved.model_copy(update={"offset": question.offset}) if stays else moved, context)


def finish(question: Question, context: FormContext) -> Result:
    """Finish a form whose answers are complete, once more: with what has changed in the dossier since."""
    return Ended("desk.form.item_gone") if form_progress.is_gone(question, context) else _finish(question, context)


def _press(question: Question, control: Control, context: FormContext) -> Result:
    field = form_progress.current(question, context)
    assert field  # noqa: S101 - who calls has seen to it
    refused = _OBJECTIONS[control](field, question, context)
    if refused:
        return _refuse(question, refused)
    match control:
        case Control.CANCEL:
            return Ended("desk.form.cancelled")
        case Control.BACK | Control.REDO:
            again = question.doubted if control is Control.REDO else None
            earlier = form_progress.unanswered(question, again) if again else form_progress.back(question, context)
            return Next(earlier or question)
        case Control.DONE:
            return _finish(question, context)
        case Control.CLEAR:
            return _go_on(form_progress.answered(question, field, None, ()), context)
        case Control.SKIP:
            return _go_on(form_progress.skip(question, field), context)


# Why a control is refused at a step. The screen offers only controls that work, but a control word can be typed any
# time.
_OBJECTIONS: dict[Control, Callable[[FormField, Question, FormContext], str | None]] = {
    Control.CANCEL: lambda *_: None,
    Control.REDO: lambda _, question, __: None if question.doubted else "desk.form.refused.first",
    Control.BACK: lambda _, question, context: (
        None if form_progress.back(question, context) else "desk.form.refused.first"
    ),
    Control.DONE: lambda _, question, context: (
        None if form_progress.may_finish(question, context) else "desk.form.refused.unfinished"
    ),
    Control.CLEAR: lambda *at: None if may_clear(*at) else "desk.form.refused.required",
    Control.SKIP: lambda *at: None if may_skip(*at) else "desk.form.refused.required",
}


def _take(
    question: Question, field: FormField, said: tuple[Answer, ...], context: FormContext, *, formatted: bool
) -> Result:
    """Apply the messages as the answer to a field, be it the current one or one that was answered before."""
    main = form_progress.main_of(field, question, context)
    if field.kind is FieldKind.OTHER and (given_before := question.answers.get(field.name)):
        # Once saved, the text exists in both languages; which of them was asked for only the previous answer tells.
        main = {Language(next(iter(given_before))).other: ""}
    reading = FieldContext(field, question, context, main, _is_prose(question, field))
    try:
        parsed = answer_parser.read(join(tuple(part.text for part in said)), reading)
    except NotUnderstood as problem:
        current = form_progress.current(question, context)
        if problem.candidates and current and current != field and field.name in question.trail:
            question = form_progress.unanswered(question, field.name)  # its buttons would answer the current field
        return _offering(problem, question)
    notices = (*parsed.notices, *((Notice("desk.form.formatting_dropped", {}),) if formatted else ()))
    moved = form_progress.answered(question, field, parsed.value, said)
    if field.kind is FieldKind.WIRE_DATE:
        moved = form_progress.reopened_date(moved)
    if question.finished and not form_progress.is_date_pending(moved):
        return _finish(moved, context, parsed, notices)
    return _go_on(moved.model_copy(update={"finished": False}), context, parsed, notices)


def _offering(problem: NotUnderstood, question: Question) -> Refused:
    """Refuse an answer, with the dates nearest to it, or the people whom it may name, as buttons."""
    offered: dict[str, Any] = {"offers": tuple(map(str, problem.offers)), "candidates": problem.candidates}
    if (question.offers, question.candidates) != tuple(offered.values()):
        offered["turn"] = form_progress.next_turn(question)
    return Refused(problem.key, problem.values, question.model_copy(update=offered))


def _read_pending(question: Question, context: FormContext, notices: Iterable[Notice]) -> Result:
    """Read the typed date that waited for the day of the wire copy."""
    field = step(question.part, "date")
    said = tuple(part for part in question.said if part.step == field.name)
    if not (typed := question.answers[field.name]["typed"]):
        return Next(form_progress.unanswered(question, field.name), tuple(notices))
    reading = FieldContext(field, question, context, {}, prose=False)
    try:
        parsed = answer_parser.read(typed, reading)
    except NotUnderstood as problem:
        return _offering(problem, form_progress.unanswered(question, field.name))
    moved = form_progress.answered(question, field, parsed.value, said)
    return _go_on(moved, context, parsed, (*notices, *parsed.notices))


def _join(question: Question, typed: Typed, context: FormContext) -> Result:
    last = question.said[-1]
    more = Answer(step=last.step, message=typed.message, at=typed.at, text=typed.text)
    parts = (*(part for part in question.said if part.step == last.step), more)
    result = _take(question, step(question.part, last.step), parts, context, formatted=typed.formatted)
    if isinstance(result, Refused):  # half a text is no answer
        joined = more.model_copy(update={"text": join(tuple(part.text for part in parts))})
        return _noting(Refused(result.key, result.values, form_progress.unanswered(question, last.step)), joined)
    return result


def _noting(result: Result, said: Answer) -> Result:
    """Remember a refused text that may be the first piece of a split one, so that the next piece is joined to it."""
    if isinstance(result, Refused) and follows(said.text, 0):
        return Refused(result.key, result.values, result.question.model_copy(update={"refused": said}))
    return result


def _go_on(
    question: Question, context: FormContext, parsed: ParsedAnswer | None = None, notices: Iterable[Notice] = ()
) -> Result:
    if form_progress.is_date_pending(question) and "wire_date" in question.answers:
        return _read_pending(question, context, notices)
    if parsed and parsed.understood:
        question = question.model_copy(update={"doubted": "date"})
    if form_progress.current(question, context) is None:
        return _finish(question, context, parsed, notices)
    return Next(question, tuple(notices), parsed.understood if parsed else None)


def _finish(
    question: Question, context: FormContext, parsed: ParsedAnswer | None = None, notices: Iterable[Notice] = ()
) -> Result:
    begun = form_base.as_begun(question, context)
    try:
        dossier, item, created = compose(question, begun)
    except NotUnderstood as problem:
        names = {"desk.form.refused.speaker_gone": "speaker"}
        field_name = names.get(problem.key, "language")
        return Refused(problem.key, problem.values, form_progress.unanswered(question, field_name))
    merged = form_base.merge(begun, dossier, context)
    dossier = merged.dossier if merged else dossier
    for part, created_id in question.created:
        left = dossier_edit.remove(
            dossier, part, created_id
        )  # what an answer brought that was edited since, unless it is in use
        dossier = dossier if isinstance(left, dossier_edit.InUse) else left
    done = question.model_copy(
        update={
            "item": item,
            "answers": _settled(question, dict(created)),
            "created": (*reversed(created), *question.created),
            "finished": True,
            "turn": form_progress.next_turn(question),
        }
    )
    return Done(
        form_base.rebased(done, dossier), dossier, question.part, item, created,
        notices=tuple(notices), understood=parsed.understood if parsed else None,
        conflicts=merged.conflicts if merged else (), answered=question,
    )  # fmt: skip


def _settled(question: Question, created: dict[str, str]) -> dict[str, Any]:
    """Replace new people and sources in the answers by their ids, so that a later edit does not create them again."""
    answers = dict(question.answers)
    if "people" in created:
        answers["speaker"] = {"id": created["people"]}
        for name in ("speaker_other", "role", "role_other"):  # they are the person's now
            answers.pop(name, None)
    if "sources" in created:
        answers["sources"] = {"ids": [*answers["sources"]["ids"], created["sources"]]}
        for name in ("sources_outlet", "sources_link"):
            answers.pop(name, None)
    return answers


def _is_prose(question: Question, field: FormField) -> bool:
    return field.after is not None and step(question.part, field.after).kind is FieldKind.PROSE


def _refuse(question: Question, key: str) -> Refused:
    return Refused(key, {}, question)
