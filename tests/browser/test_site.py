"""Public pages in Chromium with scripts off: nothing is asked elsewhere; both themes and languages can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from bot.model.language import Language
from bot.site import addresses, environment
from bot.site.layout import CONTENT_POLICY
from tests.bot.story_factory import first
from tests.browser.conftest import DESKTOP, OUTPUT, PHONE, box
from tests.browser.test_accessible import CONTRAST, ORPHANS
from tests.site.stories import ROOT, changed, long, published, site, without
from tests.site.test_pages import corrected, withdrawn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, BrowserContext, Page, Route

pytestmark = pytest.mark.chromium

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Reader:
    """A browser without scripts whose network is the site alone; what it asks for elsewhere is noted and refused."""

    def __init__(self, browser: Browser) -> None:
        story = first()
        bare = changed(story, quotes=without(story.quotes, "q2"))
        grown = published(bare, story, corrected(story), withdrawn(corrected(story), "q5"), number=1)
        files = site(grown, published(long(), number=2))
        self._files = {path: (file.body, file.kind) for path, file in files.items()}
        self._files[addresses.STYLE] = environment.style(), "text/css"
        self._files[addresses.ICON] = environment.icon(), "image/svg+xml"
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    async def open(self, path: str, *, size: tuple[int, int] = DESKTOP, dark: bool = False) -> Page:
        """Open a page of the site."""
        context = await self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            java_script_enabled=False,
        )
        self._contexts.append(context)
        await context.route("**/*", self._answer)
        page = await context.new_page()
        page.on("console", lambda message: self.problems.append(message.text))
        await page.goto(f"{ROOT}{path}")
        return page

    async def close(self) -> None:
        """Close all that was opened."""
        for context in self._contexts:
            await context.close()

    async def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ROOT).partition("?")[0].partition("#")[0]
        if path not in self._files:
            self.problems.append(route.request.url)
            await route.abort()
            return
        body, kind = self._files[path]
        headers = {"Content-Security-Policy": CONTENT_POLICY, "Content-Type": f"{kind}; charset=utf-8"}
        await route.fulfill(body=body, headers=headers)


@pytest_asyncio.fixture(loop_scope="session")
async def reader(browser: Browser) -> AsyncIterator[Reader]:
    """Yield a reader, for whom nothing may have gone wrong: no error of a page, no request off the site."""
    reader = Reader(browser)
    yield reader
    await reader.close()
    assert reader.problems == []


async def test_pages_can_be_read(reader: Reader) -> None:
    """Dark on a phone, light on a desk: styled, with contrast, lists that hold their items, nothing wider than all."""
    arabic, english = (addresses.story(language, "dprk-troops-kursk") for language in Language)
    lists = addresses.index(Language.EN), addresses.policy(Language.AR)
    for path, size in ((arabic, PHONE), (english, DESKTOP), (lists[0], PHONE), (lists[1], DESKTOP)):
        dark = size == PHONE
        page = await reader.open(path, size=size, dark=dark)
        assert await page.evaluate(CONTRAST) == [], path
        assert await page.evaluate(ORPHANS) == [], path
        assert await page.evaluate(OVERFLOW) == 0, path
        colour = await page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
        assert colour == ("rgb(23, 22, 20)" if dark else "rgb(251, 250, 246)"), path
        OUTPUT.mkdir(exist_ok=True)
        await page.screenshot(path=OUTPUT / f"site-{path.strip('/').replace('/', '-')}.png", full_page=True)


@pytest.mark.parametrize("language", list(Language))
async def test_the_timeline_runs_as_the_language_does(reader: Reader, language: Language) -> None:
    """Its months stand one after the other from the side where a line begins; each leads to its events."""
    page = await reader.open(addresses.story(language, "dprk-troops-kursk"))
    points = page.locator(".axis li")
    lefts = [(await box(points.nth(index)))["x"] for index in range(await points.count())]
    assert len(lefts) == 3
    assert lefts == sorted(lefts, reverse=language.rtl)
    await page.locator(".axis a").nth(1).click()
    assert page.url.endswith("#_timeline2")


async def test_an_address_leads_to_its_item(reader: Reader) -> None:
    """A quotation's is seen on opening; of a long story, what is on a later page is a tap away."""
    page = await reader.open("en/dprk-troops-kursk/#q7", size=PHONE)
    assert 0 <= (await box(page.locator("#q7")))["y"] < PHONE[1]
    page = await reader.open("en/long/#e120", size=PHONE)
    await page.locator("#e120").click()
    assert page.url.startswith(f"{ROOT}en/long/")
    assert page.url.endswith(".html#e120")
    assert "Event 120" in await page.locator("#e120").inner_text()
