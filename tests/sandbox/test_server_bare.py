"""The bare server of the bench, in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import aiohttp
import pytest
import telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def bare() -> AsyncIterator[str]:
    """Run the bare server; give its address."""
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.bare", stdout=asyncio.subprocess.PIPE
    )
    assert server.stdout is not None
    port = int(await server.stdout.readline())
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    await server.wait()


async def test_ptb_works_with_it(bare: str) -> None:
    """python-telegram-bot takes updates from it, no more at a time than asked for, answers them, and is counted."""
    async with aiohttp.ClientSession() as session:
        async with session.get(
            f"{bare}/begin", params={"updates": 3, "in_flight": 2, "text": "/quotes putin"}
        ) as client_response:
            assert client_response.status == 200
        async with telegram.Bot("1000:sandbox", base_url=f"{bare}/bot") as bot:
            updates = await bot.get_updates(timeout=5)
            assert [update.update_id for update in updates] == [1, 2]
            for update in updates:
                assert update.message is not None
                assert update.message.text == "/quotes putin"
                sent = await bot.send_message(update.message.chat.id, "إجابة")
                assert sent.chat.id == update.message.chat.id
            (last,) = await bot.get_updates(offset=3, timeout=5)
            assert last.message is not None
            edited = await bot.edit_message_text("new", chat_id=last.message.chat.id, message_id=5)
            assert isinstance(edited, telegram.Message)
            assert await bot.answer_callback_query("1")
            assert await bot.get_updates(offset=4, timeout=0) == ()
        async with session.get(f"{bare}/figures") as response:
            figures = await response.json()
    assert (figures["answered"], figures["left"]) == (3, 0)
    assert figures["counts"]["sendMessage"] == 2
    assert 0 < figures["p50_ms"] <= figures["p99_ms"]
    assert figures["per_second"] > 0


async def test_a_poll_waits_and_wakes(bare: str) -> None:
    """A poll that found nothing is answered as soon as a round begins."""
    async with aiohttp.ClientSession() as session:

        async def poll() -> list[dict[str, object]]:
            async with session.post(f"{bare}/bot1:x/getUpdates", json={"timeout": 30}) as response:
                by_keies: list[dict[str, object]] = (await response.json())["result"]
                return by_keies

        held = asyncio.ensure_future(poll())
        while True:
            async with session.get(f"{bare}/figures") as response:
                if (await response.json())["counts"].get("getUpdates"):
                    break
        async with session.get(f"{bare}/begin", params={"updates": 1}):
            assert len(await held) == 1


async def test_requests_in_pieces(bare: str) -> None:
    """Requests may come pipelined, cut anywhere, and in chunks."""
    port = int(bare.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = b'{"chat_id": 77, "text": "x"}'
    whole = b"POST /bot1:x/sendMessage HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    chunked = b"POST /bot1:x/sendMessage HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunked += b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
    wire = whole + whole + chunked + b"GET /bot1:x/getMe HTTP/1.1\r\n\r\n"
    for start in range(0, len(wire), 7):
        writer.write(wire[start : start + 7])
        await writer.drain()
    answers = b""
    while answers.count(b"HTTP/1.1 200") < 4 or not answers.endswith(b"}}"):
        answers += await reader.read(4096)
    assert answers.count(b'"chat":{"id":77') == 3
    assert b'"is_bot":true' in answers
    writer.close()
    await writer.wait_closed()
