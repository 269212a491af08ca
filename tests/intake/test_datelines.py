"""Datelines of agencies that no table knows: place, agency and day in the order and marks of any newsroom."""

from __future__ import annotations

from datetime import date

import pytest

from bot.intake.analysis import analyze
from bot.intake.dating import copy_day

ENGLISH = (
    "Rescuers pulled three children from the rubble, officials said.\n\nThe ministry said on Monday that it rained.\n"
)
ARABIC = "انتشل رجال الإنقاذ ثلاثة أطفال من تحت الأنقاض، وفق مسؤولين.\n\nوأعلنت الوزارة الاثنين أن الطرق مقطوعة.\n"
KNOWN_DAY = [
    "RUNA, March 12, 2024 (Karsa News) - ",
    "RUNA (Karsa News) — March 12, 2024 — ",
    "RUNA (Karsa News), 12 March 2024 - ",
    "RUNA, Tuesday, March 12, 2024 (Karsa News Agency) - ",
    "Runa, 12 March 2024 (KNA) -- ",
    "Runa (KNA) - 12 March 2024: ",
    "RUNA (Reuters) - March 12, 2024 - ",
    "RUNA, 12 March 2024 /Karsa Wire/ -- ",
    "PORT RUNA, Karsa, March 12, 2024 (Karsa News) – ",
    "(Karsa News) RUNA, March 12, 2024 - ",
    "Karsa News, RUNA, March 12, 2024 - ",
    "RUNA (Karsa News, March 12, 2024) - ",
    "RUNA (March 12, 2024) – ",
    "RUNA, 2024-03-12 (KNA) - ",
    "رونا (وكالة كرسا) - 12 آذار 2024: ",
    "رونا (وكالة كرسا للأنباء) 12-3-2024 - ",
    "رونا، 12 مارس 2024 (وكالة كرسا) - ",
    "رونا - (كرسا برس) - 12 مارس/آذار 2024 - ",
    "رونا 12 آذار 2024 (كرسا) -- ",
    "رونا (أ ف ب) - 12 آذار 2024 - ",
    "رونا في 12 آذار 2024 / كرسا / ",
    "وكالة كرسا - رونا - 12 مارس 2024: ",
    "بور رونا (وكالة أنباء كرسا) – ١٢ مارس ٢٠٢٤ – ",
    "رونا (كرسا)، الثلاثاء 12 مارس 2024 - ",
]
# What has the form of a dateline in part, and is the story's own.
NONE = [
    "Karim Haddad (Labour) - the mayor - called it a shame.",
    "Lena Ormek, mayor since March 12, 2024, said nothing.",
    "Correction (March 12, 2024): the number was wrong.",
    "Police, firemen and doctors came on March 12, 2024 - too late.",
    "سامي (مزارع) - كل شيء انتهى في القرية.",
    "جاءت الفرق، وقال المدير - وهو طبيب - إن الجرحى كثيرون.",
]


@pytest.mark.parametrize("dateline", KNOWN_DAY)
def test_the_day_is_read_whoever_the_agency_is(dateline: str) -> None:
    """No day is asked for, 'Monday' is reckoned from the printed one, and the sentence begins after the dateline."""
    lead = ARABIC if "ر" in dateline else ENGLISH
    intake = analyze(f"{'فيضان في رونا' if lead is ARABIC else 'Flood in Runa'}\n\n{dateline}{lead}")
    assert (str(intake.date), intake.asks_date) == ("2024-03-12", False)
    assert [event.date for event in intake.events] == ["2024-03-11"]
    assert intake.paragraphs[-2].text == lead.split("\n")[0]


@pytest.mark.parametrize(
    ("dateline", "agency"),
    [
        ("RUNA, March 12, 2024 (Karsa News) - ", "Karsa News"),
        ("RUNA, March 12 (Karsa News) - ", "Karsa News"),
        ("RUNA (KNA) - ", "KNA"),
        ("رونا (وكالة كرسا) - 12 آذار 2024: ", "وكالة كرسا"),
        ("وكالة كرسا - رونا - 12 مارس 2024: ", "وكالة كرسا"),
        ("رونا (كرسا نيوز) - ", "كرسا نيوز"),
    ],
)
def test_an_unknown_agency_is_the_source(dateline: str, agency: str) -> None:
    """It is noted as it is printed, with or without a day beside it."""
    assert analyze(dateline + (ARABIC if "ر" in dateline else ENGLISH)).agencies == (agency,)


@pytest.mark.parametrize("sentence", NONE)
def test_a_sentence_is_no_dateline(sentence: str) -> None:
    """A name with brackets, a dash or a day in it stays whole, and says nothing of the copy's day."""
    lead = ARABIC if "ر" in sentence else ENGLISH
    intake = analyze(f"{lead.split(chr(10))[0]}\n\n{sentence}\n\n{lead}")
    assert sentence in " ".join(paragraph.text for paragraph in intake.paragraphs)
    assert intake.date is None


@pytest.mark.parametrize(
    ("head", "days"),
    [
        ("RUNA, March 12 (Karsa News) - Rescuers came on Monday.", ["2025-03-12"]),
        ("RUNA, Nov. 20 (Karsa News) - Rescuers came.", ["2024-11-20"]),
        ("رونا 12 آذار (كرسا) - وصلت الفرق الاثنين.", ["2025-03-12"]),
        ("Rescuers came on March 3, 2025 after the flood of 14 June 2019.", ["2025-03-03", "2019-06-14"]),
        ("Rescuers came on Monday, and will go on 3 June 2025.", []),
    ],
)
def test_printed_days_are_offered(head: str, days: list[str]) -> None:
    """Where the copy's day is asked for, days in figures are likely; no weekday, and none that is still to come."""
    today = date(2025, 4, 30)
    assert [str(day) for day in copy_day.printed(head, today, arabic="ر" in head)] == days


def test_a_dateline_is_read_in_its_own_language() -> None:
    """A copy that is mostly Arabic may begin with an English lead, and one that is mostly English with an Arabic one."""
    for dateline, lead, rest in (("RUNA, 12 March 2024 (KNA) - ", ENGLISH, ARABIC), (KNOWN_DAY[14], ARABIC, ENGLISH)):
        intake = analyze(f"{dateline}{lead.splitlines()[0]}\n\n{rest * 3}")
        assert (str(intake.date), intake.asks_date) == ("2024-03-12", False)
