"""The process that draws pictures: started with the first, ended when none was asked for in a while."""

from __future__ import annotations

import asyncio
import pickle
import struct
import sys
from typing import TYPE_CHECKING

import structlog

from bot.errors.pictures import GlyphMissing, PhotoUnusable, PictureFailed, PicturesUnavailable
from bot.render.picture.palette import CARD
from bot.store.cover_pictures import CoverPicture

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from bot.render.picture.palette import Shape
    from bot.views.pictures.picture import Picture

LENGTH = struct.Struct(">cI")
"""What stands before a message in either direction: its kind, and its length in bytes."""
DRAW, DRAWN, NO_GLYPH, UNAVAILABLE, FAILED = b"d", b"p", b"g", b"u", b"f"
PHOTO, UNUSABLE = b"i", b"n"
SIZE = struct.Struct(">II")
"""What stands before a photo in an answer: its width and height in pixels."""
SECONDS = 20.0  # for a picture, on a machine that has other work; one takes a twentieth of a second
IDLE = 600.0  # seconds after which the process ends: it holds some 60 MB

log = structlog.get_logger(__name__)


class DrawingProcess:
    """Draws one picture after another in a child process, so that the loop never waits for it."""

    def __init__(self, *, idle: float = IDLE) -> None:
        self._process: Process | None = None
        self._lock = asyncio.Lock()
        self._idle = idle
        self._ending: asyncio.TimerHandle | None = None

    async def draw(self, picture: Picture, *, shape: Shape = CARD, dark: bool = False) -> bytes:
        """Return the picture as a JPEG; raise GlyphMissing, PicturesUnavailable or PictureFailed."""
        return await self._request(DRAW, pickle.dumps((picture, shape, dark)))

    async def reencode(self, content: bytes) -> CoverPicture:
        """Return an image that somebody sent as it is kept; raise PhotoUnusable or PictureFailed."""
        answer = await self._request(PHOTO, content)
        return CoverPicture(answer[SIZE.size :], *SIZE.unpack_from(answer))

    async def _request(self, asked: bytes, request: bytes) -> bytes:
        async with self._lock:
            if self._ending:
                self._ending.cancel()
            try:
                async with asyncio.timeout(SECONDS):
                    kind, content = await self._ask(asked, request)
            except (TimeoutError, OSError, EOFError) as error:
                log.warning("picture.process_failed", why=type(error).__name__)
                await self._end()
                raise PictureFailed from None
            self._ending = asyncio.get_running_loop().call_later(self._idle, self._leave)
        match kind:
            case b"p":
                return content
            case b"g":
                raise GlyphMissing(character=content.decode())
            case b"n":
                raise PhotoUnusable(content.decode())
            case b"u":
                raise PicturesUnavailable(missing=content.decode())
        log.error("picture.failed", why=content.decode())
        raise PictureFailed

    async def close(self) -> None:
        """End the process."""
        async with self._lock:
            await self._end()

    async def _ask(self, asked: bytes, request: bytes) -> tuple[bytes, bytes]:
        """Send a request and return the answer; once more to a new process where the old one was ended."""
        if self._process is not None:
            try:
                return await _exchange(self._process, asked, request)
            except (OSError, EOFError):
                await self._end()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.services.pictures.drawing_worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        return await _exchange(self._process, asked, request)

    def _leave(self) -> None:
        """Let the process end: it reads that nothing more comes."""
        if self._process and self._process.stdin and not self._lock.locked():
            self._process.stdin.close()

    async def _end(self) -> None:
        if self._ending:
            self._ending.cancel()
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _exchange(process: Process, asked: bytes, request: bytes) -> tuple[bytes, bytes]:
    assert process.stdin  # noqa: S101 - both are pipes
    assert process.stdout  # noqa: S101
    if process.stdin.is_closing():  # of a process that ended; uvloop raises a RuntimeError where it is written to
        raise BrokenPipeError
    process.stdin.write(LENGTH.pack(asked, len(request)) + request)
    await process.stdin.drain()
    kind, length = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    return kind, await process.stdout.readexactly(length)
