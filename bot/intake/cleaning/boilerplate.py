"""Cleaning: what of a page is the story, and what is its furniture, with the reason for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.cleaning import dated_lines, headers
from bot.intake.cleaning.inline_junk import inline_junk
from bot.intake.cleaning.other_stories import strangers
from bot.intake.dating.events import dates_in
from bot.intake.normalized import Span, words
from bot.intake.tables import furniture as page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.intake.cleaning.headers import Header
    from bot.intake.normalized import Normalized
    from bot.intake.tables.furniture import Why

_ENDED = regex.compile(r"[.!?؟…][”»“\"’')\]]*$")
_SENTENCE_WITHIN = regex.compile(r"(?:(?<!\.)\.|[!?؟…])[”»“\"’')\]]*\s+\S")
_LINK_WORDS, _CAPTION_WORDS, _ADVERT_WORDS = 22, 60, 45
_TITLE_WORDS = 30
_DATED_CAPTION_WORDS = 8
_CREDITED_WORDS = 6
_BRACKETED_END = regex.compile(r"\(\p{L}[\p{L}'’.-]*(?:\s+\p{L}[\p{L}'’.-]*){0,2}\)\s*$")
_HEAD = 4  # lines above a story
_LEAD_LINES = 3  # a title, a standfirst and the lead
_HEADING = regex.compile(r"^\s*#{1,6}\s+")


@dataclass(frozen=True, slots=True)
class Dropped:
    """A part of the copy that is not the story, and the reason."""

    start: int
    end: int
    why: Why


@dataclass(slots=True)
class Cleaned:
    """The paragraphs of the story, and what was dropped of the copy."""

    kept: list[Span] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    title: Span | None = None

    def drop(self, span: Span, why: Why) -> None:
        """Drop a part of the copy."""
        self.dropped.append(Dropped(span.start, span.end, why))


def clean(text: Normalized, spans: Sequence[Span], header: Header, *, arabic: bool) -> Cleaned:
    """Part the story's paragraphs from what is not of it; what the credits say goes into the header."""
    cleaned = Cleaned()
    lines = _Lines(text, spans, header, arabic=arabic)
    for number, span in enumerate(spans):
        why = lines.why(number)
        if why:
            cleaned.drop(span, why)
        else:
            cleaned.kept.append(span)
    _take_title(text, cleaned, arabic=arabic)
    foreign = strangers(text.plain, cleaned.kept, cleaned.title, arabic=arabic)
    for span in foreign:
        cleaned.kept.remove(span)
        cleaned.drop(span, "other_story")
    lead_end = max((span.end for span in cleaned.kept[:_LEAD_LINES]), default=0)
    cleaned.kept = [
        part for span in cleaned.kept for part in _within(text, span, cleaned, header, lead_end, arabic=arabic)
    ]
    cleaned.dropped.sort(key=lambda item: item.start)
    return cleaned


def _take_title(text: Normalized, cleaned: Cleaned, *, arabic: bool) -> None:
    """Take the first line as the title if it is short, has no end, and a story follows."""
    if len(cleaned.kept) < 2:  # noqa: PLR2004 - a title and a story
        return
    first = cleaned.kept[0]
    part = text.plain[first.start : first.end]
    heading = _HEADING.match(part)
    is_title = bool(heading) or not (part.rstrip().endswith((".", "۔", ":")) or _SENTENCE_WITHIN.search(part))
    if (
        not is_title
        or len(words(part)) > _TITLE_WORDS
        or dated_lines.after_dateline(text, first, headers.Header(), arabic=arabic) != first.start
    ):
        return
    cleaned.title = Span(first.start + heading.end(), first.end) if heading else first


class _Lines:
    """Looks at each line of a copy."""

    def __init__(self, text: Normalized, spans: Sequence[Span], header: Header, *, arabic: bool) -> None:
        self.text, self.spans, self.header, self.arabic = text, spans, header, arabic
        self.in_list = False

    def why(self, number: int) -> Why | None:
        """Return the reason why a line is not the story; None if it is."""
        span = self.spans[number]
        part = self.text.plain[span.start : span.end]
        count = len(words(part[:1000]))
        listed = self._in_list(part, count)
        return self._by_form(part, count) or self._credit(number, span) or listed or self._by_words(number, part, count)

    def _in_list(self, part: str, count: int) -> Why | None:
        """Headlines that stand under 'related stories'."""
        if page.LIST_HEAD.match(part):
            self.in_list = True
            return "link_line"
        if self.in_list and count <= _LINK_WORDS and not part.rstrip().endswith((".", "”.", "».")):
            return "other_story"
        self.in_list = False
        return None

    def _by_form(self, part: str, count: int) -> Why | None:
        bare = page.HASHTAG.sub("", part)
        if (bare != part and not words(bare)) or page.TAGS.match(part):
            return "hashtag"
        if page.URL.search(part) and not words(page.URL.sub("", part)):
            return "link_line"
        if count <= 20 and page.SHARE.match(part):  # noqa: PLR2004 - buttons in a row
            return "share" if not page.ADVERT.match(part) else "advert"
        if not count and not regex.search(r"[\p{L}\p{N}]", part):
            return "sign_off"
        if count <= _ADVERT_WORDS and page.ADVERT.match(part):
            return "advert"
        return None

    def _credit(self, number: int, span: Span) -> Why | None:
        is_first, is_last = number <= 3, number >= len(self.spans) - 3  # noqa: PLR2004 - the head and the foot of a page
        if is_last and self._is_foot(number):
            return "sign_off"
        if is_first and page.RELEASE.fullmatch(self.text.plain, span.start, span.end):
            return "credit"
        if number and is_first and (at := page.BYLINE_AT.match(self.text.plain, span.start, span.end)):
            self.header.bylines.append(self.text.original(*at.span("en")))
            return "byline"
        if headers.byline(self.text, span, self.header):
            return "byline"
        if headers.credit(self.text, span, self.header, is_first=is_first, is_last=is_last):
            return "credit"
        if (is_first or is_last) and headers.stamp(self.text, span, self.header, arabic=self.arabic):
            return "credit"
        if number <= _HEAD and dated_lines.is_dated_line(
            self.text, span, self.header, arabic=self.arabic, is_title=not number
        ):
            return "credit"
        return None

    def _is_foot(self, number: int) -> bool:
        """Whether this line and those after it are what agencies print under a copy."""
        return all(
            page.FOOT.fullmatch(self.text.plain, span.start, span.end)
            or headers.credit(self.text, span, headers.Header(), is_first=False, is_last=True)
            for span in self.spans[number:]
        ) and bool(page.FOOT.fullmatch(self.text.plain, self.spans[number].start, self.spans[number].end))

    def _by_words(self, number: int, part: str, count: int) -> Why | None:
        if count <= _CAPTION_WORDS and self._is_caption(number, part, count):
            return "caption"
        if (
            page.SIGN_OFF.match(part)
            and (count <= _ADVERT_WORDS or number >= len(self.spans) - 2)
            and self._is_late(number, part)
        ):
            for agency in headers.agencies_in(part):
                self.header.add_agency(agency)
            return "sign_off"
        if page.LINK_SURE.match(part) and count <= _LINK_WORDS + 8:
            return "link_line"
        if page.LINK_HERE.match(part) and count <= _LINK_WORDS:
            return "link_line"
        if page.LINK_LINE.match(part) and count <= _LINK_WORDS and not _ENDED.search(part):
            return "link_line" if number else None
        if page.CONTACT.match(part) and count <= 14 and number >= len(self.spans) // 2:  # noqa: PLR2004 - an address
            return "sign_off"
        return None

    def _is_late(self, number: int, part: str) -> bool:
        """Whether a sign-off may stand here: after the story's first lines; one in brackets may stand anywhere."""
        return number > 0 or part.lstrip()[:1] in "(["

    def _is_caption(self, number: int, part: str, count: int) -> bool:
        if page.CAPTION_START.match(part):
            return count <= 40 and not (number and count > 30 and not page.PHOTO_CREDIT.search(part))  # noqa: PLR2004
        if page.BARE_CREDIT.search(part) or self._is_dated_caption(number, part, count):
            return True
        if number and self._is_credited(part, count):
            return True
        credit = None
        for match in page.PHOTO_CREDIT.finditer(part):
            credit = match
        if not credit or part[credit.end() :].strip(" .-–"):
            return False
        before = part[: credit.start()].rstrip()
        if not words(before):
            return True
        if not _ENDED.search(before):
            return not headers_only(before)
        is_last = number >= len(self.spans) - 2
        return bool(page.SURE_PHOTO.search(credit[0])) or not (is_last or _SENTENCE_WITHIN.search(before))

    def _is_credited(self, part: str, count: int) -> bool:
        """Whether a line without a full stop ends in the name of who took the picture, in brackets."""
        bracketed = _BRACKETED_END.search(part)
        if not bracketed or count < _CREDITED_WORDS or _SENTENCE_WITHIN.search(part[: bracketed.start()]):
            return False
        return not _ENDED.search(part[: bracketed.start()].rstrip())

    def _is_dated_caption(self, number: int, part: str, count: int) -> bool:
        """Whether a line without a full stop ends in a whole date: agencies close their captions so."""
        if (
            not number
            or count < _DATED_CAPTION_WORDS
            or part.rstrip().endswith((".", ":", "!", "?", "؟", "»", "”", '"'))
        ):
            return False
        dated = dates_in(part, 0, len(part), None, arabic=self.arabic)
        return bool(dated) and dated[-1].when.day is not None and not words(part[dated[-1].end :])


def headers_only(part: str) -> bool:
    """Whether a line is only a place and a credit."""
    return len(words(part)) <= 1


def _within(
    text: Normalized, span: Span, cleaned: Cleaned, header: Header, lead_end: int, *, arabic: bool
) -> list[Span]:
    """Return the parts of a paragraph that are the story's, without its dateline and what was run into it."""
    start = span.start
    if cleaned.title is None or span.start != cleaned.title.start:
        heading = _HEADING.match(text.plain, start, span.end)
        start = heading.end() if heading else start
        is_lead = not header.days and span.end <= lead_end
        begins = dated_lines.after_dateline(text, Span(start, span.end), header, arabic=arabic, is_lead=is_lead)
        if begins > start:
            cleaned.drop(Span(start, begins), "credit")
            start = begins
    kept: list[Span] = []
    at = start
    for junk in inline_junk(text.plain, Span(start, span.end), arabic=arabic):
        if junk.start > at:
            kept.append(Span(at, junk.start))
        cleaned.dropped.append(Dropped(junk.start, junk.end, junk.why))
        if junk.why == "sign_off":
            for agency in headers.agencies_in(text.original(junk.start, junk.end)):
                header.add_agency(agency)
        at = junk.end
    if at < span.end:
        kept.append(Span(at, span.end))
    return [part for part in (_stripped(text.plain, span) for span in kept) if part.start < part.end]


def _stripped(plain: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and plain[start].isspace():
        start += 1
    while end > start and plain[end - 1].isspace():
        end -= 1
    if not regex.search(r"[\p{L}\p{N}]", plain[start:end]):
        return Span(start, start)
    return Span(start, end)
