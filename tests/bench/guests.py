"""Guest mode beside `/summary`: the same page, asked in turn of one bot; `python -m tests.bench.guests [--rounds N]`.

A guest's answer is marked in the database before it goes out, so that none goes out twice; it is to be there within the
99th percentile of `/summary` all the same.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile

from tests.bench.ground import CHATS, TOKEN, stack
from tests.bench.table import Contest, Goal, Table

SUMMARY, GUEST = "/summary", "@bot summary, as a guest"
ALONE = 300  # questions of a round, one after the other: of the 99th percentile three are above


def measure(rounds: int, questions: int = ALONE) -> None:
    """Ask in turn, and print."""
    middle, tail = Contest("p50 ms, one at a time"), Contest("p99 ms, one at a time")
    with tempfile.TemporaryDirectory() as data_dir:
        env = {"SIYAQ_TOKEN": TOKEN, "SIYAQ_API_URL": "{url}", "SIYAQ_DATA_DIR": data_dir}
        command = [sys.executable, "-m", "tests.bench.bot_under_load"]
        table = Table("Guest mode", (middle, tail))
        table.command(SUMMARY, "SIYAQ_API_URL=… python -m tests.bench.bot_under_load")
        table.command(GUEST, "the same process")
        with stack("guests", command, env) as bot:
            for guest in (False, True):
                bot.race(questions, 8, CHATS, guest=guest)  # each page is set then
            for _ in range(rounds):
                for name, guest in ((SUMMARY, False), (GUEST, True)):
                    item = bot.race(questions, 1, CHATS, guest=guest)
                    middle.add(name, item.p50)
                    tail.add(name, item.p99)
    table.show(Goal(tail, GUEST, SUMMARY, 1.0, 0.9, fewer=True), Goal(middle, GUEST, SUMMARY, None, None))


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.guests", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    print(f"load {os.getloadavg()[0]:.1f}")
    measure(parser.parse_args().rounds)


if __name__ == "__main__":
    main()
