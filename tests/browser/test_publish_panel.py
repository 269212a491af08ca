"""The desk on a phone: header, cards, live events and the publish panel are seen whole, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.model.language import Language
from tests.bot.bot_harness import BotHarness
from tests.bot.desk.staff import draft
from tests.bot.desk.subscriber_factory import add_audience, grown
from tests.bot.desk.test_publish_panel import NOW, WAS, said
from tests.bot.story_factory import KURSK
from tests.browser.conftest import PHONE, box
from tests.browser.test_desk import Thumb
from tests.sandbox_client import OMAR, SAM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.browser.conftest import Window
    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.chromium
EDITORS = {"ar": (OMAR, "نشر وإرسال", "تصويب"), "en": (SAM, "Publish and push", "Correction")}
SCREENS = {
    "ar": (OMAR, "لدى عمر · مسودة", "الاقتباسات", "الأحد", "الأحد ← الاثنين", "يتغيّر", "حفظ", "اندلع حريق", "نشر"),
    "en": (SAM, "with Sam · draft", "Quotes", "Sunday", "Sunday → Monday", "would change", "Save", "A fire", "Publish"),
}


@pytest_asyncio.fixture(loop_scope="session")
async def harness(
    newsroom: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[BotHarness]:
    """The bot in the newsroom with two owners, and readers of both languages."""
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.001)
    await newsroom.limits(on=False)
    harness = BotHarness(newsroom, tmp_path, SIYAQ_OWNERS=f"{OMAR},{SAM}")
    await harness.start()
    await add_audience(harness)
    await harness.publish(said())
    yield harness
    await harness.stop()


@pytest.mark.parametrize("language", EDITORS)
async def test_the_panel_fits_a_phone(desk_window: Window, harness: BotHarness, language: str) -> None:
    """Nothing of it stands beyond the screen, for a corrected word as for new events in a story of both languages."""
    person, push, correction = EDITORS[language]
    await harness.play.start(as_=person)
    await draft(harness, person, said(**{language: NOW[language]}))
    await draft(harness, person, grown())
    page = await desk_window.open(language, users=f"{person}/{person}", size=PHONE)
    thumb = Thumb(desk_window, page, f"panel-{language}")
    for named, text in (("talks", correction), (KURSK, grown().events[-1].text.localize(Language(language))[0])):
        await thumb.type(f"/publish {named}", text)
        await expect(thumb.button(push)).to_be_visible()
        await fits(thumb)
        await desk_window.shot(page, f"panel-{language}-{named}")


@pytest.mark.parametrize("language", SCREENS)
async def test_header_cards_and_live_events_fit_a_phone(
    desk_window: Window, harness: BotHarness, language: str
) -> None:
    """A draft with its header, the card of an item, what a reply to it changes, and a live event."""
    person, header, quotes, item, reply, changes, save, news, publish = SCREENS[language]
    await harness.play.start(as_=person)
    page = await desk_window.open(language, users=f"{person}/{person}", size=PHONE)
    thumb = Thumb(desk_window, page, f"screens-{language}")
    await thumb.type("/edit talks", header)
    await fits(thumb)
    await thumb.tap(quotes, WAS[language])
    await thumb.tap(item, WAS[language])
    await fits(thumb)
    card = await harness.play.last(person)
    await harness.play.say(reply, as_=person, reply_to=card["message_id"])
    await expect(thumb.newest).to_contain_text(changes)
    await fits(thumb)
    await thumb.tap(save)
    await thumb.type("/live talks")
    await thumb.type(news, news)
    await expect(thumb.button(publish)).to_be_visible()
    await fits(thumb)


async def fits(thumb: Thumb) -> None:
    """The newest message stands within the screen, and each button shows all of its label."""
    room = await box(thumb.newest)
    assert room["x"] >= 0
    assert room["x"] + room["width"] <= PHONE[0]
    cut = "buttons => buttons.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"
    assert await thumb.newest.get_by_role("button").evaluate_all(cut) == []
