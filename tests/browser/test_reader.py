"""A reader in each language, on a phone, from Start to the source of a quote: the bot at work, the page before them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.bot.bot_harness import BotHarness
from tests.browser.conftest import PHONE
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Locator, Page

    from tests.browser.conftest import Window
    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.chromium


@dataclass(frozen=True)
class Reader:
    """Who reads, and the words on the way."""

    person: int
    language: str
    start: str
    simple: str
    quotes: str
    sources: str
    quote: str
    speaker: str
    outlet: str
    other: str
    in_other: str
    direction: str


READERS = {
    "ar": Reader(
        person=LAYLA,
        language="ar",
        start="ابدأ",
        simple="عرض مبسّط",
        quotes="الاقتباسات",
        sources="المصادر",
        quote="«",
        speaker="بوتين",
        outlet="كوردستريت",
        other="English",
        in_other="Sources",
        direction="rtl",
    ),
    "en": Reader(
        person=EMMA,
        language="en",
        start="Start",
        simple="Simple view",
        quotes="Quotes",
        sources="Sources",
        quote="“",
        speaker="Putin",
        outlet="Kurdstreet",
        other="العربية",
        in_other="المصادر",
        direction="ltr",
    ),
}


@pytest_asyncio.fixture(loop_scope="session")
async def bot(sandbox: SandboxClient, tmp_path: Path) -> AsyncIterator[None]:
    """Run the bot in the sandbox with a database of its own and the starter story."""
    harness = BotHarness(sandbox, tmp_path)
    await harness.start()
    yield
    await harness.stop()


def newest(page: Page) -> Locator:
    """Return the bot's newest message."""
    return page.locator(".message.theirs").last


async def tap(page: Page, name: str) -> None:
    """Tap a button under the newest message, by its words."""
    await newest(page).get_by_role("button", name=name).first.click()


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
async def test_from_start_to_the_source_of_a_quote(window: Window, reader: Reader) -> None:
    """By taps alone: Start and the first story, its quotes, its sources, and these in the other language."""
    page = await window.open(reader.language, users=f"{reader.person}/{reader.person}", size=PHONE)
    await page.get_by_role("button", name=reader.start, exact=True).click()
    await expect(newest(page).get_by_role("button", name=reader.quotes)).to_be_visible()
    await window.shot(page, f"reader-{reader.language}-1-start")
    await tap(page, reader.simple)
    await expect(newest(page).get_by_role("button", name=reader.simple)).to_have_count(0)
    await tap(page, reader.quotes)
    quotes = newest(page).locator("blockquote")
    await expect(quotes.filter(has_text=reader.quote).first).to_be_visible()
    await window.shot(page, f"reader-{reader.language}-4-quotes")
    assert await quotes.count() >= 5
    for quote in await quotes.all():
        assert await quote.get_attribute("dir") == reader.direction
        assert (await quote.text_content() or "").startswith(reader.quote)
    await expect(newest(page)).to_contain_text(reader.speaker)
    await expect(newest(page)).to_contain_text(reader.outlet)
    directions = (
        await newest(page)
        .locator(".one-line")
        .evaluate_all("lines => lines.filter((line) => line.textContent.trim()).map((line) => line.dir)")
    )
    assert set(directions) == {reader.direction}

    await tap(page, reader.sources)
    await expect(newest(page).locator(".text")).to_contain_text(re.compile(rf"1\. \u2068?{reader.outlet}"))
    await expect(newest(page).locator(".edited")).to_be_visible()
    await window.shot(page, f"reader-{reader.language}-5-sources")
    await tap(page, reader.other)
    await expect(newest(page).locator(".text")).to_contain_text(reader.in_other)
    await window.shot(page, f"reader-{reader.language}-6-other-language")
    assert await page.locator(".message.theirs").count() <= 2
    await expect(page.locator("#toasts .toast")).to_have_count(0)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
async def test_by_the_command_menu(window: Window, sandbox: SandboxClient, reader: Reader) -> None:
    """The bot's own commands come up in the reader's language, and the one chosen is answered."""
    await sandbox.start(as_=reader.person)
    await sandbox.idle()
    page = await window.open(reader.language, users=f"{reader.person}/{reader.person}", size=PHONE)
    await page.get_by_role("textbox").press_sequentially("/quo")
    option = page.get_by_role("option")
    await expect(option).to_have_count(1)
    await expect(option).to_contain_text({"ar": "من قال ماذا", "en": "who said what"}[reader.language])
    await window.shot(page, f"reader-{reader.language}-menu")
    await page.keyboard.press("Enter")
    await expect(newest(page).locator("blockquote").first).to_be_visible()
