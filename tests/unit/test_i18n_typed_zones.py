"""Zones as readers type them."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from bot.i18n import zones
from bot.i18n.typed_zones import near, read
from bot.model.language import Language

CAPITALS = {
    "Asia/Amman": "عمّان, Amman", "Asia/Dubai": "أبو ظبي, أبوظبي, Abu Dhabi", "Asia/Bahrain": "المنامة, Manama",
    "Africa/Tunis": "تونس, Tunis", "Africa/Algiers": "الجزائر, Algiers, Alger",
    "Africa/Djibouti": "جيبوتي, Djibouti", "Asia/Riyadh": "الرياض, Riyadh, مكة المكرمة",
    "Africa/Khartoum": "الخرطوم, Khartoum", "Asia/Damascus": "دمشق, Damascus",
    "Africa/Mogadishu": "مقديشو, مقديشيو, Mogadishu", "Asia/Baghdad": "بغداد, Baghdad",
    "Asia/Muscat": "مسقط, Muscat, سلطنة عمان, عُمان", "Asia/Jerusalem": "القدس, Jerusalem",
    "Asia/Hebron": "رام الله, Ramallah", "Asia/Gaza": "غزة, Gaza", "Asia/Qatar": "الدوحة, Doha",
    "Indian/Comoro": "موروني, Moroni", "Asia/Kuwait": "الكويت, مدينة الكويت, Kuwait City",
    "Asia/Beirut": "بيروت, Beirut", "Africa/Tripoli": "طرابلس, طرابلس الغرب, Tripoli",
    "Africa/Cairo": "القاهرة, Cairo", "Africa/Casablanca": "الرباط, Rabat",
    "Africa/Nouakchott": "نواكشوط, Nouakchott", "Asia/Aden": "صنعاء, عدن, Sanaa, Aden",
    "Europe/Moscow": "موسكو, Moscow", "Europe/Kyiv": "كييف, Kyiv",
    "Asia/Pyongyang": "بيونغ يانغ, بيونغيانغ, Pyongyang", "Asia/Seoul": "سول, سيول, Seoul",
    "America/New_York": "واشنطن, نيويورك, Washington", "Europe/London": "لندن, London",
    "Europe/Paris": "باريس, Paris", "Europe/Berlin": "برلين, Berlin", "Europe/Brussels": "بروكسل, Brussels",
    "Europe/Istanbul": "أنقرة, إسطنبول, استنبول, Ankara", "Asia/Tehran": "طهران, Tehran",
    "Asia/Kabul": "كابول, Kabul", "Asia/Karachi": "إسلام آباد, Islamabad", "Asia/Kolkata": "نيودلهي, New Delhi",
    "Asia/Shanghai": "بكين, بيجين, Beijing", "Asia/Tokyo": "طوكيو, Tokyo", "Europe/Zurich": "جنيف, Geneva",
    "Europe/Vienna": "فيينا, Vienna", "Africa/Addis_Ababa": "أديس أبابا, Addis Ababa",
    "Africa/Juba": "جوبا, Juba", "Africa/Ndjamena": "نجامينا, Ndjamena", "Australia/Sydney": "كانبرا",
    "America/Caracas": "كراكاس, Caracas", "Africa/Johannesburg": "بريتوريا, Pretoria",
}  # fmt: skip


@pytest.mark.parametrize("zone", CAPITALS)
def test_capitals_of_the_arab_league_and_of_the_news(zone: str) -> None:
    """In both scripts and usual spellings."""
    assert {name: read(name) for name in CAPITALS[zone].split(", ")} == dict.fromkeys(CAPITALS[zone].split(", "), zone)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("توقيت مكة", "Asia/Riyadh"), ("بتوقيت مكة المكرمة", "Asia/Riyadh"), ("Riyadh time", "Asia/Riyadh"),
        ("time in Cairo", "Africa/Cairo"), ("مدينة جدة", "Asia/Riyadh"), ("حسب توقيت القاهرة.", "Africa/Cairo"),
        ("Saudi time", "Asia/Riyadh"), ("Al-Riyadh", "Asia/Riyadh"), ("ad-Dawhah", "Asia/Qatar"),
        ("توقيت غرينتش", "UTC"), ("التوقيت العالمي", "UTC"), ("GMT", "UTC"), ("gmt+0", "UTC"),
        ("GMT+3", "Etc/GMT-3"), ("utc +03:00", "Etc/GMT-3"), ("+3", "Etc/GMT-3"), ("٣+", "Etc/GMT-3"),
        ("غرينتش +٣", "Etc/GMT-3"), ("توقيت غرينتش زائد 3", "Etc/GMT-3"), ("UTC−5", "Etc/GMT+5"),
        ("GMT+14", "Etc/GMT-14"),
        ("UTC+5:30", "Asia/Kolkata"), ("+0330", "Asia/Tehran"),
        ("MSK", "Europe/Moscow"), ("EST", "America/New_York"), ("AST", "Asia/Riyadh"), ("CEST", "Etc/GMT-2"),
    ],
)  # fmt: skip
def test_what_stands_around_a_place_and_offsets(typed: str, zone: str) -> None:
    """Whole hours from UTC are a zone; of parts of one a place that keeps it all year."""
    assert read(typed) == zone


@pytest.mark.parametrize("typed", ["", "3", "٣", "+15", "UTC-13", "GMT+3:10", "time", "here", "banana", "my time", "?"])
def test_what_is_no_zone(typed: str) -> None:
    """Is none, nor near any."""
    assert read(typed) is None
    assert near(typed, Language.EN) == []


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Cario", "Africa/Cairo"), ("Bierut", "Asia/Beirut"), ("Riyad", "Asia/Riyadh"), ("Damscus", "Asia/Damascus"),
        ("Bagdad", "Asia/Baghdad"), ("Istambul", "Europe/Istanbul"), ("Mekka time", "Asia/Riyadh"),
        ("Marocco", "Africa/Casablanca"), ("الرياظ", "Asia/Riyadh"), ("بتوقيت دمشف", "Asia/Damascus"),
        ("طرايلس", "Africa/Tripoli"), ("الكويتت", "Asia/Kuwait"), ("القاهرا", "Africa/Cairo"),
    ],
)  # fmt: skip
def test_a_misspelt_place_is_offered(typed: str, zone: str) -> None:
    """It is not taken unasked."""
    assert read(typed) is None
    assert near(typed, Language.AR)[0][1] == zone


def test_what_can_be_several_is_asked() -> None:
    """Amman and Oman without their marks, and countries of several zones, by their principal cities."""
    assert read("عمان") is None
    assert near("عمان", Language.AR) == [("عمّان", "Asia/Amman"), ("مسقط", "Asia/Muscat")]
    assert near("توقيت روسيا", Language.AR)[0] == ("موسكو", "Europe/Moscow")
    assert [name for name, _ in near("USA", Language.EN)][:3] == ["New York", "Chicago", "Denver"]


def test_every_zone_has_a_word_in_links() -> None:
    """Each its own."""
    cities = [*zones.cities(), *zones.OFFERED.values()]
    assert [zone for zone in cities if zones.by_code(zones.code(zone)) != zone] == []
    assert set(zones.OFFERED) <= {zones.code(zone) for zone in cities}


def test_offsets_are_named_as_people_write_them() -> None:
    """Their names in the database of zones have the opposite sign."""
    assert [zones.name(zone, Language.EN) for zone in ("Etc/GMT-3", "Etc/GMT+5")] == ["UTC+3", "UTC-5"]
    assert {"Etc/GMT-14", "Etc/GMT+12"} <= available_timezones()
