"""Takes the README's pictures anew, with `make pictures`: the bot in a sandbox, and two readers who ask it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from itertools import product
from pathlib import Path

from playwright.async_api import async_playwright

from tests.bot.house import House
from tests.browser.conftest import ARGUMENTS, NAMES, Window
from tests.conftest import running
from tests.play import EMMA, LAYLA

DOCS = Path(__file__).parents[2] / "docs"
SIZE = (400, 760)
READERS = {"ar": LAYLA, "en": EMMA}
SECTIONS = ("summary", "quotes")


async def take_all() -> None:
    """Save every picture in `docs/`, each with the answer's first line on top."""
    DOCS.mkdir(exist_ok=True)
    path = next(filter(None, map(shutil.which, NAMES)), None)
    with tempfile.TemporaryDirectory() as home:
        async with running() as play, async_playwright() as driver:
            house = House(play, Path(home))
            await house.start()
            browser = await driver.chromium.launch(executable_path=path, args=ARGUMENTS)
            window = Window(browser, play.url)
            for (language, person), section in product(READERS.items(), SECTIONS):
                await play.start(as_=person)
                await play.idle()
                await play.answer(f"/{section}", as_=person)
                page = await window.open(language, seats=f"{person}/{person}", size=SIZE)
                await page.locator(".message.mine").last.evaluate("asked => asked.scrollIntoView({block: 'start'})")
                await page.screenshot(path=DOCS / f"{section}-{language}.png", animations="disabled")
            await browser.close()
            await house.stop()


if __name__ == "__main__":
    asyncio.run(take_all())
