"""Lines of type as the HTML of a classic message, and what they take of a message's limits.

Escaping happens here and nowhere else. Asides are in italics, but for Arabic ones: its type has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote as percent_encoded

from bot.document import Style
from bot.i18n.direction import isolate, mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.document import Inline, Run
    from bot.language import Language
    from bot.render.galley import Line

_TAGS = {Style.STRONG: "b", Style.CODE: "code"}
_EXPANDABLE = 600  # UTF-16 units from which a quotation is folded until it is tapped
_LINK_LIMIT = 4000  # bytes; a longer address is left out, its words stay
_ENTITY = 16  # bytes that an entity takes beside its address


@dataclass(frozen=True, slots=True)
class Size:
    """What a text takes of a message's limits.

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
        """Both together."""
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
class Setting:
    """HTML and its size."""

    html: str
    size: Size


def text(words: str) -> Setting:
    """Words without any markup."""
    html = escape(words, quote=False)
    return Setting(html, Size(units(words), len(html.encode())))


def set_line(runs: Inline, language: Language, *, aside: bool) -> Setting:
    """One line of runs, each kept apart in direction where it is set in, the mark before them that the line needs."""
    said = [(run, _kept_apart(run, language)) for run in runs if run.text]
    setting = join([_run(run, words) for run, words in said], "")
    if aside and said and not language.rtl:
        pieces = Size(entities=setting.size.entities)  # the server parts italics where a link begins or ends
        setting = _tagged(Setting(setting.html, setting.size + pieces), "i")
    return join([text(mark("".join(words for _, words in said), language)), setting], "")


def lines(every: Sequence[Line]) -> Setting:
    """The lines below each other, those of a quotation in a block."""
    groups = [_group(tuple(group), quoted) for quoted, group in groupby(every, key=lambda line: line.quoted)]
    return join(groups, "\n")


def join(settings: Sequence[Setting], between: str) -> Setting:
    """The settings one after the other with white space between them."""
    gaps = len(between) * max(len(settings) - 1, 0)
    size = sum((one.size for one in settings), Size(gaps, gaps))
    return Setting(between.join(one.html for one in settings), size)


def units(words: str) -> int:
    """The length of words as Telegram counts it, in UTF-16 units."""
    return len(words.encode("utf-16-le")) // 2


def _group(every: tuple[Line, ...], quoted: bool) -> Setting:
    inner = join([line.setting for line in every], "\n")
    if not quoted:
        return inner
    return _tagged(inner, "blockquote", " expandable" if inner.size.units > _EXPANDABLE else "")


def _kept_apart(run: Run, language: Language) -> str:
    if run.language is None and run.style is not Style.CODE:
        return run.text
    return isolate(run.text, language, run.language)


def _run(run: Run, words: str) -> Setting:
    setting = text(words)
    if run.style in _TAGS:
        setting = _tagged(setting, _TAGS[run.style])
    length = len(percent_encoded(run.url or ""))
    if run.url and length <= _LINK_LIMIT:
        setting = _tagged(setting, "a", f' href="{escape(run.url)}"', length)
    return setting


def _tagged(inner: Setting, tag: str, attributes: str = "", address: int = 0) -> Setting:
    start, end = f"<{tag}{attributes}>", f"</{tag}>"
    around = Size(raw=len((start + end).encode()), entities=1, bytes=_ENTITY + address)
    return Setting(f"{start}{inner.html}{end}", inner.size + around)
