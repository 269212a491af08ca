"""Persons, places and words are followed and muted in conversation, in both languages, and pushes say why they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.i18n import catalogue
from bot.model.broadcast import BroadcastSpec
from bot.model.language import Language
from bot.services import broadcasts
from bot.services.desk_transaction import ActionContext
from bot.store import audit
from bot.views.callback_data import ReaderLink, pack
from tests.bot.story_factory import person, tale
from tests.bot.test_subscribing import labels
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

SUMMIT = tale(
    "summit",
    "قمة",
    "Summit",
    people=[person("putin", "فلاديمير بوتين", "Vladimir Putin")],
    events=[{"id": "e1", "text": {"ar": "وصل بوتين.", "en": "Putin arrived."}, "sources": ["s1"]}],
)


@pytest.fixture(autouse=True)
async def _unpaced(sandbox: SandboxClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chat is not paced at a message a second: a conversation has dozens, and the pace has tests of its own."""
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.001)
    await sandbox.limits(on=False)


async def topics(bot: BotHarness, chat: int, *, muted: int = 0) -> set[str]:
    """The keys of what a chat follows, or mutes."""
    held = await bot.holds(["topics", "follows"])
    keys = {topic["id"]: topic["key"] for topic in held["topics"]}
    return {keys[row["topic_id"]] for row in held["follows"] if (row["chat_id"], row["muted"]) == (chat, muted)}


async def push(bot: BotHarness, slug: str) -> None:
    """Push a story, as by the command line, and wait until it has reached everybody."""
    async with bot.database() as database:
        context = ActionContext(audit.SHELL, bot.now(), frozenset({audit.SHELL}))
        await broadcasts.start(database, BroadcastSpec(slug), context, words=catalogue.load())
    bot.pass_()


async def test_a_conversation_in_both_languages(bot: BotHarness) -> None:
    """Followed, listed, muted and left, by command and in plain words; what is wrong is said with what to do."""
    play = bot.play
    assert "nothing yet" in (await play.answer("/follows", as_=EMMA))["text"]
    answer = await play.answer("/follow putin, kursk", as_=EMMA)
    assert "now follows: Vladimir Putin, Kursk" in answer["text"]
    assert "Story: North Korean troops in Kursk" not in labels(answer)  # several are named
    assert "يتابع" not in (await play.answer("تابع «كوريا الشمالية»"))["text"]
    assert await topics(bot, LAYLA) == {"كوريا الشماليه"}
    answer = await play.answer("follow kursk", as_=EMMA)
    assert "Story: North Korean troops in Kursk" in labels(answer)
    assert "almost every text" in (await play.answer("/follow the", as_=EMMA))["text"]
    assert "too long" in (await play.answer(f"/follow {'x' * 41}", as_=EMMA))["text"]
    assert (await play.answer("mute football", as_=EMMA))["text"].startswith("Muting\n\nMuted here: football")
    assert "كُتم هنا" in (await play.answer("اكتم كرة القدم"))["text"]
    listed = await play.answer("/follows", as_=EMMA)
    for words in ("People and organisations", "Vladimir Putin", "Words", "Kursk", "Muted here", "football"):
        assert words in listed["text"]
    listed = await play.turn(listed, "✕ Kursk", as_=EMMA)
    assert "Kursk" not in labels(listed)
    assert await topics(bot, EMMA) == {"vladimir putin"}
    assert "no longer follows: Vladimir Putin" in (await play.answer("unfollow putin", as_=EMMA))["text"]
    assert "does not follow" in (await play.answer("/unfollow putin", as_=EMMA))["text"]
    assert "No longer muted" in (await play.answer("/unmute football", as_=EMMA))["text"]
    assert await topics(bot, EMMA) | await topics(bot, EMMA, muted=1) == set()
    held = await bot.holds(["subscribers"])
    assert [row["chat_id"] for row in held["subscribers"]] == [LAYLA]


async def test_a_push_comes_with_its_reason_and_its_way_out(bot: BotHarness) -> None:
    """In the reader's language, with a button that ends what it came for; the button outlives that."""
    play = bot.play
    await play.answer("تابع بوتين")
    await bot.publish(SUMMIT)
    seq = await play.seq()
    await push(bot, "summit")
    message = await play.heard(LAYLA, since=seq)
    shown = str(message)
    assert "لأنك تتابع: فلاديمير بوتين" in shown
    assert "إلغاء متابعة: فلاديمير بوتين" in labels(message)
    answer = await play.tap_text(message, "إلغاء متابعة")
    assert answer
    assert "أُلغيت متابعة" in answer["text"]
    await play.idle()
    assert await topics(bot, LAYLA) == set()
    answer = await play.tap_text(message, "إلغاء متابعة")
    assert answer
    assert answer["show_alert"]


async def test_a_card_shows_whether_its_person_is_followed(bot: BotHarness) -> None:
    """The button's label is the state, changed in its place by each press; an old card's person may be gone."""
    play = bot.play
    card = await play.answer("who is Putin", as_=EMMA)
    assert labels(card)[0] == "Follow Vladimir Putin"
    card = await play.turn(card, "Follow Vladimir Putin", as_=EMMA)
    assert labels(card)[0] == "Following ✓ Vladimir Putin"
    assert await topics(bot, EMMA) == {"vladimir putin"}
    assert labels(await play.answer("who is Putin", as_=EMMA))[0] == "Following ✓ Vladimir Putin"
    card = await play.turn(card, "Following", as_=EMMA)
    assert labels(card)[0] == "Follow Vladimir Putin"
    assert await topics(bot, EMMA) == set()
    keyboard = [[{"text": "old", "callback_data": pack(ReaderLink("person", Language.EN, 1, "nobody"))}]]
    old = await play.result("sendMessage", chat_id=EMMA, text="Card", reply_markup={"inline_keyboard": keyboard})
    answer = await play.tap_text(old, "old", as_=EMMA)
    assert answer
    assert answer["show_alert"]


async def test_in_groups_the_admins_follow(bot: BotHarness) -> None:
    """Others are refused, by command and by button; they may look."""
    play = bot.play
    group = await play.group(LAYLA, EMMA)
    for typed in ("/follow putin", "/mute putin"):
        assert "admins" in (await play.ask(typed, as_=EMMA, chat_id=group))["text"]
    await play.ask("/follow putin", as_=LAYLA, chat_id=group)
    assert await topics(bot, group) == {"vladimir putin"}
    listed = await play.ask("/follows", as_=EMMA, chat_id=group)
    answer = await play.tap_text(listed, "✕", as_=EMMA)
    assert answer
    assert answer["show_alert"]
    assert await topics(bot, group) == {"vladimir putin"}


async def test_leaving_all_stories_from_below_a_push_keeps_the_words(bot: BotHarness) -> None:
    """One press below a push ends stories alone; `/unsubscribe` ends all that is followed, `/forget` mutes too."""
    play = bot.play
    await play.answer("/subscribe all", as_=EMMA)
    await play.answer("/follow putin", as_=EMMA)
    await play.answer("/mute football", as_=EMMA)
    keyboard = [[{"text": "out", "callback_data": pack(ReaderLink("leave", Language.EN, number=1))}]]
    sent = await play.result("sendMessage", chat_id=EMMA, text="News", reply_markup={"inline_keyboard": keyboard})
    await play.tap_text(sent, "out", as_=EMMA)
    await play.idle()
    assert "What else it follows stays" in (await play.last(EMMA))["text"]
    assert await topics(bot, EMMA) == {"vladimir putin"}
    assert "People, places, words" in labels(await play.answer("/subscribe", as_=EMMA))
    await play.answer("/unsubscribe", as_=EMMA)
    assert (await topics(bot, EMMA), await topics(bot, EMMA, muted=1)) == (set(), {"football"})
    question = await play.answer("/forget", as_=EMMA)
    await play.turn(question, "Delete", as_=EMMA)
    assert (await bot.holds(["topics", "follows"])) == {"topics": [], "follows": []}


async def test_muting_what_is_followed_says_so_and_can_be_undone(bot: BotHarness) -> None:
    """The follow ends with the muting: both are said, with a button that follows again; to follow ends the muting."""
    play = bot.play
    await play.answer("/follow putin", as_=EMMA)
    muted = await play.answer("/mute putin", as_=EMMA)
    assert "Muted here: Vladimir Putin" in muted["text"]
    assert "no longer follows: Vladimir Putin" in muted["text"]
    assert await topics(bot, EMMA, muted=1) == {"vladimir putin"}
    listed = await play.turn(muted, "Undo: follow Vladimir Putin again", as_=EMMA)
    assert "People" in listed["text"]
    assert await topics(bot, EMMA) == {"vladimir putin"}
    assert await topics(bot, EMMA, muted=1) == set()
    undone_late = await play.answer("/mute putin", as_=EMMA)
    again = await play.answer("/mute putin", as_=EMMA)  # which it is already
    assert "no longer follows" not in again["text"]
    assert "No longer muted: Vladimir Putin" in (await play.answer("/follow putin", as_=EMMA))["text"]
    await play.answer("/unfollow putin", as_=EMMA)
    answer = await play.tap_text(undone_late, "Undo", as_=EMMA)
    assert answer
    assert answer["show_alert"]
    assert await topics(bot, EMMA) == set()


async def test_every_story_from_the_list(bot: BotHarness) -> None:
    """A button of the list follows every story, another ends that; what else is followed stays."""
    play = bot.play
    await play.answer("/follow putin", as_=EMMA)
    listed = await play.turn(await play.answer("/follows", as_=EMMA), "Follow every story", as_=EMMA)
    assert "Every story, new ones too" in listed["text"]
    listed = await play.turn(listed, "✕ Every story", as_=EMMA)
    assert "Every story, new ones too" not in listed["text"]
    assert await topics(bot, EMMA) == {"vladimir putin"}
