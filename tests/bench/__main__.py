"""The bench: how quick the bot is, beside others on the same machine at the same time.

`make bench`, or `python -m tests.bench [--quick] [--long] [--rounds N]`. It installs the peers in an environment of
their own (`.venv-bench`, and `tests/output/bench/node` where there is Node), lets them and the bot answer the same
updates from servers of the sandbox's bare kind in turn, round by round, and prints medians, ratios and the goals.
Nothing leaves the machine but the installing. Servers and bench stay on one core, who is measured on another. Single
figures differ much between runs and machines; the ratios of rounds that ran side by side hold. It never fails for a
figure: exit 0.
"""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import sys
import tempfile
from contextlib import ExitStack

from tests.bench import (
    correcting,
    crashing,
    desk_rounds,
    fuzzing,
    guests,
    outages,
    picturing,
    pushing,
    reading,
    scaling,
    searching,
    sending,
    site_pages,
    soak,
    starting,
    surroundings,
)
from tests.bench.ground import CHATS, TOKEN, stack
from tests.bench.table import Contest, Goal, Table

IN_FLIGHT = 64
SIYAQ = "siyaq /summary"
ANSWERING = {  # what takes part, and the share of a round's updates that it gets: who is slow, fewer
    SIYAQ: 1.0,
    "aiogram": 1.0,
    "grammY": 1.0,
    "grammY, its runner": 1.0,
    "stock PTB": 0.1,
}


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two short rounds: whether it works, not how quick")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each, in turn (at least 5 to believe)")
    parser.add_argument(
        "--long",
        action="store_true",
        help="also a million rows, 100 kills, 100 rounds of two editors, 100,000 fuzzes, outages: over an hour more",
    )
    namespace = parser.parse_args()
    rounds, updates = (2, 640) if namespace.quick else (namespace.rounds, 6400)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    machine, load = platform.machine(), os.getloadavg()[0]
    print(f"{machine}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}")
    print(f"{rounds} rounds in turn; medians, ratios as the medians of each round's\n")
    _answer(rounds, updates)
    sending.measure(rounds, updates)
    pushing.measure(rounds, updates)
    guests.measure(rounds, 60 if namespace.quick else guests.ALONE)
    reading.measure(20 if namespace.quick else 400)
    correcting.measure_recording(*((2, 300) if namespace.quick else (9, 3000)))
    if namespace.long:
        pushing.measure_many()
        crashing.measure()
        correcting.measure_many()
        correcting.measure_kills()
        desk_rounds.measure()
        outages.measure()
        soak.measure()
        scaling.measure()
        fuzzing.measure()
    starting.measure(rounds)
    site_pages.measure(100 if namespace.quick else site_pages.STORIES)
    searching.measure(quick=namespace.quick)
    picturing.measure(2 if namespace.quick else 20)


def _answer(rounds: int, updates: int) -> None:
    add_audience, alone = Contest("answers/s, 64 in flight"), Contest("p50 ms, one at a time")
    tail, cpu = Contest("p99 ms, one at a time"), Contest("CPU s per 1000")
    fresh = Contest("answers/s, first 2000")
    with ExitStack() as opened, tempfile.TemporaryDirectory() as data_dir:
        env = {"SIYAQ_TOKEN": TOKEN, "SIYAQ_API_URL": "{url}", "SIYAQ_DATA_DIR": data_dir}
        command = [sys.executable, "-m", "tests.bench.bot_under_load"]
        entered = {SIYAQ: opened.enter_context(stack("siyaq", command, env))}
        table = Table("Answering", (add_audience, cpu, alone, tail, fresh))
        table.command(SIYAQ, f"SIYAQ_API_URL=… python -m tests.bench.bot_under_load   # {CHATS} chats, known before")
        for name, peer in surroundings.peers().items():
            if peer.why_not:
                table.absent(name, peer.why_not)
                continue
            entered[name] = opened.enter_context(stack(name.replace(" ", "-"), peer.command))
            table.command(name, shlex.join(peer.command))
        for name, own in entered.items():
            fresh.add(name, own.race(int(2000 * ANSWERING[name]), IN_FLIGHT).per_second)
            own.race(int(CHATS * ANSWERING[name]), IN_FLIGHT)  # each chat is known then, each page set, V8 warm
        for _ in range(rounds):
            for name, own in entered.items():
                share = int(updates * ANSWERING[name])
                many, item = own.race(share, IN_FLIGHT), own.race(max(100, share // 20), 1)
                add_audience.add(name, many.per_second)
                cpu.add(name, many.cpu)
                alone.add(name, item.p50)
                tail.add(name, item.p99)
    table.show(
        Goal(add_audience, SIYAQ, "aiogram", 1.5, 2.5),
        Goal(add_audience, SIYAQ, "grammY", 0.8, 1.2),
        Goal(add_audience, SIYAQ, "grammY, its runner", None, None),
        Goal(fresh, SIYAQ, "grammY", None, None),
        Goal(alone, SIYAQ, "stock PTB", 0.5, 0.3, fewer=True),
    )


if __name__ == "__main__":
    main()
