"""Zones as readers type them: "توقيت مكة", "Riyadh time", "GMT+3", "MSK"; and what a misspelt one was meant to be."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from babel import Locale
from babel.core import get_global

from bot.i18n import zones
from bot.i18n.zone_abbreviations import ABBREVIATIONS
from bot.model.language import Language
from bot.text.normalize import fold
from bot.text.spelling import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# Folded. Words around the name of a place, or of Greenwich.
_AROUND_ENGLISH = "time timezone zone clock standard local in at of the city state my is it"
_AROUND_ARABIC = (
    "توقيت بتوقيت التوقيت حسب وفق المنطقه الزمنيه منطقه زمنيه وقت ساعه في مدينه المدينه بلد دوله محافظه المحلي"
)
_AROUND = frozenset([*_AROUND_ENGLISH.split(), *_AROUND_ARABIC.split()])
_UNIVERSAL = "غرينتش غرينيتش غرينتيش غرينوتش جرينتش جرينيتش قرينتش العالمي المنسق"
_GREENWICH = frozenset([*["utc", "gmt", "z", "zulu", "greenwich", "universal"], *_UNIVERSAL.split()])
_ARTICLE = re.compile(r"(?:a[dlnrstz]|ash|e[dlrs])[- ]+(?=\w{3})")  # of Arabic names in Latin letters
_PLUS = {"+": 1, "زايد": 1, "plus": 1, "-": -1, "−": -1, "–": -1, "ناقص": -1, "minus": -1}
_OFFSET = re.compile(rf"({'|'.join(map(re.escape, _PLUS))})? ?(\d{{1,2}})(?::?(\d\d))? ?(\+)?")
# Offsets of parts of an hour have no zone of their own: a place that keeps each all year stands for it.
_PARTS = {
    (3, 30): "Asia/Tehran", (4, 30): "Asia/Kabul", (5, 30): "Asia/Kolkata", (5, 45): "Asia/Kathmandu",
    (6, 30): "Asia/Yangon", (8, 45): "Australia/Eucla", (9, 30): "Australia/Darwin", (-9, 30): "Pacific/Marquesas",
}  # fmt: skip
_FARTHEST = {1: 14, -1: 12}  # hours
# Countries of several zones by their principal cities, in the order of what is meant most; of others all come.
_PRINCIPAL = {
    "US": "America/New_York America/Chicago America/Denver America/Los_Angeles America/Anchorage Pacific/Honolulu",
    "CA": "America/Toronto America/Winnipeg America/Edmonton America/Vancouver America/Halifax America/St_Johns",
    "RU": "Europe/Moscow Europe/Kaliningrad Europe/Samara Asia/Yekaterinburg Asia/Novosibirsk Asia/Vladivostok",
    "AU": "Australia/Sydney Australia/Brisbane Australia/Adelaide Australia/Darwin Australia/Perth",
    "BR": "America/Sao_Paulo America/Manaus America/Rio_Branco America/Noronha",
    "MX": "America/Mexico_City America/Cancun America/Hermosillo America/Tijuana",
    "ID": "Asia/Jakarta Asia/Makassar Asia/Jayapura",
    "AR": "America/Argentina/Buenos_Aires",
    "KZ": "Asia/Almaty",
    "CL": "America/Santiago Pacific/Easter",
    "ES": "Europe/Madrid Atlantic/Canary",
    "PT": "Europe/Lisbon Atlantic/Azores",
}
_CALLED = {"usa": "US", "us": "US", "america": "US", "امريكا": "US", "اميركا": "US", "russian federation": "RU"}
# As typed, with the marks that tell the capital of Jordan from the sultanate; without them it can be either.
_MARKED = {"عمّان": "Asia/Amman", "عُمان": "Asia/Muscat"}
_EITHER = {"عمان": ("Asia/Amman", "Asia/Muscat")}
_CHOICES = 6


def read(typed: str) -> str | None:
    """Parse what a reader types for a zone to an IANA name; None for what is none, or can be several.

    Of an abbreviation with several meanings the place's is taken, which its city then shows.
    """
    if marked := next((zone for name, zone in _MARKED.items() if name in typed.split()), None):
        return marked
    for words in _readings(typed):
        if words in _EITHER:
            return None
        if words in _GREENWICH:
            return zones.UTC
        if zone := zones.read_zone(words) or _of_abbreviation(words) or _of_offset(words):
            return zone
    return None


def near(typed: str, language: Language) -> list[tuple[str, str]]:
    """Return places that may have been meant, the likeliest first: each as it is called there, and its zone.

    Of a country with several zones those are its cities. Takes some 100 ms the first time, then milliseconds.
    """
    for words in _readings(typed):
        if words in _EITHER:
            return [(zones.name(zone, language), zone) for zone in _EITHER[words]]
        if country := _several().get(words):
            listed = _PRINCIPAL[country].split() if country in _PRINCIPAL else get_global("territory_zones")[country]
            return [(zones.name(zone, language), zone) for zone in listed[:_CHOICES]]
    printed = _printed()
    likely = dict.fromkeys(chain.from_iterable(_vocabulary().near(words, _CHOICES) for words in _readings(typed)))
    choices = {zone: (printed[name], zone) for name in reversed(likely) if (zone := zones.read_zone(name))}
    return [*reversed(choices.values())][:_CHOICES]


def _readings(typed: str) -> Iterator[str]:
    """Yield the folded words, then without those around a place's name, then without its Latin article."""
    words = fold(typed).strip(" .,،؛!?؟()")
    bare = " ".join(word for word in words.split() if word not in _AROUND)
    yield from dict.fromkeys(filter(None, (words, bare, _ARTICLE.sub("", bare, count=1))))


def _of_abbreviation(words: str) -> str | None:
    meanings = ABBREVIATIONS.get(words, ())
    place = next((meaning for meaning in meanings if isinstance(meaning, str)), None)
    return place or next((_fixed(int(hours), 0) for hours in meanings if not isinstance(hours, str)), None)


def _of_offset(words: str) -> str | None:
    """Parse 'utc+3', '+03:00', 'غرينتش +3', '3+': a sign, or Greenwich's name, tells an offset from an hour."""
    parts = re.split(r"(?<=[^\W\d])(?=[+−–\d-])| ", words)
    rest = " ".join(part for part in parts if part not in _GREENWICH)
    match = _OFFSET.fullmatch(rest)
    if match is None or not (match[1] or match[4] or _GREENWICH.intersection(parts)):
        return None
    return _fixed(_PLUS[match[1] or "+"] * int(match[2]), int(match[3] or 0))


def _fixed(hours: int, minutes: int) -> str | None:
    """Return the zone that always is so far ahead of UTC; IANA's names of whole hours have the opposite sign."""
    if minutes:
        return _PARTS.get((hours, minutes))
    if abs(hours) > _FARTHEST[1 if hours >= 0 else -1]:
        return None
    return f"Etc/GMT{-hours:+d}" if hours else zones.UTC


@cache
def _several() -> Mapping[str, str]:
    """Map the names of countries with several zones to their codes."""
    codes = [code for code, listed in get_global("territory_zones").items() if len(listed) > 1 and code.isalpha()]
    named = {
        fold(name): code
        for code in codes
        for language in Language
        if (name := Locale(language.value).territories.get(code)) and zones.read_zone(name) is None
    }
    return named | _CALLED


@cache
def _printed() -> Mapping[str, str]:
    """Map the folded names of places to how they are printed."""
    names: Iterable[str] = chain(
        zones.places(),
        (zones.name(zone, language) for zone in zones.cities() for language in Language),
        (name for language in Language for name in Locale(language.value).territories.values()),
    )
    return {fold(name): name for name in names if zones.read_zone(name)}


@cache
def _vocabulary() -> Vocabulary:
    """Return the names; those of zones that are offered count more, where two are as near."""
    offered = set(zones.OFFERED.values())
    return Vocabulary({name: 2 if zones.read_zone(name) in offered else 1 for name in _printed()})
