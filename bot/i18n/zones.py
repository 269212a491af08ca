"""Time zones: found by the names of cities and countries that people type, and moments told in one.

Cities are CLDR's examples of each zone, in both languages; countries are understood where they have one zone.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from bot.i18n.dates import spell_day
from bot.i18n.direction import isolate
from bot.i18n.folding import fold
from bot.i18n.particles import bare

if TYPE_CHECKING:
    from datetime import datetime

    from bot.audience import Preferences
    from bot.language import Language

_LOCALES = ("en", "ar")


def read_zone(typed: str) -> str | None:
    """The zone, an IANA name, of a city, a country with one zone, or the zone's own name; None for anything else."""
    wanted = _plain(typed)
    return _zones().get(wanted) if wanted else None


def name(zone: str, language: Language) -> str:
    """What the language calls the zone: by its city."""
    return str(get_timezone_location(zone, language.value, return_city=True))


def spell(at: datetime, zone: str, preferences: Preferences) -> str:
    """The moment's day and hour in the zone, and the zone by its city: '28 April 2025, 18:00 (Amman)'."""
    at = at.astimezone(ZoneInfo(zone))
    comma = "،" if preferences.language.rtl else ","
    hour = isolate(f"{at:%H:%M}", preferences.language)
    return f"{spell_day(at, preferences)}{comma} {hour} ({name(zone, preferences.language)})"


@cache
def _zones() -> dict[str, str]:
    """Zones by what can be typed; where two share a name, that of a country's own city stands."""
    aliases, territories = get_global("zone_aliases"), get_global("zone_territories")
    found: dict[str, str] = {}
    for zone in sorted(available_timezones(), key=lambda one: (one in aliases, one not in territories, one)):
        if zone.startswith(("Etc/", "posix", "right")) or "/" not in zone:
            continue
        cities = {str(get_timezone_location(zone, locale, return_city=True)) for locale in _LOCALES}
        for told in (zone, zone.rpartition("/")[2], *cities):
            found.setdefault(_plain(told), zone)
    found["utc"] = found["gmt"] = "UTC"
    for code, zones in get_global("territory_zones").items():
        if len(zones) == 1 and zones[0] in available_timezones():
            for locale in _LOCALES:
                if country := Locale(locale).territories.get(code):
                    found.setdefault(_plain(country), zones[0])
    return found


def _plain(typed: str) -> str:
    return " ".join(bare(word) for word in fold(typed.replace("_", " ").replace("/", " ")).split())
