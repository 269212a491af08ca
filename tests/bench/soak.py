"""Soak: three processes on PostgreSQL behind a balancer, one killed every few seconds, while many ask and a push runs.

`python -m tests.bench.soak [SECONDS]`. Each person asks three things at once: order holds where their first answers
come in the order of the questions, whichever processes got them and ended meanwhile.
"""

from __future__ import annotations

import sys

from tests.bench import outages

PROCESSES = 3
VICTIMS = ("leader", "follower", "follower")
QUESTIONS = ("/search zqfirst", "/search zqsecond", "/search zqthird")


def measure(chats: int = 3_000, seconds: float = 300.0) -> None:
    """Run for five minutes, and print; raises AssertionError where order, an answer or a delivery was lost."""
    title = "Three processes behind a balancer, one killed every four seconds"
    outages.show_run(
        title, chats, seconds, gap=0.5, period=4.0, processes=PROCESSES, victims=VICTIMS, questions=QUESTIONS
    )


if __name__ == "__main__":
    measure(seconds=float(sys.argv[1]) if sys.argv[1:] else 300.0)
