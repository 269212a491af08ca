"""Pushing: a durable push beside loops of sends that keep nothing; and one of a million beside one of ten thousand."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from typing import Any

from tests.bench.clients import TEXT
from tests.bench.ground import OUTPUT, ROOT, TOKEN, pinned, server
from tests.bench.push_under_load import WARM
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


def measure_many(rows: int = MANY, pairs: int = 1) -> None:
    """Push to ten thousand and to many in turn, then to many through a restart, and print; a million take ten minutes.

    What is asked of a pair is its ratio: the machine's mood is the same for both.
    """
    each, cpu = Contest("µs a message"), Contest("CPU µs a message")
    lines: list[tuple[str, ...]] = [("rows", "s until they are there", "µs a message", "CPU µs a message", "MB grown")]
    few, many, restarted = f"{FEW:,}", f"{rows:,}", f"{rows:,}, restarted at half"
    with server("pushing-many") as bare:
        command = [sys.executable, "-m", "tests.bench.push_under_load", bare.url, "{messages}"]
        turns = [(few, FEW, command), (many, rows, command)] * pairs + [(restarted, rows, [*command, "--restart"])]
        for name, count, called in turns:
            before = bare.get("figures")["counts"].get("sendMessage", 0)
            result = run(called, count)
            sent = count if name != restarted else count / 2  # by the process that was measured
            times = [result[field] / sent * 1e6 for field in ("seconds", "cpu")]
            each.add(name, times[0])
            cpu.add(name, times[1])
            grown = f"{result['grown']:.0f} over {result['warm']:.0f}"
            lines.append((name, f"{result['enqueued']:.1f}", *(f"{figure:.0f}" for figure in times), grown))
            requests = bare.get("figures")["counts"]["sendMessage"] - before
            assert requests == count + min(count, WARM), (requests, count)  # each once, whoever sent it
    print("## A push of many: at most 1.1 times the time a message (aim 1.02), at most 10 MB more than idle\n")
    show(lines)
    print(f"{each.ratio(many, few):.2f} times the time a message, {cpu.ratio(many, few):.2f} times the CPU\n")


def run(command: list[str], messages: int) -> Any:
    """What a client told of so many messages, on a core of its own."""
    texts = [part.replace("{messages}", str(messages)) for part in command]
    with (OUTPUT / "pushing.log").open("ab") as log:
        done = subprocess.run([*pinned(1), *texts], cwd=ROOT, stdout=subprocess.PIPE, stderr=log, check=True)
    return json.loads(done.stdout)
