"""Whatever strangers send: the bot lives, answers others, says one line for each, and changes nothing by mistake.

A sample; `make bench LONG=1` tries 100,000 cases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fuzz import fuzzing

if TYPE_CHECKING:
    from pathlib import Path


def test_requests_and_updates(tmp_path: Path) -> None:
    """Each leaves one line and no traceback, and a reader is answered after every batch."""
    result = fuzzing.fuzz_requests(tmp_path, 150)
    assert result.cases >= 150
    assert result.canaries


def test_dossiers() -> None:
    """A file is a dossier or is refused with problems that name lines of it, and nothing else comes of it."""
    assert fuzzing.fuzz_dossiers(40) >= 40


def test_subscriber_files(tmp_path: Path) -> None:
    """Each line is taken or reported once; nothing else comes of it."""
    assert fuzzing.fuzz_subscribers(tmp_path, 200) >= 200
