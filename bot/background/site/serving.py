"""Serves the public pages beside the bot, where `SIYAQ_SITE_URL` says that there are some."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from contextlib import AsyncExitStack

    from bot.background.site.server import SitePages
    from bot.handlers.context import AppContext

log = structlog.get_logger(__name__)


def pages(app: AppContext) -> SitePages | None:
    """Return the pages of the running bot's stories; None where none are served."""
    if app.settings.site is None:
        return None
    # Here, because a bot without public pages does without templates and aiohttp's server.
    from bot.background.site.server import SitePages
    from bot.services.site.public_site import PublicSite
    from bot.site.facts import SiteFacts
    from bot.site.layout import Layout

    facts = SiteFacts(app.settings.site.url, app.bot.username)
    drawing = app.pictures.drawing if app.pictures.are_available else None
    return SitePages(PublicSite(app.database, app.story_cache, Layout(facts, app.translators), drawing))


async def serve(app: AppContext, stack: AsyncExitStack) -> None:
    """Listen for the pages alone until `stack` closes, unless the webhook's server has them; raises AddressUnusable."""
    site, served = app.settings.site, pages(app)
    if site is None or site.listen is None or served is None:
        return
    from bot.background.site.server import site_server

    server = site_server(site.listen, served)
    stack.push_async_callback(server.close)
    port = await server.open()
    log.info("site.listening", host=site.listen.host, port=port, url=site.url)
