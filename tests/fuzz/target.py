"""A bot that takes updates by webhook in a thread of its own, and what its log and its memory hold after each."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import socket
import sys
import threading
import time
from collections import Counter, defaultdict
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from tests.bot.bot_harness import BotHarness
from tests.conftest import running
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator, MutableMapping, Sequence

    from tests.fuzz.cases import Request
    from tests.sandbox_client import SandboxClient

SECRET = "a-secret_0123"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
# The last line of an update: handled or let be, of a wrong form, or set aside, which is a defect.
_LAST = frozenset({"update", "update.malformed", "update.unreadable"})
_WAIT = 30.0  # seconds for the last line of a case, on a machine that does other work as well


@dataclass
class Log:
    """What the bot logs: the last lines by update, those of requests that hold none, and errors."""

    lines: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    refused: int = 0
    others: list[str] = field(default_factory=list)
    errors: list[MutableMapping[str, Any]] = field(default_factory=list)

    def __call__(self, _logger: object, method: str, event: MutableMapping[str, Any]) -> Any:
        """Note a line; it goes nowhere else."""
        name = event["event"]
        if method in {"error", "exception", "critical"} or "exc_info" in event:
            raised = sys.exc_info()[1] if event.get("exc_info") is True else event.get("exc_info")
            self.errors.append({**event, "exc_info": raised})
        if name in {"webhook.refused", "update.unreadable"}:
            self.refused += 1
        elif "update_id" in event or "update" in event:
            self.others.append(str(dict(event))[:300])
        if name in _LAST - {"update.unreadable"}:
            self.lines[int(event.get("update_id", event.get("update", 0)))].append(name)
        raise structlog.DropEvent


class Target:
    """Posts requests to the bot, and checks what became of each."""

    def __init__(self, play: SandboxClient, url: str, log: Log) -> None:
        self.play = play
        self.log = log
        self.cases = 0
        self.kinds: Counter[str] = Counter()
        self.canaries: list[float] = []
        self._url = url
        self._numbers = itertools.count(1)

    async def take(self, requests: Sequence[Request]) -> None:
        """Post the requests; each is answered as it should be, and leaves one line and no error."""
        self.log.lines.clear()
        self.log.refused = 0
        self.log.others.clear()
        answers = await asyncio.gather(*(self._post(request) for request in requests))
        updates = [number for number, status in answers if number]
        for number, status in answers:
            assert status in ({200} if number else {400, 403, 200}), (status, requests)
        end = time.monotonic() + _WAIT
        while any(number not in self.log.lines for number in updates) and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        assert not self.log.errors, (self.log.errors, requests)
        odd = {number: lines for number in updates if len(lines := self.log.lines[number]) != 1}
        assert not odd, (odd, self.log.others, requests)
        assert self.log.refused == len(answers) - len(updates), (self.log.refused, requests)
        self.cases += len(requests)
        self.kinds.update(next(iter(request.update)) if request.update else "request" for request in requests)

    async def canary(self) -> None:
        """A reader's question is answered; note after how many seconds."""
        since, began = await self.play.seq(), time.monotonic()
        person = {"id": LAYLA, "is_bot": False, "first_name": "L"}
        message: dict[str, Any] = {"message_id": 1, "date": int(time.time()), "text": "/about", "from": person}
        message["chat"] = {"id": LAYLA, "type": "private"}
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": 6}]
        await self._send(json.dumps({"update_id": next(self._numbers), "message": message}).encode(), "right")
        await self.play.wait("call", since=since, method="sendMessage", chat_id=LAYLA, timeout=30)
        self.canaries.append(time.monotonic() - began)

    async def _post(self, request: Request) -> tuple[int | None, int]:
        if request.update is None:
            return None, await self._send(request.body, request.secret)
        number = next(self._numbers)
        body = json.dumps({"update_id": number, **request.update}).encode()
        return number, await self._send(body, request.secret)

    async def _send(self, body: bytes, secret: str) -> int:
        headers = {} if secret == "none" else {HEADER: SECRET if secret == "right" else "wrong"}
        async with self.play.session.post(self._url, data=body, headers=headers) as response:
            return response.status


@asynccontextmanager
async def _opened(home: Path, log: Log) -> AsyncIterator[Target]:
    async with running() as play:
        await play.rich(on=False)
        await play.limits(on=False)
        await play.start(as_=LAYLA)
        await play.start(as_=EMMA)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        url = f"http://127.0.0.1:{port}/hook"
        env = {"SIYAQ_WEBHOOK_URL": url, "SIYAQ_WEBHOOK_SECRET": SECRET, "SIYAQ_LISTEN": f"127.0.0.1:{port}"}
        harness = BotHarness(play, home, SIYAQ_OWNERS=str(EMMA), SIYAQ_RATE="1000", **env)
        harness.begin()
        await play.wait("call", method="setWebhook", status=200)
        try:
            yield Target(play, url, log)
        finally:
            await harness.stop()


@contextmanager
def opened(home: Path) -> Iterator[tuple[Target, Any]]:
    """The bot at work in a thread's own loop; what is given runs a coroutine there and returns its result."""
    log = Log()
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, log])
    patch = pytest.MonkeyPatch()
    patch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.0001)
    patch.setattr("bot.telegram_api.rate_limiter._GROUP_COUNT", 1_000_000)  # a group's minute holds its updates back
    patch.setattr("bot.telegram_api.flood_control.BACKLOG", 1_000)  # what is dropped leaves no line
    patch.setattr("bot.telegram_api.flood_control.SHARE", 1_000_000)
    patch.setattr("siyaq_sandbox.events.KEPT", 2_000)  # its log is in this process, whose memory is judged
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    bot = _opened(home, log)
    try:
        target = run(bot.__aenter__())
        try:
            yield target, run
        finally:
            run(bot.__aexit__(None, None, None))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        patch.undo()
        structlog.reset_defaults()


def resident() -> int:
    """Bytes of memory that the process has."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
