"""Time zones by what people type, and moments told in them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.i18n import zones
from bot.i18n.direction import isolate
from bot.i18n.zones import format_moment, name, nearest, read_zone
from bot.model.language import Language
from bot.model.reader import Preferences

TYPED = {
    "Amman": "Asia/Amman", "عمّان": "Asia/Amman", "عمان": "Asia/Amman", "الأردن": "Asia/Amman", "Jordan": "Asia/Amman",
    "القاهرة": "Africa/Cairo", "القاهره": "Africa/Cairo", "CAIRO": "Africa/Cairo", "دمشق": "Asia/Damascus",
    "Beirut": "Asia/Beirut", "بيروت": "Asia/Beirut", "lebanon": "Asia/Beirut", "الرياض": "Asia/Riyadh",
    "Riyadh": "Asia/Riyadh", "غزة": "Asia/Gaza", "برلين": "Europe/Berlin", "New York": "America/New_York",
    "new_york": "America/New_York", "نيويورك": "America/New_York", "America/New_York": "America/New_York",
    "europe/london": "Europe/London", "Seoul": "Asia/Seoul", "utc": "UTC", "GMT": "UTC", "مسقط": "Asia/Muscat",
}  # fmt: skip


@pytest.mark.parametrize(("typed", "zone"), TYPED.items())
def test_a_zone_is_found_by_city_country_or_its_own_name(typed: str, zone: str) -> None:
    """In either language, with or without the article, capitals and marks."""
    assert read_zone(typed) == zone


@pytest.mark.parametrize("typed", ["", "   ", "nowhere at all", "Russia", "٣", "/"])
def test_what_is_no_place_or_has_several_zones_is_none(typed: str) -> None:
    """It is asked again."""
    assert read_zone(typed) is None


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("السعودية", "Asia/Riyadh"), ("الإمارات", "Asia/Dubai"), ("UAE", "Asia/Dubai"), ("سورية", "Asia/Damascus"),
        ("فلسطين", "Asia/Hebron"), ("بريطانيا", "Europe/London"), ("UK", "Europe/London"),
        ("Turkey", "Europe/Istanbul"), ("ألمانيا", "Europe/Berlin"), ("الدوحة", "Asia/Qatar"),
    ],
)  # fmt: skip
def test_countries_by_what_they_are_called(typed: str, zone: str) -> None:
    """Not only by their names in the books; and by their principal city where they have more zones that agree."""
    assert read_zone(typed) == zone


def test_every_zone_is_found_by_its_own_name() -> None:
    """Whatever IANA calls it, as people copy it."""
    cities = [zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")]
    assert [zone for zone in cities if read_zone(zone) != zone] == []


def test_a_moment_is_told_in_its_zone_which_is_named() -> None:
    """Summer time too; in Arabic the hour is kept apart from the words."""
    at = datetime(2025, 7, 28, 15, 0, tzinfo=UTC)
    assert format_moment(at, "Africa/Cairo", Preferences(Language.EN)) == "28 July 2025, 18:00 (Cairo)"
    assert format_moment(at, "Europe/London", Preferences(Language.EN)) == "28 July 2025, 16:00 (London)"
    text = format_moment(at, "Asia/Amman", Preferences(Language.AR))
    assert text == f"28 تموز/يوليو 2025، {isolate('18:00', Language.AR)} (عمّان)"
    assert name("UTC", Language.EN) == "UTC"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Jeddah", "Asia/Riyadh"), ("جدة", "Asia/Riyadh"), ("حلب", "Asia/Damascus"), ("Aleppo", "Asia/Damascus"),
        ("الإسكندرية", "Africa/Cairo"), ("أبو ظبي", "Asia/Dubai"), ("San Francisco", "America/Los_Angeles"),
        ("طرابلس", "Africa/Tripoli"), ("اربيل", "Asia/Baghdad"),
    ],
)  # fmt: skip
def test_a_city_without_a_zone_of_its_own_is_known(typed: str, zone: str) -> None:
    """The larger ones are; where two share a name, that of a zone's own city is meant."""
    assert read_zone(typed) == zone


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (31.95, 35.93, "Asia/Amman"), (36.21, 37.15, "Asia/Damascus"), (21.54, 39.17, "Asia/Riyadh"),
        (32.79, 34.99, "Asia/Jerusalem"), (31.5, 34.45, "Asia/Gaza"), (29.37, 47.98, "Asia/Kuwait"),
        (31.2, 29.9, "Africa/Cairo"), (35.7, -0.63, "Africa/Algiers"), (52.52, 13.4, "Europe/Berlin"),
        (40.7, -74.0, "America/New_York"), (-36.85, 174.76, "Pacific/Auckland"), (-18.1, -179.9, "Pacific/Fiji"),
        (90, 0, "Arctic/Longyearbyen"),
    ],
)  # fmt: skip
def test_a_place_has_the_zone_of_the_nearest_city(latitude: float, longitude: float, zone: str) -> None:
    """Also across the date line and at a pole."""
    assert nearest(latitude, longitude) == zone


def test_every_place_is_in_a_zone_that_exists() -> None:
    """And no two names of the list mean two zones, nor one that a zone has for itself."""
    existing = available_timezones()  # reads the whole database of zones
    for place in zones._places():
        assert place.zone in existing
        assert -90 <= place.latitude <= 90
        assert -180 <= place.longitude <= 180
        for text in place.names:
            assert ZoneInfo(read_zone(text) or "").key == place.zone, text
