"""Static files of the chat page."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

PAGE = Path(__file__).with_name("page")
# A part of an older version must not stay in a browser beside those of a newer one.
FRESH = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}


def add_page(app: web.Application) -> None:
    """Serve the page at `/`, and its parts under `/page/`."""

    async def index(_: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html", headers=FRESH)

    async def part(request: web.Request) -> web.FileResponse:
        path = PAGE / request.match_info["name"]
        if not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=FRESH)

    app.router.add_get("/", index)
    app.router.add_get(r"/page/{name:[a-z]+\.(?:js|css|json|svg)}", part)
