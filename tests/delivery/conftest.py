"""A worker in a sandbox of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import structlog

from tests.delivery.worker_harness import WorkerHarness, opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.sandbox_client import SandboxClient


@pytest.fixture(autouse=True)
def _plain_logs() -> Iterator[None]:
    """Log lines without the coloured tracebacks that take seconds to draw."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(),
        ]
    )
    yield
    structlog.reset_defaults()


@pytest.fixture
async def worker(sandbox: SandboxClient, tmp_path: Path) -> AsyncIterator[WorkerHarness]:
    """A database with nobody in it yet, and no worker at work."""
    async with opened(sandbox, tmp_path) as worker:
        yield worker
