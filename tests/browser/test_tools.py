"""The tools beside the chats: the log of calls, faults by click, limits, the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest
from playwright.async_api import expect

from tests.browser.conftest import PHONE
from tests.sandbox_client import EMMA

if TYPE_CHECKING:
    from tests.browser.conftest import Window
    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.chromium


async def test_the_log_tells_what_went_out_and_came_back(window: Window, sandbox: SandboxClient) -> None:
    """Each call shows its method, status and time; opened, what was sent and what came back; polls are left out."""
    await sandbox.start(as_=EMMA)
    await sandbox.result("getMe")
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    await page.get_by_role("button", name="Calls").click()
    await expect(page.get_by_role("heading", name="Calls")).to_be_focused()
    calls = page.locator(".call")
    await expect(calls).to_have_count(1)
    await sandbox.result("getUpdates")
    await sandbox.result("sendMessage", chat_id=EMMA, text="مرحبا")
    await sandbox.call("sendMessage", chat_id=999, text="nobody")
    await expect(calls).to_have_count(3)
    await expect(calls.first.locator(".status")).to_have_text("400")
    await expect(calls.first.locator(".ms")).to_contain_text("ms")
    await calls.nth(1).locator("summary").click()
    await expect(calls.nth(1).locator("pre").first).to_contain_text('"text": "مرحبا"')
    await expect(calls.nth(1).locator("pre").last).to_contain_text('"ok": true')
    await page.get_by_label("Refused only").check()
    await expect(calls).to_have_count(1)
    await page.get_by_label("Refused only").uncheck()
    await page.get_by_label("With getUpdates").check()
    await expect(calls).to_have_count(4)
    await page.get_by_role("searchbox").fill("getme")
    await expect(calls).to_have_count(1)
    await window.shot(page, "log-en")


async def test_faults_by_click(window: Window, sandbox: SandboxClient) -> None:
    """A ready fault fails the next call as it says; one made by the form too; waiting ones can be taken away."""
    await sandbox.start(as_=EMMA)
    page = await window.open("en", users=f"{EMMA}/{EMMA}", size=PHONE)
    await page.get_by_role("button", name="Faults").click()
    await page.get_by_role("button", name="429: wait 5 s").click()
    waiting = page.locator(".fault-row")
    await expect(waiting).to_have_count(1)
    answer = await sandbox.call("sendMessage", chat_id=EMMA, text="too fast")
    assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 5})
    await expect(waiting).to_have_count(0)

    await page.get_by_label("Kind").select_option("Reset after the work")
    await page.get_by_label("Text within").fill("unlucky")
    await page.get_by_role("button", name="Set the fault").click()
    await expect(waiting).to_contain_text("unlucky")
    await window.shot(page, "faults-en")
    await sandbox.result("sendMessage", chat_id=EMMA, text="a lucky one")
    with pytest.raises(aiohttp.ClientError):
        await sandbox.call("sendMessage", chat_id=EMMA, text="the unlucky one")
    texts = [message["text"] for message in await sandbox.messages(EMMA)]
    assert texts[-2:] == ["a lucky one", "the unlucky one"]

    await page.get_by_role("button", name="Outage of 10 s").click()
    await page.get_by_role("button", name="Remove all").click()
    await expect(waiting).to_have_count(0)
    await sandbox.result("getMe")


async def test_levers_move_the_clock_and_the_rules(window: Window, sandbox: SandboxClient) -> None:
    """The clock jumps by a click, switches turn limits and rich messages off, a new person can be seated."""
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    await page.get_by_role("button", name="Controls").click()
    before = (await sandbox.state())["clock"]
    async with page.expect_response("**/control/clock"):
        await page.get_by_role("button", name="+ 1 day").click()
    assert 86_400 <= (await sandbox.state())["clock"] - before < 86_500
    for name, verb in (("Rich messages", "rich"), ("Sending limits", "limits")):
        async with page.expect_response(f"**/control/{verb}"):
            await page.get_by_role("switch", name=name).click()
        # The page shows what the server holds, a moment after the click.
        await expect(page.get_by_role("switch", name=name)).not_to_be_checked()
    await window.shot(page, "controls-en")
    await page.get_by_role("button", name="New person").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("Dina")
    await dialog.get_by_label("Language code").fill("ar-EG")
    await dialog.get_by_role("button", name="OK").click()
    await expect(page.locator(".persons").get_by_role("button", name="Dina")).to_be_visible()
    state = await sandbox.state()
    assert state["rich"] is False
    assert state["limits"]["on"] is False
    assert state["persons"][-1]["language_code"] == "ar-EG"
