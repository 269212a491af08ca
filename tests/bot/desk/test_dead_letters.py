"""Updates that could not be handled: on `/desk` with the reason, tried again or dropped, and in the audit log."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import OperationalError

from bot.model.roles import Role
from tests.bot.desk.desk_user import DeskUser
from tests.bot.desk.staff import entries, hire
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    import pytest

    from tests.bot.bot_harness import BotHarness

ABOUT = "bot.handlers.reader.sections.about.about"
PERSON = {"id": LAYLA, "is_bot": False, "first_name": "Layla"}
MALFORMED = {"message": {"message_id": 2, "date": "noon", "chat": {"id": LAYLA, "type": "private"}, "from": PERSON}}


def refuse(*_: Any) -> Any:
    """Fail as a statement does that the database refuses, each time."""
    raise OperationalError("SELECT", {}, RuntimeError("refused"))


async def dead(harness: BotHarness, count: int) -> list[dict[str, Any]]:
    """Wait until so many updates are set aside, and return their rows."""
    async with asyncio.timeout(10):
        while True:
            rows = [row for row in (await harness.holds(["inbox"]))["inbox"] if row["dead_letter_reason"]]
            if len(rows) == count:
                return rows
            await asyncio.sleep(0.05)


async def test_a_question_that_failed_is_listed_and_tried_again(
    emma: DeskUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its kind, reason and the log's id; tried again it is answered, leaves the list, and is in the audit log."""
    harness, play = emma.harness, emma.play
    reader = await play.person("en")
    with monkeypatch.context() as broken:
        broken.setattr(ABOUT, refuse)
        assert "went wrong" in (await play.ask("/about", as_=reader))["text"]
        (row,) = await dead(harness, 1)
    await emma.types("/desk")
    await emma.taps("One update was not handled")
    assert "a message" in emma.text
    assert "failed each time (OperationalError)" in emma.text
    assert f"In the log: {row['dead_letter_log_id']}" in emma.text
    since = await play.seq()
    await emma.taps("Try again")
    assert "Everything was handled" in emma.text
    answer = await play.heard(reader, since=since)
    assert "About Siyaq" in answer["text"]
    await play.idle()
    calls = await play.log(since=since, method="sendMessage", chat_id=reader)
    assert len(calls) == 1
    await harness.stop()
    assert (await harness.holds(["inbox"]))["inbox"] == []
    (entry,) = await entries(harness, action="updates")
    assert (entry.actor, entry.detail) == (EMMA, {"update": row["update_id"], "does": "retry"})


async def test_what_fails_again_comes_back(emma: DeskUser, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader hears of it again, and a second tap on an old list tries nothing twice."""
    harness, play = emma.harness, emma.play
    reader = await play.person("en")
    monkeypatch.setattr(ABOUT, refuse)
    await play.ask("/about", as_=reader)
    await dead(harness, 1)
    await emma.types("/desk")
    await emma.taps("not handled")
    data = emma.screen["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    since = await play.seq()
    await emma.taps("Try again")
    assert "went wrong" in (await play.heard(reader, since=since))["text"]
    await dead(harness, 1)
    await emma.forges_and_sees(data.replace("deadretry", "deaddrop"))
    await dead(harness, 0)
    assert "no longer in the list" in await emma.forges(data)


async def test_a_malformed_update_is_dropped(bot: BotHarness) -> None:
    """In Arabic; the desk's first screen has no button any more; the reason is in words."""
    layla = DeskUser(bot, LAYLA)
    await bot.play.start()
    await bot.play.post("update", **MALFORMED)
    (row,) = await dead(bot, 1)
    await layla.types("/desk")
    await layla.taps("تحديث واحد لم يُعالَج")
    assert "ليس كما يرسله تيليغرام" in layla.text
    assert str(row["dead_letter_log_id"]) in layla.text
    await layla.taps("احذف")
    assert "عولج كل شيء" in layla.text
    await dead(bot, 0)
    await layla.types("/desk")
    assert not [label for label in layla.labels if "لم يُعالَج" in label]
    (entry,) = await entries(bot, action="updates")
    assert entry.detail == {"update": row["update_id"], "does": "drop"}


async def test_contributors_see_none(bot: BotHarness) -> None:
    """Neither the button nor, by a forged one, the list."""
    await bot.play.start()
    await bot.play.post("update", **MALFORMED)
    await dead(bot, 1)
    rana = await hire(bot, Role.CONTRIBUTOR)
    await rana.types("/desk")
    assert not [label for label in rana.labels if "not handled" in label]
    await rana.forges("1ddead")
    assert [entry.allowed for entry in await entries(bot, actor=rana.person)] == [False]


async def test_a_long_list_has_pages(bot: BotHarness) -> None:
    """Eight on one screen, numbered through; the next has the rest."""
    emma = DeskUser(bot, EMMA)
    await bot.play.start(as_=EMMA)
    for _ in range(10):
        await bot.play.post("update", **MALFORMED)
    await dead(bot, 10)
    await emma.types("/desk")
    await emma.taps("10 updates were not handled")
    assert "8 Try again" in emma.labels
    await emma.taps("Older")
    assert "9 Try again" in emma.labels
    assert "10 Drop" in emma.labels
    assert len([label for label in emma.labels if "Drop" in label]) == 2
