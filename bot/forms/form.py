"""A form on its way: each function takes a question as it stands and returns what comes of it.

Of every result its `question` is what is to be stored, of a refusal too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.desk import answers, course, editing
from bot.desk.answers import Answer, Asked, NotUnderstood
from bot.desk.choices import Control, last_used, may_clear, may_skip, meant
from bot.desk.composing import compose
from bot.desk.pasting import follows, join
from bot.desk.question import Done, Ended, Next, Question, Refused, Said, Told
from bot.desk.steps import FORMS, Kind, family, fields, step
from bot.language import Language
from bot.story import Localized

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.desk.question import Known, Result, Typed
    from bot.desk.steps import Step
    from bot.story import Dossier

_CODE = re.compile(rf"(\d{{1,3}})(?:-([a-z][a-z0-9-]{{0,15}})|([{''.join(Control)}]))", re.ASCII)
_CONTROLS = {control: control.name.lower() for control in Control}


def begin(part: str, by: int, known: Known, item: str | None = None, field: str | None = None) -> Question:
    """The first question of a form: to begin a `story`, set the head's `title` or `standfirst`, add an item to a part.

    With `item` it changes that one; with `field` only this (one of `steps.fields(part)`, or `words_other` and the like
    for what waits). A new item has the sources chosen that were used last.
    """
    question = Question(part=part, by=by, item=item, only=family(part, field) if field else ())
    if known.dossier is None or "sources" not in {one.name for one in FORMS[part]}:
        return question
    held = editing.find(known.dossier, part, item) if item else None
    ids = [*held.sources] if held else [] if item else last_used(known.dossier, part)
    return question.model_copy(update={"answers": {"sources": {"ids": ids}}})


def answer(question: Question, typed: Typed, known: Known) -> Result:
    """What a message means: the answer to the question, more of the last one, or a word such as 'skip'."""
    if course.is_gone(question, known):
        return Ended("desk.form.item_gone")
    if continues(question, typed):
        return _join(question, typed, known)
    asked = course.current(question, known)
    if asked is None or question.finished:
        return Ended("desk.form.over")
    for control, name in _CONTROLS.items():
        if answers.is_word(typed.text, name):
            return _press(question, control, known)
    said = Said(step=asked.name, message=typed.message, at=typed.at, text=typed.text)
    refused = question.refused
    if refused and refused.step == asked.name and follows(refused.text, typed.at - refused.at):
        said = said.model_copy(update={"text": join((refused.text, said.text))})
    question = question.model_copy(update={"refused": None})
    return _noting(_take(question, asked, (said,), known, formatted=typed.formatted), said)


def continues(question: Question, typed: Typed) -> bool:
    """Whether a message is the next piece of a text that the client split, whose piece before was an answer."""
    last = question.said[-1] if question.said else None
    return last is not None and typed.message > last.message and follows(last.text, typed.at - last.at)


def replace(question: Question, typed: Typed, known: Known) -> Result | None:
    """What comes of an edit of a message that answered: it replaces that answer. None for any other message."""
    meant_one = next((one for one in question.said if one.message == typed.message), None)
    if meant_one is None:
        return None
    if course.is_gone(question, known):
        return Ended("desk.form.item_gone")
    parts = tuple(
        one.model_copy(update={"text": typed.text}) if one.message == typed.message else one
        for one in question.said
        if one.step == meant_one.step
    )
    return _take(question, step(question.part, meant_one.step), parts, known, formatted=typed.formatted)


def tap(question: Question, code: str, known: Known) -> Result:
    """What a button means, by its code; one of an earlier question is refused."""
    found = _CODE.fullmatch(code)
    asked = course.current(question, known)
    more = re.fullmatch(r"(\d{1,3})-(\d{1,4})", code, re.ASCII)
    turn = (found or more or [None, None])[1]
    if course.is_gone(question, known):
        return Ended("desk.form.item_gone")
    if turn is None or int(turn) != question.turn or asked is None or question.finished:
        return _refuse(question, "desk.form.refused.stale")
    if more:
        return Next(question.model_copy(update={"offset": int(more[2]), "turn": course.turned(question)}))
    assert found  # noqa: S101 - one of the two matched
    if found[3]:
        return _press(question, Control(found[3]), known)
    try:
        value = meant(found[2], asked, question, known)
    except (KeyError, StopIteration):
        return _refuse(question, "desk.form.refused.stale")
    stays = asked.kind is Kind.SOURCES
    moved = course.answered(question, asked, value, (), passes=not stays)
    return _go_on(moved.model_copy(update={"offset": question.offset}) if stays else moved, known)


def waiting(dossier: Dossier) -> tuple[tuple[str, str | None, str, Language], ...]:
    """What is told in one language and waits for the other: part, item (None: the head), field, and that language.

    `begin` asks for it with '_other' behind the field. A source's headline waits for none: it is as it was published.
    """
    head = [(part, None, part, getattr(dossier, part)) for part in editing.HEAD]
    items = [
        (part, one.id, field, getattr(one, field))
        for part in editing.PARTS
        for one in getattr(dossier, part)
        for field in fields(part)
        if f"{field}_other" in family(part, field)
    ]
    return tuple(
        (part, item, field, language)
        for part, item, field, text in (*head, *items)
        if isinstance(text, Localized)
        for language in Language
        if text.has(language.other) and not text.has(language)
    )


def _press(question: Question, control: Control, known: Known) -> Result:
    asked = course.current(question, known)
    assert asked  # noqa: S101 - who calls has seen to it
    refused = _OBJECTIONS[control](asked, question, known)
    if refused:
        return _refuse(question, refused)
    match control:
        case Control.CANCEL:
            return Ended("desk.form.cancelled")
        case Control.BACK:
            return Next(course.returned(question, known) or question)
        case Control.DONE:
            return _finish(question, known)
        case Control.CLEAR:
            return _go_on(course.answered(question, asked, None, ()), known)
        case Control.SKIP:
            return _go_on(course.passed(question, asked), known)


# Why a control does nothing at a step: typed, it may come where no button offers it.
_OBJECTIONS: dict[Control, Callable[[Step, Question, Known], str | None]] = {
    Control.CANCEL: lambda *_: None,
    Control.BACK: lambda _, question, known: None if course.returned(question, known) else "desk.form.refused.first",
    Control.DONE: lambda _, question, known: (
        None if course.may_finish(question, known) else "desk.form.refused.unfinished"
    ),
    Control.CLEAR: lambda *at: None if may_clear(*at) else "desk.form.refused.required",
    Control.SKIP: lambda *at: None if may_skip(*at) else "desk.form.refused.required",
}


def _take(question: Question, asked: Step, said: tuple[Said, ...], known: Known, *, formatted: bool) -> Result:
    """The step answered by these messages, whether it is asked now or was before."""
    main = course.main_of(asked, question, known)
    if asked.kind is Kind.OTHER and (given_before := question.answers.get(asked.name)):
        # Once it is in the dossier, the text is in both languages: which one was asked for, the answer tells.
        main = {Language(next(iter(given_before))).other: ""}
    reading = Asked(asked, question, known, main, _is_prose(question, asked))
    try:
        given = answers.read(join(tuple(one.text for one in said)), reading)
    except NotUnderstood as problem:
        return Refused(problem.key, problem.values, question)
    told = (*given.told, *((Told("desk.form.formatting_dropped", {}),) if formatted else ()))
    moved = course.answered(question, asked, given.value, said)
    if question.finished:
        return _finish(moved, known, given, told)
    return _go_on(moved, known, given, told)


def _join(question: Question, typed: Typed, known: Known) -> Result:
    last = question.said[-1]
    more = Said(step=last.step, message=typed.message, at=typed.at, text=typed.text)
    parts = (*(one for one in question.said if one.step == last.step), more)
    result = _take(question, step(question.part, last.step), parts, known, formatted=typed.formatted)
    if isinstance(result, Refused):  # half a text is no answer
        whole = more.model_copy(update={"text": join(tuple(one.text for one in parts))})
        return _noting(Refused(result.key, result.values, course.unanswered(question, last.step)), whole)
    return result


def _noting(result: Result, said: Said) -> Result:
    """The result, and of a refusal what was refused, where it may have been cut and more of it may come."""
    if isinstance(result, Refused) and follows(said.text, 0):
        return Refused(result.key, result.values, result.question.model_copy(update={"refused": said}))
    return result


def _go_on(question: Question, known: Known, given: Answer | None = None, told: Iterable[Told] = ()) -> Result:
    if course.current(question, known) is None:
        return _finish(question, known, given, told)
    return Next(question, tuple(told), given.understood if given else None)


def _finish(question: Question, known: Known, given: Answer | None = None, told: Iterable[Told] = ()) -> Result:
    try:
        dossier, item, created = compose(question, known)
    except NotUnderstood as problem:
        names = {"desk.form.refused.speaker_gone": "speaker"}
        asked = names.get(problem.key, "language")
        return Refused(problem.key, problem.values, course.unanswered(question, asked))
    for part, one in question.created:
        left = editing.remove(dossier, part, one)  # what an answer brought that was edited since, unless it is in use
        dossier = dossier if isinstance(left, editing.InUse) else left
    done = question.model_copy(
        update={
            "item": item,
            "answers": _settled(question, dict(created)),
            "created": (*reversed(created), *question.created),
            "finished": True,
            "turn": course.turned(question),
        }
    )
    return Done(done, dossier, question.part, item, created, tuple(told), given.understood if given else None)


def _settled(question: Question, created: dict[str, str]) -> dict[str, Any]:
    """The answers with what they brought into being named by its id: an edit does not bring it again."""
    given = dict(question.answers)
    if "people" in created:
        given["speaker"] = {"id": created["people"]}
        for name in ("speaker_other", "role", "role_other"):  # they are the person's now
            given.pop(name, None)
    if "sources" in created:
        given["sources"] = {"ids": [*given["sources"]["ids"], created["sources"]]}
        for name in ("sources_outlet", "sources_link"):
            given.pop(name, None)
    return given


def _is_prose(question: Question, asked: Step) -> bool:
    return asked.after is not None and step(question.part, asked.after).kind is Kind.PROSE


def _refuse(question: Question, key: str) -> Refused:
    return Refused(key, {}, question)
