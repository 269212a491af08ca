"""What the page draws of newer features: an ephemeral message, a guest's answer, styles, and their switches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.sandbox_client import BOT, EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from tests.browser.conftest import Window
    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.chromium


async def test_an_ephemeral_message_is_drawn_for_its_receiver_alone(window: Window, sandbox: SandboxClient) -> None:
    """It bears a mark, stands where it came, and its button is tapped as that of any message; another sees none."""
    await sandbox.post("promote", chat_id=NEWSROOM, user_id=BOT)
    page = await window.open("en", users=f"{EMMA}/{NEWSROOM};{LAYLA}/{NEWSROOM}")
    emma, layla = (page.get_by_role("region", name=f"{name}'s Telegram") for name in ("Emma", "ليلى"))
    whisper = {"receiver_user_id": EMMA}
    row = [{"text": "Delete", "callback_data": "d", "style": "danger"}, {"text": "Send", "callback_data": "s"}]
    await sandbox.result(
        "sendMessage", chat_id=NEWSROOM, text="psst", ephemeral_message_parameters=whisper,
        reply_markup={"inline_keyboard": [row]},
    )  # fmt: skip
    await sandbox.result("sendMessage", chat_id=NEWSROOM, text="aloud")
    await expect(emma.locator(".message")).to_have_count(2)
    await expect(emma.locator(".message.ephemeral .whispered")).to_have_text("Only you see this")
    await expect(emma.locator(".message").last).to_contain_text("aloud")
    await expect(emma.locator(".inline.danger")).to_have_text("Delete")
    await expect(layla.locator(".message")).to_have_text(re.compile("aloud"))
    await expect(layla.get_by_text("psst")).to_have_count(0)
    since = await sandbox.seq()
    await emma.get_by_role("button", name="Delete").click()
    (update,) = (await sandbox.result("getUpdates", timeout=20))[-1:]
    query = update["callback_query"]
    assert query["message"]["ephemeral_message_id"] == 1
    await sandbox.result("answerCallbackQuery", callback_query_id=query["id"], text="gone")
    place = {"chat_id": NEWSROOM, "receiver_user_id": EMMA, "ephemeral_message_id": 1}
    await sandbox.result("deleteEphemeralMessage", **place)
    await sandbox.wait("deleted", since=since)
    await expect(emma.locator(".message.ephemeral")).to_contain_text("deleted")
    await window.shot(page, "ephemeral-en")


async def test_a_person_calls_the_bot_as_a_guest(window: Window, sandbox: SandboxClient) -> None:
    """In a group without the bot, Enter sends the words that name it, and its answer says whom it answers."""
    group = await sandbox.group(LAYLA, EMMA, bot="none")
    page = await window.open("en", users=f"{EMMA}/{group}")
    field = page.get_by_role("textbox", name="Write a message")
    await field.fill("hello @siyaq_sandbox_bot")
    await field.press("Enter")
    (update,) = await sandbox.result("getUpdates", timeout=20)
    article = {"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "the answer"}}
    number = update["guest_message"]["guest_query_id"]
    await sandbox.result("answerGuestQuery", guest_query_id=number, result=article)
    await expect(page.locator(".message .via")).to_have_text("a guest’s answer to Emma")
    await window.shot(page, "guest-en")


async def test_the_switches_of_newer_features(window: Window, sandbox: SandboxClient) -> None:
    """Each feature is known, ignored or refused, as the page sets it."""
    page = await window.open("ar", users=f"{LAYLA}/{LAYLA}")
    await page.locator('[data-tool="levers"]').click()
    choice = page.get_by_label("الرسائل العابرة")
    await expect(choice).to_have_value("known")
    async with page.expect_response("**/control/ephemeral"):
        await choice.select_option("ignored")
    assert (await sandbox.state())["features"]["ephemeral"] == "ignored"
    await window.shot(page, "newer-levers-ar")
