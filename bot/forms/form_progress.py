"""Progress of a form: the current field, current values, and how answers move it on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.forms.answer_parser import other_of
from bot.forms.dossier_edit import HEAD, PICTURE, find
from bot.forms.form_fields import FORMS, FieldKind, fresh, step
from bot.model.language import Language, are_translated
from bot.model.text import Localized

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.forms.form_fields import FormField
    from bot.forms.form_state import Answer, FormContext, Question


def steps(question: Question, context: FormContext) -> Iterator[FormField]:
    """Yield the fields that apply given the answers so far, whether already passed or not."""
    for field in FORMS[question.part]:
        if (not question.only or field.name in question.only) and _applies(field, question, context):
            yield field


def current(question: Question, context: FormContext) -> FormField | None:
    """Return the field to ask for; None when the form is complete."""
    return next((field for field in steps(question, context) if field.name not in question.trail), None)


def may_finish(question: Question, context: FormContext) -> bool:
    """Return whether 'done' is offered: all `first` fields passed, or only sources left with some chosen."""
    current_field = current(question, context)
    if is_date_pending(question):
        return False
    if question.item is not None and not question.only:
        return True
    left = [field for field in steps(question, context) if field.first and field.name not in question.trail]
    chosen = bool((question.answers.get("sources") or {}).get("ids"))
    return not left or (left == [current_field] and left[0].kind is FieldKind.SOURCES and chosen)


def main_of(field: FormField, question: Question, context: FormContext) -> Mapping[str, str]:
    """Return the text that a field asks a translation of (or the field's own text), by language."""
    name = field.after or field.name
    answer = question.answers.get(name)
    match step(question.part, name).kind:
        case FieldKind.SPEAKER:
            return (answer or {}).get("new") or {}
        case FieldKind.PRINTED:
            answer = _outlet(question) if name in question.answers else None
    if name in question.answers:
        return answer or {}
    return current_text(question, context, name)


def current_value(field: FormField, question: Question, context: FormContext) -> Any:
    """Return a field's value so far: the answer, else that of the item being changed; None without one."""
    if field.name in question.answers and not (field.kind is FieldKind.DATE and is_date_pending(question)):
        return question.answers[field.name]
    if field.kind is FieldKind.OTHER:
        main = main_of(field, question, context)
        other_language = other_of(main)
        held = current_text(question, context, field.after or "")
        return {other_language: held[other_language]} if other_language in held else None
    if field.kind in (FieldKind.LINE, FieldKind.NAME, FieldKind.PROSE, FieldKind.PRINTED):
        return current_text(question, context, field.name) or None
    item = item_of(question, context)
    value = getattr(item, field.name, None) if item is not None and field.after is None else None
    return str(value) if field.kind is FieldKind.DATE and value is not None else value


def item_of(question: Question, context: FormContext) -> Any:
    """Return the item being changed; None if one is added, or where it was removed meanwhile."""
    if question.part == PICTURE:
        return context.dossier.picture if context.dossier else None
    if question.item is None or context.dossier is None:
        return None
    return find(context.dossier, question.part, question.item)


def is_gone(question: Question, context: FormContext) -> bool:
    """Return whether the item being changed was removed meanwhile."""
    return (question.item is not None or question.part == PICTURE) and item_of(question, context) is None


def answered(
    question: Question, field: FormField, value: Any, said: Iterable[Answer], *, passes: bool = True
) -> Question:
    """Store an answer in place of an earlier one; a translation of the earlier text is asked for again."""
    answers = {**question.answers, field.name: value}
    trail = [*question.trail, *((field.name,) if passes and field.name not in question.trail else ())]
    for follower in FORMS[question.part]:
        translation = answers.get(follower.name)
        if (
            follower.after == field.name
            and follower.kind is FieldKind.OTHER
            and translation
            and set(translation) & set(_text(value))
        ):
            del answers[follower.name]
            trail = [name for name in trail if name != follower.name]
    others = tuple(part for part in question.said if part.step != field.name)
    return question.model_copy(
        update={
            "answers": answers,
            "trail": tuple(trail),
            "said": (*others, *said),
            "turn": next_turn(question),
            "offset": 0,
            "offers": (),
            "candidates": (),
            "doubted": None,
        }
    )


def with_known(question: Question, field: FormField, person: Mapping[str, Any]) -> Question:
    """Store a person's name as the answer, and what another story has of them: nothing of that is asked."""
    known = {field.name: person["new"], **person.get("known", {})}
    moved = answered(question, field, person["new"], ())
    whole = [f"{name}_other" for name, value in known.items() if isinstance(value, dict) and are_translated(value)]
    trail = dict.fromkeys((*moved.trail, *known, *whole))
    return moved.model_copy(update={"answers": {**moved.answers, **known}, "trail": tuple(trail)})


def skip(question: Question, field: FormField) -> Question:
    """Pass a field without an answer."""
    return question.model_copy(
        update={
            "trail": (*question.trail, field.name),
            "turn": next_turn(question),
            "offset": 0,
            "offers": (),
            "candidates": (),
            "doubted": None,
        }
    )


def back(question: Question, context: FormContext) -> Question | None:
    """Return to the previous field; None at the first one."""
    applying = {field.name for field in steps(question, context)}
    trail = [name for name in question.trail if name in applying]
    if not trail:
        return None
    if is_date_pending(question) and trail[-1] == "date":  # it was never read
        return unanswered(question, "date")
    return question.model_copy(
        update={
            "trail": tuple(trail[:-1]),
            "turn": next_turn(question),
            "offset": 0,
            "offers": (),
            "candidates": (),
            "doubted": None,
        }
    )


def unanswered(question: Question, name: str) -> Question:
    """Drop a field's answer, so that it is asked again."""
    return question.model_copy(
        update={
            "answers": {key: value for key, value in question.answers.items() if key != name},
            "trail": tuple(passed for passed in question.trail if passed != name),
            "said": tuple(message for message in question.said if message.step != name),
            "turn": next_turn(question),
            "finished": False,
            "offers": (),
            "candidates": (),
            "doubted": None,
        }
    )


def is_date_pending(question: Question) -> bool:
    """Return whether a typed date waits for the day of the wire copy: it is relative to it."""
    return isinstance(question.answers.get("date"), dict)


def asking_wire_date(question: Question) -> Question:
    """Ask for the day of the wire copy anew, and then for the date: another copy is of another day."""
    return question.model_copy(
        update={
            "answers": {key: value for key, value in question.answers.items() if key != "wire_date"}
            | {"date": {"typed": ""}},
            "trail": (*(name for name in question.trail if name not in {"date", "wire_date"}), "date"),
            "said": tuple(said for said in question.said if said.step not in {"date", "wire_date"}),
            "turn": next_turn(question),
            "offers": (),
            "candidates": (),
            "doubted": None,
        }
    )


def reopened_date(question: Question) -> Question:
    """Let the typed date be read again, as seen on another day of the wire copy."""
    typed = [said.text for said in question.said if said.step == "date"]
    if not typed:
        return question
    return question.model_copy(update={"answers": {**question.answers, "date": {"typed": "\n".join(typed)}}})


def next_turn(question: Question) -> int:
    """Return the next turn number, of at most three digits: it is part of every button's callback data (64 bytes)."""
    return (question.turn + 1) % 1000


def _applies(field: FormField, question: Question, context: FormContext) -> bool:
    new = fresh(question.part, question.answers)
    match field.kind:
        case FieldKind.OTHER:
            main = main_of(field, question, context)
            is_whole = field.after in question.answers and are_translated(main)  # as another story has it
            return bool(main) and not is_whole
        case FieldKind.WIRE_DATE:
            return is_date_pending(question)
        case FieldKind.OUTLET:
            return new is not None and "outlet" not in new
        case FieldKind.LINK if field.after:
            return new is not None and "url" not in new
        case FieldKind.LINK:
            return new is None or "url" not in new
    return True


def _outlet(question: Question) -> Any:
    new = question.answers["outlet"] or {}
    return new.get("outlet") or question.answers.get("outlet_name")


def current_text(question: Question, context: FormContext, name: str) -> dict[str, str]:
    """Return a text of the head, or of the item being changed, as the dossier has it: by language."""
    holder = context.dossier if question.part in HEAD else item_of(question, context)
    text = getattr(holder, name, None)
    if not isinstance(text, Localized):
        return {}
    return {language: text.localize(language)[0] for language in Language if text.has(language)}


def _text(value: Any) -> Mapping[str, Any]:
    """Return the localized text inside an answer, whatever its shape."""
    if not isinstance(value, dict):
        return {}
    return value.get("new") or value.get("outlet") or value
