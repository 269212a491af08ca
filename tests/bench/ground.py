"""The ground that is raced on: a bare server on one core, a bot on the other, and rounds of updates between them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[2]
OUTPUT = ROOT / "tests" / "output" / "bench"
TOKEN = "1000:bench-000000000000000000000000000"
CHATS = 8_000  # that ask in turn: so many that each keeps to a message a second, however quick the bot
LONGEST = 120.0  # seconds that a round may take
READY = 60.0  # seconds that a bot may take to ask for updates


def pinned(core: int) -> list[str]:
    """What to put before a command so that it stays on that core, where there are two and Linux's `taskset`."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(cores) <= core or not Path("/usr/bin/taskset").exists():
        return []
    return ["taskset", "-c", str(cores[core])]


@contextmanager
def process(command: Sequence[str], *, core: int, name: str, **given: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process on a core, its output in a file of the bench, ended at the end of the block."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with (OUTPUT / f"{name}.log").open("wb") as log:
        answer: dict[str, Any] = {"stdout": log, "stderr": log, "cwd": ROOT} | given
        running: subprocess.Popen[bytes] = subprocess.Popen([*pinned(core), *command], **answer)
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(30)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
            if running.stdout:
                running.stdout.close()


class Server:
    """A bare server in a process of its own."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str) -> Any:
        """What it answers."""
        self._connection.request("GET", f"/{path}")
        return json.load(self._connection.getresponse())

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def await_poll(self) -> None:
        """Return when a bot has asked for updates; raises TimeoutError after a minute."""
        end = time.monotonic() + READY
        while not self.get("figures")["counts"].get("getUpdates"):
            if time.monotonic() > end:
                raise TimeoutError(self.url)
            time.sleep(0.002)


@contextmanager
def server(name: str) -> Iterator[Server]:
    """A bare server on the first core."""
    command = [sys.executable, "-m", "tests.bench.bare"]
    with process(command, core=0, name=f"{name}-server", stdout=subprocess.PIPE) as running:
        assert running.stdout
        with closing(Server(int(running.stdout.readline()))) as own:
            yield own


@dataclass(frozen=True)
class Round:
    """What came of a round; times in milliseconds from an update's bytes to its answer's, CPU in s per 1000 updates."""

    per_second: float
    p50: float
    p99: float
    cpu: float | None


class Stack:
    """A bot and its own server."""

    def __init__(self, server: Server, running: subprocess.Popen[bytes]) -> None:
        self.server = server
        self._running = running

    def race(self, updates: int, in_flight: int, chats: int = CHATS, *, guest: bool = False) -> Round:
        """One round, of so many chats, or of guests; raises TimeoutError where a bot does not answer all."""
        before = cpu_seconds(self._running.pid)
        self.server.get(f"begin?updates={updates}&in_flight={in_flight}&chats={chats}&guest={int(guest)}")
        end = time.monotonic() + LONGEST
        while (value := self.server.get("figures"))["left"]:
            if time.monotonic() > end:
                raise TimeoutError(f"{value['left']} of {updates} updates are not answered")
            time.sleep(0.05 if updates > 1 else 0.005)
        after = cpu_seconds(self._running.pid)
        cpu = None if before is None or after is None else (after - before) / updates * 1000
        return Round(value["per_second"], value["p50_ms"], value["p99_ms"], cpu)


@contextmanager
def stack(name: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> Iterator[Stack]:
    """A bot on the second core that polls a server on the first; in `command`, {url} is where and {token} as whom."""
    with ExitStack() as opened:
        own = opened.enter_context(server(name))
        texts = [part.format(url=own.url, token=TOKEN) for part in command]
        surroundings = {**os.environ, **{key: value.format(url=own.url) for key, value in (env or {}).items()}}
        running = opened.enter_context(process(texts, core=1, name=name, env=surroundings))
        own.await_poll()
        yield Stack(own, running)


def cpu_seconds(pid: int) -> float | None:
    """Seconds of CPU that a process has used, with all its threads; None where Linux does not tell."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return None
