"""Lines that tell the copy's own day in the many forms that pages, papers and ministries give them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.cleaning import dateline_form
from bot.intake.cleaning.headers import agencies_in, dateline, language_is_arabic
from bot.intake.dating.events import dates_in
from bot.intake.normalized import alternatives, words
from bot.intake.tables.furniture import AGENCY
from bot.intake.tables.outlets import MASTHEADS_EN, SURE_NOUNS_AR

if TYPE_CHECKING:
    from bot.intake.cleaning.headers import Header
    from bot.intake.dating.dates import Dated
    from bot.intake.normalized import Normalized, Span

_LONGEST = 110  # characters of such a line
_PLACE = 6  # words before the day of a dateline, a province in brackets among them
_BETWEEN = 3  # words between two days, 'last updated on': what has more is a dateline with the story behind it
_PARTED = regex.compile(r"(?:[|•·–—/]|\s-|[،,:])\s*$")
_WEEKDAY = regex.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:ال)?(?:اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت)|الاحد", regex.IGNORECASE
)
_STATED = regex.compile(r"هـ?\s+الموافق|^[^،,.]{2,40}\s(?:في|بتاريخ)\s*$")
_TAIL = regex.compile(r"\W*(?:م|ميلادي|gmt|هـ?)?\W*$", regex.IGNORECASE)
_AFTER_DAY = regex.compile(
    rf"\s*\)?\s*(?P<agency>[(\[]\s*(?:وكاله\s+)?(?:{AGENCY})(?:\s*[/،,+و]\s*(?:{AGENCY}))?\s*[)\]])?\s*(?:--|[–—-])\s+(?=\S)",
    regex.IGNORECASE,
)
_PAPER = regex.compile(
    rf"^\W*(?:{alternatives([*SURE_NOUNS_AR, 'وكاله', 'الوكاله'])})\s+\p{{L}}|(?<!\p{{L}})(?:{MASTHEADS_EN})\W*$",
    regex.IGNORECASE,
)


def is_dated_line(text: Normalized, span: Span, header: Header, *, arabic: bool, is_title: bool) -> bool:
    """Whether a line of the copy's head is only a place or a paper, and the day; both are noted.

    A title may end in a day, too: of the first line the weekday is asked for, or a stroke before the day.
    """
    part = text.plain[span.start : span.end]
    if len(part) > _LONGEST:
        return False
    days = _whole(text.plain, span.start, span.end, arabic=arabic)
    if not days or not _TAIL.fullmatch(text.plain, days[-1][0].end, span.end):
        return False
    (first, _), (last, day) = days[0], days[-1]
    before = text.plain[span.start : first.start]
    if len(words(before)) > _PLACE or any(
        len(words(text.plain[earlier.end : later.start])) > _BETWEEN for (earlier, _), (later, _) in pairwise(days)
    ):
        return False
    is_parted = bool(_PARTED.search(before)) or not words(before)
    is_stated = bool(_STATED.search(text.plain[span.start : last.start]))
    has_weekday = bool(_WEEKDAY.search(part))
    is_sure = has_weekday and (is_parted or len(words(before)) <= 1)
    if not (is_sure or (not is_title and (is_parted or is_stated))):
        return False
    header.days.append(day)
    _note_paper(text, span.start, first.start, header)
    return True


def after_dateline(text: Normalized, span: Span, header: Header, *, arabic: bool, is_lead: bool = False) -> int:
    """Return where the sentence begins after a dateline; the paragraph's start if it has none.

    In the story's first lines (`is_lead`) the form is enough, whoever the agency is; later it may be a sentence's own.
    It is read in the language of its own letters: the rest of the copy may be in the other.
    """
    arabic = language_is_arabic(text.plain[span.start : span.end]) if is_lead else arabic
    begins = dateline(text, span, header, arabic=arabic)
    if begins == span.start:
        begins = _after_dated(text, span, header, arabic=arabic) or begins
    if is_lead and not header.agencies:
        begins = max(begins, dateline_form.read(text, span, header, arabic=arabic))
    if is_lead and not header.days:
        return dateline_form.after_day(text.plain, begins, span.end, header, arabic=arabic)
    return begins


def _after_dated(text: Normalized, span: Span, header: Header, *, arabic: bool) -> int | None:
    """Return where the sentence begins after a place, a whole day, an agency in brackets and a dash; both are noted."""
    for dated, day in _whole(text.plain, span.start, min(span.end, span.start + _LONGEST), arabic=arabic)[:1]:
        match = _AFTER_DAY.match(text.plain, dated.end, span.end)
        before = text.plain[span.start : dated.start]
        if not match or len(words(before)) > _PLACE or regex.search(r"[.!?؟:«“\"]", before):
            return None
        if not match["agency"] and not before.rstrip().endswith(("،", ",")):
            return None
        header.days.append(day)
        if match["agency"]:
            for name in agencies_in(text.original(*match.span("agency"))):
                header.add_agency(name)
        return int(match.end())
    return None


def _whole(plain: str, start: int, end: int, *, arabic: bool) -> list[tuple[Dated, date]]:
    """Return the dates that name day, month and year."""
    return [
        (dated, date(when.year, when.month, when.day))
        for dated in dates_in(plain, start, end, None, arabic=arabic)
        if (when := dated.when).year and when.month and when.day
    ]


def _note_paper(text: Normalized, start: int, end: int, header: Header) -> None:
    """Note what stands before a stroke and the day as the outlet, if its name is a paper's or a broadcaster's."""
    name = regex.sub(r"[\s|•·–—/،,:-]+$", "", text.original(start, end).strip()) if end > start else ""
    if name and _PAPER.search(text.plain[start:end]) and name not in header.outlets:
        header.outlets.append(name)
