"""Publishing at an hour: named in the editor's zone, kept over restarts, moved, called off, refused and asked about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.model.language import Language
from bot.model.roles import Role
from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.staff import dismiss, draft, due, entries, hire, in_zone, newest, titled
from tests.bot.desk.subscriber_factory import bare, grown
from tests.bot.story_factory import tale
from tests.bot.test_corrected_copies import WORDS
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness


async def test_an_hour_that_cannot_be_is_named(bot: BotHarness, emma: DeskUser, layla: DeskUser) -> None:
    """The day or the hour that does not exist is named in the editor's language, and the next message answers."""
    for desk_user, wrong in (
        (emma, {"30 February 18:00": "February", "tomorrow 25:00": "25:00", "tomorrow": "the hour as well"}),
        (layla, {"31 نيسان 9 صباحا": "آخر أيامه", "غدا ٢٥:٠٠": "25:00", "غدًا": "اكتب الساعة"}),
    ):
        number = await draft(bot, desk_user.person, titled("T"))
        await in_zone(bot, desk_user.person)
        await desk_user.types("/desk")
        await desk_user.forges(f"1dschedule_{number}")
        for typed, said in wrong.items():
            assert said in await desk_user.types(typed)
        assert "18:00" in await desk_user.types("غدا 18:00" if desk_user is layla else "tomorrow 18:00")


async def test_an_hour_that_cannot_be_is_named_before_the_zone_is_known(
    bot: BotHarness, emma: DeskUser, layla: DeskUser
) -> None:
    """Typed at the question for the zone it is no city; that question stays, and words are taken for a city."""
    for desk_user, wrong in (
        (emma, {"30 February 18:00": "February", "tomorrow 25:00": "25:00", "Atlantis": "city"}),
        (layla, {"31/4": "آخر أيامه", "غدا ٢٥:٠٠": "25:00", "أطلنطس": "المدينة"}),
    ):
        number = await draft(bot, desk_user.person, titled("T"))
        await desk_user.types("/desk")
        await desk_user.forges(f"1dschedule_{number}")
        for typed, said in wrong.items():
            assert said in await desk_user.types(typed)
        assert "18:00" in await desk_user.types("غدا 18:00" if desk_user is layla else "tomorrow 18:00")


@pytest.mark.parametrize("what", ["draft", "push"])
@pytest.mark.parametrize("person", [EMMA, LAYLA], ids=["en", "ar"])
async def test_an_hour_that_passes_before_the_zone_is_known_is_asked_for_anew(
    bot: BotHarness, person: int, what: str
) -> None:
    """It is read as of when it was typed; one that has passed in every zone is refused at once, and not kept."""
    desk_user = DeskUser(bot, person)
    words = WORDS[Language.EN if person == EMMA else Language.AR]
    if what == "draft":
        number = await draft(bot, person, titled("T"))
        await desk_user.types("/desk")
        await desk_user.forges(f"1dschedule_{number}")
        asks, echoes = "desk.schedule.ask", "desk.schedule.understood"
    else:
        await bot.publish(grown())
        await desk_user.types("/push kursk")
        await desk_user.taps(words.text("desk.push.button.at"))
        asks, echoes = "desk.push.ask.hour", "desk.push.at"
    old, soon, later = {
        EMMA: ("yesterday 18:00", "in 2 hours", "tomorrow 18:00"),
        LAYLA: ("أمس 18:00", "بعد ساعتين", "غدا 18:00"),
    }[person]
    past = bare(words.text("desk.schedule.past", hour="|")).split("|")[0]
    assert bare(await desk_user.types(old)).startswith(past)
    assert soon in bare(await desk_user.types(soon))
    bot.pass_(hours=3)
    shown = bare(await desk_user.taps({EMMA: "London", LAYLA: "لندن"}[person]))
    assert past in shown
    assert bare(words.text(asks, zone="|")).split("|")[0] in shown
    assert bare(words.text(echoes, hour="|")).split("|")[0] in bare(await desk_user.types(later))


async def scheduled(desk_user: DeskUser, number: int, when: str = "in 2 hours") -> None:
    """A draft waits for its hour."""
    await in_zone(desk_user.harness, desk_user.person)
    await desk_user.types("/desk")
    await desk_user.forges(f"1dschedule_{number}")
    await desk_user.types(when)
    await desk_user.taps("تثبيت" if desk_user.person == LAYLA else "Schedule it")


@pytest.mark.parametrize(
    ("who", "city", "named", "typed", "menu", "yes", "card"),
    [
        (EMMA, "Beirut", "Beirut", "tomorrow 18:00", "Schedule", "Schedule it", "Readers see nothing"),
        (LAYLA, "القاهرة", "القاهرة", "غدًا الساعة 18:00", "تحديد موعد", "تثبيت", "لا يراها القراء"),
    ],
    ids=["en", "ar"],
)
async def test_the_zone_is_asked_once_and_named_in_every_echo(  # noqa: PLR0917 - a table's columns
    bot: BotHarness, who: int, city: str, named: str, typed: str, menu: str, yes: str, card: str
) -> None:
    """The first hour asks for the zone, by a city; the second does not; what is typed is echoed with hour and zone."""
    desk_user = DeskUser(bot, who)
    for turn in (1, 2):
        number = await draft(bot, who, titled(f"T{turn}"))
        await desk_user.types("/desk")
        await desk_user.taps(f"{number}")
        shown = await desk_user.taps(menu)
        if turn == 1:
            shown = await desk_user.types(city)
        assert named in shown
        echo = await desk_user.types(typed)
        assert "18:00" in echo
        assert named in echo
        assert card in await desk_user.taps(yes)
        assert named in desk_user.text
    hours = {
        scheduled_publication.due_at.astimezone(ZoneInfo(scheduled_publication.zone)).hour
        for scheduled_publication in await due(bot)
    }
    assert hours == {18}


async def test_at_its_hour_it_is_out_once_and_not_before(bot: BotHarness, emma: DeskUser) -> None:
    """A new story is nowhere before its hour: not in the list, by its name, by a deep link, nor after a restart."""
    number = await draft(bot, EMMA, tale("talks", "محادثات", "Peace talks"), None)
    await scheduled(emma, number)
    for _ in range(2):
        assert "Peace talks" not in await emma.types("/stories")
        assert "Peace talks" not in await emma.types("/story talks")
        assert "Peace talks" not in await emma.types("/start talks")
        await bot.restart()
    bot.pass_(minutes=119)
    await bot.idle()
    assert await newest(bot, "talks") is None
    since = await bot.play.seq()
    bot.pass_(minutes=1)
    assert "Published at its hour" in (await bot.play.heard(EMMA, since=since))["text"]
    assert "Peace talks" in await emma.types("/stories")
    bot.pass_(hours=1)
    await bot.restart()
    story = await newest(bot, "talks")
    assert story is not None
    assert story.revision == 1
    assert await due(bot) == []


async def test_it_is_listed_moved_and_called_off(bot: BotHarness, emma: DeskUser) -> None:
    """The list leads to its card; another hour takes the first one's place; called off, it is an open draft."""
    number = await draft(bot, EMMA, titled("Later"))
    await scheduled(emma, number)
    first = (await due(bot))[0].due_at
    assert "Later" in await emma.types("/scheduled")
    await emma.taps("Later")
    await emma.taps("Another hour")
    await emma.types("in 5 hours")
    assert "Amman" in await emma.taps("Schedule it")
    (moved,) = await due(bot)
    assert moved.due_at > first
    assert (await draft_of(bot, number)).state == "scheduled"
    await emma.taps("Cancel")
    assert (await due(bot), (await draft_of(bot, number)).state) == ([], "open")
    bot.pass_(hours=6)
    await bot.idle()
    story = await newest(bot)
    assert story is not None
    assert story.revision == 1
    assert "Nothing is scheduled" in await emma.types("/scheduled")


async def test_an_hour_that_means_nothing_or_has_passed(bot: BotHarness, emma: DeskUser) -> None:
    """It is told, and the question stands."""
    number = await draft(bot, EMMA, titled("Later"))
    await in_zone(bot, EMMA)
    await emma.types("/desk")
    await emma.forges(f"1dschedule_{number}")
    assert "do not understand" in await emma.types("whenever")
    assert "has passed" in await emma.types("yesterday 10:00")
    assert "To be published" in await emma.types("tomorrow 10:00")
    past = int((bot.now() - timedelta(hours=1)).timestamp())
    version = (await draft_of(bot, number)).version
    assert "has passed" in await emma.forges(f"1dat_{number}__v{version}_{past}")
    assert await due(bot) == []


async def test_an_hour_that_can_be_two_is_asked_with_buttons(bot: BotHarness, emma: DeskUser) -> None:
    """Nine without a half of the day is two buttons; the one tapped is the hour, not the one twelve hours off."""
    number = await draft(bot, EMMA, titled("Later"))
    await in_zone(bot, EMMA)
    await emma.types("/desk")
    await emma.forges(f"1dschedule_{number}")
    assert "Which of these" in await emma.types("tomorrow at 9")
    assert "At which hour" in await emma.types("tomorrow evening")
    await emma.types("tomorrow at 9")
    await emma.taps("21:00")
    assert [row.due_at.astimezone(ZoneInfo(row.zone)).hour for row in await due(bot)] == [21]


async def test_an_hour_of_another_zone_and_a_midnight_are_echoed_twice(bot: BotHarness, emma: DeskUser) -> None:
    """The hour is shown in the editor's zone and as typed, and a midnight with the days on both its sides."""
    number = await draft(bot, EMMA, titled("Later"))
    await in_zone(bot, EMMA)
    await emma.types("/desk")
    await emma.forges(f"1dschedule_{number}")
    assert "18:00 UTC" in await emma.types("tomorrow 18:00 UTC")
    assert "(UTC+05:30" in (await emma.types("tomorrow 18:00+05:30")).replace("\u2068", "").replace("\u2069", "")
    assert "midnight, the night of" in await emma.types("tomorrow 12 at night")
    either = (await emma.types("tomorrow 18:00 AST")).replace("\u2068", "").replace("\u2069", "")
    assert "Which of these" in either
    assert "18:00 (Riyadh)." in either
    assert "18:00 (UTC-04:00)." in either


async def test_an_hour_is_changed_by_editing_its_message(bot: BotHarness, emma: DeskUser) -> None:
    """Not understood, past or not the one: the message that named it is edited, and read anew."""
    number = await draft(bot, EMMA, titled("Later"))
    await in_zone(bot, EMMA)
    await emma.types("/desk")
    await emma.forges(f"1dschedule_{number}")
    message = await bot.play.say("whenever", as_=EMMA)
    await bot.play.idle()
    assert "18:00" in await emma.retypes(message, "tomorrow 18:00")
    assert "19:00" in await emma.retypes(message, "tomorrow 19:00")
    await emma.taps("Schedule it")
    assert [
        scheduled_publication.due_at.astimezone(ZoneInfo(scheduled_publication.zone)).hour
        for scheduled_publication in await due(bot)
    ] == [19]


async def test_who_was_dismissed_publishes_nothing_at_the_hour(bot: BotHarness, emma: DeskUser) -> None:
    """Rights are looked up again; the editor and the owners are told, in their language, and the draft is open."""
    editor = await hire(bot, Role.EDITOR)
    await DeskUser(bot, LAYLA).types("/desk")
    await emma.types("/desk")
    number = await draft(bot, editor.person, titled("Later"))
    await scheduled(editor, number)
    await dismiss(bot, editor.person)
    since = await bot.play.seq()
    bot.pass_(hours=2, minutes=1)
    assert "لم تُنشر في موعدها" in (await bot.play.heard(LAYLA, since=since))["text"]
    for person in (editor.person, EMMA):
        assert "Not published at its hour" in (await bot.play.heard(person, since=since))["text"]
    assert (await draft_of(bot, number)).state == "open"
    story = await newest(bot)
    assert story is not None
    assert story.revision == 1
    assert {entry.action for entry in await entries(bot, actor=editor.person) if not entry.allowed} == {
        "publish",
        "schedule",
    }


async def test_when_the_base_moves_the_editor_is_warned_and_at_the_hour_refused(
    bot: BotHarness, emma: DeskUser
) -> None:
    """Warned once a revision, before the hour; left as it is, it is refused; set upon the newest, it is published."""
    number, other = await draft(bot, EMMA, titled("Later")), await draft(bot, LAYLA, titled("Sooner"))
    await scheduled(emma, number)
    since = await bot.play.seq()
    layla = DeskUser(bot, LAYLA)
    await layla.forges(f"1drelease_{other}___1")
    warned = await bot.play.heard(EMMA, since=since)
    assert "its story has moved on" in warned["text"]
    await bot.restart()
    bot.pass_(minutes=1)
    await bot.idle()
    assert (await bot.play.last(EMMA))["message_id"] == warned["message_id"]
    since = await bot.play.seq()
    bot.pass_(hours=2)
    assert "Not published at its hour" in (await bot.play.heard(EMMA, since=since))["text"]
    emma.screen = await bot.play.last(EMMA)
    await emma.taps("Draft")
    await emma.taps("Publish")
    await emma.taps("Apply my changes")
    await emma.taps("Mine")
    held = await draft_of(bot, number)
    assert (held.base, held.state, held.dossier.title.en) == (2, "open", "Later")


async def test_a_scheduled_draft_is_set_upon_the_newest_and_keeps_its_hour(bot: BotHarness, emma: DeskUser) -> None:
    """From the warning, in two taps; at the hour both changes are out."""
    number = await draft(bot, EMMA, titled("Later"))
    await scheduled(emma, number)
    story = titled("North Korean troops in Kursk")
    other = story.model_copy(update={"key_points": story.key_points[1:]})
    other_draft = await draft(bot, LAYLA, other)
    since = await bot.play.seq()
    await DeskUser(bot, LAYLA).forges(f"1drelease_{other_draft}___1")
    emma.screen = await bot.play.heard(EMMA, since=since)
    await emma.taps("See what changed")
    assert "build on revision 2" in await emma.taps("Apply my changes")
    since = await bot.play.seq()
    bot.pass_(hours=2, minutes=1)
    assert "Published at its hour" in (await bot.play.heard(EMMA, since=since))["text"]
    out = await newest(bot)
    assert out is not None
    assert (out.revision, out.dossier.title.en, len(out.dossier.key_points)) == (3, "Later", 5)


@pytest.mark.parametrize("choice", ["Publish now", "Cancel"])
async def test_more_than_a_quarter_of_an_hour_late_it_asks_first(bot: BotHarness, emma: DeskUser, choice: str) -> None:
    """The bot was down at the hour: it publishes nothing by itself, asks once, and does what is chosen."""
    number = await draft(bot, EMMA, titled("Later"))
    await scheduled(emma, number)
    await bot.stop()
    bot.pass_(hours=2, minutes=16)
    since = await bot.play.seq()
    await bot.start()
    emma.screen = await bot.play.heard(EMMA, since=since)
    assert "the bot was down then" in emma.text
    await bot.restart()
    await bot.idle()
    assert (await bot.play.last(EMMA))["message_id"] == emma.screen["message_id"]
    await emma.taps(choice)
    story = await newest(bot)
    assert story is not None
    assert story.revision == 1
    if choice == "Publish now":
        assert "Readers see it now" in await emma.taps("Publish")
        assert await due(bot) == []
    else:
        assert (await draft_of(bot, number)).state == "open"


async def test_a_quarter_of_an_hour_late_it_publishes(bot: BotHarness, emma: DeskUser) -> None:
    """A restart around the hour is made up for."""
    number = await draft(bot, EMMA, titled("Later"))
    await scheduled(emma, number)
    await bot.stop()
    bot.pass_(hours=2, minutes=14)
    await bot.start()
    await bot.idle()
    assert (await draft_of(bot, number)).state == "published"


async def test_undo_takes_an_hour_back(bot: BotHarness, emma: DeskUser) -> None:
    """The draft is open again; a moved hour goes back to where it was."""
    number = await draft(bot, EMMA, titled("Later"))
    await scheduled(emma, number)
    (before,) = await due(bot)
    await emma.taps("Another hour")
    await emma.types("in 5 hours")
    await emma.taps("Schedule it")
    assert "taken back" in await emma.types("/undo")
    assert [scheduled_publication.due_at for scheduled_publication in await due(bot)] == [before.due_at]
