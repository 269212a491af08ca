"""Persons tap what a bot, played by raw Bot API calls, has sent: buttons, links, old messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PHONE, take
from tests.sandbox_client import EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from tests.browser.conftest import Window
    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.chromium


async def test_buttons_answer_with_toast_alert_and_link(window: Window, sandbox: SandboxClient) -> None:
    """A tap shows that it waits; its answer is a toast, an alert or the bot's own deep link, which offers Start."""
    await sandbox.start(as_=EMMA)
    keyboard = {"inline_keyboard": [[{"text": text, "callback_data": text} for text in ("toast", "alert", "link")]]}
    await sandbox.result("sendMessage", chat_id=EMMA, text="Choose", reply_markup=keyboard)
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    answers: dict[str, dict[str, Any]] = {
        "toast": {"text": "Noted"},
        "alert": {"text": "Mind the gap", "show_alert": True},
        "link": {"url": "https://t.me/siyaq_sandbox_bot?start=kursk"},
    }
    for name, answer in answers.items():
        button = page.get_by_role("button", name=name, exact=True)
        await button.click()
        await expect(button).to_have_attribute("aria-busy", "true")
        query = await take(sandbox, "callback_query")
        assert query["data"] == name
        assert query["from"]["id"] == EMMA
        await sandbox.result("answerCallbackQuery", callback_query_id=query["id"], **answer)
        await expect(button).not_to_have_attribute("aria-busy", "true")
        if name == "toast":
            await expect(page.locator("#toasts")).to_contain_text("Noted")
        elif name == "alert":
            await expect(page.get_by_role("dialog")).to_contain_text("Mind the gap")
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_role("button", name="Start", exact=True).click()
    assert (await take(sandbox, "message"))["text"] == "/start kursk"


async def test_an_edit_changes_the_bubble_and_keeps_the_focus(window: Window, sandbox: SandboxClient) -> None:
    """A tap whose answer is an edit: the bubble says that it was edited, and the same button keeps the focus."""
    await sandbox.start(as_=EMMA)
    keyboard = {"inline_keyboard": [[{"text": "back", "callback_data": "b"}, {"text": "next", "callback_data": "n"}]]}
    sent = await sandbox.result("sendMessage", chat_id=EMMA, text="Page 1", reply_markup=keyboard)
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    await page.get_by_role("button", name="next").focus()
    await page.keyboard.press("Enter")
    query = await take(sandbox, "callback_query")
    await sandbox.result(
        "editMessageText", chat_id=EMMA, message_id=sent["message_id"], text="Page 2", reply_markup=keyboard
    )
    await sandbox.result("answerCallbackQuery", callback_query_id=query["id"])
    bubble = page.locator(".message.theirs")
    await expect(bubble).to_contain_text("Page 2")
    await expect(bubble.locator(".edited")).to_have_text("edited")
    await expect(page.get_by_role("button", name="next")).to_be_focused()
    await sandbox.result("deleteMessage", chat_id=EMMA, message_id=sent["message_id"])
    await expect(bubble.locator(".gone")).to_have_text("deleted")
    await expect(bubble.locator(".keyboard")).to_have_count(0)


async def test_switch_inline_writes_the_query_into_a_chat(window: Window, sandbox: SandboxClient) -> None:
    """A share button asks for a chat and puts the query there; one for this chat writes it at once."""
    await sandbox.start(as_=EMMA)
    keyboard = {
        "inline_keyboard": [
            [
                {"text": "share", "switch_inline_query": "kursk"},
                {"text": "here", "switch_inline_query_current_chat": "q"},
            ]
        ]
    }
    await sandbox.result("sendMessage", chat_id=EMMA, text="Share", reply_markup=keyboard)
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    await page.get_by_role("button", name="here", exact=True).click()
    await expect(page.get_by_role("textbox")).to_have_value("@siyaq_sandbox_bot q")
    await page.get_by_role("button", name="share", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Newsroom").click()
    await expect(page.get_by_role("heading", name="Newsroom")).to_be_visible()
    await expect(page.get_by_role("textbox")).to_have_value("@siyaq_sandbox_bot kursk")


async def test_a_tap_on_a_message_that_cannot_be_read(window: Window, sandbox: SandboxClient) -> None:
    """From a message's menu its taps become those on an old one: the bot gets neither text nor date."""
    await sandbox.start(as_=EMMA)
    keyboard = {"inline_keyboard": [[{"text": "old", "callback_data": "old"}]]}
    sent = await sandbox.result("sendMessage", chat_id=EMMA, text="Long ago", reply_markup=keyboard)
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    bubble = page.locator(".message.theirs")
    await bubble.get_by_role("button", name="Message options").click()
    await page.get_by_role("menuitem", name="Tap from now on as an old message").click()
    await bubble.get_by_role("button", name="old", exact=True).click()
    query = await take(sandbox, "callback_query")
    assert query["message"]["date"] == 0
    assert query["message"]["message_id"] == sent["message_id"]
    assert "text" not in query["message"]
    await sandbox.result("answerCallbackQuery", callback_query_id=query["id"])


async def test_the_bot_is_brought_into_a_group_by_a_link(window: Window, sandbox: SandboxClient) -> None:
    """A link with `startgroup` asks for a group, brings the bot there and says its payload to it."""
    await sandbox.start(as_=EMMA)
    await sandbox.post("chat", type="supergroup", title="Book club", members=[EMMA], bot="none")
    url = "https://t.me/siyaq_sandbox_bot?startgroup=kursk"
    await sandbox.result(
        "sendMessage", chat_id=EMMA, text="x", reply_markup={"inline_keyboard": [[{"text": "Add me", "url": url}]]}
    )
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    await page.get_by_role("button", name="Add me").click()
    await page.get_by_role("dialog").get_by_role("button", name="Book club").click()
    await expect(page.get_by_role("heading", name="Book club")).to_be_visible()
    await expect(page.locator(".message.mine")).to_contain_text("/start@siyaq_sandbox_bot kursk")
    assert (await take(sandbox, "my_chat_member"))["new_chat_member"]["status"] == "member"


async def test_two_taps_at_once_wait_each_for_its_own_answer(window: Window, sandbox: SandboxClient) -> None:
    """Two persons side by side tap the same group message; each sees only the answer to their own tap."""
    keyboard = {"inline_keyboard": [[{"text": "who", "callback_data": "who"}]]}
    await sandbox.result("sendMessage", chat_id=NEWSROOM, text="Who am I?", reply_markup=keyboard)
    page = await window.open("en", users=f"{LAYLA}/{NEWSROOM};{EMMA}/{NEWSROOM}")
    buttons = page.get_by_role("button", name="who", exact=True)
    for desk_user in range(2):  # neither is answered yet when both have been tapped
        # Not by the mouse: between its two halves the page may be drawn anew, and the button be another.
        await buttons.nth(desk_user).dispatch_event("click")
    queries = [await take(sandbox, "callback_query") for _ in range(2)]
    for query in queries:  # at once: a toast goes by itself
        name = query["from"]["first_name"]
        await sandbox.result("answerCallbackQuery", callback_query_id=query["id"], text=f"You are {name}")
    await expect(page.locator("#toasts .toast")).to_have_text(["You are ليلى", "You are Emma"], use_inner_text=True)


async def test_a_deep_link_offers_start(window: Window, sandbox: SandboxClient) -> None:
    """A chat that has not begun shows what the bot says of itself and Start; a deep link's Start says its payload."""
    await sandbox.result("setMyDescription", description="أحفظ القصة", language_code="ar")
    page = await window.open("ar", users=f"{LAYLA}/{LAYLA}", size=PHONE)
    await expect(page.locator(".messages")).to_contain_text("أحفظ القصة")
    await window.shot(page, "start-ar")
    await page.get_by_role("button", name="قائمة المحادثة").click()
    await page.get_by_role("menuitem", name="فتح رابط بدء").click()
    await page.get_by_role("textbox", name="الرابط").fill("https://t.me/siyaq_sandbox_bot?start=s1-q3")
    await page.get_by_role("button", name="حسنًا").click()
    await page.locator("button[title='/start s1-q3']").click()
    assert (await take(sandbox, "message"))["text"] == "/start s1-q3"
    await expect(page.get_by_role("textbox")).to_be_focused()
