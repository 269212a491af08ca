"""Who speaks, and who carries it: short copies in the many ways that papers put it, one a line of `attributions.txt`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.intake.analysis import analyze
from tests.intake.expected import same_name

DAY = date(2025, 4, 28)
LINES = (Path(__file__).parent / "dev" / "attributions.txt").read_text(encoding="utf-8").splitlines()


def names(copy: str) -> list[tuple[str | None, str | None]]:
    """The speaker and the carrier of each quotation."""
    return [(quote.speaker, quote.carrier) for quote in analyze(copy, day=DAY).quotes]


def is_same(given: str | None, wanted: str) -> bool:
    """Whether a name is the one wanted; an empty one wants none."""
    return same_name(given, wanted) if given and wanted else not given and not wanted


def test_every_way_to_attribute() -> None:
    """A line is `copy ## speaker@carrier ; speaker`: as many quotations, each with its speaker and carrier; `none` wants none."""
    lines = [line for line in LINES if line and not line.startswith("#")]
    wrong = {line: quoted for line in lines if not is_as_wanted(quoted := names(line.rsplit(" ## ", 1)[0]), line)}
    assert wrong == {}
    assert lines


def is_as_wanted(quoted: list[tuple[str | None, str | None]], line: str) -> bool:
    """Whether the quotations have the speakers and carriers of their line."""
    wanted = line.rsplit(" ## ", 1)[1]
    pairs = [pair.strip().partition("@") for pair in wanted.split(" ; ")] if wanted != "none" else []
    return len(quoted) == len(pairs) and all(
        is_same(speaker, "" if named == "-" else named) and is_same(carrier, outlet)
        for (speaker, carrier), (named, _, outlet) in zip(quoted, pairs, strict=True)
    )


@pytest.mark.parametrize(
    ("copy", "outlets", "agencies"),
    [
        ("GENEVA (Reuters) - Talks failed, a source told AFP. Le Monde first reported it.", ("Le Monde",), ("Reuters", "AFP")),
        ("Talks failed, according to the Wall Street Journal. She spoke to The Lantern over tea.",
         ("Wall Street Journal", "The Lantern"), ()),
        ("He drove his Fortune home at dawn. The Sun rose over the Ministry of Foreign Affairs on Monday.", (), ()),
        ("ونقلت وكالة الأنباء القطرية عن مسؤول أن المحادثات فشلت. وقال وزير لقناة الأفق إنها ستعود.",
         ("الأفق",), ("وكالة الأنباء القطرية",)),
        ("وبحسب ما أوردته نيويورك تايمز، فشلت المحادثات. وغادر الوفد هضبة الأناضول أمس.", ("نيويورك تايمز",), ()),
    ],
)  # fmt: skip
def test_quoted_outlets_are_listed(copy: str, outlets: tuple[str, ...], agencies: tuple[str, ...]) -> None:
    """Papers, channels and agencies that carry something are listed; words that are names elsewhere are not."""
    intake = analyze(copy, day=DAY)
    assert (intake.outlets, intake.agencies) == (outlets, agencies)
    assert set(intake.quoted) == {*outlets, *agencies} - {"Reuters"}
