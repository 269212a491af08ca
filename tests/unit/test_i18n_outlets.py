"""Outlets that come with the program: in both languages, found by any spelling, and no two by one name."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.i18n import outlets
from bot.i18n.direction import first_strong
from bot.model import LocalizedLine
from bot.model.language import Language


def test_the_table_has_the_regions_outlets_in_both_languages() -> None:
    """Each has a name in either script that a dossier takes; no name is of two."""
    known = outlets.known()
    assert len(known) >= 80
    for outlet in known:
        names = {code.value: name for code, name in outlet.names.items()}
        assert LocalizedLine.model_validate(names).model_dump() == names
        assert first_strong(outlet.names[Language.AR]) == "rtl", outlet
        assert first_strong(outlet.names[Language.EN]) == "ltr", outlet
    for language in Language:
        counts = Counter(outlets.plain(outlet.names[language]) for outlet in known)
        assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("typed", "english", "arabic"),
    [
        ("reuters", "Reuters", "رويترز"), ("وكالة رويترز", "Reuters", "رويترز"),
        ("الوكالة الفرنسية", "AFP", "فرانس برس"), ("Agence France Presse", "AFP", "فرانس برس"),
        ("اسوشيتد برس", "AP", "أسوشيتد برس"), ("b.b.c", "BBC", "بي بي سي"),
        ("aljazeera", "Al Jazeera", "الجزيرة"), ("al-arabiya", "Al Arabiya", "العربية"),
        ("وكالة وفا", "WAFA", "وفا"), ("سانا", "SANA", "سانا"), ("Kuwait News Agency", "KUNA", "كونا"),
        ("قنا", "QNA", "قنا"), ("petra", "Petra", "بترا"), ("Anadolu Agency", "Anadolu", "الأناضول"),
        ("وكالة تاس", "TASS", "تاس"), ("RIA", "RIA Novosti", "نوفوستي"), ("شينخوا", "Xinhua", "شينخوا"),
        ("dpa", "DPA", "وكالة الأنباء الألمانية"), ("انترفاكس", "Interfax", "إنترفاكس"),
        ("Yonhap News", "Yonhap", "يونهاب"), ("kyodo", "Kyodo", "كيودو"), ("CNN", "CNN", "سي إن إن"),
        ("New York Times", "The New York Times", "نيويورك تايمز"),
        ("nyt", "The New York Times", "نيويورك تايمز"), ("guardian", "The Guardian", "الغارديان"),
        ("asharq al-awsat", "Asharq Al-Awsat", "الشرق الأوسط"), ("جريدة الحياة", "Al-Hayat", "الحياة"),
        ("Annahar", "An-Nahar", "النهار"), ("صحيفة الأهرام", "Al-Ahram", "الأهرام"),
    ],
)  # fmt: skip
def test_an_outlet_is_found_by_any_spelling(typed: str, english: str, arabic: str) -> None:
    """In either script, with its article or kind or without, whatever the hyphens and capitals."""
    outlet = outlets.find(typed)
    assert outlet is not None
    assert (outlet.names[Language.EN], outlet.names[Language.AR]) == (english, arabic)


@pytest.mark.parametrize("typed", ["", "The", "the port authority", "صحيفة محلية", "Reuters and AP"])
def test_others_are_none(typed: str) -> None:
    """What is no outlet's name is nobody's."""
    assert outlets.find(typed) is None
