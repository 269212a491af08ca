"""Draws any picture: pure, its words composed by `views.pictures`. It takes CPU time: see `services.pictures`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors.pictures import PicturesUnavailable
from bot.render.picture import face
from bot.render.picture.chart_card import draw_chart_card
from bot.render.picture.palette import CARD
from bot.render.picture.quote_card import draw_quote_card
from bot.render.picture.story_card import draw_story_card
from bot.render.picture.timeline_card import draw_timeline
from bot.views.pictures.picture import ChartCard, QuoteCard, StoryCard, TimelineCard

if TYPE_CHECKING:
    from bot.render.picture.palette import Shape
    from bot.views.pictures.picture import Picture


def draw(picture: Picture, *, shape: Shape = CARD, dark: bool = False) -> bytes:
    """Draw a picture as a JPEG of at most 120 kB.

    Raises GlyphMissing if the face lacks one of its characters, and PicturesUnavailable where this machine lacks the
    libraries that shape Arabic: unshaped words are never drawn.
    """
    if missing := face.missing_libraries():
        raise PicturesUnavailable(missing=", ".join(missing))
    match picture:
        case QuoteCard():
            return draw_quote_card(picture, shape=shape, dark=dark)
        case TimelineCard():
            return draw_timeline(picture, shape=shape, dark=dark)
        case StoryCard():
            return draw_story_card(picture, shape=shape, dark=dark)
        case ChartCard():
            return draw_chart_card(picture, dark=dark)
