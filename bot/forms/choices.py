"""The buttons of a question: what can be chosen at a step, and what can be done at every step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.desk import course
from bot.desk.answers import SORTS
from bot.desk.steps import Kind, fresh
from bot.i18n import languages
from bot.i18n.direction import isolate
from bot.i18n.translit import slug
from bot.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.desk.question import Known, Question
    from bot.desk.steps import Step
    from bot.i18n.catalogue import Words
    from bot.story import Dossier, Source

SHOWN = 8
_TONGUES = ("ar", "en", "fr", "ru")


class Control(StrEnum):
    """What can be done at a step besides answering it, by the letter that stands for it in a button's code."""

    SKIP = "s"
    BACK = "b"
    CLEAR = "e"
    DONE = "d"
    CANCEL = "c"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: its label, its code for `forms.tap`, and whether it is chosen already."""

    code: str
    label: str
    chosen: bool = False


def choices(question: Question, known: Known, words: Words) -> tuple[Choice, ...]:
    """What can be chosen at the step that is asked, at most SHOWN at a time and 'more'."""
    step = course.current(question, known)
    every = [*_offered(step, question, known, words)] if step else []
    shown = every[question.offset : question.offset + SHOWN]
    if len(every) > SHOWN:
        after = question.offset + SHOWN
        shown.append(Choice(f"{after if after < len(every) else 0}", words.text("desk.form.more")))
    return tuple(Choice(f"{question.turn}-{one.code}", one.label, one.chosen) for one in shown)


def controls(question: Question, known: Known, words: Words) -> tuple[Choice, ...]:
    """What can be done at the step that is asked."""
    step = course.current(question, known)
    if step is None:
        return ()
    labels = {
        Control.SKIP: _skip(step, question, known),
        Control.CLEAR: "clear" if may_clear(step, question, known) else None,
        Control.DONE: "done" if course.may_finish(question, known) else None,
        Control.BACK: "back" if course.returned(question, known) else None,
        Control.CANCEL: "cancel",
    }
    return tuple(
        Choice(f"{question.turn}{control}", words.text(f"desk.form.control.{name}"))
        for control, name in labels.items()
        if name
    )


def may_skip(step: Step, question: Question, known: Known) -> bool:
    """Whether the step can be left as it is: it need not be answered, or it was."""
    return not step.required or course.current_value(step, question, known) is not None


def may_clear(step: Step, question: Question, known: Known) -> bool:
    """Whether what the step's field holds can be taken away."""
    optional = not step.required and step.kind in (Kind.LINE, Kind.PROSE, Kind.LINK, Kind.NAMES, Kind.OTHER)
    return optional and step.name != "outlet_other" and bool(course.current_value(step, question, known))


def meant(code: str, step: Step, question: Question, known: Known) -> Any:
    """The answer that a chosen code means at the step; KeyError for none of its codes."""
    match step.kind:
        case Kind.DATE:
            days = {"today": known.today, "yesterday": known.today - timedelta(days=1)}
            return None if code == "unknown" else days[code].isoformat()
        case Kind.SPEAKER:
            return {"id": next(one for one in _speakers(known) if one == code)}
        case Kind.SOURCES:
            return _toggled(code, question, known)
        case Kind.TONGUE:
            return {one: one for one in _TONGUES}[code]
        case Kind.SORT:
            return {one: one for one in SORTS}[code]
        case Kind.SLUG:
            return {"proposed": proposed(question, known)}[code]
    raise KeyError(code)


def proposed(question: Question, known: Known) -> str:
    """The slug for the titles that were answered."""
    titles = {**question.answers.get("title", {}), **(question.answers.get("title_other") or {})}
    return slug(titles.get(Language.AR), titles.get(Language.EN), known.slugs)


def host(question: Question) -> str:
    """Whose address a new source's is: what it is called if nobody says its name."""
    new = fresh(question.part, question.answers) or {}
    return (urlsplit(new.get("url", "")).hostname or "").removeprefix("www.")


def _skip(step: Step, question: Question, known: Known) -> str | None:
    if not may_skip(step, question, known):
        return None
    if step.kind is Kind.SOURCES:
        return "next" if (question.answers.get("sources") or {}).get("ids") else "later"
    if course.current_value(step, question, known) is not None:
        return "keep"
    return "later" if step.kind is Kind.OTHER else "skip"


def _offered(step: Step, question: Question, known: Known, words: Words) -> Iterator[Choice]:
    held = course.current_value(step, question, known)
    match step.kind:
        case Kind.DATE:
            yield from (Choice(day, words.text(f"desk.form.day.{day}")) for day in ("today", "yesterday", "unknown"))
        case Kind.SPEAKER if known.dossier:
            names = {one.id: one.name.told(words.language)[0] for one in known.dossier.people}
            yield from (Choice(item, names[item]) for item in _speakers(known) if item in names)
        case Kind.SOURCES:
            yield from _listed(question, known, words)
        case Kind.TONGUE:
            yield from (Choice(tag, languages.name(tag, words.language), tag == held) for tag in _TONGUES)
        case Kind.SORT:
            yield from (Choice(sort, words.text(f"desk.form.sort.{sort}"), sort == held) for sort in SORTS)
        case Kind.SLUG:
            yield Choice("proposed", proposed(question, known))


def _listed(question: Question, known: Known, words: Words) -> Iterator[Choice]:
    """The sources with their numbers, the chosen and then the newest first."""
    chosen = (question.answers.get("sources") or {}).get("ids", ())
    numbered = enumerate(known.dossier.sources if known.dossier else (), 1)
    for number, one in sorted(numbered, key=lambda pair: (pair[1].id not in chosen, -pair[0])):
        yield Choice(one.id, f"{number}. {_source(one, words)}", one.id in chosen)


def _speakers(known: Known) -> list[str]:
    """Who spoke last comes first, who has not spoken at all last."""
    if not known.dossier:
        return []
    spoken = [one.speaker for one in reversed(known.dossier.quotes)]
    return list(dict.fromkeys((*spoken, *(one.id for one in known.dossier.people))))


def _source(source: Source, words: Words) -> str:
    told = [one.told(words.language)[0] for one in (source.outlet, source.title) if one]
    day = (isolate(str(source.date), words.language),) if source.date else ()
    return " · ".join((*told[:1], *day, *told[1:]))


def _toggled(code: str, question: Question, known: Known) -> dict[str, Any]:
    if not known.dossier or all(one.id != code for one in known.dossier.sources):
        raise KeyError(code)
    present = question.answers.get("sources") or {"ids": []}
    ids = present["ids"]
    return {**present, "ids": [one for one in ids if one != code] if code in ids else [*ids, code]}


def last_used(dossier: Dossier, part: str) -> list[str]:
    """The sources that a new item is likely to have: one that nothing has yet, or those of the newest of its kind."""
    if not dossier.sources:
        return []
    used = {name for held in _PARTS for one in getattr(dossier, held) for name in one.sources}
    newest = dossier.sources[-1].id
    if newest not in used:
        return [newest]
    items = getattr(dossier, part)
    return [*items[-1].sources] if items and items[-1].sources else [newest]


_PARTS = ("key_points", "summary", "quotes", "events", "people")
