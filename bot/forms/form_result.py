"""Builds the edited dossier from a form's answers: the item, and the people and sources created with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.forms import dossier_edit, form_progress
from bot.forms.answer_parser import NotUnderstood, other_of
from bot.forms.choices import host
from bot.forms.entries.text_languages import language_of
from bot.forms.form_fields import FORMS, FieldKind, fresh
from bot.model import DRAFT, Dossier, PartialDate
from bot.model.language import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.forms.form_fields import FormField
    from bot.forms.form_state import FormContext, Question

Composed = tuple[Dossier, str | None, tuple[tuple[str, str], ...]]


# Forms of the head, by the field they set. The form of a begun story sets the title only: the slug is settled.
_TEXTS = {**{part: part for part in dossier_edit.HEAD}, "story": "title"}


def compose(question: Question, context: FormContext) -> Composed:
    """Apply the answers; return the dossier, the item's id (None for the head), and the (part, id) created besides.

    Raises NotUnderstood if the answers contradict each other, or the dossier as it is now.
    """
    values = _values(question, context)
    if context.dossier is None:
        return Dossier.model_validate({**values, "standfirst": {}}, context=DRAFT), None, ()
    if question.part in _TEXTS:
        part = _TEXTS[question.part]
        text = values.get(part)
        if not text and (part not in values or part != "unresolved"):
            return context.dossier, None, ()
        return dossier_edit.set_head(context.dossier, part, text or {}), None, ()
    if question.part == dossier_edit.PICTURE:
        return dossier_edit.describe_picture(context.dossier, values), None, ()
    dossier, created = _with_wire_date(context.dossier, question), list[tuple[str, str]]()
    new = fresh(question.part, question.answers)
    if new and question.part != "sources":
        source: dict[str, Any] = {
            "outlet": _outlet(new, question),
            "language": _printed_in(new, question, values, context),
        }
        source["url"] = new.get("url") or question.answers.get("sources_link")
        dossier, item = dossier_edit.add(dossier, "sources", source, retired=context.retired)
        values["sources"] = [*values["sources"], item]
        created.append(("sources", item))
    if name := (question.answers.get("speaker") or {}).get("new"):
        person = _person(question, name, values)
        person["sources"] = values.get("sources", ())
        dossier, item = dossier_edit.add(dossier, "people", person, retired=context.retired)
        values["speaker"] = item
        created.append(("people", item))
    if question.part == "quotes":
        _check_quote(question, context, dossier, values)
    if question.item is None:
        dossier, item = dossier_edit.add(dossier, question.part, values, retired=context.retired)
        return dossier, item, tuple(created)
    return dossier_edit.change(dossier, question.part, question.item, values), question.item, tuple(created)


def _person(question: Question, name: Mapping[str, str], values: dict[str, Any]) -> dict[str, Any]:
    """Return a speaker whom the story does not know yet; a role that the form asked for is theirs."""
    answer = question.answers["speaker"]
    role = values.pop("role", None) or answer.get("role")
    known = answer.get("known") or {}
    return {
        **known,
        "name": {**(question.answers.get("speaker_other") or {}), **name},
        "role": role or known.get("role"),
    }


def _with_wire_date(dossier: Dossier, question: Question) -> Dossier:
    """Keep the day of the wire copy with the story: it is asked once."""
    given = question.answers.get("wire_date")
    return dossier.model_copy(update={"wire_date": PartialDate.parse(given)}) if given else dossier


def _values(question: Question, context: FormContext) -> dict[str, Any]:
    """Return the answered fields in the form that the model validates."""
    values: dict[str, Any] = {}
    for field in FORMS[question.part]:
        if field.after is None and {field.name, f"{field.name}_other"} & set(question.answers):
            values |= _field(field, question, context)
    if question.item is None and question.part == "quotes":
        values.setdefault("language", str(next(iter(question.answers["words"]))))
    if question.item is None and question.part == "sources":
        values.setdefault("language", str(_tongue(values["outlet"], context)))
    return values


def _field(field: FormField, question: Question, context: FormContext) -> dict[str, Any]:
    answer: Any = question.answers.get(field.name)
    match field.kind:
        case FieldKind.LINE | FieldKind.NAME | FieldKind.PROSE:
            return {field.name: _text(field, question, context)}
        case FieldKind.SPEAKER:
            return {field.name: answer["id"]} if "id" in answer else {}
        case FieldKind.SOURCES:
            ids = answer.get("ids", ())
            return {
                field.name: [source.id for source in context.dossier.sources if source.id in ids]
                if context.dossier
                else []
            }
        case FieldKind.PRINTED if answer is None:  # only its other language was answered
            return {
                field.name: {
                    **form_progress.current_text(question, context, field.name),
                    **question.answers["outlet_other"],
                }
            }
        case FieldKind.PRINTED:
            other = question.answers.get("outlet_other") or {}
            current = form_progress.current_text(question, context, field.name)
            return {field.name: {**current, **other, **_outlet(answer, question)}} | (
                {"url": answer["url"]} if "url" in answer else {}
            )
    return {field.name: answer}


def _text(field: FormField, question: Question, context: FormContext) -> dict[str, str] | None:
    """Merge a text's languages: the dossier's, then the answer and its translation. None if it was cleared."""
    texts = form_progress.current_text(question, context, field.name)
    if field.name in question.answers:
        if question.answers[field.name] is None:
            return None
        texts = {**texts, **question.answers[field.name]}
    if (follower := f"{field.name}_other") in question.answers:
        other = question.answers[follower]
        main = question.answers.get(field.name) or texts
        texts = {**texts, **other} if other else {key: text for key, text in texts.items() if key != other_of(main)}
    return texts


def _outlet(new: Mapping[str, Any], question: Question) -> dict[str, str]:
    name = "outlet_name" if question.part == "sources" else "sources_outlet"
    return new.get("outlet") or question.answers.get(name) or {Language.EN: host(question)}


def _printed_in(new: Mapping[str, Any], question: Question, values: Mapping[str, Any], context: FormContext) -> str:
    """Return a new source's language: that of the quotation it was given for, else that of its name."""
    if question.part == "quotes":
        item = form_progress.item_of(question, context)
        return str(values.get("language") or item.language)
    return str(_tongue(_outlet(new, question), context))


def _tongue(outlet: Mapping[str, str], context: FormContext) -> Language:
    return language_of(next(iter(outlet.values())), context.language)


def _check_quote(question: Question, context: FormContext, dossier: Dossier, values: Mapping[str, Any]) -> None:
    item = form_progress.item_of(question, context)
    speaker = values.get("speaker") or item.speaker
    if dossier_edit.find(dossier, "people", speaker) is None:
        raise NotUnderstood("desk.form.refused.speaker_gone")
    language = values.get("language") or item.language
    words = values.get("words") or form_progress.current_text(question, context, "words")
    if language in set(Language) and language not in words:
        raise NotUnderstood(f"desk.form.refused.original_{language}")
