"""Fuzzing: what strangers may send, by the ten thousands: the bot lives, answers others, and does not grow."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.bench.table import show
from tests.fuzz import fuzzing

CANARY = 1.0  # seconds within which a reader is answered meanwhile
GROWTH = 0.05  # of the memory after three fifths
# Requests from which memory is judged. The bot remembers the ids of 20,000 updates, which half of the cases are: 45,000
# fill that. Until then 1 KB a case was measured.
FEWEST = 80_000


def measure(count: int = 100_000) -> None:
    """Try so many cases, and print; raises AssertionError where one does harm, a reader waits, or memory grows."""
    files = count // 10
    memory: list[int] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        requests = fuzzing.fuzz_requests(Path(folder), count - 2 * files, memory)
        csv_files = fuzzing.fuzz_subscribers(Path(folder), files)
    dossiers = fuzzing.fuzz_dossiers(files)
    print(
        f"## {requests.cases + csv_files + dossiers:,} cases of what strangers send, {time.monotonic() - began:.0f} s\n"
    )
    rows: list[tuple[str, ...]] = [("kind", "cases")]
    rows += [(kind, f"{tried:,}") for kind, tried in requests.kinds.most_common()]
    rows += [("subscriber files", f"{csv_files:,}"), ("dossiers", f"{dossiers:,}")]
    show(rows)
    slowest = max(requests.canaries)
    print(f"{len(requests.canaries)} questions meanwhile, the slowest answered in {slowest:.3f} s: at most {CANARY:g}")
    settled, last = memory[len(memory) * 3 // 5], memory[-1]
    print(f"Memory after each thousand, MB: {', '.join(f'{size / 1e6:.0f}' for size in memory)}\n")
    assert slowest <= CANARY
    assert requests.cases < FEWEST or last <= settled * (1 + GROWTH), (settled, last)
