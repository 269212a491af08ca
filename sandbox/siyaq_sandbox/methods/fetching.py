"""Files that a call names by URL, fetched as Telegram's servers fetch them: 5 MB for photos, 20 MB for the rest."""

from __future__ import annotations

import html
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from siyaq_sandbox.files import Upload
from siyaq_sandbox.refusals import Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from siyaq_sandbox.files import Files

LIMITS = {"photo": 5 * 1024 * 1024, "document": 20 * 1024 * 1024}
SECONDS = 5
OK = 200
SOURCE = re.compile(r"""\bsrc\s*=\s*["']?(https?://[^"'\s>]+)""", re.IGNORECASE)


async def fetch(kind: str, url: str) -> Upload:
    """Return the file at a URL, or refuse with the server's words."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session,
            session.get(url) as response,
        ):
            if response.status != OK:
                raise refuse("failed to get HTTP URL content")
            mime, body = response.content_type, b""
            async for part in response.content.iter_any():
                body += part
                if len(body) > LIMITS[kind]:
                    raise refuse("failed to get HTTP URL content")
    except (aiohttp.InvalidURL, ValueError):
        raise refuse("wrong HTTP URL specified") from None
    except (TimeoutError, aiohttp.ClientError, OSError):
        raise refuse("failed to get HTTP URL content") from None
    if kind == "photo" and not mime.startswith("image/"):
        raise refuse("wrong type of the web page content")
    return Upload(PurePosixPath(urlsplit(url).path).name or "file", body, mime)


async def fetch_rich(source: str, files: Files) -> Callable[[str, str], Any]:
    """Fetch what rich HTML shows by URL; return how to find it. Photos and documents only: others are not found."""
    fetched: dict[str, Upload] = {}
    for url in dict.fromkeys(html.unescape(source_url) for source_url in SOURCE.findall(source)):
        try:
            fetched[url] = await fetch("document", url)
        except Refusal:
            continue

    def load(kind: str, url: str) -> Any:
        if kind not in LIMITS or url not in fetched:
            return None
        try:
            stored = files.keep(kind, fetched[url])
        except Refusal:
            return None
        return stored.photo() if kind == "photo" else stored.document()

    return load
