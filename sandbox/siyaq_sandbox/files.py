"""In-memory file store: uploads by file id and by path."""

from __future__ import annotations

import base64
import hashlib
import itertools
import mimetypes
import struct
from dataclasses import dataclass, field
from typing import Any

from siyaq_sandbox.refusals import Refusal, refuse

DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
SIDES_LIMIT = 10_000
# The longest side in pixels of the smaller sizes of a photo: s, m, x and y of core.telegram.org/api/files.
# The sandbox cannot scale pictures: every size has the bytes of the largest.
SIZES = (90, 320, 800, 1280)
PNG, PNG_HEAD = b"\x89PNG\r\n\x1a\n", 24
GIFS, GIF_HEAD = (b"GIF87a", b"GIF89a"), 10
JPEG, JPEG_HEAD = b"\xff\xd8", 9
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(slots=True, frozen=True)
class Upload:
    """A file as it came in: its name, its bytes and the type it was sent with."""

    name: str
    body: bytes
    mime_type: str = ""


@dataclass(slots=True, frozen=True)
class StoredFile:
    """A file that is kept: a document, or one size of a photo; `sizes` has all sizes, the largest last."""

    id: str
    unique_id: str
    path: str
    kind: str
    upload: Upload
    width: int = 0
    height: int = 0
    sizes: list[StoredFile] = field(default_factory=list, compare=False, repr=False)

    def json(self) -> dict[str, Any]:
        """Return the fields that every Bot API file object has."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.upload.body)}

    def document(self) -> dict[str, Any]:
        """Return the Bot API Document."""
        mime = mimetypes.guess_type(self.upload.name)[0] or self.upload.mime_type or "application/octet-stream"
        return {"file_name": self.upload.name, "mime_type": mime, **self.json()}

    def photo(self) -> list[dict[str, Any]]:
        """Return the Bot API list of sizes, of whichever size this is: an id of any of them stands for the photo."""
        return [{**size.json(), "width": size.width, "height": size.height} for size in self.sizes]


class Files:
    """Keeps what was uploaded; the same bytes have the same unique id and a file id of their own each time."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._kept: dict[str, StoredFile] = {}
        self._paths: dict[str, StoredFile] = {}

    def keep(self, kind: str, upload: Upload) -> StoredFile:
        """Store an upload as a photo or document, or refuse it with Telegram's words."""
        if not upload.body:
            raise refuse("file must be non-empty")
        if len(upload.body) > UPLOAD_LIMIT:
            raise Refusal(413, "Request Entity Too Large")
        width = height = 0
        if kind == "photo":
            if len(upload.body) > PHOTO_LIMIT:
                raise refuse("too big for a photo; the maximum size is 10485760 bytes")
            width, height = size_of(upload.body)
            if not width or not height:
                raise refuse("IMAGE_PROCESS_FAILED")
            if width + height > SIDES_LIMIT or max(width, height) > 20 * min(width, height):
                raise refuse("PHOTO_INVALID_DIMENSIONS")
        sizes: list[StoredFile] = []
        longest = max(width, height)
        for side in (side for side in SIZES if side < longest):
            scaled = (max(1, round(width * side / longest)), max(1, round(height * side / longest)))
            sizes.append(self._store(kind, upload, *scaled, sizes))
        sizes.append(self._store(kind, upload, width, height, sizes))
        return sizes[-1]

    def _store(self, kind: str, upload: Upload, width: int, height: int, sizes: list[StoredFile]) -> StoredFile:
        number = next(self._numbers)
        digest = hashlib.sha256(upload.body + struct.pack(">II", width, height)).digest()
        tag = "AgAC" if kind == "photo" else "BQAC"
        file_id = tag + base64.urlsafe_b64encode(struct.pack(">I", number) + digest[:24]).decode().rstrip("=")
        unique_id = "AQAD" + base64.urlsafe_b64encode(digest[:9]).decode()
        suffix = upload.name.rpartition(".")[2].lower() if "." in upload.name else "bin"
        suffix = suffix if suffix.isascii() and suffix.isalnum() else "bin"
        path = f"{kind}s/file_{number}.{'jpg' if kind == 'photo' and suffix == 'bin' else suffix}"
        stored = StoredFile(file_id, unique_id, path, kind, upload, width, height, sizes)
        self._kept[file_id] = stored
        self._paths[path] = stored
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        """Return the file with that id."""
        return self._kept.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """Return the file that is served at that path."""
        return self._paths.get(path)


def size_of(body: bytes) -> tuple[int, int]:
    """Return width and height in pixels of a PNG, GIF or JPEG, (0, 0) for anything else."""
    width = height = 0
    if body.startswith(PNG) and len(body) >= PNG_HEAD:
        width, height = struct.unpack(">II", body[16:24])
    elif body.startswith(GIFS) and len(body) >= GIF_HEAD:
        width, height = struct.unpack("<HH", body[6:10])
    elif body.startswith(JPEG):
        width, height = _size_of_jpeg(body)
    return width, height


def _size_of_jpeg(body: bytes) -> tuple[int, int]:
    """Walk a JPEG's segments up to the frame header, which holds its size."""
    at = len(JPEG)
    while at + JPEG_HEAD <= len(body) and body[at : at + 1] == b"\xff":
        if body[at + 1] in JPEG_FRAMES:
            height, width = struct.unpack(">HH", body[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int.from_bytes(body[at + 2 : at + 4], "big")
    return 0, 0
