"""Rich messages block by block: from the right where they say so, notes that jump, details that open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PHONE, box
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.browser.conftest import Window
    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.chromium

MOMENT = 1745841600  # 28 April 2025, 12:00 UTC
CREDIT = {"ar": "اللجنة العسكرية المركزية", "en": "Central Military Commission"}
DAY = {"ar": "الاثنين", "en": "Monday"}
STORY = {
    "ar": """<h2>قوات كورية شمالية في كورسك</h2>
<p>أقرّت <b>بيونغ يانغ</b> للمرة الأولى<a href="#n1"><sup>1</sup></a>، و<tg-spoiler>تفصيل مخفي</tg-spoiler>.</p>
<aside>«من قاتلوا من أجل العدالة أبطال جميعًا»<cite>اللجنة العسكرية المركزية</cite></aside>
<h3>الخط الزمني</h3>
<table bordered striped><tr><th>التاريخ</th><th>الحدث</th></tr>
<tr><td>تشرين الأول 2024</td><td>سيول تعلن وصول أولى القوات</td></tr>
<tr><td>28 نيسان 2025</td><td>بيونغ يانغ تقرّ</td></tr></table>
<ul><li>نقطة أولى</li><li>نقطة ثانية عن Kursk</li></ul>
<blockquote>اقتباس<cite>متحدث</cite></blockquote>
<details><summary>المصادر</summary><p><tg-reference name="n1">1. وكالة الأنباء المركزية</tg-reference></p></details>
<footer>آخر تحديث: <tg-time unix="1745841600" format="wDt">28 أبريل</tg-time></footer>""",
    "en": """<h2>North Korean troops in Kursk</h2>
<p><b>Pyongyang</b> confirmed it<a href="#n1"><sup>1</sup></a>, and <tg-spoiler>a hidden detail</tg-spoiler>.</p>
<aside>“Those who fought for justice are all heroes”<cite>Central Military Commission</cite></aside>
<h3>Timeline</h3>
<table bordered striped><tr><th>Date</th><th>Event</th></tr>
<tr><td>October 2024</td><td>Seoul reports the first troops</td></tr>
<tr><td>28 April 2025</td><td>Pyongyang confirms</td></tr></table>
<ul><li>First point</li><li>Second point</li></ul>
<blockquote>A quotation<cite>A speaker</cite></blockquote>
<details><summary>Sources</summary><p><tg-reference name="n1">1. KCNA</tg-reference></p></details>
<footer>Updated <tg-time unix="1745841600" format="wDt">28 April</tg-time></footer>""",
}


@pytest.mark.parametrize(("language", "person"), [("ar", LAYLA), ("en", EMMA)])
async def test_a_rich_story(window: Window, sandbox: SandboxClient, language: str, person: int) -> None:
    """A whole story: the first column stands where reading begins, a note opens its details, the time is local."""
    await sandbox.start(as_=person)
    message = {"html": STORY[language], "is_rtl": language == "ar"}
    await sandbox.result("sendRichMessage", chat_id=person, rich_message=message)
    page = await window.open(language, users=f"{person}/{person}", size=(390, 1400), zone="Asia/Tokyo")
    rich = page.locator(".rich")
    await rich.wait_for()
    await window.shot(page, f"rich-{language}")
    assert await rich.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert await rich.get_by_role("heading").count() == 2
    cells = [await box(cell) for cell in await rich.locator("tr").nth(1).locator("td").all()]
    assert (cells[0]["x"] > cells[1]["x"]) == (language == "ar")
    labels = await box(rich.locator(".list .label").first)
    words = await box(rich.locator(".list .item").first)
    assert (labels["x"] > words["x"]) == (language == "ar")
    await expect(rich.locator(".pull cite")).to_have_text(CREDIT[language])
    await expect(rich.locator("footer time")).to_contain_text("21:00")
    await expect(rich.locator("footer time")).to_contain_text(DAY[language])

    details = rich.locator("details")
    await expect(details).not_to_have_attribute("open", "")
    await rich.locator("sup").click()
    await expect(details).to_have_attribute("open", "")
    await expect(rich.locator("[data-anchor=n1]")).to_be_focused()
    await rich.locator(".spoiler").click()
    await expect(rich.locator(".spoiler")).to_have_class("spoiler open")


async def test_a_rich_page_fits_a_phone(window: Window, sandbox: SandboxClient) -> None:
    """A table too wide for a phone scrolls within its message; the page itself never scrolls sideways."""
    await sandbox.start(as_=EMMA)
    row = "".join(f"<td>column number {number}</td>" for number in range(20))
    await sandbox.result("sendRichMessage", chat_id=EMMA, rich_message={"html": f"<table><tr>{row}</tr></table>"})
    page = await window.open("en", users=f"{EMMA}/{EMMA}", size=PHONE)
    table = page.locator(".rich .table")
    await table.wait_for()
    assert await table.evaluate("node => node.scrollWidth > node.clientWidth + 200")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.locator(".scroll").evaluate("node => node.scrollWidth <= node.clientWidth")


async def test_an_edit_keeps_open_what_a_reader_opened(window: Window, sandbox: SandboxClient) -> None:
    """When another message arrives, a spoiler and details that are open stay open."""
    await sandbox.start(as_=EMMA)
    await sandbox.result("sendRichMessage", chat_id=EMMA, rich_message={"html": STORY["en"]})
    page = await window.open("en", users=f"{EMMA}/{EMMA}")
    await page.locator(".rich summary").click()
    await page.locator(".rich .spoiler").click()
    await sandbox.result("sendMessage", chat_id=EMMA, text="something new")
    await page.locator(".message", has_text="something new").wait_for()
    await expect(page.locator(".rich details")).to_have_attribute("open", "")
    await expect(page.locator(".rich .spoiler.open")).to_have_count(1)


async def test_every_block_and_text_of_the_reference_is_drawn(window: Window) -> None:
    """Each kind of block and rich text of Bot API 10.1 to 10.4 is drawn, with its words; none is called unknown."""
    page = await window.open("en")
    kinds = ["bold", "italic", "underline", "strikethrough", "spoiler", "subscript", "superscript", "marked", "code"]
    texts = [{"type": kind, "text": f"w-{kind}"} for kind in kinds] + [
        {"type": "date_time", "text": "w-date", "unix_time": MOMENT, "date_time_format": ""},
        {"type": "text_mention", "text": "w-mention", "user": {"id": EMMA}},
        {"type": "custom_emoji", "custom_emoji_id": "1", "alternative_text": "w-emoji"},
        {"type": "mathematical_expression", "expression": "w-math"},
        {"type": "url", "text": "w-url", "url": "https://example.com"},
        {"type": "email_address", "text": "w-email", "email_address": "a@example.com"},
        {"type": "phone_number", "text": "w-phone", "phone_number": "+1"},
        {"type": "bank_card_number", "text": "w-card", "bank_card_number": "4"},
        {"type": "mention", "text": "w-name", "username": "someone"},
        {"type": "hashtag", "text": "w-hash", "hashtag": "a"},
        {"type": "cashtag", "text": "w-cash", "cashtag": "A"},
        {"type": "bot_command", "text": "w-command", "bot_command": "/a"},
        {"type": "anchor", "name": "here"},
        {"type": "anchor_link", "text": "w-anchor", "anchor_name": "here"},
        {"type": "reference", "text": "w-reference", "name": "n"},
        {"type": "reference_link", "text": "w-link", "reference_name": "n"},
        {"type": "button", "button": {"text": ["w-", "button"], "callback_data": "a", "style": "link"}},
    ]
    paragraph = {"type": "paragraph", "text": "w-inner"}
    item = {"label": "7.", "blocks": [paragraph], "has_checkbox": True, "is_checked": True}
    photo = {"type": "photo", "photo": [{"file_id": "p", "width": 1, "height": 1}], "caption": {"text": "w-caption"}}
    blocks = [
        {"type": "paragraph", "text": texts},
        {"type": "heading", "text": "w-heading", "size": 1},
        {"type": "pre", "text": "w-pre", "language": "sql"},
        {"type": "footer", "text": "w-footer"},
        {"type": "divider"},
        {"type": "mathematical_expression", "expression": "w-formula"},
        {"type": "anchor", "name": "top"},
        {"type": "list", "items": [item, {"label": "w-label", "blocks": [paragraph]}]},
        {"type": "blockquote", "blocks": [paragraph], "credit": "w-credit"},
        {"type": "expandable_blockquote", "text": "w-expandable", "credit": "w-who"},
        {"type": "pullquote", "text": "w-pull", "credit": "w-puller"},
        {"type": "collage", "blocks": [photo], "caption": {"text": "w-collage", "credit": "w-by"}},
        {"type": "slideshow", "blocks": [photo]},
        {"type": "table", "cells": [[{"text": "w-cell", "align": "left", "valign": "top"}, {}]], "caption": "w-title"},
        {"type": "details", "summary": "w-summary", "blocks": [paragraph], "is_open": True},
        {"type": "map", "location": {"latitude": 33.9, "longitude": 35.5}, "zoom": 14, "width": 9, "height": 9},
        {"type": "document", "document": {"file_id": "d", "file_name": "w-file", "file_size": 7}},
        {"type": "buttons", "buttons": [{"text": "w-row", "url": "https://example.com"}], "align": "center"},
        {"type": "thinking", "text": "w-thinking"},
    ]
    drawn, words = await page.evaluate(
        """async ([blocks, now]) => {
          const { drawRich } = await import("/page/rich.js");
          const person = { seat: {}, language: "en", zone: "UTC", now };
          const view = { ...person, full: String, message: { chat: {} }, follow: () => true };
          const drawn = drawRich({ blocks }, view);
          return [drawn.textContent, JSON.stringify(blocks).match(/w-\\w+/g)];
        }""",
        [blocks, MOMENT],
    )
    assert [word for word in words if word not in drawn] == []
    assert "does not draw" not in drawn
    assert "33.9, 35.5" in drawn
