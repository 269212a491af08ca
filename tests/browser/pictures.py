"""Takes the README's pictures anew, with `make pictures`: the bot in a sandbox, two readers who ask, and two editors.

A picture is a question and its whole answer, as they stand in the chat, without the page's own bars.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from playwright.async_api import async_playwright

from bot import starter
from bot.dossier import read
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.render.picture.draw import draw
from bot.views.pictures.compose import compose
from tests.bot.bot_harness import BotHarness
from tests.browser.conftest import ARGUMENTS, NAMES, Window, box
from tests.conftest import running
from tests.sandbox_client import EMMA, LAYLA, OMAR, SAM
from tests.unit.pages import every_word, story

if TYPE_CHECKING:
    from playwright.async_api import Browser, FloatRect

DOCS = Path(__file__).parents[2] / "docs"
SIZE = (440, 2400)  # of a phone as high as the longest answer: nothing of it is out of sight
SCALE = 1.4  # pixels to one of the page: sharp in a README's column
MARGIN = 6  # around question and answer, less than there is to the message before

# A gradient doubles the file.
PLAIN = """() => {
  for (const element of document.querySelectorAll("*"))
    if (getComputedStyle(element).backgroundImage.includes("gradient")) element.style.background = "#d8e2df"
}"""


class Picture(NamedTuple):
    """A file of `docs/`: whose chat it shows, in which language, and what they type."""

    name: str
    language: str
    person: int
    typed: str


PICTURES = (
    Picture("quotes-en", "en", EMMA, "/quotes putin"),
    Picture("desk-en", "en", SAM, "/edit Kursk"),
    Picture("quotes-ar", "ar", LAYLA, "/quotes بوتين"),
    Picture("desk-ar", "ar", OMAR, "/edit كورسك"),
)


def draw_cards() -> None:
    """Save a quotation as the bot draws it, in each language."""
    ((name, content),) = starter.stories()
    first = story(read(content, name))
    for language in Language:
        picture = compose(first, "q3", every_word()[language], Preferences(language))
        assert picture is not None
        (DOCS / f"card-{language}.jpg").write_bytes(draw(picture))


async def take_all() -> None:
    """Save every picture in `docs/`."""
    draw_cards()
    path = next(filter(None, map(shutil.which, NAMES)), None)
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        for picture in PICTURES:
            with tempfile.TemporaryDirectory() as home:  # of its own: no editor hears of another's draft
                await _take(browser, picture, Path(home))
        await browser.close()


async def _take(browser: Browser, picture: Picture, home: Path) -> None:
    async with running(scene="newsroom") as play:
        await play.limits(on=False)
        harness = BotHarness(play, home, SIYAQ_OWNERS=f"{OMAR},{SAM}")
        await harness.start()
        await play.start(as_=picture.person)
        await play.idle()
        await play.answer(picture.typed, as_=picture.person)
        users = f"{picture.person}/{picture.person}"
        page = await Window(browser, play.url).open(picture.language, users=users, size=SIZE, scale=SCALE)
        await page.evaluate(PLAIN)
        question, answer = (
            await box(page.locator(".message.mine").last),
            await box(page.locator(".message.theirs").last),
        )
        top, end = question["y"] - MARGIN, answer["y"] + answer["height"] + MARGIN
        clip: FloatRect = {"x": 0, "y": top, "width": SIZE[0], "height": end - top}
        await page.screenshot(path=DOCS / f"{picture.name}.png", clip=clip, animations="disabled")
        await harness.stop()


if __name__ == "__main__":
    asyncio.run(take_all())
