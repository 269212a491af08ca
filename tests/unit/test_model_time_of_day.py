"""Dates with a time of day: read and written, ordered, merged, shown by the reader's clock, typed at the desk."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
import yaml
from pydantic import ValidationError

from bot import starter
from bot.dossier.reading import read
from bot.dossier.writing import write
from bot.errors import DossierInvalid
from bot.forms import form as forms
from bot.forms.form_state import FormContext, Next, Typed
from bot.i18n.dates import format_date, format_within
from bot.model import Dossier, Event, PartialDate
from bot.model.diff import difference
from bot.model.language import Language
from bot.model.merging.rebase import rebase, take
from bot.model.reader import Digits, Months, Preferences
from bot.views import section_page
from bot.views.callback_data import PageLink, Section
from bot.views.document import Timeline
from tests.unit.pages import every_word, story

TIMED = "2025-04-28T14:05+03:00"
ENGLISH = Preferences(Language.EN)
ARABIC = Preferences(Language.AR, Months.LEVANT)


def _story(*events: dict[str, object]) -> Dossier:
    sources = [{"id": "s1", "outlet": {"en": "Reuters", "ar": "رويترز"}, "language": "en"}]
    items = [{"id": f"e{number}", "sources": ["s1"], **event} for number, event in enumerate(events, 1)]
    head = {
        "slug": "port",
        "title": {"en": "The port", "ar": "الميناء"},
        "standfirst": {"en": "A port.", "ar": "ميناء."},
    }
    return Dossier.model_validate({**head, "sources": sources, "events": items})


def _event(text: str, on: str | None) -> dict[str, object]:
    return {"text": {"en": text, "ar": f"«{text}»"}, **({"date": on} if on else {})}


@pytest.mark.parametrize(
    ("text", "moment", "written"),
    [
        (TIMED, datetime(2025, 4, 28, 14, 5, tzinfo=timezone(timedelta(hours=3))), TIMED),
        ("2025-04-28T11:05Z", datetime(2025, 4, 28, 11, 5, tzinfo=UTC), "2025-04-28T11:05+00:00"),
        ("2025-04-28T00:00-05:30", datetime(2025, 4, 28, 5, 30, tzinfo=UTC), "2025-04-28T00:00-05:30"),
    ],
)
def test_a_day_may_carry_its_time(text: str, moment: datetime, written: str) -> None:
    """It is a moment, written as it is read, and a day like any other."""
    read_date = PartialDate.parse(text)
    assert (read_date.moment, str(read_date), read_date.precision) == (moment, written, "day")
    assert read_date.first == read_date.last == date(2025, 4, 28)
    assert PartialDate.parse(str(read_date)) == read_date
    assert PartialDate.of_moment(moment.astimezone(read_date.time.zone if read_date.time else None)) == read_date


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2025-04-28T25:00+03:00", "time_impossible"), ("2025-04-28T14:60Z", "time_impossible"),
        ("2025-04-28T14:05+19:00", "time_impossible"), ("2025-02-30T14:05Z", "date_impossible"),
        ("2025-04T14:05Z", "date_form"), ("2025-04-28T14:05", "date_form"), ("2025-04-28 14:05+03:00", "date_form"),
        ("2025-04-28T14:05+03:00/2025-04-29", "date_form"),
    ],
)  # fmt: skip
def test_a_time_without_day_or_zone_is_none(text: str, kind: str) -> None:
    """A time is of a whole day, and of some zone's clock; what cannot be is refused."""
    with pytest.raises(ValidationError) as refused:
        PartialDate.parse(text)
    assert refused.value.errors()[0]["type"] == kind


def test_the_same_moment_by_another_clock_is_another_date() -> None:
    """A file says by whose clock an hour is known: changing that is a change."""
    there = PartialDate.parse(TIMED)
    here = there.in_zone(ZoneInfo("UTC"))
    assert (str(here), here.moment) == ("2025-04-28T11:05+00:00", there.moment)
    assert here != there


def test_a_file_has_it_unquoted_and_other_files_are_as_they_were() -> None:
    """It is written plain, read again, and a text to any other reader of YAML; what has no time stays byte for byte."""
    content = write(_story(_event("Fire", TIMED)))
    assert f"date: {TIMED}\n" in content
    assert read(content.encode(), "port") == _story(_event("Fire", TIMED))
    assert yaml.safe_load(content)["events"][0]["date"] == TIMED
    for name, first in starter.stories():
        assert write(read(write(read(first, name)).encode(), name)) == write(read(first, name))
    dated = write(_story(*(_event("x", on) for on in ("2025-04-28", "2025-04", "2025", "2025-04-late"))))
    assert "T" not in dated.replace("The", "")


def test_a_check_says_what_is_wrong_with_a_time() -> None:
    """The problem names the time; the day of the wire copy has none."""
    bad = write(_story(_event("Fire", TIMED))).replace("T14:05", "T24:05")
    with pytest.raises(DossierInvalid) as refused:
        read(bad.encode(), "port")
    (problem,) = refused.value.problems
    assert (problem.key, problem.data["typed"], problem.path) == (
        "problem.time_impossible",
        "24:05+03:00",
        "events[0].date",
    )
    wired = write(_story()).replace("standfirst:", f"wire_date: {TIMED}\n\nstandfirst:")
    with pytest.raises(DossierInvalid) as refused:
        read(wired.encode(), "port")
    assert [problem.key for problem in refused.value.problems] == ["problem.date_finer"]


def test_the_schema_takes_it() -> None:
    """The pattern of dates in the JSON schema matches a day with a time, and no time alone."""
    schema = Dossier.model_json_schema()["$defs"]["PartialDate"]
    pattern = next(part["pattern"] for part in _parts(schema) if "pattern" in part)
    assert re.search(pattern, TIMED)
    assert re.search(pattern, "2025-04-28")
    assert not re.search(pattern, "T14:05+03:00")


def _parts(schema: object) -> list[dict[str, str]]:
    if isinstance(schema, list):
        return [part for item in schema for part in _parts(item)]
    if not isinstance(schema, dict):
        return []
    return [schema, *(part for value in schema.values() for part in _parts(value))]


def test_both_who_date_an_event_are_asked_which_counts() -> None:
    """A time is a part of its date: one side's is taken, two different ones are a conflict of that field alone."""
    base, mine = _story(_event("Fire", "2025-04-28")), _story(_event("Fire", TIMED))
    theirs = _story({**_event("Fire", "2025-04-28"), "text": {"en": "A fire", "ar": "«Fire»"}})
    merged = rebase(base, mine, theirs)
    assert not merged.conflicts
    (event,) = merged.dossier.events
    assert (str(event.date), event.text.en) == (TIMED, "A fire")
    other = rebase(base, mine, _story(_event("Fire", "2025-04-28T15:00+03:00")))
    (conflict,) = other.conflicts
    assert (conflict.field, conflict.language) == ("date", None)
    assert take(other.dossier, conflict).events[0].date == PartialDate.parse(TIMED)
    assert [change.fields for change in difference(base, mine)] == [("date",)]


@pytest.mark.parametrize(
    ("preferences", "full", "within"),
    [
        (ENGLISH, "28 April 2025, 14:05 (UTC+3)", "28, 14:05 (UTC+3)"),
        (replace(ENGLISH, zone="UTC", has_zone=True), "28 April 2025, 11:05", "28, 11:05"),
        (replace(ENGLISH, zone="Asia/Tokyo", has_zone=True), "28 April 2025, 20:05", "28, 20:05"),
        (ARABIC, "28 نيسان 2025، الساعة 14:05 (غرينتش +3)", "28، الساعة 14:05 (غرينتش +3)"),
        (replace(ARABIC, zone="Asia/Amman", has_zone=True), "28 نيسان 2025، الساعة 14:05", "28، الساعة 14:05"),
        (
            replace(ARABIC, digits=Digits.ARABIC),
            "٢٨ نيسان ٢٠٢٥، الساعة ١٤:٠٥ (غرينتش +٣)",
            "٢٨، الساعة ١٤:٠٥ (غرينتش +٣)",
        ),
    ],
)  # fmt: skip
def test_a_time_is_shown_by_the_readers_clock(preferences: Preferences, full: str, within: str) -> None:
    """Who chose a zone sees its hour; to others the clock's own is shown, with its distance from Greenwich."""
    timed, april = PartialDate.parse(TIMED), PartialDate.parse("2025-04")
    assert _plain(format_date(timed, preferences)) == full
    assert _plain(format_within(timed, april, preferences)) == within


def test_greenwich_is_named() -> None:
    """An hour of UTC says so, half hours are told, and west of Greenwich has a minus sign."""
    assert format_date(PartialDate.parse("2025-04-28T11:05Z"), ENGLISH) == "28 April 2025, 11:05 UTC"
    greenwich = "28 نيسان 2025، الساعة 11:05 بتوقيت غرينتش"
    assert _plain(format_date(PartialDate.parse("2025-04-28T11:05Z"), ARABIC)) == greenwich
    assert (
        _plain(format_date(PartialDate.parse("2025-04-28T11:05-03:30"), ENGLISH)) == "28 April 2025, 11:05 (UTC−3:30)"
    )


def _plain(text: str) -> str:
    return re.sub("[\u2066-\u2069]", "", text)


EVENTS = (
    _event("noon", "2025-04-28T12:00+03:00"), _event("all day", "2025-04-28"),
    _event("dawn", "2025-04-28T05:30+03:00"), _event("late", "2025-04-28T23:30+00:00"), _event("next", "2025-04-29"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("preferences", "order"),
    [
        (ENGLISH, ["e2", "e3", "e1", "e4", "e5"]),
        (replace(ENGLISH, newest_first=True), ["e5", "e4", "e1", "e3", "e2"]),
        # In Amman it was the 29th, half past two.
        (replace(ENGLISH, zone="Asia/Amman", has_zone=True), ["e2", "e3", "e1", "e5", "e4"]),
    ],
)
def test_a_timeline_is_in_order_within_the_day(preferences: Preferences, order: list[str]) -> None:
    """What has no time comes first on its day, then hour by hour, by the clock of whoever reads."""
    link = PageLink(7, Section.TIMELINE, Language.EN)
    document = section_page.compose(story(_story(*EVENTS)), link, every_word()[Language.EN], preferences, others=False)
    (timeline,) = [block for block in document.blocks if isinstance(block, Timeline)]
    assert [entry.item for entry in timeline.entries] == order


TODAY = date(2025, 5, 14)


def _typed(text: str, language: Language, zone: str | None = "Asia/Amman") -> Next:
    """Type a date into the form of an event whose day of the copy is today."""
    dossier = _story().model_copy(update={"wire_date": PartialDate.parse(str(TODAY))})
    context = FormContext(dossier, TODAY, language, zone=zone)
    question = forms.begin("events", 7, context)
    result = forms.give(question, "date", Typed(text, 1, 60), context)
    assert isinstance(result, Next), result
    return result


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("today at 6:40 a.m.", Language.EN, "2025-05-14T06:40+03:00"),
        ("yesterday 18:05", Language.EN, "2025-05-13T18:05+03:00"),
        ("28 April 2025, 14:05", Language.EN, "2025-04-28T14:05+03:00"),
        ("28 April 2025 at 2 pm", Language.EN, "2025-04-28T14:00+03:00"),
        ("this morning at 6:40", Language.EN, "2025-05-14T06:40+03:00"),
        ("2025-04-28T14:05+02:00", Language.EN, "2025-04-28T14:05+02:00"),
        ("28 April 2025, 14:05 Kyiv time", Language.EN, "2025-04-28T14:05+03:00"),
        ("28 January 2025, 14:05 UTC", Language.EN, "2025-01-28T14:05+00:00"),
        ("اليوم الساعة 6:40 صباحا", Language.AR, "2025-05-14T06:40+03:00"),
        ("أمس الساعة 18:05", Language.AR, "2025-05-13T18:05+03:00"),
        ("28 نيسان 2025 الساعة 14:05 بتوقيت القاهرة", Language.AR, "2025-04-28T14:05+03:00"),
        ("28 نيسان 2025 الساعة الثالثة عصرا", Language.AR, "2025-04-28T15:00+03:00"),
        ("28 كانون الثاني 2025 الساعة 14:05 بتوقيت غرينتش", Language.AR, "2025-01-28T14:05+00:00"),
    ],
)
def test_a_typed_time_is_kept(text: str, language: Language, expected: str) -> None:
    """By the zone that stands beside it, else the editor's own; nothing is said to be left out."""
    result = _typed(text, language)
    assert (result.question.answers["date"], str(result.understood)) == (expected, expected)
    assert not [notice for notice in result.notices if "time" in notice.key]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("28 April 2025 at 6:40", Language.EN, "2025-04-28"),  # of the morning or the evening
        ("28 April 2025, in the morning", Language.EN, "2025-04-28"),
        ("April 5 morning", Language.EN, "2025-04-05"),
        ("28 April 2025 around 6:40 pm", Language.EN, "2025-04-28"),
        ("28 نيسان 2025 الساعة السادسة", Language.AR, "2025-04-28"),
        ("28 نيسان 2025 صباحا", Language.AR, "2025-04-28"),
        ("28 نيسان 2025 حوالي الساعة 6:40 مساء", Language.AR, "2025-04-28"),
    ],
)
def test_an_uncertain_time_is_left_out_and_said_to_be(text: str, language: Language, expected: str) -> None:
    """What can be two hours, or about one, is none; the day stays, and the editor hears of it."""
    result = _typed(text, language)
    assert result.question.answers["date"] == expected
    assert [notice.key for notice in result.notices if "time" in notice.key] == ["desk.form.date.time_dropped"]


def test_an_hour_of_nowhere_is_left_out() -> None:
    """Who chose no zone is told how to give one; beside a zone the hour is kept."""
    result = _typed("today at 6:40 a.m.", Language.EN, zone=None)
    assert result.question.answers["date"] == "2025-05-14"
    assert [notice.key for notice in result.notices if "time" in notice.key] == ["desk.form.date.time_no_zone"]
    partly = _typed("night of 27 April 2025", Language.EN, zone=None)
    assert [notice.key for notice in partly.notices if "time" in notice.key] == ["desk.form.date.time_dropped"]
    assert (
        _typed("today at 6:40 a.m. UTC+3", Language.EN, zone=None).question.answers["date"] == "2025-05-14T06:40+03:00"
    )


def test_an_event_is_read_with_its_time() -> None:
    """The model's own field takes it, from Python as from a file."""
    event = Event.model_validate({"id": "e1", "sources": ["s1"], **_event("Fire", TIMED)})
    assert event.model_dump(mode="json")["date"] == TIMED
    assert Event.model_validate_json(event.model_dump_json()) == event
