"""Quote card: the words, who said them, when, and where that was published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.render.picture import face
from bot.render.picture.canvas import Canvas
from bot.render.picture.kicker_foot import Foot, Kicker
from bot.render.picture.palette import CARD, MARGIN
from bot.render.picture.typesetting import Type, set_text
from bot.render.quotation_marks import quote
from bot.views.pictures.picture import Text

if TYPE_CHECKING:
    from bot.render.picture.palette import Shape
    from bot.views.pictures.picture import QuoteCard

_WORDS = Type((100, 92, 84, 76, 70, 64, 59, 54, 50, 46, 43, 40))
_SPEAKER = Type((46, 42, 38), face.BOLD, 2)
_DETAIL = Type((36, 33, 30), face.REGULAR, 2)
_ABOVE, _BELOW = 34, 40  # of the words
_RULE, _RULE_SPACE = (72, 5), 22


def draw_quote_card(card: QuoteCard, *, shape: Shape = CARD, dark: bool = False) -> bytes:
    """Draw a quote card as a JPEG; GlyphMissing if the face lacks one of its characters.

    Words that are long are set smaller, step by step; what does not fit at the smallest is cut at a sentence, and the
    picture says so.
    """
    width = shape.width - 2 * MARGIN
    kicker, foot = Kicker(card.story, width), Foot(card.language, card.notes, card.mark, width)
    speaker = set_text(card.speaker, _SPEAKER, width)
    details = [set_text(detail, _DETAIL, width) for detail in card.details]
    credit = sum(part.height for part in (speaker, *details)) + _RULE[1] + _RULE_SPACE
    quoted, marks = _quoted(card.words)
    room = shape.highest - 2 * MARGIN - kicker.height - _ABOVE - _BELOW - credit - foot.height
    words = set_text(quoted, _WORDS, width, room, marks)
    if words.is_cut:
        foot = Foot(card.language, (Text(card.shortened, card.language), *card.notes), card.mark, width)
        room = shape.highest - 2 * MARGIN - kicker.height - _ABOVE - _BELOW - credit - foot.height
        words = set_text(quoted, replace(_WORDS, sizes=_WORDS.sizes[-1:]), width, room, marks)
    content = 2 * MARGIN + kicker.height + _ABOVE + words.height + _BELOW + credit + foot.height
    canvas = Canvas(shape, content, rtl=card.language.rtl, dark=dark)
    top = kicker.draw(canvas, MARGIN) + _ABOVE + canvas.spare // 2
    top = canvas.text(words, top, canvas.colours.ink, is_prose=True) + _BELOW
    canvas.bar(top, *_RULE, canvas.colours.accent)
    top = canvas.text(speaker, top + _RULE[1] + _RULE_SPACE, canvas.colours.ink)
    for detail in details:
        top = canvas.text(detail, top, canvas.colours.muted)
    foot.draw(canvas)
    return canvas.jpeg()


def _quoted(words: Text) -> tuple[Text, tuple[str, str]]:
    """Return words without their outer quotation marks, the inner ones of the language, and the outer ones."""
    quoted = quote(words.words, words.language)
    return Text(quoted[1:-1], words.language), (quoted[0], quoted[-1])
