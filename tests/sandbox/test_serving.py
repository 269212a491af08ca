"""What a browser is served: the page's parts, always fresh, and sent files that cannot act as the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from siyaq_sandbox.serving import PAGE
from tests.sandbox_client import EMMA

if TYPE_CHECKING:
    from tests.sandbox_client import SandboxClient

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff\xff\x7f\x00\t\xfb\x03\xfd\x05CE\xca\x00\x00\x00\x00IEND\xaeB`\x82"
)


async def upload(sandbox: SandboxClient, kind: str, name: str, body: bytes, mime_type: str) -> str:
    """Let Emma send a file; return its id."""
    form = aiohttp.FormData({"as": str(EMMA), "chat_id": str(EMMA), "kind": kind})
    form.add_field("file", body, filename=name, content_type=mime_type)
    async with sandbox.session.post(f"{sandbox.url}/control/upload", data=form) as response:
        message = (await response.json())["message"]
    file_id: str = (message["photo"][-1] if kind == "photo" else message["document"])["file_id"]
    return file_id


async def test_every_part_of_the_page_is_served_and_not_kept(sandbox: SandboxClient) -> None:
    """The page and each of its parts come with their type, to be asked for again each time."""
    kinds = {".js": "javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}
    for path in ["", *(f"page/{part.name}" for part in PAGE.iterdir() if part.suffix in kinds)]:
        async with sandbox.session.get(f"{sandbox.url}/{path}") as response:
            assert response.status == 200, path
            assert response.headers["Cache-Control"] == "no-cache"
            suffix = path[path.rindex(".") :] if path else ""
            assert kinds.get(suffix, "text/html") in response.headers["Content-Type"]


@pytest.mark.parametrize("path", ["page/nothing.js", "page/%2e%2e%2fserver.py", "page/../server.py", "control/file/x"])
async def test_nothing_else_is_served(sandbox: SandboxClient, path: str) -> None:
    """A part or file that is not there, or lies elsewhere, is not found."""
    async with sandbox.session.get(f"{sandbox.url}/{path}") as response:
        assert response.status == 404


async def test_sent_files_cannot_act_as_the_page(sandbox: SandboxClient) -> None:
    """A photo is shown; anything else, a web page by its own account too, is only ever saved. No call is logged."""
    photo = await upload(sandbox, "photo", "a.png", PNG, "image/png")
    async with sandbox.session.get(f"{sandbox.url}/control/file/{photo}") as response:
        assert response.headers["Content-Type"] == "image/png"
        assert await response.read() == PNG
    page = await upload(sandbox, "document", "a.html", b"<script>alert(1)</script>", "text/html")
    async with sandbox.session.get(f"{sandbox.url}/control/file/{page}") as response:
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert await response.read() == b"<script>alert(1)</script>"
    assert await sandbox.log() == []
