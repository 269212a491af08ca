"""Rich pages as readers see them on a phone, in both languages: set from their side, nothing wider than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot import dossier
from tests.bot.bot_harness import BotHarness
from tests.browser.conftest import PHONE
from tests.browser.test_reader import READERS, newest
from tests.golden.test_golden import HERE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.browser.conftest import Window
    from tests.browser.test_reader import Reader
    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.chromium
SECTIONS = ("story", "summary", "quotes", "timeline", "people", "sources")


@pytest_asyncio.fixture(loop_scope="session")
async def bot(sandbox: SandboxClient, tmp_path: Path) -> AsyncIterator[None]:
    """The bot at work, with the first story and the one of knots."""
    harness = BotHarness(sandbox, tmp_path)
    await harness.publish(dossier.read((HERE / "knots.yaml").read_bytes(), "knots.yaml"))
    await harness.start()
    yield
    await harness.stop()


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
async def test_the_whole_story_on_a_phone(window: Window, sandbox: SandboxClient, reader: Reader) -> None:
    """Its contents, table and footnotes are there; it runs from the reader's side, and fits the width."""
    page = await window.open(reader.language, users=f"{reader.person}/{reader.person}", size=PHONE)
    for number, asked in enumerate(
        ("/story full knots", *(f"/{s_e_c_t_i_o_n_s} knots" for s_e_c_t_i_o_n_s in SECTIONS)), 1
    ):
        answer = await sandbox.ask(asked, as_=reader.person)
        assert "rich_message" in answer
        rich = newest(page).locator(".rich").first
        await expect(rich).to_be_visible()
        assert await rich.evaluate("it => getComputedStyle(it).direction") == reader.direction
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE[0]
        await newest(page).evaluate("it => it.scrollIntoView({block: 'start'})")
        await window.shot(page, f"page-{reader.language}-{number}-{asked.split()[0][1:]}")
