"""The page's contrast, landmarks and roles in both themes and languages, and what of a phone's height its bars take."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.conftest import DESKTOP, PHONE, box
from tests.sandbox_client import EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.browser.conftest import Window
    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.chromium

CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
LANDMARKS = """() => [...document.querySelectorAll("header, nav, main, aside, section[aria-label], [role=region]")]
  .filter((each) => each.checkVisibility() && !(each.tagName === "HEADER" && each.closest("section, aside")))
  .map((each) => `${each.getAttribute("role") ?? each.tagName} ${each.ariaLabel ?? ""}`)"""
ORPHANS = """() => [...document.querySelectorAll("li")]
  .filter((each) => !["OL", "UL"].includes(each.parentElement.tagName)
    || !["list", null].includes(each.parentElement.getAttribute("role"))).map((each) => each.outerHTML.slice(0, 90))"""
LEVELS = """() => [...document.querySelectorAll("h1, h2, h3, h4, [role=heading]")]
  .filter((each) => each.checkVisibility()).map((each) => Number(each.getAttribute("aria-level") ?? each.tagName[1]))"""
BARS_PX = 110
RICH = (
    "<h2>Kursk</h2><p>North Korean troops. <a href='https://example.org/'>Source</a></p>"
    "<blockquote>We will win<cite>Putin</cite></blockquote><h3>Timeline</h3>"
    "<table bordered striped><tr><th>Date</th></tr><tr><td>28 April</td></tr></table>"
    "<table><tr><td>More</td></tr></table><footer>As of today</footer>"
)
CLASSIC = (
    "<b>Hello</b> /summary https://example.org <code>code</code><blockquote>A quotation</blockquote>"
    '<pre><code class="language-python">x = 1</code></pre>'
)


async def fill(sandbox: SandboxClient, person: int) -> None:
    """Put everything that the page draws into a person's chat and their group: pinned, edited, deleted, answered."""
    await sandbox.limits(on=False)
    await sandbox.start(as_=person)
    keyboard = {"inline_keyboard": [[{"text": "Quotes", "callback_data": "a"}, {"text": "x", "url": "https://e.org/"}]]}
    keyboard["inline_keyboard"].append([{"text": style, "callback_data": style, "style": style} for style in STYLES])
    first = await sandbox.result("sendMessage", chat_id=person, text=CLASSIC, parse_mode="HTML", reply_markup=keyboard)
    await sandbox.result("pinChatMessage", chat_id=person, message_id=first["message_id"])
    await sandbox.result("editMessageText", chat_id=person, message_id=first["message_id"], text="Edited")
    gone = await sandbox.result("sendMessage", chat_id=person, text="Gone")
    await sandbox.result("deleteMessage", chat_id=person, message_id=gone["message_id"])
    await sandbox.result("sendRichMessage", chat_id=person, rich_message={"html": RICH}, reply_markup=keyboard)
    said = await sandbox.say("my words /summary https://example.org", as_=person)
    await sandbox.result(
        "sendMessage", chat_id=person, text="reply", reply_parameters={"message_id": said["message_id"]},
        reply_markup={"keyboard": [["One", "Two"]]},
    )  # fmt: skip
    await sandbox.say("hello there", as_=LAYLA if person == EMMA else EMMA, chat_id=NEWSROOM)
    await sandbox.result("sendMessage", chat_id=NEWSROOM, text="to all")
    await sandbox.result("setMyCommands", commands=[{"command": "summary", "description": "what happened"}])
    await sandbox.call("sendMessage", chat_id=999, text="refused")
    await sandbox.fault("delay", method="getMe", seconds=1)


STYLES = ("primary", "success", "danger")


async def check(page: Page, view: str) -> None:
    """Expect of what is seen: enough contrast, lists that hold their items, headings in order, landmarks with names."""
    assert await page.evaluate(CONTRAST) == [], view
    assert await page.evaluate(ORPHANS) == [], view
    landmarks = await page.evaluate(LANDMARKS)
    assert sorted(set(landmarks)) == sorted(landmarks), view
    levels = await page.evaluate(LEVELS)
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), (view, levels)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["ar", "en"])
async def test_every_view_can_be_read(window: Window, sandbox: SandboxClient, language: str, *, dark: bool) -> None:
    """In each theme and language, list, chats side by side, tools, menus, dialogs and suggestions."""
    person, other = (LAYLA, EMMA) if language == "ar" else (EMMA, LAYLA)
    await fill(sandbox, person)
    for size, users in ((DESKTOP, str(person)), (DESKTOP, f"{person}/{person};{other}/{NEWSROOM}")):
        page = await window.open(language, users=users, size=size, dark=dark)
        await check(page, users)
    await window.shot(page, f"accessible-{language}-{'dark' if dark else 'light'}")
    for tool in ("log", "faults", "levers"):
        await page.locator(f'[data-tool="{tool}"]').click()
        await expect(page.locator("#tools h2")).to_be_focused()
        if tool == "log":
            await page.locator("details.call summary").first.click()
        await check(page, tool)
    page = await window.open(language, users=f"{person}/{person}", size=PHONE, dark=dark)
    await check(page, "phone")
    await page.locator(".who").click()
    await check(page, "dialog")
    await page.keyboard.press("Escape")
    await page.locator(".chat-head").get_by_role("button").last.click()
    await check(page, "menu")
    await page.keyboard.press("Escape")
    await page.locator(".line textarea").fill("/")
    await expect(page.get_by_role("option")).to_have_count(1)
    await check(page, "suggestions")


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_bars_leave_a_phone_to_the_messages(window: Window, sandbox: SandboxClient, language: str) -> None:
    """Above the messages stand at most 110 of 800 px, a pinned message included; the person is changed in the head."""
    person, other = (LAYLA, EMMA) if language == "ar" else (EMMA, LAYLA)
    await fill(sandbox, person)
    page = await window.open(language, users=f"{person}/{person}", size=PHONE)
    await expect(page.locator(".pinned")).to_be_visible()
    assert (await box(page.locator(".scroll")))["y"] <= BARS_PX
    await page.locator(".who").click()
    await page.get_by_role("dialog").get_by_role("button").nth([LAYLA, EMMA].index(other)).click()
    await expect(page).to_have_url(re.compile(f"#{other}/{other}$"))


async def test_a_long_answer_is_read_from_its_beginning(window: Window, sandbox: SandboxClient) -> None:
    """A message longer than the window starts at its top, when it comes, when it is edited so, when the chat opens.

    A short one, and what is sent oneself, stand at the end; who has scrolled back is left where they are.
    """
    long = "\n".join(f"line {number}" for number in range(80))
    await sandbox.start(as_=EMMA)
    page = await window.open("en", users=f"{EMMA}/{EMMA}", size=PHONE)
    scroll, newest = page.locator(".scroll"), page.locator(".message").last

    async def gap() -> float:
        return (await box(newest))["y"] - (await box(scroll))["y"]

    async def rest() -> int:
        left: int = await scroll.evaluate("it => it.scrollHeight - it.scrollTop - it.clientHeight")
        return left

    await sandbox.result("sendMessage", chat_id=EMMA, text=long)
    await expect(newest).to_contain_text("line 79")
    await expect(page.locator(".to-end")).to_be_visible()
    assert 0 <= await gap() <= 20
    await sandbox.say("thanks", as_=EMMA)
    await expect(newest).to_contain_text("thanks")
    assert await rest() <= 1
    short = await sandbox.result("sendMessage", chat_id=EMMA, text="short")
    await expect(newest).to_contain_text("short")
    assert await rest() <= 1
    await sandbox.result("editMessageText", chat_id=EMMA, message_id=short["message_id"], text=long + "\nedited")
    await expect(newest).to_contain_text("edited")
    assert 0 <= await gap() <= 20
    await scroll.evaluate("it => it.scrollTo({top: 0, behavior: 'instant'})")
    await sandbox.result("sendMessage", chat_id=EMMA, text=long + "\nlast")
    await expect(newest).to_contain_text("last")
    assert await scroll.evaluate("it => it.scrollTop") == 0
    page = await window.open("en", users=f"{EMMA}/{EMMA}", size=PHONE)
    newest, scroll = page.locator(".message").last, page.locator(".scroll")
    await expect(newest).to_contain_text("last")
    assert 0 <= await gap() <= 20


async def test_dates_between_messages_name_the_day_first(window: Window, sandbox: SandboxClient) -> None:
    """English separators are written as in most of the world: day, month, year."""
    await sandbox.post("clock", set=1_750_000_000)
    await sandbox.start(as_=EMMA)
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    await expect(page.locator(".day")).to_have_text(re.compile(r"^Sunday,? 15 June 2025$"))


async def test_roles_of_women_are_named_so(desk_window: Window) -> None:
    """In Arabic, Layla is a reader and Nadia an editor in the feminine; Omar is an owner."""
    page = await desk_window.open("ar", users=str(LAYLA))
    rows = page.locator(".person")
    for name, role in (("ليلى", "قارئة"), ("نادية", "محرّرة"), ("عمر", "مالك")):
        await expect(rows.filter(has_text=name)).to_contain_text(role)
