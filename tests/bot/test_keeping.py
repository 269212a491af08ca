"""What is kept about a chat, and that `/forget` leaves none of it; what the bot tells Telegram of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

PERSONAL = ("readers", "current_stories", "last_seen", "copies", "inbox")


async def test_what_is_kept(sandbox: SandboxClient, bot: BotHarness) -> None:
    """After a choice and a page: the language, the story and revision that are read, ids of updates; and no more."""
    await sandbox.ask("/language en")
    await sandbox.ask("/quotes putin")
    await bot.stop()
    kept = await bot.holds()
    ((reader,), (reading,), (seen,)) = (kept[name] for name in ("readers", "current_stories", "last_seen"))
    unchosen = {"format_preference": "auto", "months": "both", "digits": "latin", "zone": None, "newest_first": 0}
    unchosen["ephemeral_answers"] = 0
    assert {**reader, "created_at": None} == {"chat_id": LAYLA, "language": "en", "created_at": None, **unchosen}
    assert reading == {"chat_id": LAYLA, "thread_id": 0, "story_id": 1}
    assert seen == {"chat_id": LAYLA, "story_id": 1, "revision": 1, "at": seen["at"]}
    assert kept["inbox"] == []
    assert len(kept["processed_updates"]) == 1
    assert "ليلى" not in str({name: rows for name, rows in kept.items() if name != "revisions"})


async def test_forget_leaves_nothing(sandbox: SandboxClient, bot: BotHarness) -> None:
    """What was noted a moment ago is gone as well as what was written; another chat's is not; the page begins anew."""
    for reader in (LAYLA, EMMA):
        await sandbox.ask("/language en", as_=reader)
        await sandbox.ask("/summary", as_=reader)
    await bot.restart()
    await sandbox.ask("/quotes")
    question = await sandbox.ask("/forget")
    assert "follow" not in question["text"].replace("reads and follows", "")
    answer = await sandbox.turn(question, "Delete")
    assert "deleted" in answer["text"]
    assert "عن سياق" in (await sandbox.ask("/about"))["text"]
    await bot.stop()
    kept = await bot.holds()
    for table in PERSONAL:
        assert {row.get("chat_id") for row in kept[table]} <= {EMMA}, table
    assert {row["chat_id"] for row in kept["readers"]} == {EMMA}
    assert str(LAYLA) not in str({name: kept[name] for name in (*PERSONAL, "processed_updates")}).replace(
        "900000101", ""
    )


async def test_forget_asks_first_and_names_the_follows(sandbox: SandboxClient, bot: BotHarness) -> None:
    """Who follows a story is told that it ends; who keeps what there is has it still."""
    await sandbox.answer("/subscribe all", as_=EMMA)
    question = await sandbox.ask("/forget", as_=EMMA)
    assert "unfollows every story" in question["text"]
    assert "Nothing was deleted" in (await sandbox.turn(question, "Keep", as_=EMMA))["text"]
    assert len((await bot.holds(["subscribers"]))["subscribers"]) == 1
    question = await sandbox.ask("/forget", as_=EMMA)
    assert "deleted" in (await sandbox.turn(question, "Delete", as_=EMMA))["text"]
    assert not (await bot.holds(["subscribers"]))["subscribers"]


async def test_forget_in_a_group_is_its_admins(sandbox: SandboxClient, bot: BotHarness) -> None:
    """A member is refused and nothing is deleted; for an admin all of it is, of every topic."""
    group = await sandbox.group(LAYLA, EMMA, is_forum=True)
    thread = (await sandbox.post("topic", chat_id=group, name="x"))["thread_id"]
    await sandbox.ask("/summary", chat_id=group)
    await sandbox.ask("/summary", chat_id=group, thread_id=thread)
    assert "Only the group’s admins" in (await sandbox.ask("/forget", as_=EMMA, chat_id=group))["text"]
    await bot.restart()
    assert len((await bot.holds(["current_stories"]))["current_stories"]) == 2
    question = await sandbox.ask("/forget", chat_id=group)
    refused = await sandbox.tap_text(question, "حذف", as_=EMMA)
    assert refused
    assert refused["show_alert"]
    await sandbox.turn(question, "حذف")
    await bot.stop()
    kept = await bot.holds(PERSONAL)
    assert not any(kept.values())


async def test_menus_and_profile_are_set_once(sandbox: SandboxClient, bot: BotHarness) -> None:
    """In both languages at the first start; at the next only what somebody changed meanwhile."""
    await sandbox.wait("call", method="getMyShortDescription", count=3)
    await sandbox.idle()
    for reader, code in ((LAYLA, "ar"), (EMMA, "en")):
        menu = (await sandbox.get("commands", as_=reader))["commands"]
        assert {entry["command"] for entry in menu} >= {"summary", "quotes", "timeline", "language", "privacy"}
        profile = await sandbox.get("profile", language=code)
        assert all(profile.values())
        assert (profile["name"] == "سياق") is (code == "ar")
    arabic = (await sandbox.get("commands", as_=LAYLA))["commands"]
    assert all(any("\u0600" <= char <= "\u06ff" for char in item["description"]) for item in arabic)
    await sandbox.result("setMyName", name="Renamed", language_code="ar")
    since = await sandbox.seq()
    await bot.restart()
    await sandbox.wait("call", since=since, method="getMyShortDescription", count=3)
    await sandbox.idle()
    changed = [call for call in await sandbox.log(since=since) if call["method"].startswith("setMy")]
    assert [(call["method"], call["params"]["language_code"]) for call in changed] == [("setMyName", "ar")]
    assert (await sandbox.get("profile", language="ar"))["name"] == "سياق"


async def test_a_profile_that_telegram_refuses_is_no_obstacle(sandbox: SandboxClient, harness: BotHarness) -> None:
    """Telegram allows few changes a day: what is refused is let be, the rest is set, and readers are served."""
    await sandbox.fault("retry_after", method="setMyName", retry_after=3600)
    await harness.start()
    assert "سياق" in (await sandbox.ask("/start"))["text"]
    await sandbox.wait("call", method="setMyShortDescription", count=2)


async def test_a_menu_that_telegram_puts_off_is_set_later(sandbox: SandboxClient, harness: BotHarness) -> None:
    """Not before its time is over, and without another start; the rest is set meanwhile."""
    await sandbox.fault("retry_after", method="setMyCommands", retry_after=2, times=1)
    await harness.start()
    await sandbox.wait("call", method="setMyCommands", status=200, count=3, timeout=30)
    first, *later = await sandbox.log(method="setMyCommands")
    assert [first["status"], *(call["status"] for call in later)] == [429, 200, 200, 200]
    assert later[-1]["params"]["language_code"] == first["params"]["language_code"]
    assert later[-1]["at"] - first["at"] >= 2
