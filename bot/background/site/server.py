"""HTTP server of the public pages: on an address of its own, or beside the webhook."""

from __future__ import annotations

from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.errors.database import database_failures
from bot.http_server.server import Bounds, HttpServer
from bot.site.layout import CONTENT_POLICY, HTML

if TYPE_CHECKING:
    from bot.services.site.public_site import PublicSite
    from bot.settings import Address
    from bot.site.layout import File

_AWAY = "10"  # seconds after which to ask again while the database is away
_LONGEST = 200  # characters of a path; none of ours has more
_HEADERS = {
    "Content-Security-Policy": f"{CONTENT_POLICY}; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-cache",  # kept, but asked about each time: what was withdrawn is gone at once
}
log = structlog.get_logger(__name__)


class SitePages:
    """Answers for the public pages, below the path of the site's address."""

    def __init__(self, site: PublicSite) -> None:
        self._site = site

    def add_to(self, app: web.Application) -> None:
        """Add the pages to a server's routes."""
        prefix = urlsplit(self._site.layout.facts.root or "/").path
        app.router.add_get(f"{prefix}{{path:.*}}", self._get)

    async def _get(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        if len(path) > _LONGEST:
            return self._missing(path)
        try:
            file = await self._site.get(path)
            if file is None and not path.endswith("/") and await self._site.get(f"{path}/"):
                return web.Response(status=308, headers={**_HEADERS, "Location": f"{request.rel_url.raw_path}/"})
        except database_failures() as error:
            log.warning("site.away", why=type(error).__name__)
            return web.Response(status=503, headers={**_HEADERS, "Retry-After": _AWAY})
        return self._missing(path) if file is None else _answer(request, file)

    def _missing(self, path: str) -> web.Response:
        body = self._site.missing(path[:_LONGEST])
        return web.Response(status=404, body=body, content_type=HTML, charset="utf-8", headers=_HEADERS)


def site_server(address: Address, pages: SitePages) -> HttpServer:
    """Return the server of the pages at an address of their own."""
    return HttpServer("site", address, Bounds(grace=2.0), pages.add_to)


def _answer(request: web.Request, file: File) -> web.Response:
    tag = sha256(file.body).hexdigest()[:32]
    headers = {**_HEADERS, "ETag": f'"{tag}"'}
    if file.modified:
        headers["Last-Modified"] = format_datetime(file.modified, usegmt=True)
    if any(known.value in {tag, "*"} for known in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    charset = None if file.kind.startswith("image/") else "utf-8"
    return web.Response(body=file.body, content_type=file.kind, charset=charset, headers=headers)
