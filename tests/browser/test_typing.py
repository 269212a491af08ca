"""Persons write to a bot played by raw Bot API calls: commands, marks, inline queries, files, places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PHONE, take
from tests.sandbox_client import EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Window
    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.chromium

COMMANDS = {
    "": [("summary", "The story so far"), ("quotes", "Who said what"), ("settings", "How you like it")],
    "ar": [("summary", "القصة حتى الآن"), ("quotes", "من قال ماذا"), ("settings", "كما تريد")],
}


async def set_commands(sandbox: SandboxClient) -> None:
    """Set the bot's commands in both languages."""
    for language, commands in COMMANDS.items():
        by_keies = [{"command": name, "description": words} for name, words in commands]
        await sandbox.result("setMyCommands", commands=by_keies, language_code=language)


@pytest.mark.parametrize(("language", "person", "words"), [("ar", LAYLA, "من قال ماذا"), ("en", EMMA, "Who said what")])
async def test_commands_come_as_one_types(
    window: Window, sandbox: SandboxClient, language: str, person: int, words: str
) -> None:
    """A slash brings the person's commands in their language; arrows choose, Enter sends, Tab completes."""
    await set_commands(sandbox)
    await sandbox.start(as_=person)
    page = await window.open(language, users=f"{person}/{person}", size=PHONE)
    field = page.get_by_role("textbox")
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


async def test_a_command_in_a_group_names_the_bot(window: Window, sandbox: SandboxClient) -> None:
    """In a group a chosen command is addressed to this bot, so that it hears it in privacy mode."""
    await set_commands(sandbox)
    page = await window.open("en", users=f"{EMMA}/{NEWSROOM}")
    await page.get_by_role("button", name="Commands of the bot").click()
    await page.get_by_role("option").first.click()
    message = await take(sandbox, "message")
    assert message["text"] == "/summary@siyaq_sandbox_bot"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 26}]


async def test_a_person_writes_edits_replies_and_deletes(window: Window, sandbox: SandboxClient) -> None:
    """Typed marks become entities; a message can be answered, edited and deleted from its menu, by keyboard too."""
    await sandbox.start(as_=EMMA)
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    field = page.get_by_role("textbox")
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


async def test_inline_results_come_as_one_types(window: Window, sandbox: SandboxClient) -> None:
    """After the bot's name what one types is a query; further results load, and the chosen one is sent via the bot."""
    page = await window.open("en", users=f"{EMMA}/{NEWSROOM}")
    field = page.get_by_role("textbox")
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


async def test_files_go_up_and_come_down(window: Window, sandbox: SandboxClient, tmp_path: Path) -> None:
    """A person's file reaches the bot; the bot's file can be saved again, to the byte, and a photo is shown."""
    await sandbox.start(as_=EMMA)
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
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


async def test_a_reply_keyboard_writes_and_sends_a_place(window: Window, sandbox: SandboxClient) -> None:
    """Keys below the field say their words or send a place, and go when the bot takes them away."""
    await sandbox.start(as_=EMMA)
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
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


async def test_a_persons_zone_and_the_way_back(window: Window, sandbox: SandboxClient) -> None:
    """A person's time zone is set in the chat's menu; the browser's "back" leads from a chat to the list."""
    await sandbox.start(as_=EMMA)
    text, moment = "at noon UTC", 1745841600
    entity = {"type": "date_time", "offset": 0, "length": 11, "unix_time": moment, "date_time_format": "t"}
    await sandbox.result("sendMessage", chat_id=EMMA, text=text, entities=[entity])
    page = await window.open("en", users=str(EMMA), size=PHONE)
    await page.locator(f'[data-chat="{EMMA}"]').click()
    shown = page.locator(".text time")
    await expect(shown).to_have_text("15:00")
    await page.get_by_role("button", name="Chat menu").click()
    await page.get_by_role("menuitem", name="Time zone").click()
    await page.get_by_role("dialog").get_by_role("combobox").fill("America/New_York")
    await page.get_by_role("button", name="OK").click()
    await expect(shown).to_have_text("08:00")
    await page.go_back()
    await expect(page.locator(f'[data-chat="{EMMA}"]')).to_be_visible()
    await expect(shown).to_be_hidden()
    await page.go_forward()
    await expect(shown).to_have_text("08:00")
