"""The program of the process that draws: requests on standard input, pictures on standard output.

It ends when its input does, so that it outlives no parent, however that ended.
"""

from __future__ import annotations

import os
import pickle
import sys
from typing import BinaryIO

from bot.errors.pictures import GlyphMissing, PhotoUnusable, PicturesUnavailable
from bot.render.picture.draw import draw
from bot.render.picture.photo import reencode
from bot.services.pictures.drawing_process import (
    DRAWN,
    FAILED,
    LENGTH,
    NO_GLYPH,
    PHOTO,
    SIZE,
    UNAVAILABLE,
    UNUSABLE,
)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Draw what is asked for until nothing more is."""
    while head := requests.read(LENGTH.size):
        asked, length = LENGTH.unpack(head)
        kind, content = (_reencode if asked == PHOTO else _draw)(requests.read(length))
        answers.write(LENGTH.pack(kind, len(content)) + content)
        answers.flush()


def _draw(request: bytes) -> tuple[bytes, bytes]:
    try:
        picture, shape, dark = pickle.loads(request)  # noqa: S301 - our parent's own, through a pipe
        return DRAWN, draw(picture, shape=shape, dark=dark)
    except GlyphMissing as error:
        return NO_GLYPH, str(error.data["character"]).encode()
    except PicturesUnavailable as error:
        return UNAVAILABLE, str(error.data["missing"]).encode()
    except Exception as error:  # noqa: BLE001 - the next picture may be drawn all the same
        return FAILED, f"{type(error).__name__}: {error}".encode()


def _reencode(content: bytes) -> tuple[bytes, bytes]:
    try:
        photo = reencode(content)
    except PhotoUnusable as error:
        return UNUSABLE, str(error.data["why"]).encode()
    except Exception as error:  # noqa: BLE001 - whatever a file does to its reader, the next may be good
        return FAILED, f"{type(error).__name__}: {error}".encode()
    return DRAWN, SIZE.pack(photo.width, photo.height) + photo.content


def main() -> None:
    """Serve; what a library prints goes to standard error, not into an answer."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
