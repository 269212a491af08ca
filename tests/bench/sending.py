"""Sending: our client beside aiohttp alone, and what the bare server could take."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.bench.ground import ROOT, pinned, server
from tests.bench.table import Contest, Goal, Table

IN_FLIGHT = 50
NAMES = {"our client": "ours", "aiohttp alone": "raw", "a bare protocol: the server's ceiling": "bare"}


def measure(rounds: int, messages: int) -> Contest:
    """Let each send in turn, and print; the server's ceiling is the last line."""
    speed, cpu = Contest("messages/s, 50 in flight"), Contest("CPU s per 1000")
    table = Table("Sending a prepared page", (speed, cpu))
    with server("sending") as bare:
        for name, client in NAMES.items():
            table.command(name, f"python -m tests.bench.clients {client} {bare.url} {messages} {IN_FLIGHT}")
        for _ in range(rounds):
            for name, client in NAMES.items():
                command = [sys.executable, "-m", "tests.bench.clients", client, bare.url, str(messages), str(IN_FLIGHT)]
                done = subprocess.run([*pinned(1), *command], cwd=ROOT, stdout=subprocess.PIPE, check=True)
                data = json.loads(done.stdout)
                speed.add(name, messages / data["seconds"])
                cpu.add(name, data["cpu"] / messages * 1000)
    ours, raw, ceiling = NAMES
    table.show(Goal(speed, ours, raw, None, None), Goal(speed, ceiling, ours, 3, 5))
    return speed
