"""The face of pictures: Amiri (SIL Open Font Licence), which has Arabic and Latin letters alike.

raqm shapes its lines. Pillow's wheel brings raqm and HarfBuzz along and loads the system's FriBidi; without it Pillow
would draw Arabic letters unjoined and from the left, so that nothing is drawn then.
"""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import fontpkg_amiri  # type: ignore[import-untyped] # it comes without type hints
from PIL import ImageFont, features

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.model.language import Language

_FILES = Path(fontpkg_amiri.__file__).parent / "files"
REGULAR, BOLD = "Amiri-Regular.ttf", "Amiri-Bold.ttf"
_BMP, _FULL = 4, 12  # formats of a cmap's tables: https://learn.microsoft.com/typography/opentype/spec/cmap
_TABLE = 16  # bytes of an entry in a font's directory


def missing_libraries() -> tuple[str, ...]:
    """Return the libraries of text layout that Pillow does not find here: without any, no picture can be drawn."""
    return tuple(name for name in ("raqm", "fribidi") if not features.check(name))


@cache
def font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    """Return the face in a weight and a size in pixels."""
    return ImageFont.truetype(_FILES / weight, size, layout_engine=ImageFont.Layout.RAQM)


class Layout(TypedDict):
    """How Pillow lays out a line: its paragraph's direction, and the language whose forms of letters it takes."""

    direction: str
    language: str


def options(language: Language) -> Layout:
    """Return the layout of a line in this language."""
    return {"direction": "rtl" if language.rtl else "ltr", "language": language.value}


@cache
def characters() -> frozenset[str]:
    """Return the characters that the face has a glyph for in both weights."""
    return _characters(REGULAR) & _characters(BOLD)


def _characters(weight: str) -> frozenset[str]:
    content = (_FILES / weight).read_bytes()
    (count,) = struct.unpack_from(">H", content, 4)
    heads = (content[12 + _TABLE * index :][:_TABLE] for index in range(count))
    (cmap,) = (struct.unpack_from(">I", head, 8)[0] for head in heads if head[:4] == b"cmap")
    (count,) = struct.unpack_from(">H", content, cmap + 2)
    tables = {cmap + struct.unpack_from(">I", content, cmap + 8 + 8 * index)[0] for index in range(count)}
    return frozenset(chr(code) for table in tables for code in _codes(content, table))


def _codes(content: bytes, table: int) -> Iterator[int]:
    """Yield the code points that a table of a cmap maps to a glyph."""
    (form,) = struct.unpack_from(">H", content, table)
    if form == _FULL:
        (count,) = struct.unpack_from(">I", content, table + 12)
        for index in range(count):
            first, last = struct.unpack_from(">II", content, table + 16 + 12 * index)
            yield from range(first, last + 1)
    elif form == _BMP:
        (size,) = struct.unpack_from(">H", content, table + 6)  # of each of four lists below each other
        lists = (table + 14, table + 16 + size, table + 16 + 2 * size, table + 16 + 3 * size)
        for at in range(0, size, 2):
            last, first, delta, offset = (struct.unpack_from(">H", content, start + at)[0] for start in lists)
            for code in range(first, last + 1):
                glyphs = lists[3] + at + offset + 2 * (code - first)
                glyph = struct.unpack_from(">H", content, glyphs)[0] if offset else code + delta
                if glyph & 0xFFFF:
                    yield code
