"""Raw updates wait until they are handled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.errors.updates import DeadLetterCause, UpdateFailure
from bot.store.update_inbox import UpdateInbox
from bot.store.write_behind import WriteBehind
from bot.telegram_api import update_fields
from tests.store.caches import CHAT, GROUP

if TYPE_CHECKING:
    from bot.store.database import Database
    from tests.store.fake_clock import FakeClock


async def test_updates_wait_until_they_are_handled(
    database: Database,
    write_behind: WriteBehind,
    inbox: UpdateInbox,
    other: Database,
    clock: FakeClock,
    *,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As they came, in their order, until a restart; what was handled or set aside waits no longer."""
    monkeypatch.setattr("bot.store.process_presence.GRACE", 0.0)
    batch: list[dict[str, Any]] = [
        {"update_id": 7, "message": {"text": "سلام \ud83d \0 😀"}},
        {"update_id": 8},
        {"update_id": 9},
    ]
    await inbox.store(batch)
    inbox.remove(8, 0)
    await inbox.dead_letter({"update_id": 9}, UpdateFailure(DeadLetterCause.MALFORMED, "nobody", "1f"))
    await write_behind.flush()
    assert await inbox.adopt() == [], "its own it has"
    await database.presence.hide()
    assert await UpdateInbox(other, WriteBehind(other, clock), clock).adopt() == batch[:1]


async def test_what_a_living_process_has_stays_its_own(
    database: Database, inbox: UpdateInbox, other: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a server two processes share: the other takes over what the first released, or had when it ended."""
    if database.change_counter() is not None:
        return  # SQLite's one process has all there is
    monkeypatch.setattr("bot.store.process_presence.GRACE", 0.0)
    successor = UpdateInbox(other, WriteBehind(other, clock), clock)
    await database.presence.show()
    await other.presence.show()
    await inbox.store([{"update_id": 1}])
    assert await successor.adopt() == []
    await inbox.release()
    assert await successor.adopt() == [{"update_id": 1}]
    await inbox.store([{"update_id": 2}])
    assert await successor.adopt() == []
    await database.presence.hide()
    assert await successor.adopt() == [{"update_id": 2}]
    await other.presence.hide()


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        ({"update_id": 1, "message": {"chat": {"id": CHAT}, "from": {"id": 1}}}, CHAT),
        ({"update_id": 1, "callback_query": {"from": {"id": 1}, "message": {"chat": {"id": GROUP}}}}, GROUP),
        ({"update_id": 1, "callback_query": {"from": {"id": 1}, "inline_message_id": "x"}}, 1),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": GROUP}, "from": {"id": 1}}}, GROUP),
        ({"update_id": 1, "inline_query": {"from": {"id": 5}}}, 5),
        ({"update_id": 1, "poll_answer": {"user": {"id": 6}}}, 6),
        ({"update_id": 1, "poll": {"id": "7"}}, 0),
        ({"update_id": 1, "message": {"chat": 5, "message": "text", "from": []}}, 0),
        ({"update_id": 1}, 0),
    ],
)
def test_the_chat_of_a_raw_update(update: dict[str, object], chat: int) -> None:
    """Wherever an update has it, and whatever stands in its place."""
    assert update_fields.chat_of(update) == chat
