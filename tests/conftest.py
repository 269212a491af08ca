"""What tests of every kind share: a sandbox of their own on a free loopback port."""

from __future__ import annotations

import gc
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
import uvloop

import siyaq_sandbox as sandboxes
from tests import bytecode, compiled_statements, thoroughness
from tests.sandbox_client import SandboxClient

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import AsyncIterator, Callable, Mapping

os.environ.setdefault("PTB_TIMEDELTA", "1")  # as the command line has it; without it PTB warns
thoroughness.load()
compiled_statements.share()

STILL = 1_750_000_000.0


def pytest_configure(config: pytest.Config) -> None:
    """Have bytecode before the first test module is read."""
    if hasattr(config, "cache"):  # `-p no:cacheprovider` does without
        bytecode.keep(config.cache.mkdir("bytecode"))


def pytest_collection_finish() -> None:
    """Keep the collector from walking over thousands of tests and all modules again and again; it runs as the bot's."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], AbstractEventLoop]]:
    """Run tests on the event loop that the bot and the sandbox run on."""
    return {"uvloop": uvloop.new_event_loop}


@asynccontextmanager
async def running(**text: Any) -> AsyncIterator[SandboxClient]:
    """Run a sandbox on a free port; what is handed out plays its persons."""
    server = await sandboxes.start(**text)
    try:
        async with aiohttp.ClientSession() as session:
            yield SandboxClient(server.url, server.token, session)
    finally:
        await server.stop()


@pytest.fixture
async def sandbox() -> AsyncIterator[SandboxClient]:
    """A sandbox with the first scene: two readers, a group and two channels."""
    async with running() as play:
        yield play


@pytest.fixture
async def newsroom() -> AsyncIterator[SandboxClient]:
    """A sandbox with the newsroom scene: the first one, and a desk with its forum."""
    async with running(scene="newsroom") as play:
        yield play


@pytest.fixture
async def still() -> AsyncIterator[SandboxClient]:
    """A sandbox with the first scene whose clock stands still unless the test moves it."""
    async with running(clock=lambda: STILL) as play:
        yield play
