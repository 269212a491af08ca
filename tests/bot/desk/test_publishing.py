"""Publishing from a draft: what is shown, what is asked, what readers see then, and what stands in the way."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bot.desk.roles import Role
from bot.store import stories
from tests.bot.desk.seat import Seat, draft_of
from tests.bot.desk.staff import draft, entries, four_eyes, hire, newest, titled
from tests.bot.tales import first, person, quote, tale
from tests.play import EMMA, LAYLA

if TYPE_CHECKING:
    from bot.story import Dossier
    from tests.bot.house import House


class Tongue(NamedTuple):
    """Who speaks a language at the desk, and what they see in it."""

    person: int
    labels: dict[str, str]


ARABIC = Tongue(
    LAYLA,
    {
        "publish": "نشر", "asked": "اكتب ملاحظة", "bare": "النشر بلا ملاحظة", "yes": "النشر الآن",
        "out": "ويراها القراء",
        "change": "العنوان", "why": "ملاحظة: ", "look": "كما يراها", "undo": "تراجع", "undone": "أُلغي النشر",
    },
)  # fmt: skip
ENGLISH = Tongue(
    EMMA,
    {
        "publish": "Publish", "asked": "Type a note", "bare": "Publish without", "yes": "Publish now",
        "out": "Readers see it now", "change": "Title", "why": "Note: ", "look": "As readers see it",
        "undo": "Undo", "undone": "taken back",
    },
)  # fmt: skip
BOTH = pytest.mark.parametrize("tongue", [ARABIC, ENGLISH], ids=["ar", "en"])


async def at_draft(seat: Seat, number: int) -> Seat:
    """The draft's menu, come to from the desk's first screen."""
    await seat.types("/desk")
    await seat.taps(f"{number}")
    return seat


@BOTH
async def test_a_draft_is_published_with_a_note(bot: House, tongue: Tongue) -> None:
    """What changes, then the note, then all of it again with the note; readers have it at their next command."""
    seat, say = Seat(bot, tongue.person), tongue.labels
    number = await draft(bot, seat.person, titled("Koreans in Kursk"))
    await at_draft(seat, number)
    shown = await seat.taps(say["publish"])
    assert "Koreans in Kursk" in shown
    assert say["asked"] in shown
    shown = await seat.types("Shorter")
    assert f"{say['why']}" in shown
    assert "Shorter" in shown
    before = await newest(bot)
    assert before is not None
    assert before.revision == 1
    assert say["out"] in await seat.taps(say["yes"])
    assert "Koreans in Kursk" in await Seat(bot, EMMA).types("/story")
    assert (await draft_of(bot, number)).state == "published"
    assert [one.detail["revision"] for one in await entries(bot, action="publish")] == [2]
    assert say["undone"] in await seat.types("/undo")
    assert "North Korean troops" in await Seat(bot, EMMA).types("/story")
    assert (await draft_of(bot, number)).state == "open"


@BOTH
async def test_two_taps_without_a_note(bot: House, tongue: Tongue) -> None:
    """From the draft's menu, publishing takes two taps; the story is opened as readers see it from there."""
    seat, say = Seat(bot, tongue.person), tongue.labels
    await at_draft(seat, await draft(bot, seat.person, titled("Koreans in Kursk")))
    await seat.taps(say["publish"])
    assert say["out"] in await seat.taps(say["bare"])
    assert say["look"] in " ".join(seat.labels)
    story = await newest(bot)
    assert story is not None
    assert (story.revision, story.dossier) == (2, titled("Koreans in Kursk"))


async def test_tapped_twice_or_by_two_at_once(bot: House, emma: Seat, layla: Seat) -> None:
    """However often it is tapped, by whomever, there is one revision, and everybody is told of it."""
    for round_ in range(1, 6):
        number = await draft(bot, EMMA, titled(f"Title {round_}"), round_)
        for seat in (emma, layla):
            await seat.types("/desk")
            await seat.forges(f"1dpublish_{number}")
        version = (await draft_of(bot, number)).version
        tap = f"1drelease_{number}___{version}"
        await asyncio.gather(*(seat.forges(tap) for seat in (emma, layla, emma)))
        story = await newest(bot)
        assert story is not None
        assert story.revision == round_ + 1
    assert len(await entries(bot, action="publish")) == 5


async def test_two_editors_on_one_base(bot: House, emma: Seat, layla: Seat) -> None:
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
        assert sorted([(await draft_of(bot, one)).state for one in (mine, theirs)]) == ["open", "published"]


async def test_an_older_screen_publishes_nothing_unseen(bot: House, emma: Seat) -> None:
    """A draft that was changed after it was shown is not published by the button below what was shown."""
    number = await draft(bot, EMMA, titled("Seen"))
    await at_draft(emma, number)
    await emma.taps("Publish")
    version = (await draft_of(bot, number)).version
    await emma.forges(f"1dadd_{number}_q")
    assert "changed" in await emma.forges(f"1drelease_{number}___{version}")
    assert (await draft_of(bot, number)).state == "open"


async def test_what_stands_in_the_way_is_told_with_where_it_is(bot: House, emma: Seat) -> None:
    """A quote without a source, and a draft that changes nothing, are not published; the button leads to the quote."""
    story = first()
    bare = story.quotes[0].model_copy(update={"sources": ()})
    number = await draft(bot, EMMA, titled("T", quotes=(bare, *story.quotes[1:])))
    await at_draft(emma, number)
    assert "One thing stands in the way" in await emma.taps("Publish")
    assert "Quotes" in await emma.taps("KCNA")
    unchanged = await draft(bot, EMMA, first())
    assert "changes nothing" in await emma.forges(f"1dpublish_{unchanged}")


async def test_four_eyes(bot: House, emma: Seat) -> None:
    """Its author publishes a draft only after another approved it as it is."""
    await four_eyes(bot)
    await emma.types("/desk")
    editor = await hire(bot, Role.EDITOR)
    number = await draft(bot, editor.person, titled("Mine"))
    await at_draft(editor, number)
    await editor.taps("Publish")
    assert "another member" in await editor.taps("Publish without")
    await editor.taps("Back")
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
    assert "Readers see it now" in await editor.taps("Publish without")


async def test_a_contributor_submits_and_gets_it_back(bot: House, layla: Seat) -> None:
    """Editors are told in their language, with the note; returned with words, which its author is told in theirs."""
    contributor = await hire(bot, Role.CONTRIBUTOR)
    await layla.types("/desk")
    number = await draft(bot, contributor.person, titled("Proposal"))
    await at_draft(contributor, number)
    assert "Publish" not in contributor.labels
    await contributor.taps("Submit")
    await contributor.types("Please look at the title")
    told = await bot.play.last(LAYLA)
    assert "للمراجعة" in told["text"]
    assert "Please look at the title" in told["text"]
    layla.screen = told
    await layla.taps("إعادة")
    await layla.types("Too short")
    returned = (await bot.play.last(contributor.person))["text"]
    assert "returned your draft" in returned
    assert "Too short" in returned
    assert (await draft_of(bot, number)).state == "open"


async def test_words_that_returned_a_draft_are_no_revisions_note(bot: House, emma: Seat, layla: Seat) -> None:
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
    told = await emma.taps("Publish")
    assert "A better title" in told
    assert "Too short" not in told
    await emma.taps("Publish now")
    async with bot.database() as database, database.read() as conn:
        story = await newest(bot)
        assert story
        assert next(one.note for one in await stories.history(conn, story.number)) == "A better title"


async def test_a_note_is_changed_by_editing_its_message(bot: House, emma: Seat) -> None:
    """Until it is published: the screen shows the new note, and the button below the old one publishes nothing."""
    number = await draft(bot, EMMA, titled("Proposal"))
    await emma.types("/publish")
    message = await bot.play.say("First thoughts", as_=EMMA)
    await bot.play.idle()
    emma.screen = old = await bot.play.last(EMMA)
    assert "Second thoughts" in await emma.retypes(message, "Second thoughts")
    new, emma.screen = emma.screen, old
    assert "has changed" in await emma.taps("Publish now")
    emma.screen = new
    await emma.taps("Publish now")
    assert (await draft_of(bot, number)).note == "Second thoughts"
    assert "I found nothing" in await emma.types("A reader's words now")


async def test_publish_by_command(bot: House, emma: Seat) -> None:
    """`/publish` names a draft's story; of several it asks which; a contributor's is not theirs to give."""
    assert "no drafts" in await emma.types("/publish")
    await draft(bot, EMMA, titled("Proposal"))
    assert "Type a note" in await emma.types("/publish")
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


async def test_a_moved_base_is_rebased_item_by_item(house: House) -> None:
    """Theirs is shown; what only one side changed is merged, and of what both did, each is chosen by a tap."""
    await house.publish(stood())
    await house.start()
    emma = Seat(house, EMMA)
    mine = stood(quotes=[quote("q1", "a", en="First words by me"), quote("q2", "b", en="Second words by me")])
    theirs = stood(quotes=[quote("q1", "a", en="First words by them"), quote("q2", "b", en="Second words")])
    await house.publish(theirs)
    number = await draft(house, EMMA, mine)
    await at_draft(emma, number)
    shown = await emma.taps("Publish")
    assert "revision 2 was published" in shown
    assert "by them" in shown
    shown = await emma.taps("Set my changes")
    assert "One item was changed by you and by somebody else" in shown
    assert "First words by me" in shown
    assert "First words by them" in shown
    await house.restart()
    shown = await emma.taps("As published")
    assert "build on revision 2" in shown
    held = await draft_of(house, number)
    assert held.base == 2
    assert [one.words.en for one in held.dossier.quotes] == ["First words by them", "Second words by me"]
    await emma.taps("Publish")
    assert "Readers see it now" in await emma.taps("Publish without")


async def test_mine_is_taken_where_i_say_so_and_a_third_publisher_starts_it_anew(house: House) -> None:
    """My side of a conflict stands where it was chosen; what was published in between is shown before."""
    await house.publish(stood())
    await house.start()
    emma = Seat(house, EMMA)
    number = await draft(house, EMMA, stood(quotes=[quote("q1", "a", en="By me")]))
    await house.publish(stood(quotes=[quote("q1", "a", en="By them"), quote("q2", "b", en="Second words")]))
    await at_draft(emma, number)
    await emma.taps("Publish")
    await emma.taps("Set my changes")
    await house.publish(stood(quotes=[quote("q1", "a", en="By a third"), quote("q2", "b", en="Second words")]))
    assert "By a third" in await emma.taps("Mine")
    await emma.taps("Set my changes")
    await emma.taps("Mine")
    held = await draft_of(house, number)
    assert (held.base, [one.words.en for one in held.dossier.quotes]) == (3, ["By me"])


async def test_what_readers_had_seen_is_listed(bot: House, emma: Seat) -> None:
    """Items that were replaced or removed are named after publishing, for the corrections to come."""
    story = first()
    changed = story.events[0].model_copy(update={"text": story.events[1].text})
    number = await draft(bot, EMMA, titled("T", events=(changed, *story.events[1:]), key_points=story.key_points[1:]))
    await at_draft(emma, number)
    await emma.taps("Publish")
    shown = await emma.taps("Publish without")
    assert "3 items were out as they are no more" in shown


@BOTH
async def test_the_preview_is_what_readers_see(bot: House, tongue: Tongue) -> None:
    """Each section of the draft in each language is word for word the page that readers have once it is out."""
    seat = Seat(bot, tongue.person)
    number = await draft(bot, seat.person, titled("Koreans in Kursk"))
    sections = {"s": "summary", "q": "quotes", "t": "timeline", "p": "people", "o": "sources"}
    seen = {}
    for language in ("ar", "en"):
        for letter in sections:
            await seat.types("/desk")
            since = await bot.play.seq()
            await seat.forges(f"1dpreview_{number}___{language}-{letter}-0")
            call = (await bot.play.log(since=since, chat_id=seat.person))[-1]
            seen[language, letter] = call["params"]["text"]
    await seat.forges(f"1drelease_{number}___1")
    for (language, letter), told in seen.items():
        reader = {"ar": LAYLA, "en": EMMA}[language]
        since = await bot.play.seq()
        await bot.play.ask(f"/{sections[letter]}", as_=reader)
        call = (await bot.play.log(since=since, chat_id=reader))[-1]
        assert call["params"]["text"] == told


async def test_the_preview_tells_what_is_missing(bot: House, emma: Seat) -> None:
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


async def test_a_new_story_is_not_there_before_it_is_published(bot: House, emma: Seat) -> None:
    """Its preview can be seen; readers find nothing of it before, and everything at once afterwards."""
    number = await draft(bot, EMMA, stood(), None)
    await at_draft(emma, number)
    await emma.taps("Preview")
    assert "Talks" in await emma.taps("Pages: English")
    layla = Seat(bot, LAYLA)
    assert "محادثات" not in await layla.types("/stories")
    assert "محادثات" not in (await layla.types("/story talks")).replace("«", "")
    await emma.forges(f"1dpublish_{number}")
    await emma.forges(f"1drelease_{number}___{(await draft_of(bot, number)).version}")
    assert "محادثات" in await layla.types("/stories")
