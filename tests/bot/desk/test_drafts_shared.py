"""A draft that several hold: its header, its buttons, who is told, where it is found, and a text without a question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.model.roles import Role
from bot.store import draft_questions
from tests.bot.desk.desk_rounds import play_rounds
from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.staff import draft, four_eyes, hire, in_zone, titled
from tests.bot.story_factory import KURSK, first, tale
from tests.sandbox_client import EMMA, LAYLA
from tests.thoroughness import examples

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness

COPY = "The ministry said on Monday that the talks would go on.\nIt named no day and no place for the next round."


async def at_draft(desk_user: DeskUser, number: int) -> DeskUser:
    """The draft's menu, by the list of all drafts."""
    await desk_user.types(f"/drafts {number}")
    await desk_user.taps(f"{number}")
    return desk_user


async def begin_chats(*users: DeskUser) -> None:
    """Everybody has begun a chat with the bot, so that it can write to them."""
    for desk_user in users:
        await desk_user.types("/desk")


def seen(desk_user: DeskUser) -> str:
    """The screen without the marks that set names apart."""
    return re.sub("[\u2066-\u2069\u200e\u200f]", "", desk_user.text)


async def notices(desk_user: DeskUser, since: int) -> str:
    """What the bot sent somebody since an event: one message at least."""
    await desk_user.play.wait("call", since=since, method="sendMessage", chat_id=desk_user.person, timeout=30)
    calls = await desk_user.play.log(since=since, method="sendMessage", chat_id=desk_user.person)
    return "\n".join(call["params"]["text"] for call in calls)


async def test_two_editors_round_after_round(bot: BotHarness) -> None:
    """Two change one quotation at once: its date and its source's language stand, and one date is asked about."""
    await play_rounds(bot, examples(15))


async def test_each_sees_what_the_other_changed(bot: BotHarness, emma: DeskUser, layla: DeskUser) -> None:
    """The menu says who changed it last and who writes in it now; an item shows the words as they are now."""
    number = await draft(bot, EMMA, titled("Shared"))
    await begin_chats(emma, layla)
    await layla.forges_and_sees(f"1dchange_{number}_q_q1_date")
    await at_draft(emma, number)
    assert "is writing in this draft now" in seen(emma)
    await layla.types("1999")
    await at_draft(emma, number)
    assert "is writing in this draft now" not in seen(emma)
    assert "Last changed by ليلى" in seen(emma)
    assert "1999" in await emma.forges_and_sees(f"1ditem_{number}_q_q1")


async def test_a_draft_is_claimed_and_released(bot: BotHarness, emma: DeskUser, layla: DeskUser) -> None:
    """The header names who holds it; who held it is told that another took it; released, nobody has it."""
    number = await draft(bot, EMMA, titled("Shared"))
    await begin_chats(emma, layla)
    await at_draft(layla, number)
    assert "لدى Emma" in seen(layla)
    since = await bot.play.seq()
    await layla.taps("أتسلّم المسودة")
    assert "لدى ليلى" in seen(layla)
    assert "took over draft" in await notices(emma, since)
    assert "with ليلى" in seen(await at_draft(emma, number))
    assert "Let go" not in " ".join(emma.labels)
    await layla.taps("أترك المسودة")
    assert "nobody has it" in seen(await at_draft(emma, number))
    assert (await draft_of(bot, number)).holder is None


async def test_the_header_and_buttons_through_a_review(bot: BotHarness, layla: DeskUser) -> None:
    """No button is refused: submitted it can be withdrawn, approved it can be published; an edit gives Submit back."""
    await four_eyes(bot)
    editor = await hire(bot, Role.EDITOR)
    await begin_chats(editor, layla)
    number = await draft(bot, editor.person, titled("Shared"))
    await at_draft(editor, number)
    assert "draft · not ready: another member has to approve it" in seen(editor)
    await editor.taps("Submit")
    since = await bot.play.seq()
    await editor.taps("Submit without")
    notice = await notices(layla, since)
    assert "Shared" in notice
    assert "North Korean troops" in notice, "the changed words are in the notice"
    await at_draft(editor, number)
    assert "submitted for review" in seen(editor)
    assert {"Withdraw the submission", "Publish", "Approve", "Submit for review"} & set(editor.labels) == {
        "Withdraw the submission"
    }
    await at_draft(layla, number)
    await layla.taps("موافقة")
    since = await bot.play.seq()
    await layla.taps("موافقة")
    assert "approved your draft" in await notices(editor, since)
    assert "بموافقة ليلى" in seen(layla)
    assert not [label for label in layla.labels if "موافقة" in label]
    await layla.types("/desk")
    assert "مراجعتك" not in seen(layla)
    await at_draft(editor, number)
    assert "approved by ليلى" in seen(editor)
    assert "Publish" in editor.labels
    since = await bot.play.seq()
    await editor.forges_and_sees(f"1dchange_{number}_q_q1_date")
    await editor.types("1999")
    notice = await notices(layla, since)
    assert "فسقطت الموافقة" in notice
    assert "1999" in notice
    await at_draft(editor, number)
    assert {"Submit for review", "Publish"} & set(editor.labels) == {"Submit for review"}


@pytest.mark.parametrize("by", ["button", "/undo"])
async def test_a_withdrawal_is_told(bot: BotHarness, layla: DeskUser, by: str) -> None:
    """Reviewers are told that they need not look any more, however the draft was taken back."""
    contributor = await hire(bot, Role.CONTRIBUTOR)
    await begin_chats(contributor, layla)
    number = await draft(bot, contributor.person, titled("Shared"))
    await at_draft(contributor, number)
    await contributor.taps("Submit")
    await contributor.taps("Submit without")
    since = await bot.play.seq()
    if by == "button":
        await at_draft(contributor, number)
        await contributor.taps("Withdraw")
    else:
        await contributor.types("/undo")
    assert "من المراجعة" in await notices(layla, since)
    assert (await draft_of(bot, number)).state == "open"


async def test_what_blocks_publishing_is_in_the_header(bot: BotHarness, emma: DeskUser) -> None:
    """A quotation without a source: no Publish, but the way to what is missing; no change: neither."""
    bare = first().quotes[0].model_copy(update={"sources": ()})
    number = await draft(bot, EMMA, titled("Shared", quotes=(bare, *first().quotes[1:])))
    await at_draft(emma, number)
    assert "not ready: one thing is missing" in seen(emma)
    assert "Publish" not in emma.labels
    assert "One thing stands in the way" in await emma.taps("Publishing: what blocks it")
    await at_draft(emma, number)
    await emma.taps("Quotes")
    assert "Shared · with Emma · draft · not ready: one thing is missing" in seen(emma)
    await emma.taps("Back")
    assert "it has no source" in await emma.taps("Publishing: what blocks it")
    await emma.taps("Credit it to")
    assert "not ready" not in seen(emma)
    assert (await draft_of(bot, number)).dossier.quotes[0].sources == first().quotes[0].sources
    unchanged = await draft(bot, EMMA, first())
    await at_draft(emma, unchanged)
    assert "changes nothing yet" in seen(emma)
    assert not {"Publish", "Submit for review"} & set(emma.labels)


async def test_a_reviewers_tap_leaves_the_authors_question(bot: BotHarness, layla: DeskUser) -> None:
    """The author types on while a reviewer asks for the words to return the draft with: it is no search."""
    contributor = await hire(bot, Role.CONTRIBUTOR)
    await begin_chats(contributor, layla)
    number = await draft(bot, contributor.person, titled("Shared"))
    await at_draft(contributor, number)
    await contributor.taps("Submit")
    await contributor.taps("Submit without")
    await contributor.forges_and_sees(f"1dchange_{number}_q_q1_date")
    await layla.forges_and_sees(f"1dreturn_{number}")
    assert "Saved in the draft" in await contributor.types("1999")
    await layla.types("Too short")
    assert (await draft_of(bot, number)).returned == "Too short"
    assert str((await draft_of(bot, number)).dossier.quotes[0].date) == "1999"


async def test_everybodys_drafts_are_listed_and_found(bot: BotHarness, emma: DeskUser, layla: DeskUser) -> None:
    """With owner, state and age; by words of a title in either language; a contributor opens only their own."""
    contributor = await hire(bot, Role.CONTRIBUTOR)
    mine = await draft(bot, contributor.person, tale("talks", "محادثات غزة", "Gaza talks"), None)
    await draft(bot, LAYLA, titled("Koreans in Kursk"))
    await emma.types("/drafts")
    assert "Gaza talks\nBy Rana · draft · today" in seen(emma)
    assert "Koreans in Kursk\nBy ليلى · draft · today" in seen(emma)
    assert "محادثات غزة" in await layla.types("/drafts غزة")
    assert "كورسك" not in seen(layla)
    assert "matches" in await emma.types("/drafts nothing like it")
    await contributor.types("/drafts")
    assert [label for label in contributor.labels if "talks" in label] == [f"{mine}. Gaza talks"]
    assert not [label for label in contributor.labels if "Koreans" in label]


async def test_edit_finds_anothers_draft_and_a_returned_one(bot: BotHarness, emma: DeskUser) -> None:
    """By a word of the draft's own title, which no published story has."""
    number = await draft(bot, LAYLA, titled("Unheard of"))
    assert "Unheard of" in await emma.types("/edit unheard")
    assert "with ليلى" in seen(emma)
    contributor = await hire(bot, Role.CONTRIBUTOR)
    await emma.types("/desk")
    own = await draft(bot, contributor.person, titled("Sent back"))
    await at_draft(contributor, own)
    await contributor.taps("Submit")
    await contributor.taps("Submit without")
    await emma.forges_and_sees(f"1dreturn_{own}")
    since = await bot.play.seq()
    await emma.types("Too short")
    assert "Too short" in await notices(contributor, since)
    assert "returned for changes" in await contributor.types("/edit sent back")
    await contributor.types("/edit")
    assert any("Sent back" in label for label in contributor.labels)
    assert number != own
    assert "No story" in await contributor.types("/edit unheard"), "it is not theirs to open"


async def test_a_draft_and_its_question_outlive_their_owner(bot: BotHarness, emma: DeskUser) -> None:
    """Whoever takes it goes on with the question that was half answered."""
    contributor = await hire(bot, Role.CONTRIBUTOR)
    number = await draft(bot, contributor.person, titled("Left behind"))
    await at_draft(contributor, number)
    await contributor.taps("Timeline")
    await contributor.taps("Add an event")
    await contributor.types("The talks ended.")
    await emma.types("/team")
    await emma.taps("Rana")
    await emma.taps("Remove")
    await emma.taps("Yes")
    await at_draft(emma, number)
    assert "nobody has it" in seen(emma)
    await emma.taps("I take this draft")
    await emma.taps("Continue")
    await emma.types("1999")
    await emma.taps("Done")
    event = (await draft_of(bot, number)).dossier.events[-1]
    assert (event.text.en, str(event.date)) == ("The talks ended.", "1999")
    async with bot.database() as database, database.read() as conn:
        assert await draft_questions.get(conn, number, contributor.person) is None


async def test_a_longer_text_is_asked_where_it_belongs(bot: BotHarness, emma: DeskUser) -> None:
    """Into a draft as a quotation, also after a restart; its words are answered, and the speaker is asked."""
    number = await draft(bot, EMMA, titled("Shared"))
    assert "Where does this text belong?" in await emma.types(COPY)
    await bot.restart()
    assert "What is it in" in await emma.taps(f"{number}. ")
    assert "Who said it?" in await emma.taps("A quote")
    await emma.taps("Vladimir Putin")
    await emma.types("1999")
    await emma.taps("Done")
    quote = (await draft_of(bot, number)).dossier.quotes[-1]
    assert (quote.speaker, quote.words.en) == ("putin", COPY)


async def test_a_longer_text_begins_a_story_or_was_a_question(bot: BotHarness, emma: DeskUser) -> None:
    """A new story has it as its first paragraphs; a question is searched for; short words are, and a reader's."""
    await emma.types(COPY)
    assert "title" in await emma.taps("A new story")
    await emma.types("Talks go on")
    await emma.types("/cancel")
    assert (await draft_of(bot, 1)).state == "open", "a text that was sent is not lost with the form"
    paragraphs = [paragraph.text.en for paragraph in (await draft_of(bot, 1)).dossier.summary]
    assert paragraphs == COPY.split("\n")
    await emma.types("North Korea " * 12)
    assert "Kursk" in await emma.taps("it was a question")
    assert "Where does" not in await emma.types("troops")
    reader = DeskUser(bot, await bot.play.person("en"))
    assert "Where does" not in await reader.types("North Korea " * 12)


async def test_the_hours_confirmation_takes_another_hour(bot: BotHarness, emma: DeskUser) -> None:
    """What is typed at "is that right?" is another hour, and no search."""
    await in_zone(bot, EMMA)
    number = await draft(bot, EMMA, titled("Shared"))
    await at_draft(emma, number)
    await emma.taps("Schedule")
    assert "14:00" in await emma.types("tomorrow 14:00")
    assert "15:30" in await emma.types("tomorrow 15:30")
    await emma.taps("Schedule it")
    assert (await draft_of(bot, number)).state == "scheduled"
    assert "15:30" in seen(emma)
    assert "goes out on" in seen(await at_draft(emma, number))


async def test_two_at_one_story_can_join(emma: DeskUser, layla: DeskUser) -> None:
    """Beside one's own draft stands a button to the other's."""
    await layla.types(f"/edit {KURSK}")
    await emma.types(f"/edit {KURSK}")
    await emma.taps("Open draft")
    assert "with ليلى" in seen(emma)
