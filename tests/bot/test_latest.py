"""What is new since a chat last looked, and since a moment; what was shown is told no more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.services import publishing
from bot.views.callback_data import FreshLink, unpack
from tests.bot.story_factory import first, person, quote, tale
from tests.sandbox_client import EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from bot.model import Dossier
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

PEOPLE = [person("minister", "الوزير", "The Minister"), person("envoy", "المبعوث", "The Envoy")]


def talks(*quotes: dict[str, Any], **sections: Any) -> Dossier:
    """A story of talks."""
    return tale("gaza-talks", "محادثات غزة", "Gaza talks", people=PEOPLE, quotes=list(quotes), **sections)


def said(number: int, **words: str) -> dict[str, Any]:
    """A quotation of the minister's."""
    return quote(f"q{number}", "minister", **(words or {"en": f"Statement {number}.", "ar": f"تصريح {number}."}))


async def publish(harness: BotHarness, dossier: Dossier, **ago: float) -> None:
    """Publish so many days or hours ago, as the bot's clock has it."""
    async with harness.database() as database:
        await publishing.import_dossier(database, dossier, note=None, at=harness.now() - timedelta(**ago))


@pytest.fixture
async def read(sandbox: SandboxClient, bot: BotHarness) -> BotHarness:
    """A bot where Emma and Layla have looked at a story of two quotations, published ten days ago, and at the first."""
    await publish(bot, talks(said(1), said(2)), days=10)
    for reader in (EMMA, LAYLA):
        await sandbox.ask("/summary", as_=reader)
        await sandbox.ask("/quotes gaza-talks", as_=reader)
        await sandbox.ask("/story dprk-troops-kursk", as_=reader)
    return bot


async def test_the_changes_since_the_last_look(sandbox: SandboxClient, read: BotHarness) -> None:
    """Item by item: what came, what changed into what, and, without its words, what is gone; then nothing is new."""
    events = [{"id": "e1", "date": "2025-04-28", "text": {"en": "They met.", "ar": "اجتمعوا."}, "sources": ["s1"]}]
    changed = said(1, en="Statement one, in full.", ar="التصريح الأول كاملا.")
    await publish(read, talks(changed, said(3), events=events), hours=1)
    # In the first hour of a day, by UTC, it was published the day before.
    updated = "yesterday" if read.now().hour == 0 else "today"
    news = await sandbox.ask("/latest", as_=EMMA)
    lines = _plain(news).split("\n")
    assert lines[0] == "What is new"
    assert "Gaza talks" in lines
    assert any(line.startswith(f"Updated: {updated}") and "last seen here: today" in line for line in lines)
    assert "1. Quote changed · The Minister" in lines
    assert "“Statement one, in full.”" in lines
    assert "2. New quote · The Minister" in lines
    assert "Quote withdrawn · The Minister" in lines
    assert "3. New event · 28 April 2025" in lines
    assert "Statement 2" not in news["text"]
    assert "Statement 1" not in news["text"]
    assert [button["text"] for row in _rows(news) for button in row] == [
        "1. Quote changed",
        "2. New quote",
        "3. New event",
    ]
    nothing = await sandbox.ask("/latest", as_=EMMA)
    assert "Nothing new since you last looked (today)" in _plain(nothing)
    arabic = _plain(await sandbox.ask("آخر المستجدات", as_=LAYLA))
    assert "الجديد" in arabic
    assert "1. اقتباس معدّل · الوزير" in arabic
    assert "«التصريح الأول كاملا.»" in arabic
    assert "سُحب اقتباس · الوزير" in arabic
    assert "تصريح 2" not in arabic


async def test_a_button_opens_the_item_at_its_page_and_leaves_the_list(
    sandbox: SandboxClient, read: BotHarness
) -> None:
    """The page comes as a new message."""
    await publish(read, talks(said(1), said(2), said(3)), hours=1)
    news = await sandbox.ask("/latest", as_=EMMA)
    since = await sandbox.seq()
    await sandbox.tap_text(news, "1", as_=EMMA)
    page = await sandbox.heard(EMMA, since=since)
    assert page["message_id"] != news["message_id"]
    assert "Statement 3" in str(page)


async def test_what_changed_is_told_with_what_it_was(sandbox: SandboxClient, read: BotHarness) -> None:
    """Of an event whose number was wrong, both numbers; and the names of the other fields that changed."""
    event = {
        "id": "e1",
        "date": "2025-04",
        "text": {"en": "10,000 soldiers came.", "ar": "جاء 10000."},
        "sources": ["s1"],
    }
    await publish(read, talks(said(1), said(2), events=[event]), hours=2)
    await sandbox.ask("/timeline gaza-talks", as_=EMMA)
    right = event | {"text": {"en": "11,000 soldiers came.", "ar": "جاء 11000."}, "date": "2025-04-28"}
    await publish(read, talks(said(1), said(2), events=[right]), hours=1)
    lines = _plain(await sandbox.ask("/latest", as_=EMMA)).split("\n")
    assert "1. Event changed · 28 April 2025" in lines
    assert "11,000 soldiers came." in lines
    assert "Before: 10,000 soldiers came." in lines
    assert "Also changed: date" in lines


async def test_a_story_that_the_chat_has_never_seen(sandbox: SandboxClient, bot: BotHarness) -> None:
    """It is told once, by its title and introduction; its button opens its cover."""
    await publish(bot, talks(said(1)), days=3)
    news = await sandbox.ask("/latest", as_=EMMA)
    assert "1. Added to our stories · North Korean troops in Kursk" in _plain(news)
    assert "2. New story · Gaza talks" in _plain(news)
    assert "Statement" not in news["text"]
    assert "Nothing new" in _plain(await sandbox.ask("/latest", as_=EMMA))
    await publish(bot, talks(said(1), said(2)), hours=1)
    assert "New quote" in _plain(await sandbox.ask("/latest", as_=EMMA))
    assert "قصة جديدة" in _plain(await sandbox.ask("/latest", chat_id=NEWSROOM))


async def test_more_than_a_message_holds(sandbox: SandboxClient, read: BotHarness) -> None:
    """Eight changes a message; the rest follows as new messages, each change once, in every story."""
    await publish(read, talks(*(said(number) for number in range(1, 21))), hours=1)
    corrected = first().model_copy(update={"quotes": first().quotes[:-1]})
    await publish(read, corrected, hours=2)
    message = await sandbox.ask("/latest", as_=EMMA)
    texts = [_plain(message)]
    while [button for row in _rows(message) for button in row if button["text"] == "More"]:
        since = await sandbox.seq()
        await sandbox.tap_text(message, "More", as_=EMMA)
        message = await sandbox.heard(EMMA, since=since)
        texts.append(_plain(message))
    shown = [line for text in texts for line in text.split("\n") if line.startswith("“Statement")]
    assert shown == [f"“Statement {number}.”" for number in range(3, 21)]
    assert len(texts) == 3
    assert "Quote withdrawn" in texts[-1]
    assert "Nothing new" in _plain(await sandbox.ask("/latest", as_=EMMA))


async def test_of_one_story(sandbox: SandboxClient, read: BotHarness) -> None:
    """What changed in it alone, by slug or words of its title, in either language; the others stay to be told."""
    await publish(read, talks(said(1), said(2), said(3)), hours=3)
    await publish(read, first().model_copy(update={"quotes": first().quotes[:-1]}), hours=2)
    for typed, reader in (("gaza-talks", EMMA), ("محادثات غزة", LAYLA)):
        text = _plain(await sandbox.ask(f"/latest {typed}", as_=reader))
        assert "3." in text
        assert ("Quote withdrawn" in text, "سُحب اقتباس" in text) == (False, False)
    nothing = await sandbox.ask("/latest gaza", as_=EMMA)
    assert _plain(nothing).split("\n")[0] == "Gaza talks"
    assert "Nothing new since you last looked (today)" in _plain(nothing)
    others = _plain(await sandbox.ask("/latest", as_=EMMA))
    assert "Quote withdrawn" in others
    assert "Statement 3" not in others
    span = await sandbox.turn(nothing, "Last week", as_=EMMA)
    assert "Statement 3" in _plain(span)
    assert "withdrawn" not in _plain(span)


async def test_of_one_story_since_a_moment(sandbox: SandboxClient, read: BotHarness) -> None:
    """The span stands before or behind the story; what it has no room for follows, and no other story after it."""
    await publish(read, talks(*(said(number) for number in range(1, 13))), hours=2)
    await publish(read, first().model_copy(update={"quotes": first().quotes[:-1]}), hours=3)
    for typed in ("gaza", "gaza week"):
        message = await sandbox.ask(f"/latest {typed}", as_=EMMA)
        since = await sandbox.seq()
        await sandbox.tap_text(message, "More", as_=EMMA)
        rest = await sandbox.heard(EMMA, since=since)
        assert "Statement 12" in _plain(rest), typed
        assert "withdrawn" not in _plain(rest), typed
        assert not [button for row in _rows(rest) for button in row if button["text"] == "More"], typed
    for typed in ("week gaza talks", "gaza-talks أسبوع"):
        assert "Statement 3" in _plain(await sandbox.ask(f"/latest {typed}", as_=EMMA)), typed
    assert "did not understand" in _plain(await sandbox.ask("/latest wibble", as_=EMMA))


async def test_words_that_name_several_stories(sandbox: SandboxClient, read: BotHarness) -> None:
    """The reader chooses, and is told of that one, since when was asked."""
    for number in (1, 2):
        await publish(read, tale(f"flood-{number}", f"فيضان {number}", f"Flood {number}", people=PEOPLE), days=2)
        await publish(read, tale(f"flood-{number}", f"فيضان {number}", f"Flood {number}", people=PEOPLE[:1]), hours=1)
    for typed, expected in (("flood", "New story"), ("flood yesterday", "Name removed")):
        choice = await sandbox.ask(f"/latest {typed}", as_=EMMA)
        assert "More than one story" in _plain(choice)
        since = await sandbox.seq()
        await sandbox.tap_text(choice, "Flood 2", as_=EMMA)
        text = _plain(await sandbox.heard(EMMA, since=since))
        assert "Flood 2" in text
        assert expected in text
        assert "Flood 1" not in text


@pytest.mark.parametrize("archive", [False, True])
async def test_more_of_what_is_gone_meanwhile(sandbox: SandboxClient, read: BotHarness, *, archive: bool) -> None:
    """Where the story became what it was, or was archived, the button tells the other news from their beginning."""
    await publish(read, talks(*(said(number) for number in range(1, 21))), hours=2)
    await publish(read, first().model_copy(update={"quotes": first().quotes[:-1]}), hours=3)
    message = await sandbox.ask("/latest", as_=EMMA)
    await publish(read, talks(said(1), said(2)), hours=1)
    if archive:
        await read.rule(_number(message), state="archived")
    since = await sandbox.seq()
    await sandbox.tap_text(message, "More", as_=EMMA)
    rest = _plain(await sandbox.heard(EMMA, since=since))
    assert "Statement" not in rest
    assert "Quote withdrawn" in rest


async def test_since_a_moment(sandbox: SandboxClient, read: BotHarness) -> None:
    """A week, a day, a date, in either language; what was never looked at stays new to the chat."""
    await publish(read, talks(said(1), said(2), said(3)), days=5)
    await publish(read, talks(said(1), said(2), said(3), said(4)), hours=30)
    for typed, texts, untold in (
        ("/latest week", ["Statement 3", "Statement 4"], []),
        ("/latest 2 days ago", ["Statement 4"], ["Statement 3"]),
        ("/latest day", [], ["Statement 3", "Statement 4"]),
    ):
        text = _plain(await sandbox.ask(typed, as_=EMMA))
        assert "ince" in text
        assert all(item in text for item in texts), typed
        assert not any(entry in text for entry in untold), typed
    arabic = _plain(await sandbox.ask("/latest أسبوع"))
    assert "تصريح 3" in arabic
    assert "تصريح 4" in arabic
    read.pass_(hours=26)
    nothing = await sandbox.ask("/latest day")
    assert "لم يتغيّر شيء منذ" in _plain(nothing)
    turned = await sandbox.turn(nothing, "آخر أسبوع")
    assert "تصريح 4" in _plain(turned)
    assert "did not understand" in _plain(await sandbox.ask("/latest wibble", as_=EMMA))


async def test_a_look_is_noted_only_when_the_answer_was_sent(sandbox: SandboxClient, read: BotHarness) -> None:
    """What Telegram refused to send is told again."""
    await publish(read, talks(said(1), said(2), said(3)), hours=1)
    fault = await sandbox.fault("status", method="sendMessage", chat_id=EMMA, status=400, description="Bad Request: no")
    since = await sandbox.seq()
    await sandbox.say("/latest", as_=EMMA)
    await sandbox.wait("call", since=since, method="sendMessage", status=400)
    await sandbox.idle()
    await sandbox.lift(fault)
    assert "Statement 3" in (await sandbox.ask("/latest", as_=EMMA))["text"]
    assert "Nothing new" in _plain(await sandbox.ask("/latest", as_=EMMA))


async def test_looks_outlive_a_restart(sandbox: SandboxClient, read: BotHarness) -> None:
    """What a chat was shown in an earlier run is not new in the next."""
    await publish(read, talks(said(1), said(2), said(3)), hours=1)
    await read.restart()
    assert "New quote" in _plain(await sandbox.ask("/latest", as_=EMMA))
    await read.restart()
    assert "Nothing new" in _plain(await sandbox.ask("/latest", as_=EMMA))


async def test_without_stories(sandbox: SandboxClient, harness: BotHarness) -> None:
    """There is nothing to be new."""
    harness.seed = None
    harness.settings = type(harness.settings).from_env({**harness.env, "SIYAQ_STARTER": "0"})
    await harness.start()
    assert "No story has been published yet" in _plain(await sandbox.ask("/latest", as_=EMMA))


def _number(message: dict[str, Any]) -> int:
    """The number of the story that the first button opens."""
    link = unpack(_rows(message)[0][0]["callback_data"])
    assert isinstance(link, FreshLink)
    return link.page.story


def _rows(message: dict[str, Any]) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


def _plain(message: dict[str, Any]) -> str:
    return "".join(char for char in message["text"] if char not in "\u200e\u200f\u2068\u2069")
