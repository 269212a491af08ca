"""Starting: from an empty folder to the first question for updates, beside what importing PTB takes alone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from tests.bench.ground import ROOT, TOKEN, pinned, process, server
from tests.bench.table import Contest, show

LEAST, AIM = 1.0, 0.5
IMPORT = [sys.executable, "-c", "import telegram.ext"]
RUN = [sys.executable, "-m", "bot", "run"]


def measure(rounds: int) -> None:
    """Start each in turn, and print."""
    start, alone, more = Contest("start"), Contest("import"), Contest("more")
    for number in range(rounds + 1):
        began = time.perf_counter()
        subprocess.run([*pinned(1), *IMPORT], check=True, cwd=ROOT, env={**os.environ, "PTB_TIMEDELTA": "1"})
        imported = time.perf_counter() - began
        started = _start()
        if number:  # the first finds the disk cold
            start.add("s", started)
            alone.add("s", imported)
            more.add("s", started - imported)
    print("## Starting\n")
    rows: list[tuple[str, ...]] = [
        ("what", "s"),
        ("start to first getUpdates, empty database, starter story: `python -m bot run`", start.median("s")),
        ('`python -c "import telegram.ext"`', alone.median("s")),
        (f"the difference, at most {LEAST:g}, aim {AIM:g}", more.median("s")),
    ]
    show(rows)


def _start() -> float:
    with tempfile.TemporaryDirectory() as data_dir, server("starting") as bare:
        env = {**os.environ, "SIYAQ_TOKEN": TOKEN, "SIYAQ_API_URL": bare.url, "SIYAQ_DATA_DIR": data_dir}
        began = time.perf_counter()
        with process(RUN, core=1, name="starting", env=env):
            bare.await_poll()
            return time.perf_counter() - began
