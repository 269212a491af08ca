"""Polling: what is asked for next, and when, against a server that answers as it is told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.errors import TokenRefused
from bot.telegram_api import polling
from bot.telegram_api.client import Client
from bot.telegram_api.rate_limiter import RateLimiter
from tests.unit.scripted_server import TOKEN, ScriptedServer, keep_silent, refusal, reset, result

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.telegram_api.update_queue import UpdateQueue


class FakeQueue:
    """Takes batches in, as intake does; fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.batches: list[list[Any]] = []
        self.failures = failures

    async def accept(self, updates: list[Any]) -> None:
        """Take a batch."""
        if self.failures:
            self.failures -= 1
            raise OperationalError("INSERT", {}, OSError("full"))
        self.batches.append(updates)

    async def recovered(self, error: BaseException) -> bool:
        """Say that the database answers again."""
        del error
        return True


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    """A server on loopback."""
    async with ScriptedServer() as server:
        yield server


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause between tries."""
    monkeypatch.setattr(polling, "LONGEST", 0.0)
    monkeypatch.setattr(polling, "SOONEST", 0.0)
    monkeypatch.setattr("bot.telegram_api.polling.random.uniform", lambda *_: 0.0)


async def polled(server: ScriptedServer, queue: FakeQueue, scripts: list[Any], *, requests: int) -> list[str]:
    """The offsets asked for until the server has been asked so often, and then told to stop."""
    server.scripts = [*scripts, keep_silent]
    stop = asyncio.Event()
    update_queue: UpdateQueue = queue  # type: ignore[assignment]  # all of it that polling uses
    async with Client(TOKEN, RateLimiter(None), api_url=server.url) as client:
        running = asyncio.create_task(polling.poll(client, update_queue, stop, lambda: None))
        asked = asyncio.create_task(server.have(requests))
        await asyncio.wait({asked, running}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()  # where polling ended before, awaiting it below says why
        server.scripts = [result([])]
        stop.set()
        await running
    assert all(
        "allowed_updates" in request.parameters for request in server.received if request.path.endswith("getUpdates")
    )
    return [request.parameters.get("offset", "0") for request in server.received if request.path.endswith("getUpdates")]


async def test_a_batch_is_acknowledged_by_the_next_question(server: ScriptedServer) -> None:
    """The offset is one above the highest number, whatever the order; what was taken is acknowledged at the end."""
    batch = [{"update_id": 8}, {"update_id": 7}, {"update_id": "x"}, 3]
    queue = FakeQueue()
    assert await polled(server, queue, [result(batch)], requests=2) == ["0", "9", "9"]
    assert queue.batches == [batch]


async def test_after_an_empty_answer_no_offset_is_named(server: ScriptedServer) -> None:
    """Numbers may begin lower after a week without updates: 900 is followed by 5."""
    scripts = [result([{"update_id": 900}]), result([]), result([{"update_id": 5}])]
    assert await polled(server, FakeQueue(), scripts, requests=4) == ["0", "901", "0", "6", "6"]


async def test_what_was_not_taken_in_is_not_acknowledged(server: ScriptedServer) -> None:
    """The batch is asked for again until it is."""
    batch = result([{"update_id": 1}])
    assert await polled(server, FakeQueue(2), [batch, batch, batch], requests=4) == ["0", "0", "0", "2", "2"]


async def test_whatever_passes_is_waited_out(server: ScriptedServer) -> None:
    """429, 5xx, a reset, no JSON, a second poller: asked again with the same offset."""
    scripts = [
        result([{"update_id": 1}]),
        refusal(429, "Too Many Requests: retry after 0", retry_after=0),
        refusal(502, "Bad Gateway"),
        reset,
        result("nonsense"),
        refusal(409, "Conflict: terminated by other getUpdates request"),
        result([{"update_id": 2}]),
    ]
    assert await polled(server, FakeQueue(), scripts, requests=8) == ["0", *["2"] * 6, "3", "3"]


async def test_a_webhook_in_the_way_is_deleted(server: ScriptedServer) -> None:
    """Only then: another poller's 409 deletes nothing."""
    scripts = [
        refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook"),
        result(True),
        result([]),
    ]
    await polled(server, FakeQueue(), scripts, requests=4)
    assert [request.path.rpartition("/")[2] for request in server.received][:3] == [
        "getUpdates",
        "deleteWebhook",
        "getUpdates",
    ]


async def test_a_refused_token_ends_it(server: ScriptedServer) -> None:
    """Asking again cannot help."""
    with pytest.raises(TokenRefused):
        await polled(server, FakeQueue(), [refusal(401, "Unauthorized")], requests=1)
