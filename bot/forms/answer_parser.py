"""What a typed answer means, by the kind of its question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from bot.desk.question import Told
from bot.desk.steps import Kind
from bot.i18n.catalogue import load
from bot.i18n.days import read_day
from bot.i18n.direction import first_strong
from bot.i18n.folding import ascii_digits, fold
from bot.i18n.languages import read_name
from bot.i18n.particles import bare
from bot.language import Language
from bot.story import SLUG
from bot.story.model import Link
from bot.story.texts import Line, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.desk.question import Known, Question
    from bot.desk.steps import Step
    from bot.story import Dossier, PartialDate, Person, Source

_LINE: TypeAdapter[str] = TypeAdapter(Line)
_TEXT: TypeAdapter[str] = TypeAdapter(Text)
_LINK: TypeAdapter[str] = TypeAdapter(Link)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w@])(?:[\w-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)
_NUMBERS = re.compile(r"\d{1,3}(?:\s*[\s,،+&]\s*\d{1,3})*")
SORTS = ("person", "organisation")
_SEVERAL = 4  # names that are told where several people are meant


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer means, as JSON; what to tell of it; and a date as it was understood."""

    value: Any
    told: tuple[Told, ...] = ()
    understood: PartialDate | None = None


class NotUnderstood(Exception):
    """An answer that means nothing here; `key` and `values` say what would."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's step with what reading its answer needs: `main` is the text that it asks the other language of."""

    step: Step
    question: Question
    known: Known
    main: Mapping[str, str]
    prose: bool


def read(text: str, asked: Asked) -> Answer:
    """What the text means as an answer to the step; NotUnderstood where it means nothing."""
    return _READERS[asked.step.kind](text, asked)


def told_in(text: str, otherwise: Language) -> Language:
    """The language of a text by its first letter: Arabic or English, `otherwise` where it has no letter."""
    match first_strong(text):
        case "rtl":
            return Language.AR
        case "ltr":
            return Language.EN
        case None:
            return otherwise


def _checked(adapter: TypeAdapter[str], text: str) -> str:
    try:
        return adapter.validate_python(text)
    except ValidationError as error:
        first = error.errors()[0]
        context = first.get("ctx", {})
        match first["type"]:
            case "string_too_long" | "too_long":
                limit = context["max_length"]
                raise NotUnderstood("desk.form.refused.long", limit=limit, length=context["actual_length"]) from None
            case "text_control":
                raise NotUnderstood("desk.form.refused.control", code=context["code"]) from None
            case "link_form":
                raise NotUnderstood("desk.form.refused.link") from None
            case _:
                raise NotUnderstood("desk.form.refused.empty") from None


def _one_line(text: str) -> str:
    return _checked(_LINE, " ".join(text.split()))


def _line(text: str, asked: Asked) -> Answer:
    line = _one_line(text)
    return Answer({told_in(line, asked.known.language): line})


def _prose(text: str, asked: Asked) -> Answer:
    prose = _checked(_TEXT, text)
    return Answer({told_in(prose, asked.known.language): prose})


def _other(text: str, asked: Asked) -> Answer:
    wanted = other_of(asked.main)
    told = _checked(_TEXT, text) if asked.prose else _one_line(text)
    # A name in Latin letters stands in Arabic texts too, but no paragraph that has no Arabic letter; and English ones
    # begin with none.
    directions = {first_strong(char) for char in told}
    foreign = first_strong(told) == "rtl" if wanted is Language.EN else "ltr" in directions and "rtl" not in directions
    if foreign and (asked.prose or wanted is Language.EN):
        raise NotUnderstood(f"desk.form.refused.not_{wanted}")
    return Answer({wanted: told})


def other_of(main: Mapping[str, str]) -> Language:
    """The language that a text is still to be told in, or told anew: English where it is in both."""
    return Language.AR if Language.EN in main and Language.AR not in main else Language.EN


def _speaker(text: str, asked: Asked) -> Answer:
    name = _one_line(text)
    dossier = asked.known.dossier
    people = find_people(name, dossier) if dossier else []
    if len(people) == 1:
        return Answer({"id": people[0].id})
    if people:
        names = [one.name.told(asked.known.language)[0] for one in people[:_SEVERAL]]
        raise NotUnderstood("desk.form.refused.several", names=" · ".join(names))
    told = Told("desk.form.person_new", {"name": name})
    return Answer({"new": {told_in(name, asked.known.language): name}}, (told,))


def find_people(name: str, dossier: Dossier) -> list[Person]:
    """The people that a name means: whose name it is, or else in whose names all of its words stand."""
    wanted = fold(name)
    whole = [one for one in dossier.people if wanted in map(fold, _names(one))]
    if whole:
        return whole
    words = {bare(word) for word in wanted.split()}
    return [one for one in dossier.people if words <= {bare(word) for word in fold(" ".join(_names(one))).split()}]


def _names(person: Person) -> list[str]:
    return [*(person.name.told(language)[0] for language in Language if person.name.has(language)), *person.also]


def _sources(text: str, asked: Asked) -> Answer:
    """Known sources by their numbers; one by its address, or by an outlet that has none; or a new one."""
    listed = asked.known.dossier.sources if asked.known.dossier else ()
    present = asked.question.answers.get("sources") or {}
    digits = ascii_digits(text).strip()
    if _NUMBERS.fullmatch(digits):
        numbers = [int(number) for number in re.findall(r"\d+", digits)]
        if not all(0 < number <= len(listed) for number in numbers):
            raise NotUnderstood("desk.form.refused.number", most=len(listed))
        return Answer({"ids": list(dict.fromkeys(listed[number - 1].id for number in numbers))})
    new = _printed(text, asked).value
    same = next((one for one in listed if _is(one, new)), None)
    if same:
        return Answer({**present, "ids": [*dict.fromkeys((*present.get("ids", ()), same.id))], "new": None})
    return Answer({"ids": present.get("ids", []), "new": new})


def _is(source: Source, new: Mapping[str, Any]) -> bool:
    if "url" in new:
        return bool(source.url == new["url"])
    outlet = fold(next(iter(new["outlet"].values())))
    outlets = [source.outlet.told(language)[0] for language in Language]
    return source.url is None and outlet in list(map(fold, outlets))


def _printed(text: str, asked: Asked) -> Answer:
    found = _ADDRESS.search(text)
    if not found:
        return Answer({"outlet": _line(text, asked).value})
    url = _link(found[0].rstrip(".,،؛;)»”"), asked).value
    outlet = " ".join((text[: found.start()] + " " + text[found.end() :]).split()).strip(" -–—:،,()")
    return Answer({"url": url} | ({"outlet": _line(outlet, asked).value} if outlet else {}))


def _link(text: str, _: Asked) -> Answer:
    text = text.strip()
    return Answer(_checked(_LINK, text if "://" in text else f"https://{text}"))


def _date(text: str, asked: Asked) -> Answer:
    date = read_day(text, asked.known.today)
    if date is None:
        raise NotUnderstood("desk.form.refused.date")
    ahead = (Told("desk.form.date_ahead", {}),) if date.first > asked.known.today else ()
    return Answer(str(date), ahead, date)


def _tongue(text: str, _: Asked) -> Answer:
    tag = read_name(text)
    if tag is None:
        raise NotUnderstood("desk.form.refused.language")
    return Answer(tag)


def _sort(text: str, _: Asked) -> Answer:
    sort = next((one for one in SORTS if is_word(text, one)), None)
    if sort is None:
        raise NotUnderstood("desk.form.refused.sort")
    return Answer(sort)


def is_word(text: str, name: str) -> bool:
    """Whether the text is, in either language, one of the words that mean this: `skip`, `person`."""
    typed = fold(text).removeprefix("/")
    return any(typed in map(fold, words.names(f"desk.form.words.{name}")) for words in load().values())


def _names_typed(text: str, _: Asked) -> Answer:
    names = [_one_line(name) for name in re.split(r"[,،\n;؛]", text) if name.strip()]
    if not names:
        raise NotUnderstood("desk.form.refused.empty")
    return Answer(list(dict.fromkeys(names)))


def _slug(text: str, asked: Asked) -> Answer:
    typed = text.strip().lower()
    if not re.fullmatch(SLUG, typed):
        raise NotUnderstood("desk.form.refused.slug")
    if typed in asked.known.slugs:
        raise NotUnderstood("desk.form.refused.slug_taken", slug=typed)
    return Answer(typed)


_READERS: dict[Kind, Callable[[str, Asked], Answer]] = {
    Kind.LINE: _line,
    Kind.PROSE: _prose,
    Kind.OTHER: _other,
    Kind.SPEAKER: _speaker,
    Kind.SOURCES: _sources,
    Kind.PRINTED: _printed,
    Kind.OUTLET: _line,
    Kind.LINK: _link,
    Kind.DATE: _date,
    Kind.TONGUE: _tongue,
    Kind.SORT: _sort,
    Kind.NAMES: _names_typed,
    Kind.SLUG: _slug,
}
