"""A push on a phone: an editor sends it and sees how far it is; readers, a topic and channels show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.model.language import Language
from bot.store.subscribers import ChatKind
from tests.bot.bot_harness import BotHarness
from tests.bot.desk.subscriber_factory import grown, listens
from tests.browser.conftest import PHONE, box
from tests.browser.test_desk import PATIENCE, Thumb
from tests.sandbox_client import ARABIC_CHANNEL, DESK_FORUM, EMMA, ENGLISH_CHANNEL, FIRST_TOPIC, LAYLA, OMAR, SAM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Locator, Page

    from tests.browser.conftest import Window
    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.chromium
NEWS = {"ar": "اتفاق على وقف النار", "en": "A truce is agreed"}
OUT = {"ar": "إلغاء المتابعة", "en": "Unfollow"}
OPEN = {"ar": "افتح القصة", "en": "Open the story"}


@dataclass(frozen=True)
class Editor:
    """Who pushes, what is tapped, and what is seen of it."""

    person: int
    send: str
    yes: str
    going: str
    left: str
    pause: str
    paused: str
    go: str
    done: str
    all_: str


EDITORS = {
    "ar": Editor(
        OMAR, "إرسال الآن", "إرسال", "جارٍ الإرسال", "بقيت رسالة واحدة", "توقف", "متوقف مؤقتًا", "استئناف",
        "اكتمل الإرسال", "وصلت \u20686\u2069 رسائل",
    ),
    "en": Editor(
        SAM, "Send now", "Send", "Going out", "1 still to send", "Pause", "Paused", "Go on", "Done", "6 sent",
    ),
}  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def harness(
    newsroom: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[BotHarness]:
    """The bot in the newsroom, with two owners; readers follow, and the channels are set up: one has both languages."""
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.001)
    monkeypatch.setattr("bot.delivery.progress_reporter.REPORT_SECONDS", 0.05)
    monkeypatch.setattr("bot.background.broadcasts.broadcast_progress.PAUSE", 0.05)
    await newsroom.limits(on=False)
    harness = BotHarness(newsroom, tmp_path, SIYAQ_OWNERS=f"{OMAR},{SAM}")
    await harness.start()
    for person in (LAYLA, EMMA, OMAR, SAM):
        await newsroom.start(as_=person)
    await newsroom.ask("/subscribe كورسك", as_=LAYLA)
    await newsroom.ask("/subscribe kursk", as_=EMMA)
    await newsroom.ask("/subscribe الكل", as_=OMAR, chat_id=DESK_FORUM, thread_id=FIRST_TOPIC)
    await listens(harness, ARABIC_CHANNEL, Language.AR, ChatKind.CHANNEL)
    await listens(harness, ENGLISH_CHANNEL, Language.EN, ChatKind.CHANNEL, both=True)
    await harness.publish(grown())
    yield harness
    await harness.stop()


def posts(page: Page, language: str) -> Locator:
    """The messages on a page that hold the news in a language."""
    return page.locator(".message").filter(has_text=NEWS[language])


async def seen(window: Window, name: str, language: str, users: str) -> Page:
    """A chat in which the push stands once in the language, in its direction."""
    page = await window.open(language, users=users, size=PHONE)
    await expect(posts(page, language)).to_have_count(1, timeout=PATIENCE)
    words = page.get_by_text(NEWS[language]).last
    await words.scroll_into_view_if_needed()
    assert await words.evaluate("one => getComputedStyle(one).direction") == {"ar": "rtl", "en": "ltr"}[language]
    room = await box(posts(page, language))
    assert room["x"] >= 0
    assert room["x"] + room["width"] <= PHONE[0]
    await window.shot(page, f"push-{name}")
    return page


@pytest.mark.parametrize("language", EDITORS)
async def test_a_push_is_sent_watched_and_seen(desk_window: Window, harness: BotHarness, language: str) -> None:
    """It waits for one chat, is paused, goes on and ends, all in one message; it stands wherever it belongs, once."""
    say = EDITORS[language]
    fault = await harness.play.fault("retry_after", chat_id=EMMA, retry_after=1)
    page = await desk_window.open(language, users=f"{say.person}/{say.person}", size=PHONE)
    thumb = Thumb(desk_window, page, f"push-{language}")
    await thumb.type("/push kursk", NEWS[language])
    await thumb.tap(say.send)
    # The question has a button whose label begins like this one's: it is tapped when this one is gone.
    await expect(thumb.button(say.send)).to_be_hidden()
    await thumb.tap(say.yes, say.going, say.left)
    await expect(thumb.button(say.pause)).to_be_visible()
    await thumb.tap(say.pause, say.paused)
    await harness.play.lift(fault)
    harness.pass_(minutes=11)
    await thumb.tap(say.go, say.done, say.all_)
    for chat, tongue in ((LAYLA, "ar"), (EMMA, "en")):
        reader = await seen(desk_window, f"{tongue}-reader", tongue, f"{chat}/{chat}")
        await expect(reader.get_by_role("button", name=OUT[tongue]).last).to_be_visible()
    topic = await seen(desk_window, "topic", "ar", f"{OMAR}/{DESK_FORUM}/{FIRST_TOPIC}")
    await expect(topic.get_by_role("button", name=OUT["ar"]).last).to_be_visible()
    for channel, tongues in ((ARABIC_CHANNEL, ("ar",)), (ENGLISH_CHANNEL, ("ar", "en"))):
        for tongue in tongues:
            post = await seen(desk_window, f"channel-{tongue}", tongue, f"{EMMA}/{channel}")
            await expect(post.get_by_text(OPEN[tongue]).last).to_be_visible()
            await expect(post.get_by_role("button", name=OUT[tongue])).to_have_count(0)
