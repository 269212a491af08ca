"""A Chromium that opens the sandbox's page, and what every test with it watches for."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FloatRect, Locator, Page, async_playwright

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.play import Play

OUTPUT = Path(__file__).parents[1] / "output"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = (1280, 820)
PHONE = (390, 800)


class Window:
    """Opens pages of one sandbox in Chromium, keeps what went wrong in them, and takes pictures."""

    def __init__(self, browser: Browser, root: str) -> None:
        self._browser = browser
        self._root = root
        self.problems: list[str] = []

    async def open(
        self,
        language: str = "en",
        *,
        seats: str = "",
        size: tuple[int, int] = DESKTOP,
        dark: bool = False,
        zone: str = "Asia/Beirut",
    ) -> Page:
        """Open the page in a language; `seats` is the address's part that says who sits there."""
        context = await self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            timezone_id=zone,
            locale=language,
            accept_downloads=True,
        )
        context.set_default_timeout(20_000)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        await page.goto(f"{self._root}/?lang={language}#{seats}")
        await page.wait_for_selector("body[data-ready]")
        return page

    async def shot(self, page: Page, name: str) -> Path:
        """Keep a picture of what is seen as tests/output/NAME.png."""
        OUTPUT.mkdir(exist_ok=True)
        path = OUTPUT / f"{name}.png"
        await page.screenshot(path=path, animations="disabled")
        return path


async def box(locator: Locator) -> FloatRect:
    """Return where an element stands, in pixels; it must be there."""
    found = await locator.bounding_box()
    assert found is not None
    return found


async def take(sandbox: Play, kind: str) -> dict[str, Any]:
    """Wait as a polling bot does for the next update of a kind; the earlier ones are acknowledged."""
    offset = 0
    for _ in range(5):
        for update in await sandbox.result("getUpdates", offset=offset, timeout=4):
            offset = update["update_id"] + 1
            if kind in update:
                await sandbox.result("getUpdates", offset=offset, timeout=0)
                told: dict[str, Any] = update[kind]
                return told
    raise AssertionError(f"no {kind} came")


@pytest.fixture
def chromium() -> str:
    """Return the path of Chromium; without one, skip with words, or fail where everything has to be there."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    words = "no Chromium on the path: install it (Debian package `chromium`)"
    if os.environ.get("CI") == "true":
        pytest.fail(words)
    pytest.skip(words)


@pytest_asyncio.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """Yield a Chromium without a window."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def window(browser: Browser, sandbox: Play) -> AsyncIterator[Window]:
    """Yield a window on a sandbox with the first scene; nothing in the page may have raised an error."""
    window = Window(browser, sandbox.url)
    yield window
    assert not window.problems


@pytest_asyncio.fixture
async def desk_window(browser: Browser, newsroom: Play) -> AsyncIterator[Window]:
    """Yield a window on a sandbox with the newsroom; nothing in the page may have raised an error."""
    window = Window(browser, newsroom.url)
    yield window
    assert not window.problems
