"""Captions, links and other stories' headlines that were run into a paragraph, and what hangs at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.normalized import Span, table, words
from bot.intake.tables import furniture as page
from bot.intake.tables.arabic_verbs import verb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.intake.tables.furniture import Why

_SENTENCE_END = regex.compile(r"[.!?؟][”»“\"’')\]]*\s+")
_SAID = regex.compile(r"(?<!\p{L})(?:said|told|added|says|according)(?!\p{L})", regex.IGNORECASE)
_RESTART_EN = regex.compile(
    r"(?<=\p{Ll}|\d|\))\s+(?=(?:The|He|She|It|They|In|On|But|A|An|Meanwhile|According|However|At|Earlier|Speaking"
    r"|His|Her|Its|Their|This|That)\s+\p{Ll})"
)
_NARRATED = table(
    """وكان وكانت وكانوا وقد ولم ولن وفي ومن وعلى وبعد ومنذ وخلال وقبل وبحسب ووفق ووفقا وحسب وأغلق وأغلقت وبدأ
    وبدأت ووصل ووصلت
    وشهد وشهدت وتم وجرى وجرت وأدى وأدت
    وقتل وقتلت وأصيب وأصيبت واندلع واندلعت ووقع ووقعت وسقط وسقطت واعتقل واعتقلت وانطلق وانطلقت واستقبل والتقى والتقت
    وزار وزارت وعقد وعقدت واجتمع وقرر وقررت وأصدر
    وأصدرت وصدر وأطلق وأطلقت وشن وشنت وهاجم وسيطر وسيطرت وأعلنت وفاز وفازت وخسر وارتفع وارتفعت وانخفض وانخفضت وتراجع
    وتراجعت وبلغ وبلغت وتضم ويضم وتشمل ويشمل
    وتأتي ويأتي وجاء وجاءت وسبق ويعد وتعد ويعتبر وتقع ويقع وأسفر وأسفرت وتسبب وتسببت وأقيم وافتتح وأقر ووافق ووافقت
    ورفض ورفضت وتوجه وغادر وعاد وعادت وسجل وسجلت
    وتابع وشارك وشاركت ويشارك وتشارك ويسعى وتسعى ويواجه وتواجه وتولى وتوفي وتوفيت ومات وولد وسلم وتسلم وحضر ومن وأمر
    وأمرت ووجه وخصص وخصصت ودمر ودمرت وأحرق
    وانسحب وانسحبت واستأنف واستأنفت وأنهى وأنهت وانتهت وانتهى وأجرى وأجرت ونظم ونظمت ونفذ ونفذت ودخل ودخلت وخرج
    وخرجت وما ولا"""
)
_CAPTION = 500  # characters
_FAR = 600  # characters of a headline and what it was run into
_HEADLINE_WORDS = 30
_TAIL = regex.compile(
    rf"(?:\s*#[\p{{L}}\p{{N}}_]+)+\s*$|\s+(?:(?:https?://|www\.|pic\.twitter\.com/|t\.me/)\S+\s*)+$"
    rf"|(?<=[.!?؟”»\"])\s*[-–—/(\[]+\s*(?:{page.AGENCY})(?:\s*[,/+&،و-]\s*(?:{page.AGENCY}))?\s*[)\]]?\.?\s*$",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Junk:
    """A foreign part within a paragraph, and the reason why it is dropped."""

    start: int
    end: int
    why: Why


def inline_junk(plain: str, span: Span, *, arabic: bool) -> list[Junk]:
    """Return what of a paragraph is not the story's, in order, without overlaps."""
    listed: list[Junk] = []
    end = span.end
    while match := _TAIL.search(plain, max(span.start, end - 300), end):
        part = match[0].strip()
        why: Why = "hashtag" if part.startswith("#") else "link_line" if page.URL.search(part) else "sign_off"
        listed.append(Junk(match.start() + len(match[0]) - len(match[0].lstrip()), end, why))
        end = match.start()
        while end > span.start and plain[end - 1].isspace():
            end -= 1
    junks = [
        *_captions(plain, Span(span.start, end), arabic=arabic),
        *_links(plain, Span(span.start, end), arabic=arabic),
    ]
    listed += junks
    listed.sort(key=lambda junk: junk.start)
    kept: list[Junk] = []
    for junk in listed:
        if not kept or junk.start >= kept[-1].end:
            kept.append(junk)
    return kept


def _captions(plain: str, span: Span, *, arabic: bool) -> Iterator[Junk]:
    at = span.start
    for match in page.PHOTO_CREDIT.finditer(plain, span.start, span.end):
        if match.start() < at:
            continue
        begins = max(at, match.start() - _CAPTION)
        for ending in _SENTENCE_END.finditer(plain, begins, match.start()):
            begins = ending.end()
        caption = plain[begins : match.start()]
        if not _is_caption(caption, match[0], plain[match.end() : min(span.end, match.end() + 80)], arabic=arabic):
            continue
        yield Junk(begins, match.end(), "caption")
        at = match.end()
        while at < span.end and plain[at] in " .،,":
            at += 1
        restart = _restart(plain, at, span.end, arabic=arabic)
        if restart > at:
            yield Junk(at, restart, "other_story")
            at = restart


def _is_caption(caption: str, credit: str, rest: str, *, arabic: bool) -> bool:
    """Whether words before a credit are a photograph's: few, and nobody speaks in them."""
    count = len(words(caption))
    if not 2 <= count <= 40:  # noqa: PLR2004 - words of a caption
        return False
    if rest.lstrip()[:1] in ",،;؛" or rest.lstrip()[:1].islower():
        return False
    speaks = _speaks(caption) if arabic else bool(_SAID.search(caption))
    if speaks or any(mark in caption for mark in '“”«»"'):
        return False
    sure = page.SURE_PHOTO.search(credit) is not None
    if arabic:
        return sure or (regex.search(r"[A-Za-z]", credit) is not None and not caption.rstrip().endswith("وكاله"))
    return sure


def _speaks(part: str) -> bool:
    for word in part.split():
        known = verb(word.strip("،,.:"))
        if known and not known.is_noun and known.form == "past":
            return True
    return False


def _restart(plain: str, start: int, end: int, *, arabic: bool) -> int:
    """Return where the story goes on after a headline without an end; `start` if none was run in."""
    end = min(end, start + _FAR)
    stop = _SENTENCE_END.search(plain, start, end)
    until = stop.start() if stop else end
    if arabic:
        for count, match in enumerate(regex.finditer(r"\S+", plain, pos=start, endpos=until)):
            word = match[0].strip("،,.:")
            known = verb(word)
            if count > _HEADLINE_WORDS:
                break
            narrates = word in _NARRATED
            if (known or narrates) and count == 0:
                return start
            if narrates or (known and known.prefix and known.form != "participle"):
                return int(match.start()) if count > 2 else start  # noqa: PLR2004 - words of a headline
        return start
    match = _RESTART_EN.search(plain, start, until)
    if match and 3 <= len(words(plain[start : match.start()])) <= _HEADLINE_WORDS:  # noqa: PLR2004 - its words
        return int(match.end())
    return start


def _links(plain: str, span: Span, *, arabic: bool) -> Iterator[Junk]:
    for match in page.INLINE_LINK.finditer(plain, span.start, span.end):
        before = plain[span.start : match.start()].rstrip()
        if before and before[-1] not in '.!?؟”»"…)]|' and match[0][0] not in "([":
            continue
        closing = plain.find(")" if match[0][0] == "(" else "]", match.end(), span.end) if match[0][0] in "([" else -1
        end = min(span.end, match.end() + _FAR)
        stop = _SENTENCE_END.search(plain, match.end(), end)
        restart = _restart(plain, match.end(), span.end, arabic=arabic)
        if closing >= 0:
            yield Junk(match.start(), closing + 1, "link_line")
        elif restart > match.end():
            yield Junk(match.start(), restart, "link_line")
        else:
            yield Junk(match.start(), stop.end() if stop else end, "link_line")
