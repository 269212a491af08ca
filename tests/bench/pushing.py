"""Pushing: a durable push beside loops of sends that keep nothing; and one of a million beside one of ten thousand."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from typing import Any

from tests.bench.clients import TEXT
from tests.bench.ground import OUTPUT, ROOT, TOKEN, pinned, server
from tests.bench.sending import IN_FLIGHT
from tests.bench.surroundings import loops
from tests.bench.table import Contest, Goal, Table, show

OURS, RAW = "siyaq, durable", "aiohttp alone"
SHARE = {"stock PTB loop": 0.1}  # who is slow gets fewer
FEW, MANY = 10_000, 1_000_000


def measure(rounds: int, messages: int) -> None:
    """Let each push in turn, and print."""
    speed, cpu = Contest("messages/s"), Contest("CPU s per 1000")
    table = Table("A durable push, the limiter's rates lifted", (speed, cpu))
    with server("pushing") as bare:
        commands = {
            OURS: [sys.executable, "-m", "tests.bench.push_under_load", bare.url, "{messages}"],
            RAW: [sys.executable, "-m", "tests.bench.clients", "raw", bare.url, "{messages}", str(IN_FLIGHT)],
        }
        for name, peer in loops().items():
            if peer.why_not:
                table.absent(name, peer.why_not)
            else:
                fields = {
                    "url": bare.url,
                    "token": TOKEN,
                    "messages": "{messages}",
                    "in_flight": IN_FLIGHT,
                    "text": TEXT,
                }
                commands[name] = [part.format(**fields) for part in peer.command]
        for name, command in commands.items():
            table.command(name, shlex.join(part if part != TEXT else "…" for part in command))
        for _ in range(rounds):
            for name, command in commands.items():
                count = int(messages * SHARE.get(name, 1))
                fields = run(command, count)
                speed.add(name, count / fields["seconds"])
                cpu.add(name, fields["cpu"] / count * 1000)
    table.show(
        Goal(speed, OURS, RAW, 0.45, 0.7),
        Goal(speed, OURS, "grammY loop", 1.2, 2),
        Goal(speed, OURS, "aiogram loop", 2, 3),
        Goal(speed, OURS, "stock PTB loop", 8, 15),
    )


def measure_many() -> None:
    """Push to ten thousand, to a million and to ten thousand again, and print; it takes some ten minutes."""
    rows: list[tuple[str, ...]] = [("rows", "s until they are there", "µs a message", "CPU µs a message", "MB grown")]
    with server("pushing-many") as bare:
        for count in (FEW, MANY, FEW):
            result = run([sys.executable, "-m", "tests.bench.push_under_load", bare.url, "{messages}"], count)
            each = (f"{result[name] / count * 1e6:.0f}" for name in ("seconds", "cpu"))
            rows.append((f"{count:,}", f"{result['enqueued']:.1f}", *each, f"{result['grown']:.0f}"))
    print("## A push of a million: 1.1 times the time a message at most (aim 1.02), 64 MB more at most (aim 16)\n")
    show(rows)


def run(command: list[str], messages: int) -> Any:
    """What a client told of so many messages, on a core of its own."""
    texts = [part.replace("{messages}", str(messages)) for part in command]
    with (OUTPUT / "pushing.log").open("ab") as log:
        done = subprocess.run([*pinned(1), *texts], cwd=ROOT, stdout=subprocess.PIPE, stderr=log, check=True)
    return json.loads(done.stdout)
