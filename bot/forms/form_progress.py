"""Where a question stands: which step is asked, what a step's text is so far, and how an answer moves it on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.desk.answers import other_of
from bot.desk.editing import HEAD, find
from bot.desk.steps import FORMS, Kind, fresh, step
from bot.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.desk.question import Known, Question, Said
    from bot.desk.steps import Step


def steps(question: Question, known: Known) -> Iterator[Step]:
    """The steps that apply as things stand, passed or not."""
    for one in FORMS[question.part]:
        if (not question.only or one.name in question.only) and _applies(one, question, known):
            yield one


def current(question: Question, known: Known) -> Step | None:
    """The step that is asked; None where nothing is left to ask."""
    return next((one for one in steps(question, known) if one.name not in question.trail), None)


def may_finish(question: Question, known: Known) -> bool:
    """Whether 'done' is offered: all that comes first was passed, or is the sources, of which some are chosen."""
    asked = current(question, known)
    if question.item is not None and not question.only:
        return True
    left = [one for one in steps(question, known) if one.first and one.name not in question.trail]
    chosen = bool((question.answers.get("sources") or {}).get("ids"))
    return not left or (left == [asked] and left[0].kind is Kind.SOURCES and chosen)


def main_of(one: Step, question: Question, known: Known) -> Mapping[str, str]:
    """The text that a step asks the other language of (or, of a text's own step, the text): by language."""
    name = one.after or one.name
    answer = question.answers.get(name)
    match step(question.part, name).kind:
        case Kind.SPEAKER:
            return (answer or {}).get("new") or {}
        case Kind.PRINTED:
            answer = _outlet(question) if name in question.answers else None
    if name in question.answers:
        return answer or {}
    return present(question, known, name)


def current_value(one: Step, question: Question, known: Known) -> Any:
    """What a step's field holds so far: answered, or of the item that is changed; None for nothing."""
    if one.name in question.answers:
        return question.answers[one.name]
    if one.kind is Kind.OTHER:
        main = main_of(one, question, known)
        wanted = other_of(main)
        held = present(question, known, one.after or "")
        return {wanted: held[wanted]} if wanted in held else None
    if one.kind in (Kind.LINE, Kind.PROSE, Kind.PRINTED):
        return present(question, known, one.name) or None
    item = item_of(question, known)
    value = getattr(item, one.name, None) if item is not None and one.after is None else None
    return str(value) if one.kind is Kind.DATE and value is not None else value


def item_of(question: Question, known: Known) -> Any:
    """The item that is changed; None where one is added or none is there any more."""
    if question.item is None or known.dossier is None:
        return None
    return find(known.dossier, question.part, question.item)


def is_gone(question: Question, known: Known) -> bool:
    """Whether what was to be changed is no longer there."""
    return question.item is not None and item_of(question, known) is None


def answered(question: Question, one: Step, value: Any, said: Iterable[Said], *, passes: bool = True) -> Question:
    """The question with a step answered, in place of what was answered before; a translation of that is asked anew."""
    given = {**question.answers, one.name: value}
    trail = [*question.trail, *((one.name,) if passes and one.name not in question.trail else ())]
    for follower in FORMS[question.part]:
        told = given.get(follower.name)
        if follower.after == one.name and follower.kind is Kind.OTHER and told and set(told) & set(_text(value)):
            del given[follower.name]
            trail = [name for name in trail if name != follower.name]
    kept = tuple(part for part in question.said if part.step != one.name)
    return question.model_copy(
        update={
            "answers": given,
            "trail": tuple(trail),
            "said": (*kept, *said),
            "turn": turned(question),
            "offset": 0,
        }
    )


def passed(question: Question, one: Step) -> Question:
    """The question with a step left as it is."""
    return question.model_copy(update={"trail": (*question.trail, one.name), "turn": turned(question), "offset": 0})


def returned(question: Question, known: Known) -> Question | None:
    """The question at the step before; None at the first one."""
    applying = {one.name for one in steps(question, known)}
    trail = [name for name in question.trail if name in applying]
    if not trail:
        return None
    return question.model_copy(update={"trail": tuple(trail[:-1]), "turn": turned(question), "offset": 0})


def unanswered(question: Question, name: str) -> Question:
    """The question with a step to be asked again, as if it had not been answered."""
    return question.model_copy(
        update={
            "answers": {key: value for key, value in question.answers.items() if key != name},
            "trail": tuple(one for one in question.trail if one != name),
            "said": tuple(one for one in question.said if one.step != name),
            "turn": turned(question),
            "finished": False,
        }
    )


def turned(question: Question) -> int:
    """The number of the next turn: of three digits at most, for it is part of every button's code."""
    return (question.turn + 1) % 1000


def _applies(one: Step, question: Question, known: Known) -> bool:
    new = fresh(question.part, question.answers)
    match one.kind:
        case Kind.OTHER:
            return bool(main_of(one, question, known))
        case Kind.OUTLET:
            return new is not None and "outlet" not in new
        case Kind.LINK if one.after:
            return new is not None and "url" not in new
        case Kind.LINK:
            return new is None or "url" not in new
    return True


def _outlet(question: Question) -> Any:
    new = question.answers["outlet"] or {}
    return new.get("outlet") or question.answers.get("outlet_name")


def present(question: Question, known: Known, name: str) -> dict[str, str]:
    """A text as the dossier has it: of the head, or of the item that is changed."""
    holder = known.dossier if question.part in HEAD else item_of(question, known)
    told = getattr(holder, name, None)
    if told is None or not hasattr(told, "told"):
        return {}
    return {language: told.told(language)[0] for language in Language if told.has(language)}


def _text(value: Any) -> Mapping[str, Any]:
    """The languages of an answer's text, wherever it lies in it."""
    if not isinstance(value, dict):
        return {}
    return value.get("new") or value.get("outlet") or value
