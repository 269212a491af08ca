"""Starting: from an empty folder to the first question for updates, beside what importing PTB takes alone.

Both find their bytecode, as an installed program does (pip compiles what it installs), whatever the surroundings say.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.bench.ground import ROOT, TOKEN, pinned, process, server
from tests.bench.table import Contest, show

LEAST, AIM = 0.8, 0.5
MEMORY_LEAST, MEMORY_AIM = 105, 90
SETTLED = 3.0  # seconds after which a bot without readers is idle
IMPORT = [sys.executable, "-c", "import telegram.ext"]
RUN = [sys.executable, "-m", "bot", "run"]


def measure(rounds: int) -> None:
    """Start each in turn, and print."""
    start, alone, more, memory = Contest("start"), Contest("import"), Contest("more"), Contest("memory")
    with tempfile.TemporaryDirectory() as bytecode:
        env = {**os.environ, "PTB_TIMEDELTA": "1", "PYTHONPYCACHEPREFIX": bytecode}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        for number in range(rounds + 1):
            began = time.perf_counter()
            subprocess.run([*pinned(1), *IMPORT], check=True, cwd=ROOT, env=env)
            imported = time.perf_counter() - began
            started, resident = _start(env)
            if number:  # the first finds the disk cold, and compiles
                start.add("s", started)
                alone.add("s", imported)
                more.add("s", started - imported)
                memory.add("MB", resident)
    print("## Starting\n")
    rows: list[tuple[str, ...]] = [
        ("what", "s"),
        ("start to first getUpdates, empty database, starter story: `python -m bot run`", start.median("s")),
        ('`python -c "import telegram.ext"`', alone.median("s")),
        (f"the difference, at most {LEAST:g}, aim {AIM:g}", more.median("s")),
        (f"resident memory when idle, MB, at most {MEMORY_LEAST}, aim {MEMORY_AIM}", memory.median("MB")),
    ]
    show(rows)


def _start(env: dict[str, str]) -> tuple[float, float | None]:
    """Return the seconds to the first poll, and the idle bot's resident memory in MB (None where Linux tells none)."""
    with tempfile.TemporaryDirectory() as data_dir, server("starting") as bare:
        env = {**env, "SIYAQ_TOKEN": TOKEN, "SIYAQ_API_URL": bare.url, "SIYAQ_DATA_DIR": data_dir}
        began = time.perf_counter()
        with process(RUN, core=1, name="starting", env=env) as running:
            bare.await_poll()
            started = time.perf_counter() - began
            time.sleep(SETTLED)
            return started, _resident(running.pid)


def _resident(pid: int) -> float | None:
    with suppress(OSError):
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return None
