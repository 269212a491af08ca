"""What was answered becomes part of the dossier: an item added or changed, with the people and sources new with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.desk import course, editing
from bot.desk.answers import NotUnderstood, other_of, told_in
from bot.desk.choices import host
from bot.desk.steps import FORMS, Kind, fresh
from bot.language import Language
from bot.story import DRAFT, Dossier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.desk.question import Known, Question
    from bot.desk.steps import Step

Composed = tuple[Dossier, str | None, tuple[tuple[str, str], ...]]


# The forms of the head; that of a story that has begun sets its title, and its slug stays.
_TEXTS = {**{part: part for part in editing.HEAD}, "story": "title"}


def compose(question: Question, known: Known) -> Composed:
    """The dossier with what was answered, the item's id (None for the head), and what came into being besides.

    NotUnderstood where the answers do not go together (any more).
    """
    values = _values(question, known)
    if known.dossier is None:
        return Dossier.model_validate({**values, "standfirst": {}}, context=DRAFT), None, ()
    if question.part in _TEXTS:
        part = _TEXTS[question.part]
        text = values.get(part)
        return editing.set_head(known.dossier, part, text) if text else known.dossier, None, ()
    dossier, created = known.dossier, list[tuple[str, str]]()
    new = fresh(question.part, question.answers)
    if new and question.part != "sources":
        source: dict[str, Any] = {
            "outlet": _outlet(new, question),
            "language": _printed_in(new, question, values, known),
        }
        source["url"] = new.get("url") or question.answers.get("sources_link")
        dossier, item = editing.add(dossier, "sources", source, retired=known.retired)
        values["sources"] = [*values["sources"], item]
        created.append(("sources", item))
    if name := (question.answers.get("speaker") or {}).get("new"):
        person = {"name": {**(question.answers.get("speaker_other") or {}), **name}, "role": values.pop("role", None)}
        person["sources"] = values.get("sources", ())
        dossier, item = editing.add(dossier, "people", person, retired=known.retired)
        values["speaker"] = item
        created.append(("people", item))
    if question.part == "quotes":
        _check_quote(question, known, dossier, values)
    if question.item is None:
        dossier, item = editing.add(dossier, question.part, values, retired=known.retired)
        return dossier, item, tuple(created)
    return editing.change(dossier, question.part, question.item, values), question.item, tuple(created)


def _values(question: Question, known: Known) -> dict[str, Any]:
    """The fields that were answered, as the model takes them."""
    values: dict[str, Any] = {}
    for step in FORMS[question.part]:
        if step.after is None and {step.name, f"{step.name}_other"} & set(question.answers):
            values |= _field(step, question, known)
    if question.item is None and question.part == "quotes":
        values.setdefault("language", str(next(iter(question.answers["words"]))))
    if question.item is None and question.part == "sources":
        values.setdefault("language", str(_tongue(values["outlet"], known)))
    return values


def _field(step: Step, question: Question, known: Known) -> dict[str, Any]:
    answer: Any = question.answers.get(step.name)
    match step.kind:
        case Kind.LINE | Kind.PROSE:
            return {step.name: _text(step, question, known)}
        case Kind.SPEAKER:
            return {step.name: answer["id"]} if "id" in answer else {}
        case Kind.SOURCES:
            ids = answer.get("ids", ())
            return {step.name: [one.id for one in known.dossier.sources if one.id in ids] if known.dossier else []}
        case Kind.PRINTED if answer is None:  # only its other language was answered
            return {step.name: {**course.present(question, known, step.name), **question.answers["outlet_other"]}}
        case Kind.PRINTED:
            other = question.answers.get("outlet_other") or {}
            kept = course.present(question, known, step.name)
            return {step.name: {**kept, **other, **_outlet(answer, question)}} | (
                {"url": answer["url"]} if "url" in answer else {}
            )
    return {step.name: answer}


def _text(step: Step, question: Question, known: Known) -> dict[str, str] | None:
    """A text in its languages: what was there, what was answered in the one and in the other, where not taken away."""
    told = course.present(question, known, step.name)
    if step.name in question.answers:
        if question.answers[step.name] is None:
            return None
        told = {**told, **question.answers[step.name]}
    if (follower := f"{step.name}_other") in question.answers:
        other = question.answers[follower]
        main = question.answers.get(step.name) or told
        told = {**told, **other} if other else {key: one for key, one in told.items() if key != other_of(main)}
    return told


def _outlet(new: Mapping[str, Any], question: Question) -> dict[str, str]:
    name = "outlet_name" if question.part == "sources" else "sources_outlet"
    return new.get("outlet") or question.answers.get(name) or {Language.EN: host(question)}


def _printed_in(new: Mapping[str, Any], question: Question, values: Mapping[str, Any], known: Known) -> str:
    """The language of a source that came with an item: that in which a quotation was printed, else that of its name."""
    if question.part == "quotes":
        item = course.item_of(question, known)
        return str(values.get("language") or item.language)
    return str(_tongue(_outlet(new, question), known))


def _tongue(outlet: Mapping[str, str], known: Known) -> Language:
    return told_in(next(iter(outlet.values())), known.language)


def _check_quote(question: Question, known: Known, dossier: Dossier, values: Mapping[str, Any]) -> None:
    item = course.item_of(question, known)
    speaker = values.get("speaker") or item.speaker
    if editing.find(dossier, "people", speaker) is None:
        raise NotUnderstood("desk.form.refused.speaker_gone")
    language = values.get("language") or item.language
    words = values.get("words") or course.present(question, known, "words")
    if language in set(Language) and language not in words:
        raise NotUnderstood(f"desk.form.refused.original_{language}")
