"""Buttons of a form's question: the choices of its field, and controls such as skip and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.forms import form_progress
from bot.forms.answer_parser import SORTS
from bot.forms.form_fields import FieldKind, fresh
from bot.forms.typed_dates import wire_date_of
from bot.i18n import languages
from bot.i18n.direction import isolate
from bot.model import PartialDate
from bot.model.language import Language
from bot.text.transliterate import slug

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.forms.form_fields import FormField
    from bot.forms.form_state import FormContext, Question
    from bot.i18n.catalogue import Translator
    from bot.model import Dossier, Source

SHOWN = 8
_TONGUES = ("ar", "en", "fr", "ru")
_NAMED_DAYS = {"today": 0, "yesterday": -1}
WIRE_DATE = "wire"  # code of the choice to read dates as seen on another day
_SOURCE_DATES = 2  # offered as the day of the copy


class Control(StrEnum):
    """Controls of a question, by their letter in a button's code."""

    SKIP = "s"
    BACK = "b"
    CLEAR = "e"
    DONE = "d"
    REDO = "r"
    CANCEL = "c"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: its code for `form.tap`, its label, and whether it is currently chosen; a `date` is its label."""

    code: str
    label: str
    chosen: bool = False
    date: PartialDate | None = None


def choices(question: Question, context: FormContext, words: Translator) -> tuple[Choice, ...]:
    """Return the choices of the current field, at most SHOWN at a time and 'more'."""
    field = form_progress.current(question, context)
    offered = [*_offered(field, question, context, words)] if field else []
    shown = offered[question.offset : question.offset + SHOWN]
    if len(offered) > SHOWN:
        after = question.offset + SHOWN
        shown.append(Choice(f"{after if after < len(offered) else 0}", words.text("desk.form.more")))
    return tuple(replace(choice, code=f"{question.turn}-{choice.code}") for choice in shown)


def controls(question: Question, context: FormContext, words: Translator) -> tuple[Choice, ...]:
    """Return the controls that work at the current field."""
    field = form_progress.current(question, context)
    if field is None:
        return ()
    labels = {
        Control.REDO: "redo" if question.doubted else None,
        Control.SKIP: _skip(field, question, context),
        Control.CLEAR: "clear" if may_clear(field, question, context) else None,
        Control.DONE: "done" if form_progress.may_finish(question, context) else None,
        Control.BACK: "back" if form_progress.back(question, context) else None,
        Control.CANCEL: "cancel",
    }
    return tuple(
        Choice(f"{question.turn}{control}", words.text(f"desk.form.control.{name}"))
        for control, name in labels.items()
        if name
    )


def may_skip(field: FormField, question: Question, context: FormContext) -> bool:
    """Return whether the field can be passed: it is optional, or has a value."""
    return not field.required or form_progress.current_value(field, question, context) is not None


def may_clear(field: FormField, question: Question, context: FormContext) -> bool:
    """Return whether the field's value can be removed."""
    optional = not field.required and field.kind in (
        FieldKind.LINE,
        FieldKind.PROSE,
        FieldKind.LINK,
        FieldKind.NAMES,
        FieldKind.OTHER,
    )
    return optional and field.name != "outlet_other" and bool(form_progress.current_value(field, question, context))


def meant(code: str, field: FormField, question: Question, context: FormContext) -> Any:
    """Return the answer that a choice's code stands for; raises KeyError for an unknown code."""
    if code in (candidates := dict(_candidates(question))):
        return candidates[code]
    match field.kind:
        case FieldKind.DATE | FieldKind.WIRE_DATE:
            offered = dict(_offered_dates(field, question, context))
            return None if code == "unknown" and field.kind is FieldKind.DATE else str(offered[code])
        case FieldKind.SPEAKER:
            return {speaker: {"id": speaker} for speaker in _speakers(context)}[code]
        case FieldKind.SOURCES:
            return _toggled(code, question, context)
        case FieldKind.TONGUE | FieldKind.SORT:
            return {choice: choice for choice in (_TONGUES if field.kind is FieldKind.TONGUE else SORTS)}[code]
        case FieldKind.SLUG:
            return {"proposed": proposed(question, context)}[code]
    raise KeyError(code)


def proposed(question: Question, context: FormContext) -> str:
    """Derive a free slug from the answered titles."""
    titles = {**question.answers.get("title", {}), **(question.answers.get("title_other") or {})}
    return slug(titles.get(Language.AR), titles.get(Language.EN), context.slugs)


def host(question: Question) -> str:
    """Return the host of a new source's URL: its name where no outlet is given."""
    new = fresh(question.part, question.answers) or {}
    return (urlsplit(new.get("url", "")).hostname or "").removeprefix("www.")


def _skip(field: FormField, question: Question, context: FormContext) -> str | None:
    if not may_skip(field, question, context):
        return None
    if field.kind is FieldKind.SOURCES:
        return "next" if (question.answers.get("sources") or {}).get("ids") else "later"
    if form_progress.current_value(field, question, context) is not None:
        return "keep"
    return "later" if field.kind is FieldKind.OTHER else "skip"


def _offered(field: FormField, question: Question, context: FormContext, words: Translator) -> Iterator[Choice]:
    held = form_progress.current_value(field, question, context)
    match field.kind:
        case FieldKind.DATE:
            yield from _dates(field, question, context, words)
            yield Choice("unknown", words.text("desk.form.day.unknown"))
            if wire_date_of(question, context):
                yield Choice(WIRE_DATE, words.text("desk.form.day.wire"))
        case FieldKind.WIRE_DATE:
            yield from _dates(field, question, context, words)
        case _ if question.candidates:
            yield from (
                Choice(code, _candidate(answer, context, words, is_last=answer is question.candidates[-1]))
                for code, answer in _candidates(question)
            )
        case FieldKind.SPEAKER if context.dossier:
            names = {person.id: person.name.localize(words.language)[0] for person in context.dossier.people}
            yield from (Choice(item, names[item]) for item in _speakers(context) if item in names)
        case FieldKind.SOURCES:
            yield from _listed(question, context, words)
        case FieldKind.TONGUE:
            yield from (Choice(tag, languages.name(tag, words.language), tag == held) for tag in _TONGUES)
        case FieldKind.SORT:
            yield from (Choice(sort, words.text(f"desk.form.sort.{sort}"), sort == held) for sort in SORTS)
        case FieldKind.SLUG:
            yield Choice("proposed", proposed(question, context))


def _dates(field: FormField, question: Question, context: FormContext, words: Translator) -> Iterator[Choice]:
    for code, date in _offered_dates(field, question, context):
        is_named = code in _NAMED_DAYS and date == _day(_NAMED_DAYS[code], context.today)
        yield Choice(code, words.text(f"desk.form.day.{code}") if is_named else "", date=None if is_named else date)


def _offered_dates(field: FormField, question: Question, context: FormContext) -> Iterator[tuple[str, PartialDate]]:
    """Yield the dates offered, by their codes: the nearest to what was refused, then the copy's day and the one before.

    Of the copy's day itself the dates of the story's newest sources are likely.
    """
    yield from ((f"offer{number}", PartialDate.parse(offer)) for number, offer in enumerate(question.offers))
    wire_date = wire_date_of(question, context) if field.kind is FieldKind.DATE else None
    yield from ((name, _day(days, wire_date or context.today)) for name, days in _NAMED_DAYS.items())
    if field.kind is FieldKind.WIRE_DATE and context.dossier:
        dates = [source.date for source in reversed(context.dossier.sources) if source.date]
        days = dict.fromkeys(date for date in dates if date.first == date.last)
        yield from ((f"source{number}", date) for number, date in zip(range(_SOURCE_DATES), days, strict=False))


def _day(days: int, today: date) -> PartialDate:
    day = today + timedelta(days=days)
    return PartialDate(year=day.year, month=day.month, day=day.day)


def _listed(question: Question, context: FormContext, words: Translator) -> Iterator[Choice]:
    """Yield the sources with their numbers, chosen ones first, then the newest."""
    chosen = (question.answers.get("sources") or {}).get("ids", ())
    numbered = enumerate(context.dossier.sources if context.dossier else (), 1)
    for number, source in sorted(numbered, key=lambda pair: (pair[1].id not in chosen, -pair[0])):
        yield Choice(source.id, f"{number}. {_source(source, words)}", source.id in chosen)


def _speakers(context: FormContext) -> list[str]:
    """Order people by their latest quotation: whoever spoke last is the likeliest speaker."""
    if not context.dossier:
        return []
    spoken = [quote.speaker for quote in reversed(context.dossier.quotes)]
    return list(dict.fromkeys((*spoken, *(person.id for person in context.dossier.people))))


def _candidates(question: Question) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the answers that a typed speaker, name or outlet may stand for, by their codes."""
    yield from ((f"maybe{number}", answer) for number, answer in enumerate(question.candidates))


def _candidate(answer: dict[str, Any], context: FormContext, words: Translator, *, is_last: bool) -> str:
    """Name whom an answer stands for: somebody of this story, of another one, or (the last) someone new."""
    people = context.dossier.people if context.dossier else ()
    outlet = (answer.get("new") or answer).get("outlet") or (answer if "new" not in answer else None)
    if outlet and "id" not in answer:
        names = " · ".join(outlet.values())
        return words.text("desk.form.outlet.as_typed", name=names) if is_last else names
    if "id" in answer:
        known = next((person for person in people if person.id == answer["id"]), None)
        return known.name.localize(words.language)[0] if known else answer["id"]
    name = answer["new"].get(words.language) or next(iter(answer["new"].values()))
    return words.text("desk.form.speaker.new" if is_last else "desk.form.speaker.elsewhere", name=name)


def _source(source: Source, words: Translator) -> str:
    texts = [text.localize(words.language)[0] for text in (source.outlet, source.title) if text]
    on = source.date and source.date.model_copy(update={"time": None})
    day = (isolate(str(on), words.language),) if on else ()
    return " · ".join((*texts[:1], *day, *texts[1:]))


def _toggled(code: str, question: Question, context: FormContext) -> dict[str, Any]:
    if not context.dossier or all(source.id != code for source in context.dossier.sources):
        raise KeyError(code)
    present = question.answers.get("sources") or {"ids": []}
    ids = present["ids"]
    return {
        **present,
        "preset": False,
        "ids": [source for source in ids if source != code] if code in ids else [*ids, code],
    }


def main_source(dossier: Dossier) -> list[str]:
    """Propose a new item's source: the story's main one, the first listed, whichever was used last.

    The last one used would go out under items that it does not carry.
    """
    return [source.id for source in dossier.sources[:1]]
