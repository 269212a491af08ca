"""On a phone, in each language: what is new, what was put right, this day; and a quote shared into a group."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.services import publishing
from tests.bot.bot_harness import BotHarness
from tests.bot.story_factory import person, quote, tale
from tests.browser.conftest import PHONE
from tests.sandbox_client import EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Locator, Page

    from bot.model import Dossier
    from tests.browser.conftest import Window
    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.chromium


@dataclass(frozen=True)
class Reader:
    """Who looks and shares, and the words on the way."""

    person: int
    language: str
    news: str
    quote: str
    corrections: str
    today: str
    share: str
    speaker: str
    read_on: str
    group: str


READERS = {
    "ar": Reader(
        person=LAYLA,
        language="ar",
        news="اقتباس جديد",
        quote="لا أحد يربح حربًا كهذه.",
        corrections="تصويبات",
        today="في مثل هذا اليوم",
        share="مشاركة",
        speaker="الوزير",
        read_on="اقرأ المزيد",
        group="غرفة الأخبار",
    ),
    "en": Reader(
        person=EMMA,
        language="en",
        news="New quote",
        quote="Nobody wins such a war.",
        corrections="Corrections",
        today="On this day",
        share="Share",
        speaker="The Minister",
        read_on="Read more",
        group="Newsroom",
    ),
}


def talks(*words: tuple[str, str]) -> Dossier:
    """A story of talks, corrected, with something of this day of another year."""
    now = datetime.now(UTC)
    met = {"ar": "اجتمع الطرفان في القاهرة، بوساطة Qatar.", "en": "Both sides met in Cairo, with Qatar between them."}
    return tale(
        "gaza-talks",
        "محادثات غزة",
        "Gaza talks",
        people=[person("minister", "الوزير", "The Minister")],
        quotes=[quote(f"q{at}", "minister", ar=ar, en=en) for at, (ar, en) in enumerate(words, 1)],
        events=[
            {"id": f"e{ago}", "date": f"{now.year - ago}-{now:%m-%d}", "text": met, "sources": ["s1"]}
            for ago in (4, 8)
            if f"{now:%m-%d}" != "02-29" or ago % 4 == 0
        ],
        corrections=[
            {
                "id": "c1",
                "date": "2025-04-30",
                "item": "e4",
                "text": {
                    "ar": "كان مكان الاجتماع خطأً: القاهرة لا الدوحة.",
                    "en": "The place was wrong: Cairo, not Doha.",
                },
            }
        ],
    )


@pytest_asyncio.fixture(loop_scope="session")
async def harness(sandbox: SandboxClient, tmp_path: Path) -> AsyncIterator[BotHarness]:
    """The bot, with a story that both have looked at, and that went on since."""
    harness = BotHarness(sandbox, tmp_path)
    await harness.start()
    async with harness.database() as database:
        said = ("سنتحدث غدًا.", "We shall talk tomorrow.")
        before = harness.now() - timedelta(days=2)
        await publishing.import_dossier(database, talks(said), note=None, at=before)
        for reader in (LAYLA, EMMA):
            await sandbox.ask("/story gaza-talks", as_=reader)
            await sandbox.ask("/story dprk-troops-kursk", as_=reader)
        more = [(READERS["ar"].quote, READERS["en"].quote)]
        await publishing.import_dossier(
            database, talks(("سنتحدث بعد غد.", "We shall talk later."), *more), note=None, at=before
        )
    yield harness
    await harness.stop()


def newest(page: Page) -> Locator:
    """The bot's newest message."""
    return page.locator(".message.theirs").last


async def ask(page: Page, words: str, text: str) -> None:
    """Type words, and wait for an answer that says so."""
    await page.get_by_role("textbox").fill(words)
    await page.keyboard.press("Enter")
    await expect(newest(page)).to_contain_text(text)


@pytest.mark.usefixtures("harness")
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
async def test_what_is_new_and_a_quote_shared(window: Window, reader: Reader) -> None:
    """From the news to the quote's page, and from there by Telegram's choice of chats into a group, in two taps."""
    page = await window.open(reader.language, users=f"{reader.person}/{reader.person}", size=PHONE)
    await ask(page, "/corrections", reader.corrections)
    await window.shot(page, f"corrections-{reader.language}")
    await ask(page, "/today", reader.today)
    await window.shot(page, f"today-{reader.language}")
    await ask(page, "/latest", reader.news)
    await expect(newest(page)).to_contain_text(reader.quote)
    await window.shot(page, f"latest-{reader.language}")
    await newest(page).get_by_role("button", name=re.compile(r"^2\. ")).click()
    await expect(newest(page).get_by_role("button", name=reader.share)).to_be_visible()
    await newest(page).get_by_role("button", name=reader.share).click()
    await expect(newest(page).get_by_role("button", name=reader.quote)).to_be_visible()
    await window.shot(page, f"share-{reader.language}-1-which")
    await newest(page).get_by_role("button", name=reader.quote).click()
    await page.get_by_role("dialog").get_by_role("button", name=reader.group).click()
    await expect(page.get_by_role("option")).to_have_count(1)
    await window.shot(page, f"share-{reader.language}-2-offered")
    await page.get_by_role("option").click()
    sent = page.locator(".message.mine").last
    await expect(sent).to_contain_text(reader.quote)
    await expect(sent.get_by_role("button", name=reader.read_on)).to_be_visible()
    await window.shot(page, f"share-{reader.language}-3-sent")


@pytest.mark.usefixtures("harness")
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
async def test_inline_in_a_group(window: Window, reader: Reader) -> None:
    """What is typed behind the bot's name offers cards, in the language of who types."""
    page = await window.open(reader.language, users=f"{reader.person}/{NEWSROOM}", size=PHONE)
    await page.get_by_role("textbox").fill(f"@siyaq_sandbox_bot {reader.speaker}")
    await expect(page.get_by_role("option", name=reader.quote)).to_be_visible()
    await window.shot(page, f"inline-cards-{reader.language}")
