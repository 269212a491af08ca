"""Charts of the desk's statistics: a column a day, series below each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.picture import face
from bot.render.picture.canvas import Canvas
from bot.render.picture.kicker_foot import Foot, Kicker
from bot.render.picture.palette import CARD, MARGIN
from bot.render.picture.typesetting import SetText, Type, set_text
from bot.views.pictures.picture import Text

if TYPE_CHECKING:
    from bot.views.pictures.picture import Chart, ChartCard

_HEADING = Type((34, 31, 28), face.BOLD, 1)
_PEAK = Type((24,), face.REGULAR, 1)
_HIGH = 120  # pixels of the highest column
_ABOVE, _GAP, _BELOW = 30, 30, 10
_WIDEST = 96  # pixels of a column


def draw_chart_card(card: ChartCard, *, dark: bool = False) -> bytes:
    """Draw statistics as a JPEG; days run from the start of a line of the language to its end."""
    width = CARD.width - 2 * MARGIN
    kicker = Kicker(Text(card.title, card.language), width)
    foot = Foot(card.language, (Text(card.period, card.language),), card.mark, width)
    headings = [
        tuple(set_text(Text(words, card.language), _HEADING, width // 2) for words in (chart.heading, chart.total))
        for chart in card.charts
    ]
    peaks = [set_text(Text(chart.highest, card.language), _PEAK, width // 2) for chart in card.charts]
    inner = sum(heading.height + peak.height for (heading, _), peak in zip(headings, peaks, strict=True))
    inner += len(card.charts) * (_HIGH + _GAP) + _BELOW
    content = 2 * MARGIN + kicker.height + _ABOVE + inner + foot.height
    canvas = Canvas(CARD, content, rtl=card.language.rtl, dark=dark)
    top = kicker.draw(canvas, MARGIN) + _ABOVE
    for chart, (heading, total), peak in zip(card.charts, headings, peaks, strict=True):
        canvas.text(total, top, canvas.colours.accent, at_end=True)
        top = canvas.text(heading, top, canvas.colours.ink)
        top = _columns(canvas, chart, top, peak) + _GAP
    foot.draw(canvas)
    return canvas.jpeg()


def _columns(canvas: Canvas, chart: Chart, top: int, peak: SetText) -> int:
    """Draw the columns, the highest one's value above it; return where they stand."""
    highest, count = max(chart.columns), len(chart.columns)
    left, width = canvas.margin, canvas.width - 2 * canvas.margin
    stand = top + peak.height + _HIGH
    step = min(width / count, _WIDEST)
    for at, value in enumerate(chart.columns):
        start, end = left + round(at * step), left + round((at + 1) * step)
        gap = max(1, (end - start) // 6) if step > 2 else 0  # noqa: PLR2004 - pixels: columns touch each other
        height = max(3, round(value / highest * _HIGH)) if value else 0
        canvas.column((start, stand - height, end - gap, stand), canvas.colours.accent)
    canvas.bar(stand, width, 2, canvas.colours.line)
    at = chart.columns.index(highest)
    ink = peak.ink()[0]
    label = round(ink[2] - ink[0])
    middle = left + round((at + 0.5) * step) - left
    canvas.text(peak, top, canvas.colours.muted, inset=max(0, min(middle - label // 2, width - label)))
    return stand
