"""A correction reaches pictures by the path of all copies: in chats, and where they were sent through inline mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors.pictures import PictureFailed
from bot.i18n import catalogue
from bot.model.corrections.mistakes import mistakes
from bot.model.language import Language
from bot.model.roles import Role
from bot.services.pictures.drawing_process import UNAVAILABLE, DrawingProcess
from bot.services.pictures.pictures import Pictures
from bot.store import members
from bot.store.copies import messages, runs, totals
from bot.store.members import Member
from bot.views.callback_data import PageLink, Section, payload
from bot.views.desk.publishing import copies_report
from tests.bot.test_corrected_copies import GONE, RIGHT, SAID, WRONG, record, recorded, settled, story
from tests.bot.test_inline import ask
from tests.store.dossiers import NOW
from tests.unit.test_pictures import needs_fribidi

if TYPE_CHECKING:
    import pytest

    from bot.store.copies.totals import RunTotals
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

pytestmark = needs_fribidi
WORDS = catalogue.load()


def file_of(message: dict[str, Any]) -> str:
    """What tells a message's picture from others, whoever sent it."""
    return str(message["photo"][-1]["file_unique_id"])


async def send_inline(play: SandboxClient, item: str, *, as_: int, chat: int) -> dict[str, Any]:
    """Let a person send an item's picture through inline mode; return the message."""
    answer = await ask(play, payload(PageLink(1, Section.TIMELINE, Language.EN, item)), as_=as_)
    photo = next(result for result in answer["results"] if result["type"] == "photo")
    sent = await play.post("choose", as_=as_, chat_id=chat, inline_query_id=answer["id"], result_id=photo["id"])
    message: dict[str, Any] = sent["message"]
    return message


async def shown(play: SandboxClient, message: dict[str, Any]) -> dict[str, Any]:
    """A message as it is now."""
    every = await play.messages(message["chat"]["id"])
    return next(each for each in every if each["message_id"] == message["message_id"])


async def reached(bot: BotHarness) -> RunTotals:
    """What became of the latest run."""
    async with bot.database() as database, database.read() as conn:
        return await totals.read(conn, (await runs.latest(conn, 1))[0])


async def test_pictures_are_put_right_where_they_are(sandbox: SandboxClient, harness: BotHarness) -> None:
    """Counted before and after, uploaded once a language, with the line; of what is withdrawn no word is left."""
    bot = harness
    await bot.publish(story(WRONG))
    await bot.start()
    reader, arab = [await sandbox.person(code) for code in ("en", "ar")]
    group = await sandbox.group(reader)
    private, quoted = [await sandbox.ask(f"/card {item}", as_=reader) for item in ("e2", "q1")]
    arabic = await sandbox.ask("/card e2", as_=arab)
    grouped = await sandbox.ask("/card e2", as_=reader, chat_id=group)
    inline = await send_inline(sandbox, "e2", as_=reader, chat=group)
    await recorded(bot, 5)
    correction = story(RIGHT, record("corrected"))
    async with bot.database() as database, database.read() as conn:
        expected = await totals.expected(conn, 1, mistakes(story(WRONG), correction))
    assert expected == {"picture": 4}
    since = await sandbox.seq()
    await bot.publish(correction)
    await settled(bot)
    right = [await shown(sandbox, message) for message in (private, grouped, inline)]
    assert {file_of(message) for message in right} == {file_of(right[0])} != {file_of(private)}
    line = f"Correction, 28 April 2025: It said “{WRONG['en']}”; it should say “{RIGHT['en']}”."
    assert all(message["caption"].startswith(line) for message in right), right[0]["caption"]
    right_arabic = await shown(sandbox, arabic)
    assert "تصويب" in right_arabic["caption"]
    assert file_of(right_arabic) not in {file_of(arabic), file_of(right[0])}
    assert await shown(sandbox, quoted) == quoted
    calls = [call for call in await sandbox.log(method="editMessageMedia", since=since) if call["status"] == 200]
    uploads = [call for call in calls if "attach://" in str(call["params"]["media"])]
    assert (len(calls), len(uploads)) == (4, 2)
    assert (await reached(bot)).by == {("picture", "done"): 4}
    again = await sandbox.ask("/card e2", as_=reader)
    assert file_of(again) == file_of(right[0])
    assert (await sandbox.log(method="sendPhoto"))[-1]["params"]["photo"] == again["photo"][-1]["file_id"]
    await recorded(bot, 6)
    await bot.publish(story(None, GONE))
    await settled(bot)
    own = await sandbox.ask("/card", as_=reader)
    await sandbox.tap_text(own, "The story itself", as_=reader)
    await sandbox.idle()
    own = (await sandbox.messages(reader))[-1]
    for message in (private, grouped, inline, again):
        now = await shown(sandbox, message)
        assert file_of(now) == file_of(own), "the story's own picture, which shows no item"
        assert "withdrawn" in now["caption"]
        assert "no longer in the story" in now["caption"]
        assert not any(words in str(now) for ships in (WRONG, RIGHT) for words in ships.values())
    assert (await shown(sandbox, quoted))["caption"] == quoted["caption"]
    kept = (await bot.holds(["corrected_pages"]))["corrected_pages"]
    assert {(row["picture"], row["body"]) for row in kept} == {(None, None)}, "runs that are done keep no picture"


async def test_an_inline_picture_alone_takes_its_file_from_the_desk(
    sandbox: SandboxClient, harness: BotHarness
) -> None:
    """Where no chat has a copy, the picture goes to an owner without a sound, is deleted, and its file id stands in."""
    bot = harness
    reader, friend, owner = [await sandbox.person("en") for _ in range(3)]
    await bot.publish(story(WRONG))
    async with bot.database() as database, database.write() as conn:
        await members.put(conn, Member(owner, Role.OWNER, "Owner", None, NOW), frozenset())
    await bot.start()
    group = await sandbox.group(reader)
    await sandbox.ask("/card e2", as_=friend)
    inline = await send_inline(sandbox, "e2", as_=reader, chat=group)
    await recorded(bot, 2)
    async with bot.database() as database, database.write() as conn:
        await conn.exec_driver_sql(f"DELETE FROM copies WHERE chat_id = {friend}")  # noqa: S608 - a number
    before = await sandbox.messages(owner)
    await bot.publish(story(None, GONE))
    await settled(bot)
    right = await shown(sandbox, inline)
    assert file_of(right) != file_of(inline)
    assert WRONG["en"] not in str(right)
    assert (await reached(bot)).by == {("picture", "done"): 1}
    (upload,) = [call for call in await sandbox.log(method="sendPhoto") if str(call["params"]["chat_id"]) == str(owner)]
    assert str(upload["params"]["disable_notification"]).lower() == "true"
    left = [message for message in await sandbox.messages(owner) if not message.get("deleted")]
    assert left == [message for message in before if not message.get("deleted")]


async def wrong_card(bot: BotHarness) -> dict[str, Any]:
    """Start the bot with what is wrong, and return the picture of it that a reader was sent."""
    await bot.publish(story(WRONG))
    await bot.start()
    message = await bot.play.ask("/card e2", as_=await bot.play.person("en"))
    await recorded(bot, 1)
    return message


async def test_what_cannot_be_drawn_says_so_below_and_in_the_report(
    sandbox: SandboxClient, harness: BotHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its caption is edited alone, and it counts as not corrected, for that reason."""
    bot = harness
    message = await wrong_card(bot)

    async def refuse(*_: Any) -> tuple[bytes, bytes]:
        return UNAVAILABLE, b"fribidi"

    monkeypatch.setattr(DrawingProcess, "_ask", refuse)
    await bot.publish(story(RIGHT, record("corrected")))
    await settled(bot)
    now = await shown(sandbox, message)
    assert now["photo"] == message["photo"]
    assert now["caption"].startswith("Correction, 28 April 2025")
    result = await reached(bot)
    assert (result.by, result.reasons) == ({("picture", "failed"): 1}, {"undrawn": 1})
    async with bot.database() as database, database.read() as conn:
        (run,) = await runs.latest(conn, 1)
    report = "\n".join(copies_report.report(run, result, bot.now(), WORDS[Language.EN]))
    assert WORDS[Language.EN].text("desk.copies.reason.undrawn") in report
    assert SAID["en"] not in now["caption"]


async def test_a_late_copy_is_given_the_file_that_is_known(
    sandbox: SandboxClient, harness: BotHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that was done keeps no picture; once it is open again its file id is enough, also where none is drawn."""
    bot = harness
    message = await wrong_card(bot)
    (old,) = (await bot.holds(["copies"]))["copies"]
    await bot.publish(story(RIGHT, record("corrected")))
    await settled(bot)
    right = await shown(sandbox, message)

    async def refuse(*_: Any) -> bytes:
        raise PictureFailed

    monkeypatch.setattr(Pictures, "draw", refuse)
    async with bot.database() as database, database.write() as conn:
        await conn.run_sync(messages.place, [(message["chat"]["id"], message["message_id"], old["page_id"])], bot.now())
        page = await messages.get_page(conn, old["page_id"])
        assert page
        await conn.run_sync(runs.catch_up, [page], (await runs.latest(conn, 1))[0].at)
        assert await runs.open_runs(conn)
    since = await sandbox.seq()
    await settled(bot)
    assert (await reached(bot)).by == {("picture", "same"): 1}, "it has that picture, and was asked to take it"
    (call,) = await sandbox.log(method="editMessageMedia", since=since)
    assert right["photo"][-1]["file_id"] in str(call["params"]["media"])
