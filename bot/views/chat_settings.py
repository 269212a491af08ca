"""Settings of a chat, on one page with a sample that shows what each choice does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, TypedDict

from bot.i18n import dates, languages, numbers, zones
from bot.i18n.catalogue import load
from bot.i18n.direction import anchor
from bot.model import PartialDate
from bot.model.language import Language
from bot.model.reader import Digits, FormatPreference, Months, Preferences
from bot.views.callback_data import ReaderLink
from bot.views.document import Button, Document, Heading, Paragraph, Run
from bot.views.labels import in_rows, shorten, ticked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.i18n.catalogue import Translator
    from bot.model.reader import Reader
    from bot.views.document import Block, Buttons


class Choice(TypedDict, total=False):
    """One setting, and what it is set to."""

    language: Language | None
    format_preference: FormatPreference
    months: Months
    digits: Digits
    newest_first: bool
    ephemeral_answers: bool


OWN_LANGUAGE = "own"  # that of whoever asks
# What can be chosen of each setting, by the words that stand for it in buttons.
CHOICES: Mapping[str, Choice] = MappingProxyType(
    {
        OWN_LANGUAGE: Choice(language=None),
        **{language.value: Choice(language=language) for language in Language},
        **{
            format_preference.value: Choice(format_preference=format_preference)
            for format_preference in FormatPreference
        },
        **{months.value: Choice(months=months) for months in Months},
        **{digits.value: Choice(digits=digits) for digits in Digits},
        "oldest": Choice(newest_first=False),
        "newest": Choice(newest_first=True),
        "everyone": Choice(ephemeral_answers=False),
        "asked": Choice(ephemeral_answers=True),
    }
)
_ROWS = ((OWN_LANGUAGE, *Language), tuple(FormatPreference), tuple(Digits), ("oldest", "newest"))
_MONTHS = ((Months.BOTH, Months.LEVANT), (Months.EGYPT, Months.MOROCCO), (Months.MAGHREB,))
_OF_GROUPS = ("everyone", "asked")
_APRIL, _AUGUST = 4, 8  # months whose names tell the regions apart, Morocco's by the second
_NUMBER = 12_345.6
_WEEKS = (5, 1)  # how many ago the events of the sample were
_ZONES_A_ROW = 2
_ASKED = 60  # UTF-16 units that are repeated of what was typed


def screen(
    words: Translator, reader: Reader, preferences: Preferences, now: datetime, notice: str | None = None
) -> Document:
    """Build the settings: what is chosen, a sample, a button for each choice; a `notice` (a key) comes first."""
    notices = (Paragraph((Run(words.text(notice)),), note=True),) if notice else ()
    title = Heading((Run(words.text("page.settings.title")),), level=1)
    blocks = (title, *notices, _chosen(words, reader, preferences), *_sample(words, preferences, now))
    choices = (*_ROWS, *([_OF_GROUPS] if _is_group(reader) else []))
    more = tuple(_opens(verb, words) for verb in ("months", "zone"))
    return Document(words.language, blocks, (*_rows(choices, reader, words), more))


def months(words: Translator, reader: Reader) -> Document:
    """Build the choice of the names of months on Arabic pages."""
    sentence = words.text("page.settings.months_how", months=words.text(f"page.settings.months.{reader.months}"))
    blocks = (Heading((Run(words.text("page.settings.months")),), level=1), Paragraph((Run(sentence),)))
    return Document(words.language, blocks, (*_rows(_MONTHS, reader, words), (_back(words),)))


def places(
    words: Translator,
    reader: Reader,
    *,
    private: bool,
    unknown: str | None = None,
    meant: Sequence[tuple[str, str]] = (),
) -> Document:
    """Build the choice of a zone: by button, by name, in a private chat by location; `unknown` was not recognised.

    `meant` are places that may have been, each as it is called there, and its zone: they come first.
    """
    how = "page.settings.zone_how_private" if private else "page.settings.zone_how"
    asked = "page.settings.zone_which" if meant else "page.settings.zone_unknown"
    sentences = [
        *([words.text(asked, typed=shorten(unknown, _ASKED))] if unknown else []),
        words.text("page.settings.zone_now", zone=_zone(reader, words)),
        words.text(how, command="/zone"),
    ]
    blocks = (Heading((Run(words.text("page.settings.zone")),), level=1), Paragraph((Run("\n".join(sentences)),)))
    places = meant or [(zones.name(zone, words.language), zone) for zone in zones.OFFERED.values()]
    offered = [
        _button(name, ReaderLink("zone", words.language, value=zones.code(zone)), zone == reader.zone)
        for name, zone in places
    ]
    return Document(words.language, blocks, (*in_rows(offered, _ZONES_A_ROW), (_back(words),)))


def _rows(choices: Iterable[Iterable[str]], reader: Reader, words: Translator) -> Buttons:
    return tuple(tuple(_choice(value, reader, words) for value in row) for row in choices)


def _opens(verb: str, words: Translator) -> Button:
    """Return the button to a choice that has a page of its own."""
    label = words.text("page.settings.more", name=words.text(f"page.settings.{verb}"))
    return Button(label, ReaderLink(verb, words.language))


def _back(words: Translator) -> Button:
    return Button(words.text("page.settings.back"), ReaderLink("set", words.language))


def _chosen(words: Translator, reader: Reader, preferences: Preferences) -> Paragraph:
    """Build a line for each setting: its name and its value."""
    language = languages.name(reader.language, words.language) if reader.language else words.text("page.settings.asker")
    values = {
        "language": language,
        "format": words.text(f"page.settings.{reader.format_preference}"),
        "months": words.text(f"page.settings.months.{reader.months}"),
        "digits": numbers.show("123", reader.digits),
        "order": words.text(f"page.settings.{_order(preferences)}"),
        "zone": _zone(reader, words),
    }
    if _is_group(reader):
        values["answers"] = words.text(f"page.settings.{_OF_GROUPS[reader.ephemeral_answers]}")
    lines = [words.text("page.settings.line", name=words.text(f"page.settings.{name}"), value=value)
             for name, value in values.items()]  # fmt: skip
    return Paragraph((Run("\n".join(lines)),))


def _sample(words: Translator, preferences: Preferences, now: datetime) -> Iterable[Block]:
    """Yield a sample of pages: a time, a number, two dates in order; in English the Arabic ones besides."""
    yield Heading((Run(words.text("page.settings.sample")),))
    yield _sample_lines(words, preferences, now)
    if not words.language.rtl:
        arabic = replace(preferences, language=Language.AR)
        yield Paragraph((Run(words.text("page.settings.sample_arabic")),), note=True)
        yield replace(_sample_lines(load()[Language.AR].in_digits(arabic.digits), arabic, now), language=Language.AR)


def _sample_lines(words: Translator, preferences: Preferences, now: datetime) -> Paragraph:
    days = sorted((now - timedelta(weeks=weeks) for weeks in _WEEKS), reverse=preferences.newest_first)
    lines = [
        zones.format_moment(now, preferences.zone, preferences),
        words.text("page.settings.sample_number", number=numbers.format_number(_NUMBER, words.digits)),
        words.text("page.settings.sample_order", first=_day(days[0], preferences), last=_day(days[1], preferences)),
    ]
    return Paragraph((Run("\n".join(lines)),))


def _day(at: datetime, preferences: Preferences) -> str:
    return dates.format_day(at.astimezone(zones.zone_of(preferences)), preferences)


def _choice(value: str, reader: Reader, words: Translator) -> Button:
    chosen = all(getattr(reader, name) == choice for name, choice in CHOICES[value].items())
    return _button(_label(value, words), ReaderLink("set", words.language, value=value), chosen)


def _button(label: str, link: ReaderLink, chosen: bool) -> Button:
    return Button(ticked(label, chosen=chosen), link)


def _label(value: str, words: Translator) -> str:
    """Return a choice's label: where that is short, what the choice makes of a page."""
    (choice,) = CHOICES[value].values()
    match choice:
        case Language() as language:
            return languages.name(language, language)
        case None:
            return words.text("page.settings.asker")
        case Months() as months:
            month = PartialDate(year=1, month=_AUGUST if months is Months.MOROCCO else _APRIL)
            name = dates.format_month(month, Preferences(Language.AR, months))
            where = words.text(f"page.settings.in.{months}")
            # Begun by an Arabic name, it would run from the right on an English page, too.
            return anchor(words.text("page.settings.months_button", name=name, where=where), words.language)
        case Digits() as digits:
            return words.text("page.settings.digits_button", digits=numbers.show("123", digits))
    return words.text(f"page.settings.{value}")


def _is_group(reader: Reader) -> bool:
    return reader.chat_id < 0


def _order(preferences: Preferences) -> str:
    return "newest" if preferences.newest_first else "oldest"


def _zone(reader: Reader, words: Translator) -> str:
    return zones.name(reader.zone, words.language) if reader.zone else words.text("page.settings.zone_none")
