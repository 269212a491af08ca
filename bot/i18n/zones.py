"""Time zones: found by what people type or where they are, and moments told in one.

Cities are CLDR's examples of each zone, in both languages, and those of `places.tsv`, which has none of their own;
countries are understood where they have one zone.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
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
from bot.i18n.dates import spell_day
from bot.i18n.direction import isolate
from bot.i18n.folding import fold
from bot.i18n.particles import bare
from bot.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.audience import Preferences

UTC = "UTC"
# Zones that are offered as buttons, by the words that stand for them in links.
OFFERED = {
    one.lower().replace("/", "-"): one
    for one in (
        "Asia/Amman", "Asia/Damascus", "Asia/Beirut", "Asia/Baghdad", "Asia/Riyadh", "Asia/Dubai",
        "Africa/Cairo", "Africa/Tunis", "Europe/Istanbul", "Europe/London", "Europe/Berlin", UTC,
    )
}  # fmt: skip
_LOCALES = ("en", "ar")
_NAMES = {("Asia/Hebron", Language.AR): "الخليل"}  # CLDR has its English name there, with this in brackets


@dataclass(frozen=True, slots=True)
class _Place:
    """A city, in degrees, with the zone that its clocks keep; `names` are those that the zone does not have."""

    zone: str
    latitude: float
    longitude: float
    names: tuple[str, ...]


def read_zone(typed: str) -> str | None:
    """The zone, an IANA name, of a city, a country with one zone, or the zone's own name; None for anything else."""
    wanted = _plain(typed)
    return _zones().get(wanted) if wanted else None


def nearest(latitude: float, longitude: float) -> str:
    """The zone of the nearest city that is known, by great circles: near a border that may be the neighbour's.

    So whoever sent where they are is told which city was taken, and can choose another.
    """
    here = _point(latitude, longitude)
    near = max(
        (place for place in _places() if place.zone in _known()),
        key=lambda place: sum(map(mul, here, _point(place.latitude, place.longitude))),
    )
    return near.zone


def name(zone: str, language: Language) -> str:
    """What the language calls the zone: by its city."""
    return _NAMES.get((zone, language)) or str(get_timezone_location(zone, language.value, return_city=True))


def zone_of(preferences: Preferences) -> ZoneInfo:
    """The reader's zone."""
    return ZoneInfo(preferences.zone)


def spell(at: datetime, zone: str, preferences: Preferences) -> str:
    """The moment's day and hour in the zone, which is named: '28 April 2025, 18:00 (Amman)', '… 15:00 UTC'."""
    at = at.astimezone(ZoneInfo(zone))
    hour, day = spell_hour(at, preferences), spell_day(at, preferences)
    words = load()[preferences.language]
    if zone == UTC:
        return words.pattern("page.date.hour_utc").format(day=day, hour=isolate(f"{hour} UTC", preferences.language))
    named = name(zone, preferences.language)
    return words.pattern("page.date.hour").format(day=day, hour=isolate(hour, preferences.language), zone=named)


def spell_hour(at: datetime, preferences: Preferences) -> str:
    """The hour that a moment has in its own zone: '18:05'."""
    hour = f"{at:%H:%M}"
    return numbers.show(hour, preferences.digits) if preferences.language.rtl else hour


@cache
def _known() -> frozenset[str]:
    """The zones that this machine knows: it looks through their files."""
    return frozenset(available_timezones())


@cache
def _zones() -> dict[str, str]:
    """Zones by what can be typed; where two share a name, that of a country's own city stands."""
    aliases, territories = get_global("zone_aliases"), get_global("zone_territories")
    found: dict[str, str] = {}
    for zone in sorted(_known(), key=lambda one: (one in aliases, one not in territories, one)):
        if zone.startswith(("Etc/", "posix", "right")) or "/" not in zone:
            continue
        cities = (Locale(locale).time_zones.get(aliases.get(zone, zone), {}).get("city") for locale in _LOCALES)
        for told in filter(None, (zone, zone.rpartition("/")[2], *cities)):
            found.setdefault(_plain(told), zone)
    found["utc"] = found["gmt"] = UTC
    for place in _places():
        for told in place.names:
            found.setdefault(_plain(told), place.zone)
    for country, zone in _countries():
        found.setdefault(country, zone)
    return found


def _countries() -> Iterator[tuple[str, str]]:
    """The countries that have one zone, by their names in both languages, with that zone."""
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
    names = (told.strip() for told in re.split("[,،]", ",".join(named)))
    return _Place(zone, float(latitude), float(longitude), tuple(filter(None, names)))


def _point(latitude: float, longitude: float) -> tuple[float, float, float]:
    """Where a place is on a ball of radius 1: the nearer two are, the larger their product."""
    across, along = math.radians(latitude), math.radians(longitude)
    return math.cos(across) * math.cos(along), math.cos(across) * math.sin(along), math.sin(across)


def _plain(typed: str) -> str:
    return " ".join(bare(word) for word in fold(typed.replace("_", " ").replace("/", " ")).split())
