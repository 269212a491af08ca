"""Photographs as they are kept: a JPEG of modest size, without what a camera writes beside the picture.

It takes CPU time, and reads what anybody may have sent: see `services.pictures`.
"""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.errors.pictures import PhotoUnusable

KINDS = ("JPEG", "PNG", "WEBP")
LONGEST = 1280  # pixels of the longer side
LARGEST = 400_000  # bytes
_SMALLEST = 200  # pixels of the shorter side: less is an icon
_MOST_PIXELS = 50_000_000  # that are decoded: 150 MB of memory
# Segments of a JPEG (ITU T.81, table B.1): JFIF's head without a thumbnail, tables and the frame's size; and the scan.
_MARKER, _JFIF, _SCAN, _JFIF_LENGTH = 0xFF, 0xE0, 0xDA, 16
_BARE = frozenset((_JFIF, 0xDB, 0xC0, 0xC4, 0xDD))
_QUALITIES = (86, 74, 60, 45)


class Photo(NamedTuple):
    """A JPEG, and its size in pixels."""

    content: bytes
    width: int
    height: int


def reencode(content: bytes) -> Photo:
    """Decode a JPEG, PNG or WebP, turn it upright, scale it down and encode its pixels alone; raises PhotoUnusable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            image = _decode(content)
        if len(content) <= LARGEST and _is_bare(content):  # as it was exported: its id stays
            with Image.open(BytesIO(content), formats=KINDS[:1]) as kept:
                if kept.size == image.size and kept.mode == "RGB":
                    return Photo(content, image.width, image.height)
    except UnidentifiedImageError:
        raise PhotoUnusable("kind") from None
    except Image.DecompressionBombError:
        raise PhotoUnusable("pixels") from None
    except (OSError, SyntaxError, ValueError, EOFError):  # as Pillow's readers say that a file is cut off or odd
        raise PhotoUnusable("broken") from None
    while (encoded := _encode(image)) is None:  # of noise: no photograph gets here
        image = image.reduce(2)
    return Photo(encoded, image.width, image.height)


def _encode(image: Image.Image) -> bytes | None:
    """Encode with the best quality with which it is small enough; None if it is so with none."""
    for quality in _QUALITIES:
        out = BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= LARGEST:
            return out.getvalue()
    return None


def _is_bare(content: bytes) -> bool:
    """Return whether this is a baseline JPEG of a picture alone, as `reencode` writes it, with nothing behind."""
    at = 2
    while content[:2] == b"\xff\xd8" and at + 4 <= len(content) and content[at] == _MARKER:
        kind, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if kind == _SCAN:
            markers = re.findall(rb"\xff[^\x00\xd0-\xd7]", content[at + 2 :], re.DOTALL)
            return markers == [b"\xff\xd9"] and content.endswith(b"\xff\xd9")
        if kind not in _BARE or (kind == _JFIF and length != _JFIF_LENGTH):
            return False
        at += 2 + length
    return False


def _decode(content: bytes) -> Image.Image:
    with Image.open(BytesIO(content), formats=KINDS) as opened:
        width, height = opened.size
        if width * height > _MOST_PIXELS:
            raise PhotoUnusable("pixels")
        if min(width, height) < _SMALLEST:
            raise PhotoUnusable("small")
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((LONGEST, LONGEST))
        whole = upright.convert("RGBA") if upright.has_transparency_data else upright.convert("RGB")
    flat = Image.new("RGB", whole.size, "white")  # a new image: it has neither Exif nor a profile of its own
    flat.paste(whole, mask=whole if whole.mode == "RGBA" else None)
    return flat
