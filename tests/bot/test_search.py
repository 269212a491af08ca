"""Searching: what readers ask for in words, in either language, and what they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.bot.story_factory import person, quote, tale
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

TITLES = ("جنود كوريا الشمالية في كورسك", "North Korean troops in Kursk")


def _plain(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, "\u200e\u200f\u2068\u2069")))


def _labels(message: dict[str, Any]) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [_plain(button["text"]) for row in rows for button in row]


def _marked(message: dict[str, Any]) -> list[str]:
    """What is set in bold, but for headings and labels, which are lines of their own."""
    text = message["text"].encode("utf-16-le")
    bold = [entity for entity in message["entities"] if entity["type"] == "bold"]
    words = [text[2 * item["offset"] : 2 * (item["offset"] + item["length"])].decode("utf-16-le") for item in bold]
    return [word for word in words if word not in message["text"].split("\n")]


async def _many(harness: BotHarness) -> None:
    quotes = [quote(f"q{at}", "un", en=f"The harvest of year {at}") for at in range(12)]
    await harness.publish(tale("farms", "مزارع", "Farms", people=[person("un", "كيم", "Kim")], quotes=quotes))


@pytest.mark.usefixtures("bot")
async def test_what_is_found_is_marked_and_leads_to_its_page(sandbox: SandboxClient) -> None:
    """Under its story, in the language that it stands in; the button opens the item's page as a new message."""
    answer = await sandbox.ask("/search كورسك", as_=LAYLA)
    assert _plain(answer["text"]).startswith(f"نتائج البحث عن «كورسك»\n\n{TITLES[0]}\n\n1. القصة")
    assert set(_marked(answer)) == {"كورسك"}
    answer = await sandbox.ask("/search بوتين", as_=LAYLA)
    assert _labels(answer)[0] == "1. نبذة: فلاديمير بوتين"
    assert all("اقتباس: فلاديمير بوتين" in label for label in _labels(answer)[1:4])
    since = await sandbox.seq()
    await sandbox.tap_text(answer, _labels(answer)[0], as_=LAYLA)
    assert (await sandbox.heard(LAYLA, since=since))["message_id"] != answer["message_id"]
    sent = [
        answer for answer in await sandbox.log(since=since) if answer["method"] in {"sendMessage", "sendRichMessage"}
    ]
    assert sent[-1]["status"] == 200
    assert "فلاديمير بوتين" in str(sent[-1]["params"])
    english = await sandbox.ask("/search soldier kursk", as_=EMMA)
    assert english["text"].startswith(f"Results for “soldier kursk”\n\n{TITLES[1]}\n\n1. ")
    assert {word.lower() for word in _marked(english)} <= {"soldiers", "kursk"}
    assert "Kursk" in _marked(english)


@pytest.mark.usefixtures("bot")
async def test_the_other_language_is_found_too(sandbox: SandboxClient) -> None:
    """Arabic labels around English words, with these in their own direction."""
    answer = await sandbox.ask("/search thanked", as_=LAYLA)
    assert "thanked" in _marked(answer)
    assert all(label[0].isdigit() for label in _labels(answer)[:2])
    answer = await sandbox.ask("/search الكرملين", as_=EMMA)
    assert answer["text"].startswith("Results for “")
    assert any("كرملين" in word for word in _marked(answer))


@pytest.mark.usefixtures("bot")
async def test_questions_in_a_private_chat(sandbox: SandboxClient) -> None:
    """Words that every question has are not looked for; words for the command are understood, in either language."""
    for typed, word in (
        ("ماذا قال بوتين عن كورسك؟", "بوتين"),
        ("what did Putin say about Kursk?", "Putin"),
        ("بحث كورسك", "كورسك"),
        ("ابحث عن: كورسك", "كورسك"),
        ("search for Kursk", "Kursk"),
    ):
        reader = await sandbox.person("ar" if word in {"بوتين", "كورسك"} else "en")
        assert word in _marked(await sandbox.ask(typed, as_=reader)), typed
    said = await sandbox.ask("ماذا قال زيلينسكي؟", as_=await sandbox.person("ar"))
    assert _labels(said)[0].startswith("1. اقتباس: فولوديمير زيلينسكي")
    assert "زيلينسكي" in _marked(said)  # in who said it


@pytest.mark.usefixtures("bot")
async def test_what_narrows_a_search(sandbox: SandboxClient) -> None:
    """Phrases, speakers and days, with their Arabic names; a date that means none is named, and left out."""
    phrase = await sandbox.ask('/search "المعاهدة الدفاعية"', as_=await sandbox.person("ar"))
    assert "المعاهدة" in _marked(phrase)
    speaker = await sandbox.ask("قائل:بوتين بعد:٢٠٢٥-٠١", as_=await sandbox.person("ar"))
    assert _labels(speaker)
    assert all(label.split(". ", 1)[1].startswith("اقتباس: فلاديمير بوتين") for label in _labels(speaker))
    for typed in ("/search من:بوتين", "من: بوتين", "from:putin"):
        said = await sandbox.ask(typed, as_=await sandbox.person("ar"))
        assert len(_labels(said)) == 3, typed
        assert all("اقتباس: فلاديمير بوتين" in label for label in _labels(said)), typed
    odd = await sandbox.ask("/search putin after:someday", as_=EMMA)
    assert "I did not understand the date “someday”, and left it out. For example: /search after:2025-01" in odd["text"]
    assert _labels(odd)


@pytest.mark.usefixtures("bot")
async def test_what_narrows_by_nothing(sandbox: SandboxClient) -> None:
    """Alone it is told what is missing, with a form that works; beside words, above what they find."""
    for typed, said in (
        ("/search بعد:", "ينقص تاريخ بعد «بعد:». مثلًا: /search بعد:2025-01"),
        ("قائل :", "ينقص اسم بعد «قائل:». مثلًا: /search قائل:بوتين"),
        ("/search after:someday", "the date “someday”, and left it out. For example: /search after:2025-01"),
        ("/search speaker: putin after:", "A date is missing after “after:”."),
        ("/search بعد:2026 قبل:2025", "لا يقع أي يوم بين هذين التاريخين."),
    ):
        answer = await sandbox.ask(typed, as_=await sandbox.person("en" if typed.isascii() else "ar"))
        assert said in _plain(answer["text"]), typed
    turned = await sandbox.ask("/search كورسك قبل:2024-01 قبل:2025-01", as_=await sandbox.person("ar"))
    assert "قبل:\u20682024-01\u2069 قبل:\u20682025-01\u2069" in turned["text"]  # else seen as 01-2024


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("code", ["ar", "en"])
async def test_examples_are_searches(sandbox: SandboxClient, code: str) -> None:
    """Each is set to be copied with a tap, and finds something as it is copied: with its marks of direction."""
    reader = await sandbox.person(code)
    usage = await sandbox.ask("/search", as_=reader)
    text = usage["text"].encode("utf-16-le")
    copied = [
        text[2 * item["offset"] : 2 * (item["offset"] + item["length"])].decode("utf-16-le")
        for item in usage["entities"]
        if item["type"] == "code"
    ]
    assert len(copied) == 4
    for example in copied:
        assert _labels(await sandbox.ask(example, as_=reader)), example
    await sandbox.post("privacy", on=False)
    group = await sandbox.group(reader)
    assert _labels(await sandbox.ask(f"@siyaq_sandbox_bot {copied[0]}", as_=reader, chat_id=group))


async def test_more_is_a_button_away(sandbox: SandboxClient, harness: BotHarness) -> None:
    """Twelve things on three pages, none twice, back and forth in one message; a forgotten search says so."""
    await _many(harness)
    await harness.start()
    reader = await sandbox.person("en")
    answer = await sandbox.ask("/search harvest", as_=reader)
    seen = _labels(answer)
    assert seen[-1] == "More ▶"
    second = await sandbox.turn(answer, "More ▶", as_=reader)
    assert second["message_id"] == answer["message_id"]
    assert _labels(second)[0].startswith("6. ")
    third = await sandbox.turn(second, "More ▶", as_=reader)
    assert [label for label in _labels(third) if label[0].isdigit()] == ["11. Quote: Kim", "12. Quote: Kim"]
    assert "More ▶" not in _labels(third)
    back = await sandbox.turn(third, "◀", as_=reader)
    assert back["text"] == second["text"]
    await sandbox.turn(await sandbox.ask("/forget", as_=reader), "Delete", as_=reader)
    since = await sandbox.seq()
    await sandbox.tap_text(back, "◀", as_=reader)
    assert "no longer kept" in (await sandbox.heard(reader, since=since))["text"]


@pytest.mark.usefixtures("bot")
async def test_misspelt_names(sandbox: SandboxClient) -> None:
    """The nearest spelling is a button that searches for it, printed as it is in the story."""
    for typed, meant in (
        ("ptuin", "Putin"),
        ("Zelenskyi", "Zelensky"),
        ("زيلينيسكي", "زيلينسكي"),
        ("اكرانيا", "أوكرانيا"),
    ):
        reader = await sandbox.person("en" if typed.isascii() else "ar")
        answer = await sandbox.ask(f"/search {typed}", as_=reader)
        assert meant in _labels(answer), typed
        assert meant in _marked(await sandbox.turn(answer, meant, as_=reader))
    some = await sandbox.ask("/search ptuin Kursk", as_=EMMA)
    assert "No exact match" in some["text"]
    assert "Putin Kursk" in _labels(some)


@pytest.mark.usefixtures("bot")
async def test_nothing_to_look_for_and_nothing_found(sandbox: SandboxClient) -> None:
    """Without words, how to search; where nothing is found, what else can be asked; no mark is syntax."""
    assert "Search" in (await sandbox.ask("/search", as_=EMMA))["text"]
    assert "speaker:putin" in _plain((await sandbox.ask("search", as_=await sandbox.person("en")))["text"])
    for typed in ("qqqq", '"AND OR NEAR( x* ^', "<b>&amp;", "qqqq" * 500):
        answer = await sandbox.ask(f"/search {typed}", as_=await sandbox.person("en"))
        assert answer["text"].startswith("I found nothing for “"), typed
        assert "/help" in answer["text"]


@pytest.mark.usefixtures("bot")
async def test_groups_are_searched_by_command_alone(sandbox: SandboxClient) -> None:
    """In reply to who asked."""
    group = await sandbox.group(LAYLA)
    since = await sandbox.seq()
    asked = await sandbox.say("/search كورسك", chat_id=group)
    answer = await sandbox.heard(group, since=since)
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]
    assert "كورسك" in _marked(answer)


async def test_archived_and_changed_stories(sandbox: SandboxClient, harness: BotHarness) -> None:
    """What is published is found at once, what is gone is not."""
    await harness.start()
    assert "nothing" in (await sandbox.ask("/search harvest", as_=await sandbox.person("en")))["text"]
    await _many(harness)
    assert "Farms" in (await sandbox.ask("/search harvest", as_=await sandbox.person("en")))["text"]
