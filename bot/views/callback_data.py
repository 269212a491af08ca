"""Typed callback data and deep links, packed into 64 bytes, with a version prefix.

A link names its target (story number, section, item), never a position (page number, slug), so that it still works
after the story has changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.errors import LinkInvalid
from bot.model.language import Language

VERSION = "1"
CALLBACK_LIMIT = 64  # bytes, https://core.telegram.org/bots/api#inlinekeyboardbutton
_ITEM = re.compile(r"[a-z][a-z0-9-]{0,15}", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(?:(\d{2})|early|mid|late))?", re.ASCII)
_PARTS_OF_DATES = {"e": "-early", "m": "-mid", "l": "-late"}
_NUMBER = re.compile(r"[1-9]\d{0,9}", re.ASCII)
_PART = re.compile(r"[1-9]\d{0,2}", re.ASCII)
_LETTERS = {Language.AR: "a", Language.EN: "e"}
_LANGUAGES = {letter: language for language, letter in _LETTERS.items()}
_VERB = re.compile(r"[a-z]{2,10}", re.ASCII)
_VALUE = re.compile(r"[a-z0-9-]{1,20}", re.ASCII)
_NOTHING = re.compile(r"(?!)")
_FIELDS = 5  # of a page: its letters and number, item, part, speaker, span
_SEPARATOR = "_"  # occurs in no slug and in no field


class Section(StrEnum):
    """A section of a story, by its letter in links."""

    COVER = "c"
    SUMMARY = "s"
    QUOTES = "q"
    TIMELINE = "t"
    PEOPLE = "p"
    SOURCES = "o"
    WHOLE = "w"


class Format(StrEnum):
    """The format of a message, by its letter in callback data: edits keep it."""

    CLASSIC = "c"
    RICH = "r"


@dataclass(frozen=True, slots=True)
class PageLink:
    """The page of a story's section that holds `item` (its `part`, where it is cut over several), or the first page.

    `speaker` (a person's id) and `span` (a date as a file writes it, as coarse as meant) narrow what the section shows.
    """

    story: int
    section: Section
    language: Language
    item: str | None = None
    part: int = 0
    speaker: str | None = None
    span: str | None = None
    format: Format = Format.CLASSIC


@dataclass(frozen=True, slots=True)
class FreshLink:
    """A page that is sent as a new message: the one that has the button (a push) stays as it is."""

    page: PageLink


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A link to the page's items that can be shared, from one on; `otherwise`: each by its card, with all ways."""

    page: PageLink
    otherwise: bool = False


@dataclass(frozen=True, slots=True)
class SimpleLink:
    """The choice of simple messages, from a page that a client could not show: the page is shown so, too."""

    page: PageLink


@dataclass(frozen=True, slots=True)
class StoriesLink:
    """The list of stories, from the one numbered `start` on."""

    language: Language
    start: int | None = None


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A chat's choice of language."""

    language: Language


@dataclass(frozen=True, slots=True)
class PositionLink:
    """The page number between ◀ and ▶: it leads nowhere."""


@dataclass(frozen=True, slots=True)
class DeskLink:
    """A desk action: its `verb`, and the draft, part of the dossier, item and value it applies to.

    Parts are written by their letters of PARTS; `value` is a short word of the verb's own.
    """

    verb: str
    draft: int | None = None
    part: str | None = None
    item: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class ReaderLink:
    """A reader's action other than browsing: its `verb` and arguments.

    `number` is that of a story or of a kept search, `start` where a list goes on; `value` is a short word of the verb's
    own.
    """

    verb: str
    language: Language
    number: int | None = None
    value: str | None = None
    start: int | None = None


# The parts of a dossier that the desk works on, by the letters that stand for them in links.
PARTS = {
    "title": "h",
    "standfirst": "f",
    "unresolved": "u",
    "key_points": "k",
    "summary": "s",
    "quotes": "q",
    "events": "e",
    "people": "p",
    "sources": "o",
    "corrections": "c",
    "picture": "i",
}
_PARTS = {letter: part for part, letter in PARTS.items()}

Link = PageLink | FreshLink | ShareLink | SimpleLink | StoriesLink | LanguageLink | PositionLink | ReaderLink | DeskLink


def pack(link: Link) -> str:  # noqa: PLR0911 - one for each kind
    """Pack a link into at most 64 bytes of ASCII; LinkInvalid if a field does not fit."""
    match link:
        case PageLink():
            return f"{VERSION}p{_page(link)}"
        case FreshLink(page):
            return f"{VERSION}u{_page(page)}"
        case ShareLink(page, otherwise):
            return f"{VERSION}{'w' if otherwise else 'h'}{_page(page)}"
        case SimpleLink(page):
            return f"{VERSION}m{_page(page)}"
        case ReaderLink(verb, language, number, value, start):
            about = (_checked(_VERB, verb), _checked(_NUMBER, number), _checked(_VALUE, value))
            packed = _SEPARATOR.join((*about, _checked(_NUMBER, start))).rstrip(_SEPARATOR)
            return f"{VERSION}r{_LETTERS[language]}{packed}"
        case StoriesLink(language, start):
            return f"{VERSION}s{_LETTERS[language]}{_checked(_NUMBER, start)}"
        case LanguageLink(language):
            return f"{VERSION}l{_LETTERS[language]}"
        case PositionLink():
            return f"{VERSION}n"
        case DeskLink(verb, draft, part, item, value):
            letter = PARTS[part] if part in PARTS else _checked(_NOTHING, part)
            fields = (_checked(_VERB, verb), _checked(_NUMBER, draft), letter, _checked(_ITEM, item))
            return f"{VERSION}d{_SEPARATOR.join((*fields, _checked(_VALUE, value))).rstrip(_SEPARATOR)}"


def unpack(data: str) -> Link:
    """Parse callback data; LinkInvalid for anything that `pack` did not make."""
    try:
        link = _read(data[1:2], data[2:])
    except (KeyError, ValueError):
        raise LinkInvalid from None
    if pack(link) != data:
        raise LinkInvalid
    return link


def payload(link: PageLink) -> str:
    """Encode a link as a deep link's start parameter; its first character is one that no slug has."""
    return f"{_SEPARATOR}{VERSION}{_page(link)}"


def read_payload(text: str) -> PageLink | None:
    """Decode a start parameter; None for everything that `payload` did not make, such as a slug."""
    try:
        link = _read_page(text[2:])
    except (KeyError, ValueError, LinkInvalid):
        return None
    return link if payload(link) == text else None


def _page(link: PageLink) -> str:
    head = f"{link.format}{link.section}{_LETTERS[link.language]}{_checked(_NUMBER, link.story)}"
    part = _checked(_PART, link.part or None)
    fields = (head, _checked(_ITEM, link.item), part, _checked(_ITEM, link.speaker), _packed(link.span))
    page = _SEPARATOR.join(fields).rstrip(_SEPARATOR)
    if len(page) > CALLBACK_LIMIT - len(f"{VERSION}p"):  # a speaker and a range of days at once: no section has both
        raise LinkInvalid
    return page


def _checked(pattern: re.Pattern[str], value: str | int | None) -> str:
    if value is None:
        return ""
    if not pattern.fullmatch(str(value)):
        raise LinkInvalid
    return str(value)


def _packed(span: str | None) -> str:
    dates = [_DATE.fullmatch(end) for end in span.split("/")] if span is not None else []
    try:
        real = [date(*(int(part or 1) for part in match.groups())) for match in dates if match]
    except ValueError:
        raise LinkInvalid from None
    if len(real) < len(dates) or len(dates) > 2:  # noqa: PLR2004 - from one to another
        raise LinkInvalid
    return re.sub("-([eml])[a-z]+", r"\1", span or "").replace("/", "--")  # no slash may stand in a deep link


def _unpacked(span: str) -> str | None:
    return re.sub("[eml]", lambda letter: _PARTS_OF_DATES[letter[0]], span).replace("--", "/") or None


def _read(kind: str, rest: str) -> Link:  # noqa: PLR0911 - one for each kind
    match kind:
        case "p":
            return _read_page(rest)
        case "u":
            return FreshLink(_read_page(rest))
        case "h" | "w":
            return ShareLink(_read_page(rest), kind == "w")
        case "m":
            return SimpleLink(_read_page(rest))
        case "r":
            verb, number, value, start = (rest[1:].split(_SEPARATOR) + [""] * _FIELDS)[:4]
            return ReaderLink(
                verb,
                _LANGUAGES[rest[:1]],
                int(number) if number else None,
                value or None,
                int(start) if start else None,
            )
        case "s":
            return StoriesLink(_LANGUAGES[rest[:1]], int(rest[1:]) if rest[1:] else None)
        case "l":
            return LanguageLink(_LANGUAGES[rest])
        case "d":
            verb, draft, part, item, value = (rest.split(_SEPARATOR) + [""] * _FIELDS)[:_FIELDS]
            return DeskLink(
                verb, int(draft) if draft else None, _PARTS[part] if part else None, item or None, value or None
            )
        case _:
            return PositionLink()


def _read_page(text: str) -> PageLink:
    head, item, part, speaker, span = (text.split(_SEPARATOR) + [""] * _FIELDS)[:_FIELDS]
    return PageLink(
        story=int(head[3:]),
        section=Section(head[1:2]),
        language=_LANGUAGES[head[2:3]],
        item=item or None,
        part=int(part or 0),
        speaker=speaker or None,
        span=_unpacked(span),
        format=Format(head[:1]),
    )
