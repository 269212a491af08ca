from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.model import LINE_LIMIT, Dossier, Localized, LocalizedLine, PartialDate, Quote, check, clean, printable
from bot.model import text as model_text
from bot.model.language import Language
from bot.model.text import unprintable
from tests.thoroughness import examples
from tests.unit.dossiers import HOSTILE, dates, dossiers


@pytest.mark.parametrize(
    ("typed", "precision", "first", "last"),
    [
        ("2024", "year", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-02-29", "day", date(2024, 2, 29), date(2024, 2, 29)),
    ],
)
def test_a_date_is_as_fine_as_it_was_typed(typed: str, precision: str, first: date, last: date) -> None:
    """A month is known to the month: it spans it, and is written as one."""
    known = PartialDate.parse(typed)
    assert (known.precision, known.first, known.last, str(known)) == (precision, first, last, typed)


@pytest.mark.parametrize(
    "typed", ["", "2025-4", "2025-04-31", "2025-13", "0000", "25", "2025-04-28T10:00", "2025-04-28\n", "٢٠٢٥", "2025-"]
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    """Neither forms that are not ours nor days that never were."""
    with pytest.raises(ValidationError):
        PartialDate.parse(typed)


@pytest.mark.parametrize("parts", [(2025, None, 3), (2025, 13, None), (2025, 0, None), (2025, 2, 30), (0, None, None)])
def test_dates_of_impossible_parts_are_refused(parts: tuple[int, int | None, int | None]) -> None:
    """A day needs its month, and all of it has to exist."""
    year, month, day = parts
    with pytest.raises(ValidationError):
        PartialDate(year=year, month=month, day=day)


@given(dates())
def test_dates_are_written_as_they_are_read(known: PartialDate) -> None:
    """The ISO form gives the same date again, and so does JSON."""
    assert PartialDate.parse(str(known)) == known
    assert PartialDate.model_validate_json(known.model_dump_json()) == known


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        ("2025-04-28", "2025-04", True),
        ("2025-04-28", "2025", True),
        ("2025-04", "2025-04", True),
        ("2025", "2025-04", False),
        ("2025-04", "2025-04-28", False),
        ("2024-12-31", "2025", False),
    ],
)
def test_a_date_lies_within_a_span_with_all_that_it_can_mean(inner: str, outer: str, *, expected: bool) -> None:
    """A year is not within one of its months."""
    assert PartialDate.parse(inner).within(PartialDate.parse(outer)) is expected


def test_a_missing_language_is_told_in_the_other() -> None:
    """And says which language it is."""
    text = Localized(ar="كلمات")
    assert text.localize(Language.AR) == ("كلمات", Language.AR)
    assert text.localize(Language.EN) == ("كلمات", Language.AR)
    assert (text.has(Language.AR), text.has(Language.EN)) == (True, False)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a  b \r\n c\t\rd ", "a  b\nc\nd"),
        ("e\u0301", "é"),
        ("\u200f\u202bكورسك\u202c\u2067\u2069\ufeff\u00ad", "كورسك"),
        ("ی\u200cها 👨\u200d👩", "ی\u200cها 👨\u200d👩"),
        ("a\u2028b\x85c\x0cd", "a\nb\nc\nd"),
    ],
)
def test_texts_are_cleaned(typed: str, kept: str) -> None:
    """Direction marks and outer space go, joiners of letters and emoji stay, and every line end is one."""
    assert clean(typed) == kept


@given(st.text() | st.lists(st.sampled_from(HOSTILE)).map("".join))
def test_cleaning_again_changes_nothing(text: str) -> None:
    """What was taken once is taken again as it is."""
    assert clean(clean(text)) == clean(text)


@given(st.text() | st.lists(st.sampled_from([*HOSTILE, "a", "ب", " ", "\n", "\u0301"])).map("".join))
def test_what_needs_no_cleaning_is_told_at_sight(text: str) -> None:
    """The short way and the long one agree: on a text, on what may stand in it, and on what is odd in it."""
    assert clean(text) == model_text._cleaned(text)  # private, since only this compares the two
    assert (unprintable(text) is None) == (model_text._ODD.search(text) is None)


@pytest.mark.parametrize("filler", "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u3164\ufeff\uffa0\ufffe\U000e0041")
def test_fillers_go_wherever_they_stand(filler: str) -> None:
    """Those that are letters and marks to Unicode, too, hence printable."""
    assert clean(f"a{filler}b") == clean(f"{filler}ab") == "ab"


def test_lengths_are_those_of_the_cleaned_text() -> None:
    """Composing may lengthen a text (U+0958 becomes two characters), and spaces around it do not count."""
    assert LocalizedLine(en=f"{'a' * LINE_LIMIT}   ").en == "a" * LINE_LIMIT
    with pytest.raises(ValidationError):
        LocalizedLine(en="\u0958" * LINE_LIMIT)


@pytest.mark.parametrize("odd", ["\x00", "\x1b", "\x7f", "\ud800", "\ue000"])
def test_what_cannot_be_shown_is_refused(odd: str) -> None:
    """Control characters, halves of characters and private ones."""
    with pytest.raises(ValidationError):
        Localized(en=f"a{odd}b")


def test_a_translation_is_known_as_one() -> None:
    """Words printed in Korean are a translation in both of our languages; printed in Arabic, only in English."""
    words = Localized(ar="كلمات", en="words")
    korean = Quote(id="q1", speaker="kim", words=words, language="ko", sources=("s1",))
    arabic = korean.model_copy(update={"language": "ar"})
    both = (Language.AR, Language.EN)
    assert [korean.is_translation(language) for language in both] == [True, True]
    assert [arabic.is_translation(language) for language in both] == [False, True]


@settings(
    deadline=None, max_examples=examples(30), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(dossiers())
def test_a_valid_dossier_breaks_no_rule(dossier: Dossier) -> None:
    """The rules accept what they should: given as plain data, as a file or the desk gives it."""
    assert check(dossier.model_dump(mode="json")) == ()


def test_rules_pass_over_wrong_shapes() -> None:
    """What the model refuses does not keep the rules from seeing the rest."""
    data = {
        "quotes": ["x", {"id": ["q1"], "speaker": {}, "words": "w", "language": []}, {"id": "q2", "speaker": "nobody"}],
        "people": {"id": "kim"},
        "events": [{"id": "q2", "sources": [None, ["s1"], "s1"]}],
        "summary": None,
    }
    assert [(problem.key, problem.path) for problem in check(data)] == [
        ("problem.id_twice", "events[0].id"),
        ("problem.unknown_source", "events[0].sources[2]"),
        ("problem.unknown_speaker", "quotes[2].speaker"),
    ]


ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("بو\u202eتين\u202c", "بوتين"),
        ("ab\u200c c\u200d", "ab c\u200d"),
        ("\u200dکتاب\u200cها\u200c", "کتاب\u200cها"),
        ("1403 ه\u200d", "1403 ه\u200d"),
        ("👩🏽\u200d⚕\ufe0f ❤\ufe0f\u200d🔥", "👩🏽\u200d⚕\ufe0f ❤\ufe0f\u200d🔥"),
        (ENGLAND, ENGLAND),
        ("a\U000e0041\U000e0042b\u2060c\u3164", "abc"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("a\ud800\x07b\tc\x85d\ue000\x1b[31m", "ab c\nd[31m"),
    ],
)  # fmt: skip
def test_what_people_type_is_never_refused_for_what_nobody_sees(typed: str, kept: str) -> None:
    """Overrides, tags, controls and stray joiners go; those that letters, emoji and flags are made of stay."""
    assert printable(typed) == kept


@given(st.text() | st.lists(st.sampled_from((*HOSTILE, "\u200c", "\u200d", "\u202e", "\U000e0041"))).map("".join))
def test_what_is_printable_is_taken(text: str) -> None:
    """And it is printable once more as it is."""
    kept = printable(text)
    assert printable(kept) == kept
    assert clean(kept) == kept
    assert unprintable(kept) is None


@pytest.mark.parametrize(
    ("typed", "precision", "first", "last"),
    [
        ("2025-02-early", "month", date(2025, 2, 1), date(2025, 2, 10)),
        ("2025-02-mid", "month", date(2025, 2, 11), date(2025, 2, 20)),
        ("2025-02-late", "month", date(2025, 2, 21), date(2025, 2, 28)),
        ("2025-early", "year", date(2025, 1, 1), date(2025, 4, 30)),
        ("2025-mid", "year", date(2025, 5, 1), date(2025, 8, 31)),
        ("2025-late", "year", date(2025, 9, 1), date(2025, 12, 31)),
        ("2025-04-28/2025-04-30", "day", date(2025, 4, 28), date(2025, 4, 30)),
        ("2025-04/2025-05-03", "month", date(2025, 4, 1), date(2025, 5, 3)),
        ("2022/2024", "year", date(2022, 1, 1), date(2024, 12, 31)),
        ("2024-12-late/2025-01-early", "month", date(2024, 12, 21), date(2025, 1, 10)),
    ],
)
def test_parts_and_ranges_are_as_fine_as_they_were_typed(typed: str, precision: str, first: date, last: date) -> None:
    """A part of a month is no finer than a month; of a range the coarser end counts."""
    known = PartialDate.parse(typed)
    assert (known.precision, known.first, known.last, str(known)) == (precision, first, last, typed)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("2025-04-28-late", "date_form"),
        ("2025-end", "date_form"),
        ("2025-04-28/", "date_form"),
        ("2025/2026/2027", "date_form"),
        ("2025-04-30/2025-04-28", "date_order"),
        ("2025-04-28/2025-04-28", "date_order"),
        ("2025-04-28/2025-04", "date_order"),
        ("2025-late/2025-early", "date_order"),
        ("2025-04-31/2025-05-02", "date_impossible"),
        ("2025-04-28/2025-04-31", "date_impossible"),
    ],
)
def test_what_is_no_part_and_no_range_says_why(typed: str, wrong: str) -> None:
    """Days have no parts, and the second date comes wholly after the first."""
    with pytest.raises(ValidationError) as refused:
        PartialDate.parse(typed)
    assert [(error["type"], error["loc"]) for error in refused.value.errors()] == [(wrong, ())]


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        ("2025-02-late", "2025-02", True),
        ("2025-02-25", "2025-02-late", True),
        ("2025-02", "2025-02-late", False),
        ("2025-04-28/2025-04-30", "2025-04-29", True),
        ("2025-04-28/2025-05-02", "2025-05", True),
        ("2025-04-28/2025-05-02", "2025-06", False),
        ("2025-04-29", "2025-04-28/2025-04-30", True),
    ],
)
def test_what_lasted_is_within_all_that_it_reaches_into(inner: str, outer: str, *, expected: bool) -> None:
    """A single date has to lie within with all that it can mean."""
    assert PartialDate.parse(inner).within(PartialDate.parse(outer)) is expected
