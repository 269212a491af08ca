"""Time zones: lookup by name or location, and formatting of moments.

Cities are CLDR's examples of each zone, in both languages, and those of `places.tsv`, which has none of their own;
countries are understood where they have one zone.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import timedelta, timezone
from functools import cache
from importlib.resources import files
from operator import mul
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from bot.i18n import numbers
from bot.i18n.catalogue import load
from bot.i18n.dates import format_day
from bot.i18n.direction import isolate
from bot.i18n.zone_abbreviations import ABBREVIATIONS
from bot.model.language import Language
from bot.text.clitics import bare
from bot.text.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from bot.model.reader import Preferences

UTC = "UTC"
# Zones that are offered as buttons, by the words that stand for them in links.
OFFERED = {
    item.lower().replace("/", "-"): item
    for item in (
        "Asia/Amman", "Asia/Damascus", "Asia/Beirut", "Asia/Baghdad", "Asia/Riyadh", "Asia/Dubai",
        "Africa/Cairo", "Africa/Tunis", "Europe/Istanbul", "Europe/London", "Europe/Berlin", UTC,
    )
}  # fmt: skip
_CODE = 20  # characters of a zone in a link
_FIXED = "Etc/GMT"  # what names of zones begin with that always are so many hours from UTC
_LOCALES = tuple(language.value for language in Language)
_NAMES = {("Asia/Hebron", Language.AR): "الخليل"}  # CLDR has its English name there, with this in brackets


@dataclass(frozen=True, slots=True)
class _Place:
    """A city, in degrees, with the zone that its clocks keep; `names` are those that the zone does not have."""

    zone: str
    latitude: float
    longitude: float
    names: tuple[str, ...]


def read_zone(typed: str) -> str | None:
    """Parse a city, a country with one zone, or a zone's name to an IANA name; None for anything else."""
    folded = _plain(typed)
    return _zones().get(folded) if folded else None


def find_zones(typed: str) -> tuple[tzinfo, ...]:
    """Return the zones that a city, a country or a zone's abbreviation can mean; none for anything else.

    'EST' is an offset by definition, and in summer usually says New York's time: where the two differ, both count.
    """
    named = read_zone(typed)
    zones = ABBREVIATIONS.get(_plain(typed), (named,) if named else ())
    return tuple(ZoneInfo(zone) if isinstance(zone, str) else timezone(timedelta(hours=zone)) for zone in zones)


def nearest(latitude: float, longitude: float) -> str:
    """Return the zone of the nearest known city by great-circle distance.

    Near a border that may be the neighbour's, so callers show the city and offer another choice.
    """
    here = _point(latitude, longitude)
    near = max(
        (place for place in _places() if place.zone in _known()),
        key=lambda place: sum(map(mul, here, _point(place.latitude, place.longitude))),
    )
    return near.zone


def name(zone: str, language: Language) -> str:
    """Return the zone's name in a language: that of its city; of an offset 'UTC+3'."""
    if zone.startswith(_FIXED):  # POSIX counts west of Greenwich
        return f"{UTC}{-int(zone.removeprefix(_FIXED)):+d}"
    return _NAMES.get((zone, language)) or str(get_timezone_location(zone, language.value, return_city=True))


def code(zone: str) -> str:
    """Return the word that stands for a zone in links, of at most 20 of a-z, 0-9 and -."""
    return re.sub("[^a-z0-9-]", "", zone.lower().replace("/", "-"))[-_CODE:]


def by_code(word: str) -> str | None:
    """Return the zone that a word in a link stands for; None if it stands for none."""
    return _codes().get(word)


def places() -> Iterator[str]:
    """Yield the names of cities that have no zone of their own."""
    return (name for place in _places() for name in place.names)


def cities() -> tuple[str, ...]:
    """Return the zones that have a city."""
    aliases = get_global("zone_aliases")
    return tuple(
        sorted(zone for zone in _known() if "/" in zone and not zone.startswith("Etc/") and zone not in aliases)
    )


def zone_of(preferences: Preferences) -> ZoneInfo:
    """Return the reader's zone."""
    return ZoneInfo(preferences.zone)


def format_moment(at: datetime, zone: str, preferences: Preferences) -> str:
    """Format a moment's day and time in a zone, which is named: '28 April 2025, 18:00 (Amman)', '… 15:00 UTC'."""
    at = at.astimezone(ZoneInfo(zone))
    hour, day = format_hour(at, preferences), format_day(at, preferences)
    words = load()[preferences.language]
    if zone == UTC:
        return words.pattern("page.date.hour_utc").format(day=day, hour=isolate(f"{hour} UTC", preferences.language))
    named = name(zone, preferences.language)
    return words.pattern("page.date.hour").format(day=day, hour=isolate(hour, preferences.language), zone=named)


def format_in(at: datetime, zone: tzinfo | None, preferences: Preferences) -> str:
    """Format a moment in an IANA zone, or in one that is an offset from UTC: '28 April 2025, 18:00 (UTC+03:00)'."""
    if isinstance(zone, ZoneInfo):
        return format_moment(at, zone.key, preferences)
    local = at.astimezone(zone)
    hour, label = (isolate(text, preferences.language) for text in (format_hour(local, preferences), str(zone)))
    words = load()[preferences.language]
    return words.pattern("page.date.hour").format(day=format_day(local, preferences), hour=hour, zone=label)


def format_hour(at: datetime, preferences: Preferences) -> str:
    """Format a moment's time in its own zone: '18:05'."""
    hour = f"{at:%H:%M}"
    return numbers.show(hour, preferences.digits) if preferences.language.rtl else hour


@cache
def _codes() -> dict[str, str]:
    return {code(zone): zone for zone in (*cities(), UTC)}


@cache
def _known() -> frozenset[str]:
    """Return the zones that this machine knows; reads the zone files."""
    return frozenset(available_timezones())


@cache
def _zones() -> dict[str, str]:
    """Map typed names to zones; of two zones with one name, that of a territory's own city wins."""
    aliases, territories = get_global("zone_aliases"), get_global("zone_territories")
    zones_by_name: dict[str, str] = {}
    for zone in sorted(_known(), key=lambda candidate: (candidate in aliases, candidate not in territories, candidate)):
        if zone.startswith(("Etc/", "posix", "right")) or "/" not in zone:
            continue
        cities = (Locale(locale).time_zones.get(aliases.get(zone, zone), {}).get("city") for locale in _LOCALES)
        for city in filter(None, (zone, zone.rpartition("/")[2], *cities)):
            zones_by_name.setdefault(_plain(city), zone)
    zones_by_name["utc"] = zones_by_name["gmt"] = UTC
    for place in _places():
        for city in place.names:
            zones_by_name.setdefault(_plain(city), place.zone)
    for country, zone in _countries():
        zones_by_name.setdefault(country, zone)
    return zones_by_name


def _countries() -> Iterator[tuple[str, str]]:
    """Yield the names, in both languages, of countries with one zone, each with that zone."""
    for code, zones in get_global("territory_zones").items():
        if len(zones) == 1 and zones[0] in _known():
            for locale in _LOCALES:
                if country := Locale(locale).territories.get(code):
                    yield _plain(country), zones[0]


@cache
def _places() -> tuple[_Place, ...]:
    lines = files(__package__).joinpath("places.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(_place(*line.split("\t")) for line in lines if not line.startswith("#"))


def _place(zone: str, latitude: str, longitude: str, *named: str) -> _Place:
    names = (city.strip() for city in re.split("[,،]", ",".join(named)))
    return _Place(zone, float(latitude), float(longitude), tuple(filter(None, names)))


def _point(latitude: float, longitude: float) -> tuple[float, float, float]:
    """Return a place on the unit sphere: the closer two places, the larger their scalar product."""
    across, along = math.radians(latitude), math.radians(longitude)
    return math.cos(across) * math.cos(along), math.cos(across) * math.sin(along), math.sin(across)


def _plain(typed: str) -> str:
    return " ".join(bare(word) for word in fold(typed.replace("_", " ").replace("/", " ")).split())
