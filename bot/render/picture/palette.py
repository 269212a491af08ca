"""Sizes, margins and colours of pictures, in pixels and RGB."""

from __future__ import annotations

from typing import NamedTuple

Colour = tuple[int, int, int]


class Palette(NamedTuple):
    """The colours of a picture: of paper, words, what is beside them, the one accent, and lines."""

    paper: Colour
    ink: Colour
    muted: Colour
    accent: Colour
    line: Colour


class Shape(NamedTuple):
    """The width of the paper, and how high it may be: as its words need. It is scaled to a picture `pixels` wide."""

    width: int
    lowest: int
    highest: int
    pixels: int


LIGHT = Palette((251, 248, 241), (28, 26, 23), (104, 97, 87), (158, 27, 50), (219, 211, 196))
DARK = Palette((24, 25, 29), (240, 236, 228), (168, 162, 152), (240, 128, 128), (62, 63, 69))

CARD = Shape(1080, 560, 1350, 1080)  # 5 to 4 at most: what is higher, clients show cut until it is opened
OPEN_GRAPH = Shape(1800, 945, 945, 1200)  # 1200 by 630, as clients show the picture of a link: https://ogp.me
MARGIN = 84
