"""An editor in each language, on a phone: a quote is added, looked at, published, and there for a reader at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.bot.bot_harness import BotHarness
from tests.browser.conftest import PHONE
from tests.sandbox_client import EMMA, LAYLA, OMAR, SAM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Locator, Page

    from tests.browser.conftest import Window
    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.chromium
PATIENCE = 15_000  # milliseconds that an answer may take on a machine that does other things, too


@dataclass(frozen=True)
class Editor:
    """Who edits and who reads, what is typed, and the words on the way."""

    person: int
    reader: int
    language: str
    direction: str
    words: str
    day: str
    understood: str
    note: str
    home: str
    edit: str
    story: str
    quotes: str
    add: str
    who: str
    speaker: str
    what: str
    when: str
    sources: str
    done: str
    saved: str
    draft: str
    preview: str
    pages: str
    end: str
    back: str
    publish: str
    remark: str
    why: str
    out: str
    look: str


EDITORS = {
    "ar": Editor(
        person=OMAR,
        reader=LAYLA,
        language="ar",
        direction="rtl",
        words="لن ننسى ما فعلوه معنا.",
        day="٢٨ نيسان ٢٠٢٥",
        understood="28 نيسان/أبريل 2025",
        note="اقتباس جديد",
        home="أنت هنا",
        edit="تحرير قصة",
        story="كورسك",
        quotes="الاقتباسات",
        add="أضف اقتباسًا",
        who="من قال",
        speaker="فلاديمير بوتين",
        what="ماذا قال",
        when="متى",
        sources="المصادر",
        done="تم",
        saved="حُفظ",
        draft="المسودة",
        preview="معاينة",
        pages="العربية",
        end="إنهاء المعاينة",
        back="رجوع",
        publish="نشر",
        remark="✎ ملاحظة",
        why="اكتب ملاحظة",
        out="ويراها القراء",
        look="كما يراها",
    ),
    "en": Editor(
        person=SAM,
        reader=EMMA,
        language="en",
        direction="ltr",
        words="We shall not forget what they did with us.",
        day="28 April 2025",
        understood="28 April 2025",
        note="A new quote",
        home="Your role",
        edit="Edit a story",
        story="Kursk",
        quotes="Quotes",
        add="Add a quote",
        who="Who said it?",
        speaker="Vladimir Putin",
        what="What was said",
        when="When was it said",
        sources="Which sources",
        done="Done",
        saved="Saved",
        draft="Draft",
        preview="Preview",
        pages="English",
        end="End of preview",
        back="Back",
        publish="Publish",
        remark="✎ Note",
        why="Type a note",
        out="Readers see it now",
        look="As readers see it",
    ),
}


class Thumb:
    """Taps and types on a page, counts both, and keeps a picture of what each led to."""

    def __init__(self, window: Window, page: Page, name: str) -> None:
        self._window = window
        self._page = page
        self._name = name
        self.taps = 0
        self.typed = 0

    @property
    def newest(self) -> Locator:
        """The bot's newest message."""
        return self._page.locator(".message.theirs").last

    @property
    def toast(self) -> Locator:
        """What the bot says to a tap beside the messages."""
        return self._page.locator("#toasts .toast").last

    def button(self, label: str) -> Locator:
        """The first button under it that has this in its label."""
        return self.newest.get_by_role("button", name=label).first

    async def tap(self, label: str, *seen: str) -> None:
        """Tap a button, and wait for what the newest message then says."""
        self.taps += 1
        await self.button(label).click()
        await self._see(seen)

    async def type(self, text: str, *seen: str) -> None:
        """Type a message, and wait for what the newest answer says."""
        self.typed += 1
        field = self._page.get_by_role("textbox")
        await field.fill(text)
        await field.press("Enter")
        await self._see(seen)

    async def _see(self, seen: tuple[str, ...]) -> None:
        for text in seen:
            await expect(self.newest).to_contain_text(text, timeout=PATIENCE)
        await self._window.shot(self._page, f"{self._name}-{self.taps + self.typed:02}")


@pytest_asyncio.fixture(loop_scope="session")
async def bot(newsroom: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Run the bot in the newsroom, with the starter story and two owners; a chat is not paced at a message a second."""
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.001)
    await newsroom.limits(on=False)
    harness = BotHarness(newsroom, tmp_path, SIYAQ_OWNERS=f"{OMAR},{SAM}")
    await harness.start()
    yield
    await harness.stop()


async def add_quote(thumb: Thumb, editor: Editor) -> None:
    """From a draft's menu: the speaker by a button, the words, the day, and done."""
    await thumb.tap(editor.quotes, editor.quotes)
    await expect(thumb.button(editor.add)).to_be_visible()
    await thumb.tap(editor.add, editor.who)
    await thumb.tap(editor.speaker, editor.what)
    await thumb.type(editor.words, editor.when)
    await thumb.type(editor.day, editor.understood, editor.sources)
    await thumb.tap(editor.done, editor.words)
    await expect(thumb.toast).to_contain_text(editor.saved)


async def read(window: Window, editor: Editor) -> None:
    """A reader asks for the quotes, and has the new one."""
    page = await window.open(editor.language, users=f"{editor.reader}/{editor.reader}", size=PHONE)
    reader = Thumb(window, page, f"desk-{editor.language}-reader")
    await reader.type("/quotes", editor.words)
    quote = reader.newest.locator("blockquote").filter(has_text=editor.words)
    await quote.scroll_into_view_if_needed()
    assert await quote.evaluate("quote => getComputedStyle(quote).direction") == editor.direction
    await window.shot(page, f"desk-{editor.language}-reader-02")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("editor", EDITORS.values(), ids=EDITORS)
async def test_a_quote_is_added_looked_at_and_published(
    desk_window: Window, newsroom: SandboxClient, editor: Editor
) -> None:
    """From /desk: the story, its quotes, four answers, the preview, the note, the word; a reader has it at once."""
    await newsroom.start(as_=editor.person)
    await newsroom.start(as_=editor.reader)
    await newsroom.idle()
    page = await desk_window.open(editor.language, users=f"{editor.person}/{editor.person}", size=PHONE)
    thumb = Thumb(desk_window, page, f"desk-{editor.language}")
    await thumb.type("/desk", editor.home)
    await thumb.tap(editor.edit)
    await expect(thumb.button(editor.story)).to_be_visible(timeout=PATIENCE)
    await thumb.tap(editor.story)
    await expect(thumb.button(editor.quotes)).to_be_visible(timeout=PATIENCE)
    await desk_window.shot(page, f"desk-{editor.language}-menu")
    await add_quote(thumb, editor)
    await thumb.tap(editor.draft)
    await thumb.tap(editor.preview)
    await thumb.tap(editor.pages)
    await expect(thumb.button(editor.end)).to_be_visible(timeout=PATIENCE)
    await thumb.tap(editor.quotes, editor.words)
    await thumb.tap(editor.end)
    await thumb.tap(editor.back)
    await thumb.tap(editor.publish, editor.words)
    await thumb.tap(editor.remark, editor.why)
    await thumb.type(editor.note, editor.note, editor.words)
    await thumb.tap(editor.publish, editor.out)
    await expect(thumb.button(editor.look)).to_be_visible()
    await read(desk_window, editor)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("editor", EDITORS.values(), ids=EDITORS)
async def test_the_steps_of_a_first_quote(desk_window: Window, newsroom: SandboxClient, editor: Editor) -> None:
    """Whoever knows the story's name publishes a quote in ten steps: three messages typed and seven taps."""
    await newsroom.start(as_=editor.person)
    await newsroom.start(as_=editor.reader)
    await newsroom.idle()
    page = await desk_window.open(editor.language, users=f"{editor.person}/{editor.person}", size=PHONE)
    thumb = Thumb(desk_window, page, f"desk-{editor.language}-short")
    await thumb.type(f"/edit {editor.story}", editor.draft)
    await add_quote(thumb, editor)
    await thumb.tap(editor.draft)
    await thumb.tap(editor.publish, editor.words)
    await thumb.tap(editor.publish, editor.out)
    assert (thumb.typed, thumb.taps) == (3, 7)
    assert editor.words in str((await newsroom.answer("/quotes", as_=editor.reader))["rich_message"])
