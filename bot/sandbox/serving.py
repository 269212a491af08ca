"""What a browser reads: the page, and the files that were sent in the chats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from bot.sandbox.world import World

PAGE = Path(__file__).with_name("page")
SEEN = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
# A page of an older version must not stay in a browser beside modules of a newer one.
FRESH = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}


def add_page(app: web.Application, world: World) -> None:
    """Serve the page at `/`, its parts under `/page/`, and sent files under `/control/file/`."""

    async def index(_: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html", headers=FRESH)

    async def part(request: web.Request) -> web.FileResponse:
        path = PAGE / request.match_info["name"]
        if not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=FRESH)

    async def sent(request: web.Request) -> web.Response:
        stored = world.files.find(request.match_info["file_id"])
        if stored is None:
            raise web.HTTPNotFound
        # Only pictures are shown: whatever else a person sent could be a page that acts as this one.
        kind = SEEN.get(Path(stored.path).suffix)
        headers = {**FRESH, "Content-Security-Policy": "sandbox"}
        if kind is None:
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=stored.upload.body, content_type=kind or "application/octet-stream", headers=headers)

    app.router.add_get("/", index)
    app.router.add_get(r"/page/{name:[a-z]+\.(?:js|css|json|svg)}", part)
    app.router.add_get("/control/file/{file_id}", sent)
