"""What all pictures share: the line above, the notes at the foot, and whose picture it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.picture import face
from bot.render.picture.typesetting import Type, set_text
from bot.render.quotation_marks import nest
from bot.views.pictures.picture import Text

if TYPE_CHECKING:
    from bot.model.language import Language
    from bot.render.picture.canvas import Canvas

_BAR, _BAR_SPACE = 8, 18
_KICKER = Type((34, 31, 28), face.BOLD, 2)
_NOTE = Type((29, 27, 25), face.REGULAR, 2)
_MARK = Type((32,), face.BOLD, 1)
_GAP, _LINE_SPACE = 24, 20  # above the foot's line, and below it


def in_house_style(text: Text) -> Text:
    """Return a text with the quotation marks of its language."""
    return Text(nest(text.words, text.language), text.language)


class Kicker:
    """The line above, which says what a picture belongs to, below a bar of the accent."""

    def __init__(self, text: Text, width: int) -> None:
        self._text = set_text(in_house_style(text), _KICKER, width)
        self.height = _BAR + _BAR_SPACE + self._text.height

    def draw(self, canvas: Canvas, top: int) -> int:
        """Draw it from `top` on; return where it ends."""
        canvas.bar(top, 2 * canvas.margin, _BAR, canvas.colours.accent)
        return canvas.text(self._text, top + _BAR + _BAR_SPACE, canvas.colours.accent)


class Foot:
    """The notes at the foot of a picture, below a thin line, and at its end the mark of whose picture it is."""

    def __init__(self, language: Language, notes: tuple[Text, ...], mark: str, width: int) -> None:
        self._mark = set_text(Text(mark, language), _MARK, width)
        taken = max((int(right - left) for left, _, right, _ in self._mark.ink()), default=0)
        self._width = width
        self._notes = [set_text(note, _NOTE, width - taken - _GAP) for note in notes]
        lines = sum(note.height for note in self._notes)
        self._inner = max(lines, self._mark.height)
        self.height = _GAP + 2 + _LINE_SPACE + self._inner

    def draw(self, canvas: Canvas) -> None:
        """Draw it at the foot."""
        top = canvas.height - canvas.margin - self._inner
        canvas.bar(top - _LINE_SPACE - 2, self._width, 2, canvas.colours.line)
        canvas.text(self._mark, top, canvas.colours.accent, at_end=True)
        for note in self._notes:
            top = canvas.text(note, top, canvas.colours.muted)
