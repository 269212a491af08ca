"""Timeline card: events below each other along a line, the one that is asked for among its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.render.picture import face
from bot.render.picture.canvas import Canvas
from bot.render.picture.kicker_foot import Foot, Kicker, in_house_style
from bot.render.picture.palette import CARD, MARGIN
from bot.render.picture.typesetting import SetText, Type, set_text
from bot.views.pictures.picture import ENTRIES, Text

if TYPE_CHECKING:
    from bot.render.picture.palette import Shape
    from bot.views.pictures.picture import TimelineCard

_DATE = Type((32, 29, 26), face.BOLD, 2)
_TEXT = Type((40, 37, 34), face.REGULAR, 4)
_MARKED = Type((52, 48, 44, 40, 37, 34), face.REGULAR, 12)
_MORE = Type((28,), face.REGULAR, 1)
_MORE_HEIGHT = 46
_INSET = 52  # of the texts from the line
_DOT, _MARKED_DOT = 11, 15  # radiuses
_GAP, _ABOVE, _BELOW = 26, 28, 22


@dataclass(frozen=True, slots=True)
class _SetEntry:
    date: SetText
    text: SetText
    is_marked: bool

    @property
    def height(self) -> int:
        return self.date.height + self.text.height


def draw_timeline(card: TimelineCard, *, shape: Shape = CARD, dark: bool = False) -> bytes:
    """Draw a timeline as a JPEG; GlyphMissing if the face lacks one of its characters.

    Of entries that do not fit, those around the marked one are shown, without one the last; the picture says how many
    more there are.
    """
    width = shape.width - 2 * MARGIN
    kicker, foot = Kicker(card.story, width), Foot(card.language, card.notes, card.mark, width)
    frame = 2 * MARGIN + kicker.height + _ABOVE + _BELOW + foot.height
    start, entries = _chosen(card, width - _INSET, shape.highest - frame)
    end = start + len(entries)
    more = [
        set_text(Text(words, card.language), _MORE, width - _INSET) if words else None
        for words in (
            card.earlier[start - 1] if start else "",
            card.later[len(card.entries) - end - 1] if end < len(card.entries) else "",
        )
    ]
    content = frame + _height(entries) + sum(line.height + _GAP for line in more if line)
    canvas = Canvas(shape, content, rtl=card.language.rtl, dark=dark)
    top = kicker.draw(canvas, MARGIN) + _ABOVE + canvas.spare // 2
    _draw(canvas, top, entries, more)
    foot.draw(canvas)
    return canvas.jpeg()


def _draw(canvas: Canvas, top: int, entries: list[_SetEntry], more: list[SetText | None]) -> None:
    before, after = more
    begin, colours = top, canvas.colours
    is_any_marked = any(entry.is_marked for entry in entries)
    dots = []
    if before:
        top = canvas.text(before, top, colours.muted, inset=_INSET) + _GAP
    for entry in entries:
        dots.append((top + entry.date.leading // 2, entry.is_marked))
        top = canvas.text(entry.date, top, colours.accent, inset=_INSET)
        colour = colours.ink if entry.is_marked or not is_any_marked else colours.muted
        top = canvas.text(entry.text, top, colour, inset=_INSET, is_prose=True) + _GAP
    if after:
        top = canvas.text(after, top, colours.muted, inset=_INSET) + _GAP
    from_, to = (begin if before else dots[0][0]), (top - _GAP if after else dots[-1][0])
    canvas.bar(from_, 3, to - from_, colours.line, _MARKED_DOT - 1)
    for middle, is_marked in dots:
        radius = _MARKED_DOT if is_marked else _DOT
        canvas.dot(_MARKED_DOT, middle, radius, colours.accent, is_filled=is_marked or not is_any_marked)


def _chosen(card: TimelineCard, width: int, height: int) -> tuple[int, list[_SetEntry]]:
    """Return which entries fit, by the number of the first, and the entries as they are set."""
    if len(card.entries) <= ENTRIES:
        every = [_set(card, at, width, height // 2) for at in range(len(card.entries))]
        if _height(every) <= height:
            return 0, every
    marked = next((at for at, entry in enumerate(card.entries) if entry.is_marked), len(card.entries) - 1)
    room = height - 2 * (_GAP + _MORE_HEIGHT)
    start, chosen = marked, [_set(card, marked, width, height // 2)]
    is_full = {"before": False, "after": False}
    while len(chosen) < ENTRIES and not all(is_full.values()):
        for side in ("after", "before"):
            at = start + len(chosen) if side == "after" else start - 1
            if is_full[side] or not 0 <= at < len(card.entries) or len(chosen) == ENTRIES:
                is_full[side] = True
                continue
            entry = _set(card, at, width, height // 2)
            if _height([*chosen, entry]) > room:
                is_full[side] = True
            else:
                chosen.insert(len(chosen) if side == "after" else 0, entry)
                start = min(start, at)
    return start, chosen


def _set(card: TimelineCard, at: int, width: int, height: int) -> _SetEntry:
    entry = card.entries[at]
    date = set_text(Text(entry.date, card.language), _DATE, width)
    type_ = _MARKED if entry.is_marked else _TEXT
    return _SetEntry(date, set_text(in_house_style(entry.text), type_, width, height), entry.is_marked)


def _height(entries: list[_SetEntry]) -> int:
    return sum(entry.height + _GAP for entry in entries) - _GAP
