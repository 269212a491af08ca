"""Two client libraries read what the sandbox answers: their typed models are independent readings of the reference."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
import telegram

import siyaq_sandbox as sandboxes
from siyaq_sandbox import reference
from siyaq_sandbox.methods import BEHAVIOURS
from tests.sandbox.calls import STEPS, File, PersonStep, Step
from tests.sandbox_client import SandboxClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

START = 1_750_000_000.0
CHECKOUT = Path(__file__).parents[2]
PEERS_PYTHON = CHECKOUT / ".venv-peers/bin/python"
"""The environment that `make peers` makes: aiogram's own pins hold nothing back there."""
PEER = Path(__file__).parent / "peers/aiogram_client.py"
LINE_LIMIT = 2**20  # bytes of one answer
PTB_TYPES: dict[str, Any] = {
    "reply_markup": telegram.InlineKeyboardMarkup,
    "reply_parameters": telegram.ReplyParameters,
    "link_preview_options": telegram.LinkPreviewOptions,
    "scope": telegram.BotCommandScope,
    "menu_button": telegram.MenuButton,
    "permissions": telegram.ChatPermissions,
    "commands": telegram.BotCommand,
    "entities": telegram.MessageEntity,
    "reaction": telegram.ReactionType,
}


def plain(value: Any) -> Any:
    """Return a result as plain JSON; what is None, False or empty is left out, as the libraries differ in that."""
    if isinstance(value, telegram.TelegramObject):
        return plain(_dumped(value))
    if isinstance(value, dict):
        pairs = ((key, plain(item)) for key, item in value.items())
        return {key: item for key, item in pairs if item is not None and item is not False and item not in ([], {})}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return int(value.timestamp())
    return value.value if isinstance(value, Enum) else value


def _dumped(value: telegram.TelegramObject) -> dict[str, Any]:
    if isinstance(value, telegram.File):  # PTB puts the address before the path
        return {**value.to_dict(), "file_path": str(value.file_path).partition("/bot1000:sandbox/")[2]}
    return dict(value.to_dict())


Client = Callable[[Step, dict[str, Any]], Awaitable[Any]]


async def go_through(
    client: Callable[[SandboxClient], AbstractAsyncContextManager[Client]],
) -> list[tuple[str, Any, Any]]:
    """Go through all steps on a fresh sandbox; return each method with what the library read and what was sent."""
    running = await sandboxes.start(scene="newsroom", clock=lambda: START)
    text: list[tuple[str, Any, Any]] = []
    seen: dict[str, Any] = {}
    async with aiohttp.ClientSession() as session, client(SandboxClient(running.url, running.token, session)) as call:
        play = SandboxClient(running.url, running.token, session)
        for step in STEPS:
            if isinstance(step, PersonStep):
                seen[step.label] = await step.run(play, seen)
                continue
            read = plain(await call(step, step.args(seen)))
            sent = (await play.log(limit=1))[-1]["answer"]["result"]
            seen[step.label] = sent
            text.append((step.method, read, plain(sent)))
    await running.stop()
    return text


def upload(value: Any, make: Callable[[File], Any]) -> Any:
    """Put a library's own upload in the place of every File."""
    if isinstance(value, File):
        return make(value)
    if isinstance(value, dict):
        return {key: upload(item, make) for key, item in value.items()}
    return [upload(item, make) for item in value] if isinstance(value, list) else value


@asynccontextmanager
async def with_ptb(play: SandboxClient) -> AsyncIterator[Client]:
    """Give a way to call methods by python-telegram-bot's own client, with its own types."""
    async with telegram.Bot(play.token, base_url=f"{play.url}/bot", base_file_url=f"{play.url}/file/bot") as bot:

        async def call(step: Step, given: dict[str, Any]) -> Any:
            attach = step.method in {"sendMediaGroup", "editMessageMedia"}
            given = upload(given, lambda file: telegram.InputFile(file.body, filename=file.name, attach=attach))
            if not hasattr(bot, step.method):
                kind = telegram.Message if step.method.startswith("send") else None
                return await bot.do_api_request(step.method, api_kwargs=given, return_type=kind)
            if "ephemeral_message_parameters" in given:
                given["api_kwargs"] = {"ephemeral_message_parameters": given.pop("ephemeral_message_parameters")}
            name = re.sub("([A-Z])", lambda match: "_" + match[1].lower(), step.method)
            return await getattr(bot, name)(**{key: _for_ptb(key, value) for key, value in given.items()})

        yield call


def _for_ptb(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_for_ptb(name, item) for item in value]
    if name == "media":
        return telegram.InputMediaPhoto(**{key: item for key, item in value.items() if key != "type"})
    if name in {"results", "result"}:
        content = telegram.InputTextMessageContent(**value["input_message_content"])
        return telegram.InlineQueryResultArticle(value["id"], value["title"], content)
    return PTB_TYPES[name].de_json(value, None) if name in PTB_TYPES else value


@asynccontextmanager
async def with_aiogram(sandbox: SandboxClient) -> AsyncIterator[Client]:
    """Give a way to call methods by aiogram, with its own types, in a process of its own environment."""
    pipe = asyncio.subprocess.PIPE
    peer = await asyncio.create_subprocess_exec(
        str(PEERS_PYTHON), str(PEER), sandbox.url, sandbox.token, stdin=pipe, stdout=pipe, limit=LINE_LIMIT
    )
    stdin, stdout = peer.stdin, peer.stdout
    assert stdin
    assert stdout

    async def call(step: Step, given: dict[str, Any]) -> Any:
        arguments = upload(given, lambda file: {"file": file.name, "body": base64.b64encode(file.body).decode()})
        stdin.write(json.dumps([step.method, arguments]).encode() + b"\n")
        return json.loads(await stdout.readline())

    try:
        yield call
    finally:
        stdin.close()
        await peer.wait()


def test_the_table_of_calls_is_whole() -> None:
    """Every method of the reference table is acted on, and is among the calls that the clients make."""
    assert set(reference.METHODS) == set(BEHAVIOURS)
    assert {step.method for step in STEPS if isinstance(step, Step)} == set(reference.METHODS)


async def test_both_clients_read_the_same() -> None:
    """PTB's own client goes through every method and reads what was sent; aiogram reads the same of the same calls."""
    if not PEERS_PYTHON.exists():
        reason = "aiogram's environment is missing; make it with: make peers"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    ptb = await go_through(with_ptb)
    aio = await go_through(with_aiogram)
    for (method, by_ptb, sent), (_, by_aiogram, _) in zip(ptb, aio, strict=True):
        assert by_ptb == sent, method
        assert _without_tries(by_aiogram) == _without_tries(sent), method


def _without_tries(answer: Any) -> Any:
    """An answer without what the server has met meanwhile at the webhook, to which nobody listens."""
    return (
        {name: held for name, held in answer.items() if "last_error" not in name}
        if isinstance(answer, dict)
        else answer
    )
