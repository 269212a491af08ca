"""Story card: the title and what the story is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.picture import face
from bot.render.picture.canvas import Canvas
from bot.render.picture.kicker_foot import Foot, Kicker, in_house_style
from bot.render.picture.palette import CARD, MARGIN
from bot.render.picture.typesetting import Type, set_text
from bot.views.pictures.picture import Text

if TYPE_CHECKING:
    from bot.render.picture.palette import Shape
    from bot.views.pictures.picture import StoryCard

_TITLE = Type((112, 102, 92, 84, 76, 68, 60, 54), face.BOLD, 3)
_STANDFIRST = Type((44, 41, 38, 35, 32), face.REGULAR, 8)
_ABOVE, _BETWEEN, _BELOW = 26, 16, 26


def draw_story_card(card: StoryCard, *, shape: Shape = CARD, dark: bool = False) -> bytes:
    """Draw a story's title and standfirst as a JPEG; GlyphMissing if the face lacks one of their characters."""
    width = shape.width - 2 * MARGIN
    kicker = Kicker(Text(card.kicker, card.language), width)
    foot = Foot(card.language, card.notes, card.mark, width)
    frame = 2 * MARGIN + kicker.height + _ABOVE + _BETWEEN + _BELOW + foot.height
    title = set_text(in_house_style(card.title), _TITLE, width, (shape.highest - frame) * 2 // 3)
    standfirst = set_text(in_house_style(card.standfirst), _STANDFIRST, width, shape.highest - frame - title.height)
    content = frame + title.height + standfirst.height
    canvas = Canvas(shape, content, rtl=card.language.rtl, dark=dark)
    top = kicker.draw(canvas, MARGIN) + _ABOVE + canvas.spare // 2
    top = canvas.text(title, top, canvas.colours.ink, is_prose=True) + _BETWEEN
    canvas.text(standfirst, top, canvas.colours.muted, is_prose=True)
    foot.draw(canvas)
    return canvas.jpeg()
