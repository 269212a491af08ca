"""The page for everyone: by keyboard alone, by a screen reader, on a phone, in both languages, light and dark."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from siyaq_sandbox.serving import PAGE
from tests.browser.conftest import DESKTOP, PHONE
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.browser.conftest import Window
    from tests.sandbox_client import SandboxClient

KEYS = re.compile(r'word\(\s*"([a-z_.]+)"')
# Keys that code puts together from a name: whatever follows these is named by data in the same module.
MADE = re.compile(r"word\([^`\"]*`([a-z_.]+)\$\{")

UNNAMED = """() => [...document.querySelectorAll("button, a[href], input, select, textarea, summary, [role=button]")]
  .filter((each) => each.checkVisibility() && !each.closest("[aria-hidden=true]"))
  .filter((each) => !(each.ariaLabel || each.textContent.trim() || each.labels?.length || each.placeholder))
  .map((each) => each.outerHTML.slice(0, 120))"""


def test_words_are_the_same_in_both_languages_and_all_used() -> None:
    """Each word has both languages, each asked for is there, none is left over; Arabic counts in six forms."""
    catalogue = json.loads((PAGE / "words.json").read_text(encoding="utf-8"))
    assert set(catalogue["ar"]) == set(catalogue["en"])
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(PAGE.glob("*.js")))
    asked = set(KEYS.findall(code))
    assert asked <= set(catalogue["en"])
    made = tuple(MADE.findall(code))
    quoted = set(re.findall(r'"([a-z]+\.[a-z_.]+)"', code))
    left = {key for key in catalogue["en"] if key not in asked | quoted and not key.startswith(made)}
    assert left == set()
    for key, words in catalogue["ar"].items():
        if isinstance(words, dict):
            assert set(words) == {"zero", "one", "two", "few", "many", "other"}, key
        else:
            assert set(re.findall(r"\{\w+\}", words)) == set(re.findall(r"\{\w+\}", catalogue["en"][key])), key


def test_the_page_is_whole_and_writes_no_markup() -> None:
    """Nothing comes from outside, no module makes elements from text, and none is longer than 300 lines."""
    for path in sorted(PAGE.iterdir()):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text), path.name
        assert not re.search(r"(?:src|href|from|import|url)\s*[=(]?\s*[\"']?https?://", text), path.name
        assert path.suffix != ".js" or len(text.splitlines()) <= 300, path.name
    assert not [path for path in PAGE.iterdir() if path.is_dir()]
    assert Path(PAGE / "index.html").is_file()


@pytest.mark.chromium
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
async def test_every_view_fits_and_every_control_has_a_name(
    window: Window, sandbox: SandboxClient, language: str, size: tuple[int, int]
) -> None:
    """List, chat and each tool: nothing is wider than the window, and a screen reader can name each control."""
    person = LAYLA if language == "ar" else EMMA
    await sandbox.start(as_=person)
    keyboard = {"inline_keyboard": [[{"text": "زر طويل الاسم جدًا " * 3, "callback_data": "a"}] * 3]}
    text = "كلمة_طويلة_بلا_فراغ_" * 20 + "\nhttps://example.com/" + "a" * 200
    await sandbox.result("sendMessage", chat_id=person, text=text, reply_markup=keyboard)
    name = f"{language}-{size[0]}"
    page = await window.open(language, users=str(person), size=size, dark=size == DESKTOP)

    async def check(view: str) -> None:
        await window.shot(page, f"{view}-{name}")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
        assert await page.evaluate(UNNAMED) == [], view

    await expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    await check("list")
    await page.locator(f'[data-chat="{person}"]').click()
    await expect(page.locator(".message")).to_have_count(2)
    assert await page.locator(".scroll").evaluate("node => node.scrollWidth <= node.clientWidth")
    await check("chat")
    for tool in ("log", "faults", "levers"):
        await page.locator(f'[data-tool="{tool}"]').click()
        await expect(page.locator("#tools h2")).to_be_focused()
        await check(tool)
        await page.keyboard.press("Escape")
        await expect(page.locator("#tools")).to_be_hidden()


@pytest.mark.chromium
async def test_a_conversation_by_keyboard_alone(window: Window, sandbox: SandboxClient) -> None:
    """From the list to a button under a message without a mouse; the messages are a log that is read out."""
    await sandbox.start(as_=EMMA)
    keyboard = {"inline_keyboard": [[{"text": "Next page", "callback_data": "n"}]]}
    await sandbox.result("sendMessage", chat_id=EMMA, text="Page 1", reply_markup=keyboard)
    page = await window.open("en", users=str(EMMA))
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the chats")).to_be_focused()
    await page.keyboard.press("Enter")
    entry = page.locator(f'[data-chat="{EMMA}"]')
    for _ in range(12):
        if await entry.evaluate("node => node === document.activeElement"):
            break
        await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await expect(entry).not_to_be_focused()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    messages = page.get_by_role("log", name="Messages with Siyaq")
    await expect(messages).to_have_attribute("aria-live", "polite")
    await expect(messages.get_by_role("article").last).to_have_accessible_name(re.compile(r"^Siyaq, \d\d:\d\d$"))
    button = page.get_by_role("button", name="Next page")
    for _ in range(30):
        if await button.evaluate("node => node === document.activeElement"):
            break
        await page.keyboard.press("Tab")
    await expect(button).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(button).to_have_attribute("aria-busy", "true")


@pytest.mark.chromium
async def test_the_language_of_the_page_is_switched(window: Window, sandbox: SandboxClient) -> None:
    """A click turns the page's words and direction; the chat stays open, and the next visit remembers."""
    await sandbox.start(as_=EMMA)
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    await page.get_by_role("textbox").fill("half a thought")
    await page.get_by_role("button", name="العربية").click()
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.get_by_role("button", name="الطلبات")).to_be_visible()
    await expect(page.locator(".message.mine")).to_contain_text("/start")
    await expect(page.get_by_role("textbox")).to_have_value("half a thought")
    await page.goto(page.url.replace("?lang=en", ""))
    await expect(page.locator("html")).to_have_attribute("lang", "ar")
