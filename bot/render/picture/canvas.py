"""A picture being drawn: set texts and lines put on paper; then its bytes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from bot.render.picture import face
from bot.render.picture.palette import DARK, LIGHT, MARGIN

if TYPE_CHECKING:
    from bot.render.picture.palette import Colour, Shape
    from bot.render.picture.typesetting import SetText

LARGEST = 120_000  # bytes of a picture: as many as a slow network brings in a second
_QUALITIES = (88, 80, 70, 50)


class Canvas:
    """A piece of paper, whose start is at the right where it is `rtl`."""

    def __init__(self, shape: Shape, content: int, *, rtl: bool, dark: bool = False) -> None:
        """`content` is the height of all that will be drawn; where there is more room, `spare` is what is left."""
        self.width, self.margin = shape.width, MARGIN
        self.height = max(content, shape.lowest)
        self.spare = self.height - content
        self.colours, self.rtl = DARK if dark else LIGHT, rtl
        self._pixels = shape.pixels
        self._image = Image.new("RGB", (self.width, self.height), self.colours.paper)
        self._draw = ImageDraw.Draw(self._image)

    def text(
        self, done: SetText, top: int, colour: Colour, *, inset: int = 0, at_end: bool = False, is_prose: bool = False
    ) -> int:
        """Draw a text from `top` on, at its start or end; return where the next may begin.

        Prose stands where its own language begins. `inset` keeps a text away from its start. All that letters
        cover lies within the margins.
        """
        font, options = face.font(done.weight, done.size), face.options(done.language)
        left_edge, right_edge = self.margin, self.width - self.margin
        left_edge, right_edge = (left_edge, right_edge - inset) if self.rtl else (left_edge + inset, right_edge)
        is_right = (done.language.rtl if is_prose else self.rtl) != at_end
        baseline = top + done.ascent
        for line, (left, _, right, _) in zip(done.lines, done.ink(), strict=True):
            start = right_edge - right if is_right else left_edge - left
            self._draw.text((start, baseline), line, colour, font, done.anchor, **options)
            baseline += done.leading
        return top + done.height

    def bar(self, top: int, length: int, thickness: int, colour: Colour, inset: int = 0) -> None:
        """Draw a bar at the start of the lines."""
        left = self.width - self.margin - inset - length if self.rtl else self.margin + inset
        self._draw.rectangle((left, top, left + length - 1, top + thickness - 1), colour)

    def column(self, box: tuple[int, int, int, int], colour: Colour) -> None:
        """Draw a rectangle by its distances from the start and its top and bottom."""
        start, top, end, bottom = box
        left, right = (self.width - end, self.width - start) if self.rtl else (start, end)
        self._draw.rectangle((left, top, max(left, right - 1), max(top, bottom - 1)), colour)

    def dot(self, inset: int, middle: int, radius: int, colour: Colour, *, is_filled: bool) -> None:
        """Draw a dot or a ring."""
        across = self.width - self.margin - inset if self.rtl else self.margin + inset
        size = 4 * radius
        spot = Image.new("L", (2 * size, 2 * size), 0)
        ImageDraw.Draw(spot).ellipse((0, 0, 2 * size - 1, 2 * size - 1), 255)
        disc = spot.resize((2 * radius, 2 * radius), Image.Resampling.LANCZOS)
        self._image.paste(colour, (across - radius, middle - radius), disc)
        if not is_filled:
            inner = radius - max(3, radius // 3)
            disc = spot.resize((2 * inner, 2 * inner), Image.Resampling.LANCZOS)
            self._image.paste(self.colours.paper, (across - inner, middle - inner), disc)

    def jpeg(self) -> bytes:
        """Return the picture as a JPEG, of the best quality with which it is small enough."""
        size = (self._pixels, round(self.height * self._pixels / self.width))
        image = self._image if size == self._image.size else self._image.resize(size, Image.Resampling.LANCZOS)
        for quality in _QUALITIES:
            content = BytesIO()
            image.save(content, "JPEG", quality=quality)
            if content.tell() <= LARGEST:
                break
        return content.getvalue()
