"""Live coverage: each message is an event, shown as it will leave, and one tap publishes and pushes it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from bot.model.roles import Role
from bot.store import live_sessions
from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.staff import four_eyes, hire, in_zone, newest
from tests.bot.desk.subscriber_factory import add_audience, bare, ends, ours, reads
from tests.bot.desk.test_pushing import sends_photo
from tests.bot.story_factory import tale
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from bot.model import Dossier
    from bot.store.live_sessions import LiveSession
    from tests.bot.bot_harness import BotHarness


class Tongue(NamedTuple):
    """Who speaks a language at the desk, what they send, and what they see in it."""

    person: int
    language: str
    news: str
    other: str
    labels: dict[str, str]


ARABIC = Tongue(
    LAYLA, "ar", "اندلع حريق في الميناء", "A fire broke out at the port",
    {
        "publish": "نشر", "push": "نشر وإرسال", "change": "تغيير", "drop": "إلغاء الخبر", "submit": "إرسال للمراجعة",
        "add": "أضف الإنجليزية", "missing": "الإنجليزية: لا يُرسل شيء", "out": "ويراها القراء", "over": "انتهت",
        "credit": "يُنسب الخبر إلى صحيفة", "end": "إنهاء التغطية", "dropped": "أُلغي", "place": "ما اسم هذا المكان",
        "named": "رصيف الميناء", "photo": "ترافق الإرسال صورة", "kept": "مكان الحدث التالي",
        "expired": "أربع ساعات بلا رسائل",
    },
)  # fmt: skip
ENGLISH = Tongue(
    EMMA, "en", "A fire broke out at the port", "اندلع حريق في الميناء",
    {
        "publish": "Publish", "push": "Publish and push", "change": "Change", "drop": "Drop",
        "submit": "Submit for review", "add": "Add the Arabic", "missing": "Arabic: nothing is sent",
        "out": "Readers see it now", "over": "has ended", "credit": "credited to A paper", "end": "End live coverage",
        "dropped": "Dropped", "place": "What is this place called", "named": "The quay",
        "photo": "A photo goes with the push", "kept": "The next event has this place",
        "expired": "nothing for four hours",
    },
)  # fmt: skip
BOTH = pytest.mark.parametrize("tongue", [ARABIC, ENGLISH], ids=["ar", "en"])


def port() -> Dossier:
    """A story with one event that is known to the day."""
    text = {"ar": "وصلت السفينة", "en": "The ship came in"}
    events = [{"id": "e1", "date": "2025-04-27", "text": text, "sources": ["s1"]}]
    return tale("port", "الميناء", "The port", events=events)


async def covers(bot: BotHarness, tongue: Tongue) -> tuple[DeskUser, list[int]]:
    """A member who covers the story, in their zone, and what chats follow it; they have been sent the story once."""
    await bot.publish(port())
    chats = [*await add_audience(bot)]
    await in_zone(bot, tongue.person)
    desk_user = DeskUser(bot, tongue.person)
    await desk_user.types("/live port")
    return desk_user, chats


async def session(bot: BotHarness, person: int) -> LiveSession | None:
    """The live coverage of a member, as the database has it."""
    async with bot.database() as database, database.read() as conn:
        return await live_sessions.get(conn, person)


async def shares(desk_user: DeskUser, **point: Any) -> str:
    """Send a location, and return what the bot answers."""
    since = await desk_user.play.seq()
    await desk_user.play.post("share", as_=desk_user.person, chat_id=desk_user.person, location=point)
    return await desk_user.sees(since)


@BOTH
async def test_an_event_costs_one_message_and_one_tap(bot: BotHarness, tongue: Tongue) -> None:
    """Published and pushed, in one language, to those who read it; with its minute by the member's clock."""
    desk_user, (arabic, english, channel) = await covers(bot, tongue)
    say = tongue.labels
    assert say["credit"] in bare(desk_user.text)
    since = await bot.play.seq()
    shown = bare(await desk_user.types(tongue.news))
    assert tongue.news in shown
    assert say["missing"] in shown
    assert say["out"] in bare(await desk_user.taps(say["push"]))
    own_messages = [m for m in await bot.play.messages(tongue.person) if m.get("from", {}).get("id") == tongue.person]
    taps = await bot.play.log(since=since, method="answerCallbackQuery")
    assert (len(own_messages) - 1, len(taps)) == (1, 1), "/live was sent before"
    await ends(bot, 1)
    in_arabic, in_english, in_channel = await reads(bot.play, [arabic, english, channel])
    own, other = (in_arabic, in_english) if tongue is ARABIC else (in_english, in_arabic)
    assert (len(own), len(other), len(in_channel)) == (1, 0, 1 if tongue is ARABIC else 0)
    assert tongue.news in own[0]
    story = await newest(bot, "port")
    assert story is not None
    (_, event) = story.dossier.events
    assert (event.id, event.sources) == ("e2", ("s1",))
    assert event.text.model_dump(exclude_none=True) == {tongue.language: tongue.news}
    assert event.date is not None
    assert event.date.moment is not None
    assert event.date.time is not None
    assert event.date.time.offset == 180, "Amman's clock"
    assert abs(event.date.moment - bot.now()) < timedelta(minutes=2)


@BOTH
async def test_both_languages_in_one_message(bot: BotHarness, tongue: Tongue) -> None:
    """With a bar between, or one below the other: one event in both, pushed to everybody with one tap."""
    desk_user, chats = await covers(bot, tongue)
    say = tongue.labels
    shown = bare(await desk_user.types(f"{tongue.news} | {tongue.other}"))
    assert tongue.news in shown
    assert tongue.other in shown
    assert not [label for label in desk_user.labels if say["add"] in label]
    await desk_user.taps(say["push"])
    await ends(bot, 1)
    in_arabic, in_english, in_channel = await reads(bot.play, chats)
    assert ARABIC.news in in_arabic[0]
    assert ENGLISH.news in in_english[0]
    assert ARABIC.news in in_channel[0]
    await desk_user.types(f"{tongue.other} 2\n{tongue.news} 2")
    await desk_user.taps(say["publish"], is_whole=True)
    story = await newest(bot, "port")
    assert story is not None
    text = story.dossier.events[-1].text
    assert {text.ar, text.en} == {f"{tongue.news} 2", f"{tongue.other} 2"}
    assert len((await reads(bot.play, chats))[0]) == 1, "published, and not pushed"


@BOTH
async def test_the_other_language_is_added_before_it_leaves(bot: BotHarness, tongue: Tongue) -> None:
    """A button asks for it; the next message is that text, and no event; then everybody gets it."""
    desk_user, chats = await covers(bot, tongue)
    say = tongue.labels
    await desk_user.types(tongue.news)
    await desk_user.taps(say["add"])
    shown = bare(await desk_user.types(tongue.other))
    assert tongue.news in shown
    assert tongue.other in shown
    await desk_user.taps(say["push"])
    await ends(bot, 1)
    assert [len(texts) for texts in await reads(bot.play, chats)] == [1, 1, 1]


@BOTH
async def test_an_event_is_changed_and_dropped(bot: BotHarness, tongue: Tongue) -> None:
    """By a button, by editing the message; what was dropped is a draft no more, and the next message is an event."""
    desk_user, _ = await covers(bot, tongue)
    say = tongue.labels
    since = await bot.play.seq()
    message = await bot.play.say(tongue.news, as_=tongue.person)
    await desk_user.sees(since)
    await desk_user.taps(say["change"])
    assert "2" in bare(await desk_user.types(f"{tongue.news} 2"))
    assert f"{tongue.news} 3" in bare(await desk_user.retypes(message, f"{tongue.news} 3"))
    assert (await draft_of(bot, 1)).dossier.events[-1].text.model_dump(exclude_none=True)[tongue.language].endswith("3")
    assert say["dropped"] in bare(await desk_user.taps(say["drop"]))
    assert (await draft_of(bot, 1)).state == "discarded"
    await desk_user.types(f"{tongue.news} 4")
    assert (await draft_of(bot, 2)).state == "open"
    story = await newest(bot, "port")
    assert story is not None
    assert len(story.dossier.events) == 1


async def test_events_that_wait_are_published_in_any_order(bot: BotHarness) -> None:
    """The later first: the earlier is brought up to it, with the next number, and its photo and place stay with it."""
    desk_user, chats = await covers(bot, ENGLISH)
    await desk_user.types("First")
    await sends_photo(desk_user)
    first = desk_user.screen
    await desk_user.types("Second")
    await desk_user.taps("Publish and push")
    await ends(bot, 1)
    desk_user.screen = first
    assert "Readers see it now" in await desk_user.taps("Publish and push")
    await ends(bot, 2)
    story = await newest(bot, "port")
    assert story is not None
    assert {event.id: event.text.en for event in story.dossier.events[1:]} == {"e2": "Second", "e3": "First"}
    english = await ours(bot.play, chats[1])
    assert "Second" in english[-2]["text"]
    assert "First" in english[-1]["caption"]
    assert english[-1]["photo"]
    assert "Second" not in english[-1]["caption"]


@BOTH
async def test_a_location_is_the_place(bot: BotHarness, tongue: Tongue) -> None:
    """Of the event before, which has none, once it has a name; without an event, of the next."""
    desk_user, _ = await covers(bot, tongue)
    say = tongue.labels
    assert say["place"] in bare(await shares(desk_user, latitude=29.53, longitude=35.0))
    assert say["kept"] in bare(await desk_user.types(say["named"]))
    assert say["named"] in bare(await desk_user.types(tongue.news))
    assert say["place"] in bare(await shares(desk_user, latitude=29.6, longitude=35.1))
    assert say["kept"] in bare(await desk_user.types(say["named"])), "the event has its place"
    (place,) = [event.place for event in (await draft_of(bot, 1)).dossier.events if event.place]
    assert place is not None
    assert (place.latitude, place.longitude) == (29.53, 35.0)
    assert place.name.model_dump(exclude_none=True) == {tongue.language: say["named"]}
    await desk_user.types(f"{tongue.news} 2")
    draft = await draft_of(bot, 2)
    assert draft.dossier.events[-1].place is not None
    assert draft.dossier.events[-1].place.latitude == 29.6


@BOTH
async def test_a_photo_goes_with_the_push(bot: BotHarness, tongue: Tongue) -> None:
    """With a caption it is an event; the push is one message with both."""
    desk_user, chats = await covers(bot, tongue)
    say = tongue.labels
    shown = bare(await sends_photo(desk_user, tongue.news))
    assert tongue.news in shown
    assert say["photo"] in shown
    await desk_user.taps(say["push"])
    await ends(bot, 1)
    message = (await ours(bot.play, chats[0 if tongue is ARABIC else 1]))[-1]
    assert message["photo"]
    assert tongue.news in message["caption"]


@BOTH
async def test_coverage_survives_a_restart_and_is_ended(bot: BotHarness, tongue: Tongue) -> None:
    """A card's buttons work after it, the next message is an event; the button ends it, and so does /live again."""
    desk_user, _ = await covers(bot, tongue)
    say = tongue.labels
    await desk_user.types(tongue.news)
    await bot.restart()
    assert say["out"] in bare(await desk_user.taps(say["publish"], is_whole=True))
    assert f"{tongue.news} 2" in bare(await desk_user.types(f"{tongue.news} 2"))
    assert say["over"] in bare(await desk_user.taps(say["end"]))
    assert await session(bot, tongue.person) is None
    await desk_user.types(tongue.news)
    assert len((await bot.holds(["drafts"]))["drafts"]) == 2, "it is a reader's search"
    await desk_user.types("/live port")
    assert await session(bot, tongue.person) is not None
    assert say["over"] in bare(await desk_user.types("/live"))
    assert await session(bot, tongue.person) is None


@BOTH
async def test_coverage_ends_by_itself(bot: BotHarness, tongue: Tongue) -> None:
    """After four hours without a message; the one that comes then is no event, and is told so."""
    desk_user, _ = await covers(bot, tongue)
    await desk_user.types(tongue.news)
    bot.pass_(hours=3.9)
    await desk_user.types(f"{tongue.news} 2")
    bot.pass_(hours=4.1)
    since = await bot.play.seq()
    await bot.play.say(tongue.news, as_=tongue.person)
    assert tongue.labels["expired"] in bare(await desk_user.sees(since, answers=2))
    assert await session(bot, tongue.person) is None
    assert len((await bot.holds(["drafts"]))["drafts"]) == 2


@BOTH
async def test_four_eyes_hold(bot: BotHarness, tongue: Tongue) -> None:
    """Who may not publish submits, which under four eyes is everybody; another publishes it, and its photo goes."""
    await four_eyes(bot)
    desk_user, chats = await covers(bot, tongue)
    say = tongue.labels
    await sends_photo(desk_user, tongue.news)
    assert not [label for label in desk_user.labels if say["publish"] in label]
    await desk_user.taps(say["submit"])
    assert (await draft_of(bot, 1)).state == "submitted"
    other = ENGLISH if tongue is ARABIC else ARABIC
    reviewer = DeskUser(bot, other.person)
    await reviewer.types("/publish port")
    await reviewer.taps(other.labels["push"])
    await ends(bot, 1)
    in_arabic, in_english, _ = await reads(bot.play, chats)
    assert (len(in_arabic), len(in_english)) == ((1, 0) if tongue is ARABIC else (0, 1))
    assert (await ours(bot.play, chats[0 if tongue is ARABIC else 1]))[-1]["photo"]


async def test_a_contributor_submits(bot: BotHarness) -> None:
    """Without the right to publish there is no such button, and a forged one is refused."""
    await bot.publish(port())
    desk_user = await hire(bot, Role.CONTRIBUTOR)
    await desk_user.types("/live port")
    await desk_user.types("A fire broke out")
    assert "Submit for review" in desk_user.labels
    assert not [label for label in desk_user.labels if "Publish" in label]
    await desk_user.taps("Submit for review")
    assert (await draft_of(bot, 1)).state == "submitted"


async def test_a_source_is_chosen_once(bot: BotHarness) -> None:
    """A known agency has both names at once; events are credited to it, and the story lists it once."""
    desk_user, _ = await covers(bot, ENGLISH)
    await desk_user.taps("Another source")
    assert "credited to Reuters" in bare(await desk_user.types("رويترز"))
    for text in ("One", "Two"):
        await desk_user.types(text)
        await desk_user.taps("Publish")
    story = await newest(bot, "port")
    assert story is not None
    (added,) = [source for source in story.dossier.sources if source.id != "s1"]
    assert added.outlet.model_dump() == {"ar": "رويترز", "en": "Reuters"}
    assert [event.sources for event in story.dossier.events[1:]] == [(added.id,), (added.id,)]


async def test_an_open_question_comes_first(bot: BotHarness) -> None:
    """What is asked elsewhere meanwhile is answered; what was asked before waits in its draft."""
    await bot.publish(port())
    desk_user = DeskUser(bot, EMMA)
    await desk_user.types("/new")
    await desk_user.types("/live port")
    assert "A fire" in await desk_user.types("A fire")
    await desk_user.types("/new")
    await desk_user.types("Another story")
    async with bot.database() as database, database.read() as conn:
        assert await live_sessions.get(conn, EMMA) is not None
    drafts = (await bot.holds(["drafts"]))["drafts"]
    assert len([row for row in drafts if row["slug"] == "port"]) == 1
