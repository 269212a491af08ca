"""Publishing from a draft: what is shown, what is asked, what readers see then, and what stands in the way."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bot.model.roles import Role
from bot.store import stories
from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.staff import draft, entries, four_eyes, hire, newest, titled
from tests.bot.story_factory import first, person, quote, tale
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from bot.model import Dossier
    from tests.bot.bot_harness import BotHarness


class Tongue(NamedTuple):
    """Who speaks a language at the desk, and what they see in it."""

    person: int
    labels: dict[str, str]


ARABIC = Tongue(
    LAYLA,
    {
        "publish": "نشر", "asked": "اكتب ملاحظة", "add": "✎ ملاحظة",
        "out": "ويراها القراء",
        "change": "العنوان", "why": "ملاحظة: ", "look": "كما يراها", "undo": "تراجع", "undone": "أُلغي النشر",
    },
)  # fmt: skip
ENGLISH = Tongue(
    EMMA,
    {
        "publish": "Publish", "asked": "Type a note", "add": "✎ Note",
        "out": "Readers see it now", "change": "Title", "why": "Note: ", "look": "As readers see it",
        "undo": "Undo", "undone": "Publication undone",
    },
)  # fmt: skip
BOTH = pytest.mark.parametrize("tongue", [ARABIC, ENGLISH], ids=["ar", "en"])


async def at_draft(desk_user: DeskUser, number: int) -> DeskUser:
    """The draft's menu, come to from the desk's first screen."""
    await desk_user.types("/desk")
    await desk_user.taps(f"{number}")
    return desk_user


@BOTH
async def test_a_draft_is_published_with_a_note(bot: BotHarness, tongue: Tongue) -> None:
    """The panel, the note asked from it, the panel with the note; readers have it at their next command."""
    desk_user, say = DeskUser(bot, tongue.person), tongue.labels
    number = await draft(bot, desk_user.person, titled("Koreans in Kursk"))
    await at_draft(desk_user, number)
    shown = await desk_user.taps(say["publish"])
    assert "Koreans in Kursk" in shown
    assert say["asked"] in await desk_user.taps(say["add"])
    shown = await desk_user.types("Shorter")
    assert f"{say['why']}" in shown
    assert "Shorter" in shown
    before = await newest(bot)
    assert before is not None
    assert before.revision == 1
    assert say["out"] in await desk_user.taps(say["publish"])
    assert "Koreans in Kursk" in await DeskUser(bot, EMMA).types("/story")
    assert (await draft_of(bot, number)).state == "published"
    assert [entry.detail["revision"] for entry in await entries(bot, action="publish")] == [2]
    assert say["undone"] in await desk_user.types("/undo")
    assert "North Korean troops" in await DeskUser(bot, EMMA).types("/story")
    assert (await draft_of(bot, number)).state == "open"


@BOTH
async def test_two_taps_without_a_note(bot: BotHarness, tongue: Tongue) -> None:
    """From the draft's menu, publishing takes two taps; the story is opened as readers see it from there."""
    desk_user, say = DeskUser(bot, tongue.person), tongue.labels
    await at_draft(desk_user, await draft(bot, desk_user.person, titled("Koreans in Kursk")))
    await desk_user.taps(say["publish"])
    assert say["out"] in await desk_user.taps(say["publish"])
    assert say["look"] in " ".join(desk_user.labels)
    story = await newest(bot)
    assert story is not None
    assert (story.revision, story.dossier) == (2, titled("Koreans in Kursk"))


async def test_tapped_twice_or_by_two_at_once(bot: BotHarness, emma: DeskUser, layla: DeskUser) -> None:
    """However often it is tapped, by whomever, there is one revision, and everybody is told of it."""
    for round_ in range(1, 6):
        number = await draft(bot, EMMA, titled(f"Title {round_}"), round_)
        for desk_user in (emma, layla):
            await desk_user.types("/desk")
            await desk_user.forges(f"1dpublish_{number}")
        version = (await draft_of(bot, number)).version
        tap = f"1drelease_{number}___{version}"
        await asyncio.gather(*(desk_user.forges(tap) for desk_user in (emma, layla, emma)))
        story = await newest(bot)
        assert story is not None
        assert story.revision == round_ + 1
    assert len(await entries(bot, action="publish")) == 5


async def test_two_editors_on_one_base(bot: BotHarness, emma: DeskUser, layla: DeskUser) -> None:
    """Of two drafts on one base that are published at once, one is; the other stays open."""
    for base in range(1, 6):
        mine, theirs = (
            await draft(bot, EMMA, titled(f"E {base}"), base),
            await draft(bot, LAYLA, titled(f"L {base}"), base),
        )
        await asyncio.gather(emma.forges(f"1drelease_{mine}___1"), layla.forges(f"1drelease_{theirs}___1"))
        story = await newest(bot)
        assert story is not None
        assert story.revision == base + 1
        assert sorted([(await draft_of(bot, number)).state for number in (mine, theirs)]) == ["open", "published"]


async def test_an_older_screen_publishes_nothing_unseen(bot: BotHarness, emma: DeskUser) -> None:
    """A draft that was changed after it was shown is not published by the button below what was shown."""
    number = await draft(bot, EMMA, titled("Seen"))
    await at_draft(emma, number)
    await emma.taps("Publish")
    version = (await draft_of(bot, number)).version
    await emma.forges(f"1ddown_{number}_q_q1")
    assert "changed" in await emma.forges(f"1drelease_{number}___{version}")
    assert (await draft_of(bot, number)).state == "open"


async def test_what_stands_in_the_way_is_told_with_where_it_is(bot: BotHarness, emma: DeskUser) -> None:
    """A quote without a source, and a draft that changes nothing, are not published; the button leads to the quote."""
    story = first()
    bare = story.quotes[0].model_copy(update={"sources": ()})
    number = await draft(bot, EMMA, titled("T", quotes=(bare, *story.quotes[1:])))
    await at_draft(emma, number)
    assert "One thing stands in the way" in await emma.taps("Publish")
    assert "Quotes" in await emma.taps("KCNA")
    unchanged = await draft(bot, EMMA, first())
    assert "changes nothing" in await emma.forges(f"1dpublish_{unchanged}")


async def test_four_eyes(bot: BotHarness, emma: DeskUser) -> None:
    """Its author publishes a draft only after another approved it as it is."""
    await four_eyes(bot)
    await emma.types("/desk")
    editor = await hire(bot, Role.EDITOR)
    number = await draft(bot, editor.person, titled("Mine"))
    await at_draft(editor, number)
    assert not [label for label in editor.labels if "Publish" in label or label == "Schedule"]
    assert "another member has to approve it" in editor.text
    assert "another member" in await editor.types("/publish Mine"), "a command is refused at once, not at the last tap"
    await at_draft(editor, number)
    await editor.taps("Submit")
    await editor.taps("Submit without")
    assert "your own" in await editor.forges(f"1dapprove_{number}")
    assert "submitted draft" in (await bot.play.last(EMMA))["text"]
    emma.screen = await bot.play.last(EMMA)
    assert "Mine" in await emma.taps("Approve")
    await emma.taps("Approve these")
    assert "approved your draft" in (await bot.play.last(editor.person))["text"]
    await at_draft(editor, number)
    await editor.taps("Publish")
    assert "Readers see it now" in await editor.taps("Publish")


async def test_a_contributor_submits_and_gets_it_back(bot: BotHarness, layla: DeskUser) -> None:
    """Editors are told in their language, with the note; returned with words, which its author is told in theirs."""
    contributor = await hire(bot, Role.CONTRIBUTOR)
    await layla.types("/desk")
    number = await draft(bot, contributor.person, titled("Proposal"))
    await at_draft(contributor, number)
    assert "Publish" not in contributor.labels
    await contributor.taps("Submit")
    await contributor.types("Please look at the title")
    answer = await bot.play.last(LAYLA)
    assert "للمراجعة" in answer["text"]
    assert "Please look at the title" in answer["text"]
    layla.screen = answer
    await layla.taps("إعادة")
    await layla.types("Too short")
    returned = (await bot.play.last(contributor.person))["text"]
    assert "returned your draft" in returned
    assert "Too short" in returned
    assert (await draft_of(bot, number)).state == "open"


async def test_words_that_returned_a_draft_are_no_revisions_note(
    bot: BotHarness, emma: DeskUser, layla: DeskUser
) -> None:
    """An editor whose draft came back publishes it: the story's history tells their own note, not what was wrong."""
    number = await draft(bot, EMMA, titled("Proposal"))
    await emma.types("/desk")
    await emma.forges(f"1dsubmit_{number}")
    await emma.types("A better title")
    await layla.types("/desk")
    await layla.forges(f"1dreturn_{number}")
    await layla.types("Too short")
    await at_draft(emma, number)
    assert "Too short" in emma.text
    answer = await emma.taps("Publish")
    assert "A better title" in answer
    assert "Note: Too short" not in answer
    await emma.taps("Publish")
    async with bot.database() as database, database.read() as conn:
        story = await newest(bot)
        assert story
        assert next(revision.note for revision in await stories.history(conn, story.number)) == "A better title"


async def test_a_note_is_changed_by_editing_its_message(bot: BotHarness, emma: DeskUser) -> None:
    """Until it is published: the screen shows the new note, and the button below the old one publishes nothing."""
    number = await draft(bot, EMMA, titled("Proposal"))
    await emma.types("/publish")
    await emma.taps("✎ Note")
    message = await bot.play.say("First thoughts", as_=EMMA)
    await bot.play.idle()
    emma.screen = old = await bot.play.last(EMMA)
    assert "Second thoughts" in await emma.retypes(message, "Second thoughts")
    new, emma.screen = emma.screen, old
    assert "has changed" in await emma.taps("Publish")
    emma.screen = new
    await emma.taps("Publish")
    assert (await draft_of(bot, number)).note == "Second thoughts"
    assert "The stories do not say" in await emma.types("A reader's words now")


async def test_publish_by_command(bot: BotHarness, emma: DeskUser) -> None:
    """`/publish` names a draft's story; of several it asks which; a contributor's is not theirs to give."""
    assert "no drafts" in await emma.types("/publish")
    await draft(bot, EMMA, titled("Proposal"))
    assert "Proposal" in await emma.types("/publish")
    await emma.types("/cancel")
    await draft(bot, EMMA, tale("talks", "محادثات", "Peace talks"), None)
    await emma.types("/publish")
    assert [label[3:] for label in emma.labels] == ["Peace talks", "Proposal"]
    assert "Proposal" in await emma.types("/publish proposal")
    assert "Peace talks" in await emma.types("/publish talks")
    contributor = await hire(bot, Role.CONTRIBUTOR)
    assert "does not allow" in await contributor.types("/publish proposal")


def stood(**more: object) -> Dossier:
    """A story with two people and two quotes, some of it another."""
    parts = {
        "people": [person("a", "أ", "Ann"), person("b", "ب", "Bob")],
        "quotes": [quote("q1", "a", en="First words"), quote("q2", "b", en="Second words")],
        **more,
    }
    return tale("talks", "محادثات", "Talks", **parts)


async def test_a_moved_base_is_rebased_item_by_item(harness: BotHarness) -> None:
    """Theirs is shown; what only one side changed is merged, and of what both did, each is chosen by a tap."""
    await harness.publish(stood())
    await harness.start()
    emma = DeskUser(harness, EMMA)
    mine = stood(quotes=[quote("q1", "a", en="First words by me"), quote("q2", "b", en="Second words by me")])
    theirs = stood(quotes=[quote("q1", "a", en="First words by them"), quote("q2", "b", en="Second words")])
    await harness.publish(theirs)
    number = await draft(harness, EMMA, mine)
    await at_draft(emma, number)
    shown = await emma.taps("Publish")
    assert "revision 2 was published" in shown
    assert "by them" in shown
    shown = await emma.taps("Apply my changes")
    assert "One field was changed by you and by somebody else" in shown
    assert "quote in English" in shown
    assert "First words by me" in shown
    assert "First words by them" in shown
    await harness.restart()
    shown = await emma.taps("As published")
    assert "build on revision 2" in shown
    held = await draft_of(harness, number)
    assert held.base == 2
    assert [item.words.en for item in held.dossier.quotes] == ["First words by them", "Second words by me"]
    await emma.taps("Publish")
    assert "Readers see it now" in await emma.taps("Publish")


async def test_mine_is_taken_where_i_say_so_and_a_third_publisher_starts_it_anew(harness: BotHarness) -> None:
    """My side of a conflict stands where it was chosen; what was published in between is shown before."""
    await harness.publish(stood())
    await harness.start()
    emma = DeskUser(harness, EMMA)
    number = await draft(harness, EMMA, stood(quotes=[quote("q1", "a", en="By me")]))
    await harness.publish(stood(quotes=[quote("q1", "a", en="By them"), quote("q2", "b", en="Second words")]))
    await at_draft(emma, number)
    await emma.taps("Publish")
    await emma.taps("Apply my changes")
    await harness.publish(stood(quotes=[quote("q1", "a", en="By a third"), quote("q2", "b", en="Second words")]))
    assert "By a third" in await emma.taps("Mine")
    await emma.taps("Apply my changes")
    await emma.taps("Mine")
    held = await draft_of(harness, number)
    assert (held.base, [item.words.en for item in held.dossier.quotes]) == (3, ["By me"])


async def test_what_readers_had_seen_is_listed(bot: BotHarness, emma: DeskUser) -> None:
    """Of what was replaced or removed, what no correction was written for is named after publishing."""
    story = first()
    changed = story.events[0].model_copy(update={"text": story.events[1].text})
    number = await draft(bot, EMMA, titled("T", events=(changed, *story.events[1:]), key_points=story.key_points[1:]))
    await at_draft(emma, number)
    await emma.taps("Publish")
    shown = await emma.taps("Publish")
    assert "an earlier wording of 2 items" in shown


@BOTH
async def test_the_preview_is_what_readers_see(bot: BotHarness, tongue: Tongue) -> None:
    """Each section of the draft in each language is word for word the page that readers have once it is out."""
    desk_user = DeskUser(bot, tongue.person)
    number = await draft(bot, desk_user.person, titled("Koreans in Kursk"))
    sections = {"s": "summary", "q": "quotes", "t": "timeline", "p": "people", "o": "sources"}
    seen = {}
    for language in ("ar", "en"):
        for letter in sections:
            await desk_user.types("/desk")
            since = await bot.play.seq()
            await desk_user.forges(f"1dpreview_{number}___{language}-{letter}-0")
            call = (await bot.play.log(since=since, chat_id=desk_user.person))[-1]
            seen[language, letter] = call["params"]["text"]
    await desk_user.forges(f"1drelease_{number}___1")
    for (language, letter), text in seen.items():
        reader = {"ar": LAYLA, "en": EMMA}[language]
        since = await bot.play.seq()
        await bot.play.ask(f"/{sections[letter]}", as_=reader)
        call = (await bot.play.log(since=since, chat_id=reader))[-1]
        assert call["params"]["text"] == text


async def test_the_preview_tells_what_is_missing(bot: BotHarness, emma: DeskUser) -> None:
    """Flags are listed with where they are, and lead there; the pages are shown all the same."""
    number = await draft(bot, EMMA, titled("x" * 80, key_points=()))
    await at_draft(emma, number)
    shown = await emma.taps("Preview")
    assert "things to look at" in shown
    assert f"{(first().key_points[0].text.en or '')[:40]}" in shown
    await emma.taps("Pages: Arabic")
    await emma.taps("End of preview")
    await emma.taps("Title")
    assert "x" * 80 in emma.text


async def test_a_new_story_is_not_there_before_it_is_published(bot: BotHarness, emma: DeskUser) -> None:
    """Its preview can be seen; readers find nothing of it before, and everything at once afterwards."""
    number = await draft(bot, EMMA, stood(), None)
    await at_draft(emma, number)
    await emma.taps("Preview")
    assert "Talks" in await emma.taps("Pages: English")
    layla = DeskUser(bot, LAYLA)
    assert "محادثات" not in await layla.types("/stories")
    assert "محادثات" not in (await layla.types("/story talks")).replace("«", "")
    await emma.forges(f"1dpublish_{number}")
    await emma.forges(f"1drelease_{number}___{(await draft_of(bot, number)).version}")
    assert "محادثات" in await layla.types("/stories")
