"""A Chromium that opens the sandbox's page, and what every test with it watches for."""

from __future__ import annotations

import os
import shutil
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, FloatRect, Locator, Page, async_playwright, expect
from pytest_asyncio import is_async_test

from tests.conftest import running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.sandbox_client import SandboxClient

OUTPUT = Path(__file__).parents[1] / "output"
expect.set_options(timeout=20_000)  # ms; its default of 5 s is too short for a busy machine
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
        self._contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    async def open(
        self,
        language: str = "en",
        *,
        users: str = "",
        size: tuple[int, int] = DESKTOP,
        dark: bool = False,
        zone: str = "Asia/Beirut",
        scale: float = 1,
    ) -> Page:
        """Open the page in a language; `users` names the persons whose chats it shows."""
        context = await self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=scale,
            color_scheme="dark" if dark else "light",
            timezone_id=zone,
            locale=language,
            accept_downloads=True,
        )
        self._contexts.append(context)
        context.set_default_timeout(20_000)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        await page.goto(f"{self._root}/?lang={language}#{users}")
        await page.wait_for_selector("body[data-ready]")
        return page

    async def close(self) -> None:
        """Close all that was opened."""
        for context in self._contexts:
            await context.close()

    async def shot(self, page: Page, name: str) -> Path:
        """Keep a picture of what is seen as tests/output/NAME.png."""
        OUTPUT.mkdir(exist_ok=True)
        path = OUTPUT / f"{name}.png"
        await page.screenshot(path=path, animations="disabled")
        return path


async def box(locator: Locator) -> FloatRect:
    """Return where an element stands, in pixels; it must be there, or come."""
    for _ in range(5):
        await locator.wait_for()
        if (float_rect := await locator.bounding_box()) is not None:
            return float_rect  # None: the page was drawn anew between the two
    raise AssertionError(f"{locator} does not stay")


async def take(sandbox: SandboxClient, kind: str) -> dict[str, Any]:
    """Wait as a polling bot does for the next update of a kind; the earlier ones are acknowledged."""
    offset = 0
    for _ in range(5):
        for update in await sandbox.result("getUpdates", offset=offset, timeout=4):
            offset = update["update_id"] + 1
            if kind in update:
                await sandbox.result("getUpdates", offset=offset, timeout=0)
                answer: dict[str, Any] = update[kind]
                return answer
    raise AssertionError(f"no {kind} came")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run this folder's tests in one loop: a browser takes seconds to start, and serves the loop that started it."""
    for item in items:
        if item.path.parent == Path(__file__).parent and is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium; without one, skip with words, or fail where everything has to be there."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    words = "no Chromium on the path: install it (Debian package `chromium`)"
    if os.environ.get("CI") == "true":
        pytest.fail(words)
    pytest.skip(words)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """Yield a Chromium without a window, one for all tests; each test opens contexts of its own."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncIterator[SandboxClient]:
    """A sandbox with the first scene, in the browser's loop."""
    async with running() as play:
        yield play


@pytest_asyncio.fixture(loop_scope="session")
async def newsroom() -> AsyncIterator[SandboxClient]:
    """A sandbox with the newsroom scene, in the browser's loop."""
    async with running(scene="newsroom") as play:
        yield play


@asynccontextmanager
async def _opened(browser: Browser, root: str) -> AsyncIterator[Window]:
    window = Window(browser, root)
    yield window
    await window.close()
    assert not window.problems


@pytest_asyncio.fixture(loop_scope="session")
async def window(browser: Browser, sandbox: SandboxClient) -> AsyncIterator[Window]:
    """Yield a window on a sandbox with the first scene; nothing in the page may have raised an error."""
    async with _opened(browser, sandbox.url) as window:
        yield window


@pytest_asyncio.fixture(loop_scope="session")
async def desk_window(browser: Browser, newsroom: SandboxClient) -> AsyncIterator[Window]:
    """Yield a window on a sandbox with the newsroom; nothing in the page may have raised an error."""
    async with _opened(browser, newsroom.url) as window:
        yield window
