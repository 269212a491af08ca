"""Bytecode of the tests and of what they start, kept in pytest's cache where no files are wanted beside the sources."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def keep(folder: Path) -> None:
    """Keep bytecode in `folder` where PYTHONDONTWRITEBYTECODE is set, also that of processes started from now on.

    Without it each process compiles the whole bot anew, and each of pytest's rewrites every test: measured, 0.6 s of
    CPU a start, and 11 s instead of 4 to collect `tests/bot` and `tests/store`.
    """
    if sys.dont_write_bytecode:
        sys.dont_write_bytecode = False
        sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # absent under `python -B`
