"""Persons talk with a bot that a test plays by raw Bot API calls: typing, tapping, inline, links, files, edits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PHONE
from tests.play import EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Window
    from tests.play import Play

pytestmark = pytest.mark.chromium

COMMANDS = {
    "": [("summary", "The story so far"), ("quotes", "Who said what"), ("settings", "How you like it")],
    "ar": [("summary", "القصة حتى الآن"), ("quotes", "من قال ماذا"), ("settings", "كما تريد")],
}


async def set_commands(sandbox: Play) -> None:
    """Set the bot's commands in both languages."""
    for language, commands in COMMANDS.items():
        told = [{"command": name, "description": words} for name, words in commands]
        await sandbox.result("setMyCommands", commands=told, language_code=language)


async def take(sandbox: Play, kind: str) -> dict[str, Any]:
    """Wait as a polling bot does for the next update of a kind; the earlier ones are acknowledged."""
    offset = 0
    for _ in range(5):
        for update in await sandbox.result("getUpdates", offset=offset, timeout=4):
            offset = update["update_id"] + 1
            if kind in update:
                await sandbox.result("getUpdates", offset=offset, timeout=0)
                told: dict[str, Any] = update[kind]
                return told
    raise AssertionError(f"no {kind} came")


@pytest.mark.parametrize(("language", "person", "words"), [("ar", LAYLA, "من قال ماذا"), ("en", EMMA, "Who said what")])
async def test_commands_come_as_one_types(
    window: Window, sandbox: Play, language: str, person: int, words: str
) -> None:
    """A slash brings the person's commands in their language; arrows choose, Enter sends, Tab completes."""
    await set_commands(sandbox)
    await sandbox.start(as_=person)
    page = await window.open(language, seats=f"{person}/{person}", size=PHONE)
    field = page.get_by_role("combobox")
    await field.press_sequentially("/")
    options = page.get_by_role("option")
    await expect(options).to_have_count(3)
    await window.shot(page, f"commands-{language}")
    await expect(options.nth(1)).to_contain_text(words)
    await page.keyboard.press("ArrowDown")
    await expect(field).to_have_attribute("aria-activedescendant", await options.nth(1).get_attribute("id") or "")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.mine").last).to_contain_text("/quotes")
    await expect(field).to_have_value("")
    await field.press_sequentially("/se")
    await expect(options).to_have_count(1)
    await page.keyboard.press("Tab")
    await expect(field).to_have_value("/settings ")
    assert (await take(sandbox, "message"))["text"] == "/start"


async def test_a_command_in_a_group_names_the_bot(window: Window, sandbox: Play) -> None:
    """In a group a chosen command is addressed to this bot, so that it hears it in privacy mode."""
    await set_commands(sandbox)
    page = await window.open("en", seats=f"{EMMA}/{NEWSROOM}")
    await page.get_by_role("button", name="Commands of the bot").click()
    await page.get_by_role("option").first.click()
    message = await take(sandbox, "message")
    assert message["text"] == "/summary@siyaq_sandbox_bot"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 26}]


async def test_buttons_answer_with_toast_alert_and_link(window: Window, sandbox: Play) -> None:
    """A tap shows that it waits; its answer is a toast, an alert or the bot's own deep link, which offers Start."""
    await sandbox.start(as_=EMMA)
    keyboard = {"inline_keyboard": [[{"text": text, "callback_data": text} for text in ("toast", "alert", "link")]]}
    await sandbox.result("sendMessage", chat_id=EMMA, text="Choose", reply_markup=keyboard)
    page = await window.open("en", seats=f"{EMMA}/{EMMA}")
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


async def test_an_edit_changes_the_bubble_and_keeps_the_focus(window: Window, sandbox: Play) -> None:
    """A tap whose answer is an edit: the bubble says that it was edited, and the same button keeps the focus."""
    await sandbox.start(as_=EMMA)
    keyboard = {"inline_keyboard": [[{"text": "back", "callback_data": "b"}, {"text": "next", "callback_data": "n"}]]}
    sent = await sandbox.result("sendMessage", chat_id=EMMA, text="Page 1", reply_markup=keyboard)
    page = await window.open("en", seats=f"{EMMA}/{EMMA}")
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


async def test_a_person_writes_edits_replies_and_deletes(window: Window, sandbox: Play) -> None:
    """Typed marks become entities; a message can be answered, edited and deleted from its menu, by keyboard too."""
    await sandbox.start(as_=EMMA)
    page = await window.open("en", seats=f"{EMMA}/{EMMA}")
    field = page.get_by_role("combobox")
    await field.fill("a **bold** word")
    await field.press("Enter")
    said = await take(sandbox, "message")
    while said["text"] == "/start":
        said = await take(sandbox, "message")
    assert said["text"] == "a bold word"
    assert said["entities"] == [{"type": "bold", "offset": 2, "length": 4}]
    mine = page.locator(f'[data-message="{said["message_id"]}"]')
    more = mine.get_by_role("button", name="Message options")
    await more.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Reply")).to_be_focused()
    await page.keyboard.press("Enter")
    await field.fill("an answer")
    await field.press("Enter")
    answer = await take(sandbox, "message")
    assert answer["reply_to_message"]["message_id"] == said["message_id"]
    await expect(page.locator(".reply")).to_contain_text("a bold word")

    await mine.get_by_role("button", name="Message options").click()
    await page.get_by_role("menuitem", name="Edit").click()
    await page.get_by_role("dialog").get_by_label("Text").fill("a better word")
    await page.get_by_role("button", name="OK").click()
    assert (await take(sandbox, "edited_message"))["text"] == "a better word"
    await expect(mine.locator(".text")).to_have_text("a better word")
    await expect(mine.locator(".edited")).to_be_visible()
    await mine.get_by_role("button", name="Message options").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await expect(mine.locator(".gone")).to_be_visible()


async def test_inline_results_come_as_one_types(window: Window, sandbox: Play) -> None:
    """After the bot's name what one types is a query; further results load, and the chosen one is sent via the bot."""
    page = await window.open("en", seats=f"{EMMA}/{NEWSROOM}")
    field = page.get_by_role("combobox")
    await field.fill("@siyaq_sandbox_bot putin")

    def results(*names: str) -> list[dict[str, Any]]:
        content = {"message_text": "“heroes”"}
        return [
            {"type": "article", "id": name, "title": name, "description": "said", "input_message_content": content}
            for name in names
        ]

    query = await take(sandbox, "inline_query")
    assert (query["query"], query["offset"], query["chat_type"]) == ("putin", "", "supergroup")
    await sandbox.result("answerInlineQuery", inline_query_id=query["id"], results=results("one"), next_offset="1")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.get_by_role("button", name="More results").click()
    query = await take(sandbox, "inline_query")
    assert query["offset"] == "1"
    await sandbox.result("answerInlineQuery", inline_query_id=query["id"], results=results("two"))
    await expect(page.get_by_role("option")).to_have_count(2)
    await window.shot(page, "inline-en")
    await page.get_by_role("option", name="two").click()
    sent = page.locator(".message.mine")
    await expect(sent).to_contain_text("“heroes”")
    await expect(sent.locator(".via")).to_have_text("via @siyaq_sandbox_bot")


async def test_switch_inline_writes_the_query_into_a_chat(window: Window, sandbox: Play) -> None:
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
    page = await window.open("en", seats=f"{EMMA}/{EMMA}")
    await page.get_by_role("button", name="here", exact=True).click()
    await expect(page.get_by_role("combobox")).to_have_value("@siyaq_sandbox_bot q")
    await page.get_by_role("button", name="share", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Newsroom").click()
    await expect(page.get_by_role("heading", name="Newsroom")).to_be_visible()
    await expect(page.get_by_role("combobox")).to_have_value("@siyaq_sandbox_bot kursk")


async def test_a_deep_link_offers_start(window: Window, sandbox: Play) -> None:
    """A chat that has not begun shows what the bot says of itself and Start; a deep link's Start says its payload."""
    await sandbox.result("setMyDescription", description="أحفظ القصة", language_code="ar")
    page = await window.open("ar", seats=f"{LAYLA}/{LAYLA}", size=PHONE)
    await expect(page.locator(".messages")).to_contain_text("أحفظ القصة")
    await window.shot(page, "start-ar")
    await page.get_by_role("button", name="قائمة المحادثة").click()
    await page.get_by_role("menuitem", name="فتح رابط بدء").click()
    await page.get_by_role("textbox", name="الرابط").fill("https://t.me/siyaq_sandbox_bot?start=s1-q3")
    await page.get_by_role("button", name="حسنًا").click()
    await page.get_by_role("button", name="ابدأ", exact=True).click()
    assert (await take(sandbox, "message"))["text"] == "/start s1-q3"
    await expect(page.get_by_role("combobox")).to_be_focused()


async def test_files_go_up_and_come_down(window: Window, sandbox: Play, tmp_path: Path) -> None:
    """A person's file reaches the bot; the bot's file can be saved again, to the byte, and a photo is shown."""
    await sandbox.start(as_=EMMA)
    page = await window.open("en", seats=f"{EMMA}/{EMMA}")
    story = tmp_path / "قصة.yaml"
    story.write_text("slug: kursk\n", encoding="utf-8")
    await page.get_by_role("button", name="Attach").click()
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("menuitem", name="File").click()
    await (await chooser.value).set_files(story)
    message = await take(sandbox, "message")
    while "document" not in message:
        message = await take(sandbox, "message")
    assert message["document"]["file_name"] == "قصة.yaml"
    await sandbox.result("sendDocument", chat_id=EMMA, document=message["document"]["file_id"], caption="back")
    link = page.locator(".message.theirs .file")
    async with page.expect_download() as download:
        await link.click()
    assert (await (await download.value).path()).read_text(encoding="utf-8") == "slug: kursk\n"

    shot = await window.shot(page, "files-en")
    await page.get_by_role("button", name="Attach").click()
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("menuitem", name="Photo").click()
    await (await chooser.value).set_files(shot)
    image = page.locator(".message.mine img")
    await expect(image).to_have_js_property("complete", value=True)
    await expect(image).to_have_js_property("naturalWidth", 1280)


async def test_a_reply_keyboard_writes_and_sends_a_place(window: Window, sandbox: Play) -> None:
    """Keys below the field say their words or send a place, and go when the bot takes them away."""
    await sandbox.start(as_=EMMA)
    page = await window.open("en", seats=f"{EMMA}/{EMMA}")
    keys = [[{"text": "Here I am", "request_location": True}, {"text": "Skip"}]]
    await sandbox.result("sendMessage", chat_id=EMMA, text="Where are you?", reply_markup={"keyboard": keys})
    await page.get_by_role("button", name="Skip", exact=True).click()
    message = await take(sandbox, "message")
    while message.get("text") == "/start":
        message = await take(sandbox, "message")
    assert message["text"] == "Skip"
    await page.get_by_role("button", name="Here I am").click()
    await page.get_by_role("dialog").get_by_label("Latitude").fill("30.0444")
    await page.get_by_role("button", name="OK").click()
    assert (await take(sandbox, "message"))["location"]["latitude"] == 30.0444
    await expect(page.locator(".map")).to_contain_text("30.0444")
    await sandbox.result("sendMessage", chat_id=EMMA, text="Thanks", reply_markup={"remove_keyboard": True})
    await expect(page.locator(".reply-keyboard")).to_be_hidden()


async def test_two_taps_at_once_wait_each_for_its_own_answer(window: Window, sandbox: Play) -> None:
    """Two persons side by side tap the same group message; each sees only the answer to their own tap."""
    keyboard = {"inline_keyboard": [[{"text": "who", "callback_data": "who"}]]}
    await sandbox.result("sendMessage", chat_id=NEWSROOM, text="Who am I?", reply_markup=keyboard)
    page = await window.open("en", seats=f"{LAYLA}/{NEWSROOM};{EMMA}/{NEWSROOM}")
    buttons = page.get_by_role("button", name="who", exact=True)
    await asyncio.gather(buttons.nth(0).click(), buttons.nth(1).click())
    for _ in range(2):
        query = await take(sandbox, "callback_query")
        name = query["from"]["first_name"]
        await sandbox.result("answerCallbackQuery", callback_query_id=query["id"], text=f"You are {name}")
    await expect(page.locator("#toasts .toast")).to_have_text(["You are ليلى", "You are Emma"], use_inner_text=True)
