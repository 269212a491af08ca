"""Parses typed answers, by the kind of the field."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from bot.forms import typed_dates
from bot.forms.answer_base import FieldContext, NotUnderstood, ParsedAnswer
from bot.forms.entries.attribution import read_speaker
from bot.forms.entries.speaker_match import match_speaker, newcomer
from bot.forms.entries.text_languages import split_by_language
from bot.forms.form_fields import FieldKind
from bot.forms.form_state import Notice
from bot.forms.outlet_match import read_outlet
from bot.forms.quoted_text import strip_outer_marks
from bot.i18n.catalogue import folded_names
from bot.i18n.direction import first_strong
from bot.i18n.languages import read_name
from bot.model import SLUG
from bot.model.language import Language
from bot.model.link import telegram_accepts
from bot.model.story import Link
from bot.model.text import Line, Text
from bot.text.dates.reasons import Refusal
from bot.text.normalize import ascii_digits, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from bot.forms.form_state import FormContext
    from bot.model import Source

__all__ = [
    "SORTS",
    "FieldContext",
    "NotUnderstood",
    "ParsedAnswer",
    "is_word",
    "other_of",
    "read",
]

_LINE: TypeAdapter[str] = TypeAdapter(Line)
_TEXT: TypeAdapter[str] = TypeAdapter(Text)
_LINK: TypeAdapter[str] = TypeAdapter(Link)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w@])(?:[\w-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)
_NUMBERS = re.compile(r"\d{1,3}(?:\s*[\s,،+&]\s*\d{1,3})*")
SORTS = ("person", "organisation")


def read(text: str, field: FieldContext) -> ParsedAnswer:
    """Parse the text as an answer to the field; raises NotUnderstood."""
    if "words" in (field.step.name, field.step.after):  # a quotation, or its translation
        text = strip_outer_marks(text)
    return _READERS[field.step.kind](text, field)


def read_text(text: str, *, prose: bool) -> str:
    """Check a text, of several lines or of one; raises NotUnderstood."""
    return _checked(_TEXT, text) if prose else _one_line(text)


def read_link(text: str) -> str:
    """Check an address that Telegram accepts in a link; raises NotUnderstood."""
    url = _checked(_LINK, text.strip() if "://" in text else f"https://{text.strip()}")
    if not telegram_accepts(url):
        raise NotUnderstood("problem.link_refused", url=url)
    return url


def _checked(adapter: TypeAdapter[str], text: str) -> str:
    """Validate a text; one without a letter or a digit (emoji, punctuation) names nobody and says nothing."""
    if not any(map(str.isalnum, text)):
        raise NotUnderstood("desk.form.refused.empty")
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


def _line(text: str, field: FieldContext) -> ParsedAnswer:
    texts = split_by_language(text, field.context.language)
    return ParsedAnswer({language: _one_line(each) for language, each in texts.items()})


def _prose(text: str, field: FieldContext) -> ParsedAnswer:
    texts = split_by_language(text, field.context.language)
    return ParsedAnswer({language: _checked(_TEXT, each) for language, each in texts.items()})


def _other(text: str, field: FieldContext) -> ParsedAnswer:
    other_language = other_of(field.main)
    translation = _checked(_TEXT, text) if field.prose else _one_line(text)
    # An Arabic text may be a name in Latin letters, but an Arabic paragraph has some Arabic letter; and no English
    # text begins with one.
    directions = {first_strong(char) for char in translation}
    foreign = (
        first_strong(translation) == "rtl"
        if other_language is Language.EN
        else "ltr" in directions and "rtl" not in directions
    )
    if foreign and (field.prose or other_language is Language.EN):
        raise NotUnderstood(f"desk.form.refused.not_{other_language}")
    return ParsedAnswer({other_language: translation})


def other_of(main: Mapping[str, str]) -> Language:
    """Return the language that a text lacks; English, to be replaced, where it has both."""
    return Language.AR if Language.EN in main and Language.AR not in main else Language.EN


def _speaker(text: str, field: FieldContext) -> ParsedAnswer:
    """Parse a speaker: somebody's full name, or a name like nobody's; else refuse it with whom it may stand for."""
    typed, *translated = split_by_language(_one_line(text), field.context.language).values()
    answers = match_speaker(typed, field.context)
    if len(answers) > 1:
        raise NotUnderstood("desk.form.refused.speaker", candidates=answers, name=typed)
    (answer,) = answers
    if "id" in answer:
        return ParsedAnswer(answer)
    for each in translated:
        other = newcomer(read_speaker(each), field.context.language)
        answer = {part: answer.get(part, {}) | other.get(part, {}) for part in {*answer, *other}}
    name = next(iter(answer["new"].values()))
    role = next(iter(answer.get("role", {}).values()), None)
    key = "desk.form.person_new_role" if role else "desk.form.person_new"
    return ParsedAnswer(answer, (Notice(key, {"name": name, **({"role": role} if role else {})}),))


def _name(text: str, field: FieldContext) -> ParsedAnswer:
    """Parse the name of a person; of one who is added and whom another story may have, who it is must be chosen."""
    line = _line(text, field)
    if field.question.item is not None:
        return line
    typed = next(iter(line.value.values()))
    answers = match_speaker(typed, replace(field.context, dossier=None))
    if known := [answer for answer in answers if "known" in answer]:
        raise NotUnderstood("desk.form.refused.name", candidates=(*known, {"new": line.value}), name=typed)
    return line


def _sources(text: str, field: FieldContext) -> ParsedAnswer:
    """Parse sources: numbers of listed ones, a listed one by its URL or (without URL) its outlet, or a new one."""
    sources = field.context.dossier.sources if field.context.dossier else ()
    present = field.question.answers.get("sources") or {}
    if present.get("preset"):  # what was only proposed goes for what is typed
        present = {}
    digits = ascii_digits(text).strip()
    if _NUMBERS.fullmatch(digits):
        numbers = [int(number) for number in re.findall(r"\d+", digits)]
        if not all(0 < number <= len(sources) for number in numbers):
            raise NotUnderstood("desk.form.refused.number", most=len(sources))
        return ParsedAnswer({"ids": list(dict.fromkeys(sources[number - 1].id for number in numbers))})
    printed = _printed(text, field)
    new = printed.value
    same = next((source for source in sources if _is(source, new)), None)
    if same:
        return ParsedAnswer({**present, "ids": [*dict.fromkeys((*present.get("ids", ()), same.id))], "new": None})
    return ParsedAnswer({"ids": present.get("ids", []), "new": new}, printed.notices)


def _is(source: Source, new: Mapping[str, Any]) -> bool:
    if "url" in new:
        return bool(source.url == new["url"])
    names = set(map(fold, new["outlet"].values()))
    outlets = [source.outlet.localize(language)[0] for language in Language]
    return source.url is None and not names.isdisjoint(map(fold, outlets))


def _printed(text: str, field: FieldContext) -> ParsedAnswer:
    address = _ADDRESS.search(text)
    if not address:
        outlet = _outlet(text, field)
        return ParsedAnswer({"outlet": outlet.value}, outlet.notices)
    url = _link(address[0].rstrip(".,،؛;)»”"), field).value
    name = " ".join((text[: address.start()] + " " + text[address.end() :]).split()).strip(" -–—:،,()")
    outlet = _outlet(name, field, url) if name else ParsedAnswer(None)
    return ParsedAnswer({"url": url} | ({"outlet": outlet.value} if name else {}), outlet.notices)


def _outlet(text: str, field: FieldContext, url: str | None = None) -> ParsedAnswer:
    names = _line(text, field).value
    return read_outlet(next(iter(names.values())), names, field, url)


def _link(text: str, _: FieldContext) -> ParsedAnswer:
    return ParsedAnswer(read_link(text))


def _date(text: str, field: FieldContext) -> ParsedAnswer:
    """Parse a date as seen on the day of the wire copy; `{"typed": …}` where that day has to be asked first."""
    if is_word(text, "unknown"):
        return ParsedAnswer(None)
    wire_date, language = typed_dates.wire_date_of(field.question, field.context), field.context.language
    if wire_date is None and typed_dates.is_relative(text, field.context.today, language):
        return ParsedAnswer({"typed": text})
    return _dated(text, wire_date or field.context.today, field.context)


def _wire_date(text: str, field: FieldContext) -> ParsedAnswer:
    """Parse the day of the wire copy, itself as seen today."""
    answer = _dated(text, field.context.today, field.context)
    assert answer.understood  # noqa: S101 - else it is refused
    date = answer.understood
    if date.precision != "day" or date.until:
        raise NotUnderstood("desk.form.date.whole_day", date=date)
    return ParsedAnswer(answer.value, answer.notices)


def _dated(text: str, seen_from: date, context: FormContext) -> ParsedAnswer:
    reading = typed_dates.read(text, seen_from, context.language)
    if isinstance(reading, Refusal):
        raise NotUnderstood(f"desk.form.date.{reading.reason}", offers=reading.offers, candidates=(), **reading.values)
    reading, dropped = typed_dates.with_time(reading, text, seen_from, context)
    notices = [Notice(dropped, {})] if dropped else []
    if reading.date.first > context.today:
        notices.append(Notice("desk.form.date_ahead", {}))
    return ParsedAnswer(str(reading.date), tuple(notices), reading.date)


def _tongue(text: str, _: FieldContext) -> ParsedAnswer:
    tag = read_name(text)
    if tag is None:
        raise NotUnderstood("desk.form.refused.language")
    return ParsedAnswer(tag)


def _sort(text: str, _: FieldContext) -> ParsedAnswer:
    sort = next((known for known in SORTS if is_word(text, known)), None)
    if sort is None:
        raise NotUnderstood("desk.form.refused.sort")
    return ParsedAnswer(sort)


def is_word(text: str, name: str) -> bool:
    """Return whether the text is a word for `name` (`skip`, `person` …) in either language."""
    typed = fold(text).removeprefix("/")
    return typed in folded_names(f"desk.form.words.{name}")


def _names_typed(text: str, _: FieldContext) -> ParsedAnswer:
    names = [_one_line(name) for name in re.split(r"[,،\n;؛]", text) if name.strip()]
    if not names:
        raise NotUnderstood("desk.form.refused.empty")
    return ParsedAnswer(list(dict.fromkeys(names)))


def _slug(text: str, field: FieldContext) -> ParsedAnswer:
    typed = text.strip().lower()
    if not re.fullmatch(SLUG, typed):
        raise NotUnderstood("desk.form.refused.slug")
    if typed in field.context.slugs:
        raise NotUnderstood("desk.form.refused.slug_taken", slug=typed)
    return ParsedAnswer(typed)


_READERS: dict[FieldKind, Callable[[str, FieldContext], ParsedAnswer]] = {
    FieldKind.LINE: _line,
    FieldKind.NAME: _name,
    FieldKind.PROSE: _prose,
    FieldKind.OTHER: _other,
    FieldKind.SPEAKER: _speaker,
    FieldKind.SOURCES: _sources,
    FieldKind.PRINTED: _printed,
    FieldKind.OUTLET: _outlet,
    FieldKind.LINK: _link,
    FieldKind.DATE: _date,
    FieldKind.WIRE_DATE: _wire_date,
    FieldKind.TONGUE: _tongue,
    FieldKind.SORT: _sort,
    FieldKind.NAMES: _names_typed,
    FieldKind.SLUG: _slug,
}
