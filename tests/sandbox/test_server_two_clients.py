"""Two client libraries read what the sandbox answers: their typed models are independent readings of the reference."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

import aiogram
import aiohttp
import telegram
from aiogram.client.default import Default
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile

from bot import sandbox as sandboxes
from bot.sandbox import reference
from bot.sandbox.methods import BEHAVIOURS
from tests.play import Play
from tests.sandbox.calls import STEPS, Deed, File, Step

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

START = 1_750_000_000.0
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
    if isinstance(value, telegram.TelegramObject | aiogram.types.TelegramObject):
        return plain(_dumped(value))
    if isinstance(value, dict):
        pairs = ((key, plain(item)) for key, item in value.items())
        return {key: item for key, item in pairs if item is not None and item is not False and item not in ([], {})}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return int(value.timestamp())
    return value.value if isinstance(value, Enum) else value


def _dumped(value: Any) -> dict[str, Any]:
    if isinstance(value, telegram.File):  # PTB puts the address before the path
        return {**value.to_dict(), "file_path": str(value.file_path).partition("/bot1000:sandbox/")[2]}
    if isinstance(value, telegram.TelegramObject):
        return value.to_dict()
    told: dict[str, Any] = value.model_dump(by_alias=True, exclude_none=True)
    # A field that nobody filled may hold aiogram's mark for that.
    return {key: _unmarked(item) for key, item in told.items()}


def _unmarked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unmarked(item) for key, item in value.items() if not isinstance(item, Default)}
    return [_unmarked(item) for item in value] if isinstance(value, list) else value


Client = Callable[[Step, dict[str, Any]], Awaitable[Any]]


async def go_through(client: Callable[[Play], AbstractAsyncContextManager[Client]]) -> list[tuple[str, Any, Any]]:
    """Go through all steps on a fresh sandbox; return each method with what the library read and what was sent."""
    running = await sandboxes.start(scene="newsroom", clock=lambda: START)
    told: list[tuple[str, Any, Any]] = []
    seen: dict[str, Any] = {}
    async with aiohttp.ClientSession() as session, client(Play(running.url, running.token, session)) as call:
        play = Play(running.url, running.token, session)
        for step in STEPS:
            if isinstance(step, Deed):
                seen[step.label] = await step.act(play, seen)
                continue
            read = plain(await call(step, step.args(seen)))
            sent = (await play.log(limit=1))[-1]["answer"]["result"]
            seen[step.label] = sent
            told.append((step.method, read, plain(sent)))
    await running.stop()
    return told


def upload(value: Any, make: Callable[[File], Any]) -> Any:
    """Put a library's own upload in the place of every File."""
    if isinstance(value, File):
        return make(value)
    if isinstance(value, dict):
        return {key: upload(item, make) for key, item in value.items()}
    return [upload(item, make) for item in value] if isinstance(value, list) else value


@asynccontextmanager
async def with_ptb(play: Play) -> AsyncIterator[Client]:
    """Give a way to call methods by python-telegram-bot's own client, with its own types."""
    async with telegram.Bot(play.token, base_url=f"{play.url}/bot", base_file_url=f"{play.url}/file/bot") as bot:

        async def call(step: Step, given: dict[str, Any]) -> Any:
            attach = step.method in {"sendMediaGroup", "editMessageMedia"}
            given = upload(given, lambda file: telegram.InputFile(file.body, filename=file.name, attach=attach))
            if not hasattr(bot, step.method):
                return await bot.do_api_request(step.method, api_kwargs=given, return_type=telegram.Message)
            name = re.sub("([A-Z])", lambda found: "_" + found[1].lower(), step.method)
            return await getattr(bot, name)(**{key: _for_ptb(key, value) for key, value in given.items()})

        yield call


def _for_ptb(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_for_ptb(name, item) for item in value]
    if name == "media":
        return telegram.InputMediaPhoto(**{key: item for key, item in value.items() if key != "type"})
    if name == "results":
        content = telegram.InputTextMessageContent(**value["input_message_content"])
        return telegram.InlineQueryResultArticle(value["id"], value["title"], content)
    return PTB_TYPES[name].de_json(value, None) if name in PTB_TYPES else value


@asynccontextmanager
async def with_aiogram(play: Play) -> AsyncIterator[Client]:
    """Give a way to call methods by aiogram, with its own types."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(play.url))
    async with aiogram.Bot(play.token, session=session).context() as bot:

        async def call(step: Step, given: dict[str, Any]) -> Any:
            given = upload(given, lambda file: BufferedInputFile(file.body, file.name))
            return await bot(getattr(aiogram.methods, step.method[0].upper() + step.method[1:])(**given))

        yield call


def test_the_table_of_calls_is_whole() -> None:
    """Every method of the reference table is acted on, and is among the calls that the clients make."""
    assert set(reference.METHODS) == set(BEHAVIOURS)
    assert {step.method for step in STEPS if isinstance(step, Step)} == set(reference.METHODS)


async def test_both_clients_read_the_same() -> None:
    """PTB's own client goes through every method and reads what was sent; aiogram reads the same of the same calls."""
    ptb = await go_through(with_ptb)
    aio = await go_through(with_aiogram)
    for (method, by_ptb, sent), (_, by_aiogram, _) in zip(ptb, aio, strict=True):
        assert by_ptb == sent, method
        assert by_aiogram == sent, method
