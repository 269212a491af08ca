"""What tests of every kind share: a sandbox of their own on a free loopback port."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot import sandbox as sandboxes
from tests.play import Play

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def sandbox() -> AsyncIterator[Play]:
    """Run a sandbox with the first scene on a free port; what is handed out plays its persons."""
    running = await sandboxes.start()
    async with aiohttp.ClientSession() as session:
        yield Play(running.url, running.token, session)
    await running.stop()


@pytest.fixture
async def newsroom() -> AsyncIterator[Play]:
    """Run a sandbox with the newsroom scene: a desk, its forum, and the first scene."""
    running = await sandboxes.start(scene="newsroom")
    async with aiohttp.ClientSession() as session:
        yield Play(running.url, running.token, session)
    await running.stop()
