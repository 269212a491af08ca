"""The page follows the sandbox without reloading: messages, members, topics, persons side by side, and breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

import siyaq_sandbox as sandboxes
from tests.sandbox_client import ARABIC_CHANNEL, DESK_FORUM, EMMA, FIRST_TOPIC, LAYLA, NADIA, NEWSROOM, OMAR

if TYPE_CHECKING:
    from tests.browser.conftest import Window
    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.chromium


async def test_persons_side_by_side_see_the_same_group(desk_window: Window, newsroom: SandboxClient) -> None:
    """What one person writes is seen by another at once, as theirs; a person can be added, switched and closed."""
    page = await desk_window.open("en", users=f"{LAYLA}/{NEWSROOM};{EMMA}/{NEWSROOM}")
    layla = page.get_by_role("region", name="ليلى's Telegram")
    emma = page.get_by_role("region", name="Emma's Telegram")
    await layla.get_by_role("textbox").fill("صباح الخير")
    await layla.get_by_role("textbox").press("Enter")
    await expect(layla.locator(".message.mine")).to_contain_text("صباح الخير")
    await expect(emma.locator(".message.theirs")).to_contain_text("صباح الخير")
    await expect(emma.locator(".message.theirs .author")).to_have_text("ليلى")
    await page.get_by_role("button", name="Another person beside these").click()
    await page.get_by_role("dialog").get_by_role("button", name="عمر").click()
    await expect(page.locator(".seat")).to_have_count(3)
    await desk_window.shot(page, "side-by-side")
    await page.get_by_role("button", name="Close Emma's window").click()
    await expect(page.locator(".seat")).to_have_count(2)
    await layla.get_by_role("button", name="نادية").click()
    await expect(page.get_by_role("region", name="نادية's Telegram")).to_be_visible()
    assert page.url.endswith(f"#{NADIA}/{NADIA};{OMAR}/{OMAR}")
    await page.reload()
    await expect(page.get_by_role("region", name="نادية's Telegram")).to_be_visible()
    assert await newsroom.seq() > 0


async def test_what_is_new_is_counted_until_it_is_opened(window: Window, sandbox: SandboxClient) -> None:
    """A channel's post shows in the list with a count; opening the channel clears it; a reader cannot post there."""
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    entry = page.locator(f'[data-chat="{ARABIC_CHANNEL}"]')
    await expect(entry).to_contain_text("3 subscribers")
    for number in (1, 2):
        await sandbox.result("sendMessage", chat_id=ARABIC_CHANNEL, text=f"خبر {number}")
    await expect(entry.locator(".count")).to_have_text("2")
    await expect(entry).to_contain_text("خبر 2")
    await entry.click()
    await expect(entry.locator(".count")).to_have_count(0)
    await expect(page.locator(".message")).to_have_count(2)
    await expect(page.locator(".instead")).to_have_text("Only admins post here.")


async def test_a_pinned_message_stands_above(window: Window, sandbox: SandboxClient) -> None:
    """A pinned post shows above the channel's messages, follows its edits, leads to it, and goes when unpinned."""
    sent = await sandbox.result("sendMessage", chat_id=ARABIC_CHANNEL, text="القصة حتى الآن")
    page = await window.open("en", users=f"{EMMA}/{ARABIC_CHANNEL}")
    where = {"chat_id": ARABIC_CHANNEL, "message_id": sent["message_id"]}
    await sandbox.result("pinChatMessage", **where)
    pinned = page.locator(".pinned button")
    await expect(pinned).to_contain_text("القصة حتى الآن")
    await sandbox.result("editMessageText", **where, text="القصة بعد التحديث")
    await expect(pinned).to_contain_text("القصة بعد التحديث")
    await pinned.click()
    await expect(page.locator(f'[data-message="{sent["message_id"]}"]')).to_be_focused()
    await sandbox.result("unpinChatMessage", **where)
    await expect(pinned).to_be_hidden()


async def test_thousands_of_persons_do_not_fill_the_row(window: Window, sandbox: SandboxClient) -> None:
    """With many persons the row shows the first, and any other is found by name or id."""
    await sandbox.post("persons", count=2000)
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    assert await page.locator(".person").count() == 8
    await page.get_by_role("button", name="Other persons").click()
    await page.get_by_role("dialog").get_by_role("textbox").fill("Reader 1001500")
    await page.get_by_role("button", name="OK").click()
    await expect(page.get_by_role("region", name="Reader 1001500's Telegram")).to_be_visible()


async def test_forum_topics_keep_their_messages_apart(desk_window: Window, newsroom: SandboxClient) -> None:
    """A message goes to the topic that is open; another topic does not show it; a new topic appears by itself."""
    page = await desk_window.open("ar", users=f"{OMAR}/{DESK_FORUM}")
    topics = page.get_by_role("group", name="مواضيع المنتدى")
    await topics.get_by_role("button", name="أوكرانيا").click()
    await page.get_by_role("textbox").fill("في الموضوع")
    await page.get_by_role("textbox").press("Enter")
    await expect(page.locator(".message.mine")).to_have_count(1)
    said = await newsroom.last(DESK_FORUM)
    assert said["message_thread_id"] == FIRST_TOPIC
    await newsroom.result("sendMessage", chat_id=DESK_FORUM, message_thread_id=FIRST_TOPIC, text="جواب البوت")
    await expect(page.locator(".message.theirs .text")).to_have_text("جواب البوت")
    await desk_window.shot(page, "forum-ar")
    await topics.get_by_role("button", name="عام").click()
    await expect(page.locator(".message")).to_have_count(0)
    await newsroom.post("topic", chat_id=DESK_FORUM, name="السودان")
    await expect(topics.get_by_role("button", name="السودان")).to_be_visible()


async def test_members_blocks_and_admins_by_menu(window: Window, sandbox: SandboxClient) -> None:
    """From the menus a person blocks the bot, makes it an admin, leaves a group and joins it again."""
    await sandbox.start()
    page = await window.open("en", users=f"{LAYLA}/{LAYLA}")

    async def pick(name: str) -> None:
        await page.get_by_role("button", name="Chat menu").click()
        await page.get_by_role("menuitem", name=name, exact=True).click()

    await pick("Block the bot")
    await expect(page.locator(".instead")).to_have_text("Unblock the bot")
    answer = await sandbox.call("sendMessage", chat_id=LAYLA, text="hello")
    assert answer["description"] == "Forbidden: bot was blocked by the user"
    await page.get_by_role("button", name="Unblock the bot").click()
    await expect(page.get_by_role("textbox")).to_be_visible()

    await page.locator(f'[data-chat="{NEWSROOM}"]').click()
    await pick("Make the bot an admin")
    await sandbox.wait("member", chat_id=NEWSROOM, since=0)
    member = await sandbox.result("getChatMember", chat_id=NEWSROOM, user_id=1000)
    assert member["status"] == "administrator"
    await page.locator(".persons").get_by_role("button", name="Emma").click()
    await page.locator(f'[data-chat="{NEWSROOM}"]').click()
    await pick("Leave")
    await page.get_by_role("button", name="Join غرفة الأخبار Newsroom").click()
    await expect(page.locator(f'[data-chat="{NEWSROOM}"]')).to_be_visible()
    assert (await sandbox.result("getChatMember", chat_id=NEWSROOM, user_id=EMMA))["status"] == "member"


async def test_a_sandbox_that_comes_back_is_read_again(window: Window) -> None:
    """While the server is away the page says so; when it is back, with another history, the page shows that one."""
    first = await sandboxes.start()
    window._root = first.url  # this window looks at a server that the test may stop
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    await first.stop()
    await expect(page.locator(".connection")).to_contain_text("does not answer")
    second = await sandboxes.start(port=first.port)
    try:
        await expect(page.locator(".connection")).to_have_text("", timeout=20_000)
        second.world.post(
            second.world.chats[EMMA], {"text": "after the break"}, {"from": second.world.bot()}, by_bot=True
        )
        await expect(page.locator(".message")).to_contain_text("after the break")
    finally:
        await page.context.close()
        await second.stop()


async def test_a_reset_clears_the_page(window: Window, sandbox: SandboxClient) -> None:
    """After a reset the old messages are gone and the new scene's persons are there to choose."""
    await sandbox.start(as_=EMMA)
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    await expect(page.locator(".message")).to_have_count(1)
    await sandbox.reset(scene="newsroom")
    await expect(page.locator(".message")).to_have_count(0)
    await expect(page.locator(".persons").get_by_role("button")).to_have_count(5)
    await sandbox.say("again", as_=EMMA)
    await expect(page.locator(".message .text")).to_have_text("again")
