"""Renders lines as HTML of classic messages, and measures them against Telegram's limits.

Escaping happens here and nowhere else. Asides are in italics, except in Arabic, whose typefaces have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote as percent_encoded

from bot.i18n.direction import isolate, mark
from bot.model.link import telegram_accepts
from bot.views.document import Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model.language import Language
    from bot.views.document import Inline, Run

_TAGS = {Style.STRONG: "b", Style.CODE: "code"}
_EXPANDABLE = 600  # UTF-16 units from which a quotation is folded until it is tapped
_MOMENT = "wDt"  # core.telegram.org/bots/api#date-time-entity-formatting: the weekday, the date in words, the time
_LINK_LIMIT = 4000  # bytes; a longer address is left out, its words stay
_ENTITY = 16  # bytes that an entity takes beside its address


@dataclass(frozen=True, slots=True)
class Size:
    """The share of a message's limits that a text takes.

    `units` are UTF-16 units of the text (core.telegram.org/bots/api#sendmessage: 4096), `raw` bytes of its HTML
    (telegram-bot-api, `get_formatted_text`: 32768), `entities` and their `bytes`, addresses included (more than 100 are
    dropped silently: td, `get_input_message_entities`; more than about 9500 bytes are refused with ENTITIES_TOO_LONG:
    tdlib/telegram-bot-api issue 165).
    """

    units: int = 0
    raw: int = 0
    entities: int = 0
    bytes: int = 0

    def __add__(self, other: Size) -> Size:
        """Add two sizes."""
        return Size(
            self.units + other.units,
            self.raw + other.raw,
            self.entities + other.entities,
            self.bytes + other.bytes,
        )

    @property
    def fits(self) -> bool:
        """Whether one message holds it."""
        return self.within(LIMIT)

    def within(self, limit: Size) -> bool:
        """Whether it is no more than `limit` in anything."""
        within = self.units <= limit.units and self.raw <= limit.raw
        return within and self.entities <= limit.entities and self.bytes <= limit.bytes


LIMIT = Size(units=4096, raw=32_000, entities=100, bytes=8192)
CAPTION = Size(units=1024, raw=32_000, entities=100, bytes=8192)  # below a photo


@dataclass(frozen=True, slots=True)
class Html:
    """HTML and its size."""

    markup: str
    size: Size


def text(words: str) -> Html:
    """Render words as plain text, escaped."""
    html = escape(words, quote=False)
    return Html(html, Size(units(words), len(html.encode())))


def render_line(runs: Inline, language: Language, *, aside: bool) -> Html:
    """Render a line of runs, each isolated in direction if needed, after the direction mark that the line needs."""
    isolated = [(run, _isolated_text(run, language)) for run in runs if run.text]
    html = join([_run(run, words) for run, words in isolated], "")
    if aside and isolated and not language.rtl:
        pieces = Size(entities=html.size.entities)  # the server parts italics where a link begins or ends
        html = _wrap_in_tag(Html(html.markup, html.size + pieces), "i")
    return join([text(mark("".join(words for _, words in isolated), language)), html], "")


@dataclass(frozen=True)
class Line:
    """One line of type, whose words are in `language`; `quoted` ones stand in a block quotation, `aside` ones back."""

    runs: Inline
    language: Language
    quoted: bool = False
    aside: bool = False

    @cached_property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)

    @cached_property
    def html(self) -> Html:
        """Its HTML."""
        return render_line(self.runs, self.language, aside=self.aside)


def lines(rows: Sequence[Line]) -> Html:
    """Render lines below each other, those of a quotation in a block."""
    groups = [_group(tuple(group), quoted) for quoted, group in groupby(rows, key=lambda line: line.quoted)]
    return join(groups, "\n")


def join(parts: Sequence[Html], between: str) -> Html:
    """Join rendered parts with white space between them."""
    gaps = len(between) * max(len(parts) - 1, 0)
    size = sum((part.size for part in parts), Size(gaps, gaps))
    return Html(between.join(part.markup for part in parts), size)


def units(words: str) -> int:
    """Return the length of a text in UTF-16 units, in which Telegram counts."""
    return len(words.encode("utf-16-le")) // 2


def _group(rows: tuple[Line, ...], quoted: bool) -> Html:
    inner = join([line.html for line in rows], "\n")
    if not quoted:
        return inner
    return _wrap_in_tag(inner, "blockquote", " expandable" if inner.size.units > _EXPANDABLE else "")


def _isolated_text(run: Run, language: Language) -> str:
    if run.language is None and run.style is not Style.CODE:
        return run.text
    return isolate(run.text, language, run.language)


def _run(run: Run, words: str) -> Html:
    html = text(words)
    if run.style in _TAGS:
        html = _wrap_in_tag(html, _TAGS[run.style])
    if run.moment:
        html = _wrap_in_tag(html, "tg-time", f' unix="{run.moment}" format="{_MOMENT}"')
    length = len(percent_encoded(run.url or ""))
    if run.url and length <= _LINK_LIMIT and telegram_accepts(run.url):  # a refused link would fail the message
        html = _wrap_in_tag(html, "a", f' href="{escape(run.url)}"', length)
    return html


def _wrap_in_tag(inner: Html, tag: str, attributes: str = "", address: int = 0) -> Html:
    start, end = f"<{tag}{attributes}>", f"</{tag}>"
    around = Size(raw=len((start + end).encode()), entities=1, bytes=_ENTITY + address)
    return Html(f"{start}{inner.markup}{end}", inner.size + around)
