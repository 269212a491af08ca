"""Sharing from a page: an item in two taps, straight to the choice of a chat; its card has the other ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.model.language import Language
from bot.views.callback_data import PageLink, Section, ShareLink, pack, payload, read_payload
from tests.bot.story_factory import long_tale, person, quote, tale
from tests.sandbox_client import EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

OURS = "https://t.me/siyaq_sandbox_bot?start="


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    """A message's buttons, in a row."""
    return [button for row in message["reply_markup"]["inline_keyboard"] for button in row]


@pytest.mark.usefixtures("bot")
async def test_from_a_page_into_a_group(sandbox: SandboxClient) -> None:
    """Share, then the item: what its button fills in offers that item alone, and it lands in the group as its card."""
    for reader, command, share, name, otherwise, send in (
        (EMMA, "/quotes putin", "Share", "revolutionary", "Link, picture", "Send to a chat"),
        (LAYLA, "/quotes putin", "مشاركة", "وثيقة ثورية", "رابط أو صورة", "إرسال إلى محادثة"),
    ):
        page = await sandbox.ask(command, as_=reader)
        choice = await sandbox.turn(page, share, as_=reader)
        assert choice["message_id"] == page["message_id"]
        assert all(len(button["text"]) <= 60 for button in buttons(choice))
        (fills,) = [_switched_by(button) for button in buttons(choice) if name in button["text"]]
        ways = await sandbox.turn(choice, otherwise, as_=reader)
        card = await sandbox.turn(ways, name, as_=reader)
        assert name in card["text"]
        assert _switched(card) == [fills]
        assert buttons(card)[0]["text"] == send
        (copied,) = [button["copy_text"]["text"] for button in buttons(card) if "copy_text" in button]
        assert copied == OURS + fills
        answer = await sandbox.post("inline", as_=reader, query=fills)
        (result,) = answer["answer"]["results"]
        chosen = {"inline_query_id": answer["inline_query_id"], "result_id": result["id"]}
        sent = (await sandbox.post("choose", as_=reader, chat_id=NEWSROOM, **chosen))["message"]
        assert sent["text"] == card["text"]
        assert buttons(sent)[0]["url"] == copied


@pytest.mark.usefixtures("bot")
async def test_every_item_of_every_section_has_a_card(sandbox: SandboxClient) -> None:
    """Through all choices of all sections: each item's card names its deep link, which opens the page with it."""
    seen: set[Section] = set()
    for command in ("/story", "/summary", "/quotes", "/timeline", "/people", "/sources"):
        reader = await sandbox.person("en")
        page = await sandbox.ask(command, as_=reader)
        if command == "/story":  # there is nothing to choose: its button leads straight to the choice of a chat
            (link,) = [read_payload(query) for query in _switched(page)]
            assert link == PageLink(1, Section.COVER, Language.EN)
            seen.add(Section.COVER)
            continue
        if command == "/sources":  # the story has one
            (link,) = [read_payload(query) for query in _switched(page)]
            assert link == PageLink(1, Section.SOURCES, Language.EN, "s1")
            seen.add(Section.SOURCES)
            continue
        choice = await sandbox.turn(page, "Share", as_=reader)
        straight = [button for button in buttons(choice) if "switch_inline_query_chosen_chat" in button]
        assert straight[-1]["text"] == "The story itself"
        for button in straight[:2]:
            ways = await sandbox.turn(choice, "Link, picture", as_=reader)
            card = await sandbox.turn(ways, button["text"], as_=reader)
            (link,) = _payloads(card)
            assert link == read_payload(_switched_by(button))
            assert link.item
            seen.add(link.section)
            back = await sandbox.turn(card, "Back", as_=reader)
            choice = await sandbox.turn(back, "Share", as_=reader)
    assert seen == set(Section) - {Section.WHOLE}


async def test_a_long_page_shares_what_it_shows(sandbox: SandboxClient, bot: BotHarness) -> None:
    """From the second message of thirty quotations the choice begins where that does; ◀ and ▶ lead to the others."""
    await bot.publish(long_tale(30))
    page = await sandbox.ask("/quotes long-story", as_=EMMA)
    page = await sandbox.turn(page, "▶", as_=EMMA)
    begins = page["text"].partition("Statement ")[2].partition(":")[0]
    choice = await sandbox.turn(page, "Share", as_=EMMA)
    assert f"Statement {begins}" in buttons(choice)[0]["text"]
    later = await sandbox.turn(choice, "▶", as_=EMMA)
    assert f"Statement {int(begins) + 8}" in buttons(later)[0]["text"]
    earlier = await sandbox.turn(await sandbox.turn(later, "◀", as_=EMMA), "◀", as_=EMMA)
    assert "Statement 0" in buttons(earlier)[0]["text"] or f"Statement {int(begins) - 8}" in buttons(earlier)[0]["text"]


async def test_what_is_gone_meanwhile(sandbox: SandboxClient, bot: BotHarness) -> None:
    """An old button for a withdrawn item, or of an archived story, says so, and shows what there is instead."""
    people = [person("minister", "الوزير", "The Minister")]
    quotes = [quote("q1", "minister", en="One."), quote("q2", "minister", en="Two.")]
    (number,) = await bot.publish(tale("talks", "محادثات", "Talks", people=people, quotes=quotes))
    choice = await sandbox.turn(await sandbox.ask("/quotes talks", as_=EMMA), "Share", as_=EMMA)
    (gone,) = [_switched_by(button) for button in buttons(choice) if "Two." in button["text"]]
    choice = await sandbox.turn(choice, "Link, picture", as_=EMMA)
    await bot.publish(tale("talks", "محادثات", "Talks", people=people, quotes=quotes[:1]))
    since = await sandbox.seq()
    answer = await sandbox.tap_text(choice, "Two.", as_=EMMA)
    assert answer
    assert answer["text"]
    (edited,) = await sandbox.wait("edited", since=since, chat_id=EMMA)
    assert "Last updated" in edited["message"]["text"]
    assert not (await sandbox.post("inline", as_=EMMA, query=gone))["answer"]["results"]
    await bot.publish(
        tale("talks", "محادثات", "Talks", people=people, quotes=[*quotes[:1], quote("q3", "minister", en="3.")])
    )
    page = await sandbox.ask("/quotes talks", as_=EMMA)
    await bot.rule(number, state="archived")
    link = ShareLink(PageLink(number, Section.QUOTES, Language.EN))
    assert pack(link) in str(page)
    since = await sandbox.seq()
    answer = await sandbox.tap(page, pack(link), as_=EMMA)
    assert answer
    assert answer["text"]
    (edited,) = await sandbox.wait("edited", since=since, chat_id=EMMA)
    assert edited["message"]["text"].startswith("Stories")


WITHDRAWN = {
    "id": "c1",
    "date": "2025-04-28",
    "item": "q2",
    "class": "withdrawn",
    "why": {"en": "It was a hoax.", "ar": "كان خبرًا ملفقًا."},
}


@pytest.mark.parametrize(
    "typed",
    [
        *("/card q2", "/quotes Q2", "/story q2", "q2", "quotes q2", "picture q2"),
        *("/card q٢", "اقتباسات q2", "صورة q2", "/start link"),
    ],
)
async def test_what_was_withdrawn_says_so(sandbox: SandboxClient, bot: BotHarness, typed: str) -> None:
    """However it is named, with the reason and the way to the story; what there never was is not there."""
    people = [person("minister", "الوزير", "The Minister")]
    quotes = [quote("q1", "minister", en="One."), quote("q2", "minister", en="Two.")]
    (number,) = await bot.publish(tale("talks", "محادثات", "Talks", people=people, quotes=quotes))
    await bot.publish(tale("talks", "محادثات", "Talks", people=people, quotes=quotes[:1], corrections=[WITHDRAWN]))
    reader = await sandbox.person("en" if typed.isascii() else "ar")
    await sandbox.ask("/story talks", as_=reader)
    link = payload(PageLink(number, Section.QUOTES, Language.EN, "q2"))
    answer = await sandbox.answer(typed.replace("link", link), as_=reader)
    said = "A quotation was withdrawn: it should" if typed.isascii() else "سُحب اقتباس لأن نشره كان خطأ."
    assert said in answer["text"]
    assert ("It was a hoax." if typed.isascii() else "كان خبرًا ملفقًا") in answer["text"]
    assert "Two." not in answer["text"]
    other = typed.replace("link", link.replace("q2", "q9")).translate({ord("2"): "9", ord("٢"): "٩"})
    shown = await sandbox.answer(other, as_=reader)
    assert said not in shown["text"]
    if typed.startswith(("/card", "/quotes", "/story")):
        assert ("has the number" if typed.isascii() else "يحمل الرقم") in shown["text"]


async def test_a_button_of_what_was_withdrawn(sandbox: SandboxClient, bot: BotHarness) -> None:
    """Says so above what it shows instead; an item that is there opens by its id."""
    people = [person("minister", "الوزير", "The Minister")]
    quotes = [quote("q1", "minister", en="One."), quote("q2", "minister", en="Two.")]
    await bot.publish(tale("talks", "محادثات", "Talks", people=people, quotes=quotes))
    choice = await sandbox.turn(await sandbox.ask("/quotes talks", as_=EMMA), "Share", as_=EMMA)
    choice = await sandbox.turn(choice, "Link, picture", as_=EMMA)
    assert "Two." in (await sandbox.ask("q2", as_=EMMA))["text"]
    await bot.publish(tale("talks", "محادثات", "Talks", people=people, quotes=quotes[:1], corrections=[WITHDRAWN]))
    answer = await sandbox.tap_text(choice, "Two.", as_=EMMA)
    assert answer
    assert answer["text"] == "This was withdrawn: it should never have been published."


@pytest.mark.usefixtures("bot")
async def test_from_a_rich_page(sandbox: SandboxClient) -> None:
    """A rich page has the same button, and the way back leads to the page as it was."""
    await sandbox.rich(on=True)
    page = await sandbox.ask("/quotes", as_=EMMA)
    assert "rich_message" in page
    choice = await sandbox.turn(page, "Share", as_=EMMA)
    card = await sandbox.turn(await sandbox.turn(choice, "Link, picture", as_=EMMA), "revolutionary", as_=EMMA)
    assert "Vladimir Putin" in str(card)
    back = await sandbox.turn(card, "Back", as_=EMMA)
    assert "rich_message" in back
    assert back["message_id"] == page["message_id"]


@pytest.mark.usefixtures("bot")
async def test_an_answer_and_a_page_of_one_item_share_in_one_tap(sandbox: SandboxClient) -> None:
    """Where there is nothing to choose, the button itself leads to the choice of a chat, for exactly that item."""
    answer = await sandbox.ask("who is Kim Jong Un?", as_=EMMA)
    (fills,) = _switched(answer)
    (result,) = (await sandbox.post("inline", as_=EMMA, query=fills))["answer"]["results"]
    assert "Kim Jong Un" in result["title"]


async def test_read_more_opens_at_the_item(sandbox: SandboxClient, bot: BotHarness) -> None:
    """The link of an item's card opens a message that begins with the item; ◀ leads to what stands before it."""
    await bot.publish(long_tale(30))
    for rich in (True, False):
        await sandbox.rich(on=rich)
        choice = await sandbox.turn(await sandbox.ask("/quotes long-story", as_=EMMA), "Share", as_=EMMA)
        (query,) = [_switched_by(button) for button in buttons(choice) if "Statement 3" in button["text"]]
        since = await sandbox.seq()
        await sandbox.start(as_=EMMA, payload=query)
        page = await sandbox.heard(EMMA, since=since)
        assert ("rich_message" in page) is rich
        text = str(page.get("rich_message", page.get("text")))
        assert "Statement 2:" not in text
        assert text.index("Statement 3:") < text.index("Statement 4:")
        assert "Statement 2:" in str(await sandbox.turn(page, "◀", as_=EMMA))


def _switched_by(button: dict[str, Any]) -> str:
    query: str = button["switch_inline_query_chosen_chat"]["query"]
    return query


def _switched(message: dict[str, Any]) -> list[str]:
    """What buttons fill in for the chat that is then chosen."""
    key = "switch_inline_query_chosen_chat"
    return [button[key]["query"] for button in buttons(message) if key in button]


def _payloads(card: dict[str, Any]) -> list[PageLink]:
    items = [button["copy_text"]["text"].removeprefix(OURS) for button in buttons(card) if "copy_text" in button]
    return [link for item in items if (link := read_payload(item))]
