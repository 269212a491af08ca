"""Calls Bot API methods with aiogram, for tests in another environment.

Reads one JSON line a call from standard input, `[method, arguments]`, where an upload is
`{"file": name, "body": base64}`, and writes the result as one line of plain JSON. What goes wrong ends it with a
traceback.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from datetime import datetime
from enum import Enum
from typing import Any

import aiogram
from aiogram.client.default import Default
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile, TelegramObject


def upload(value: Any) -> Any:
    """Put aiogram's own uploads in the place of files."""
    if isinstance(value, dict) and set(value) == {"file", "body"}:
        return BufferedInputFile(base64.b64decode(value["body"]), value["file"])
    if isinstance(value, dict):
        return {key: upload(item) for key, item in value.items()}
    return [upload(item) for item in value] if isinstance(value, list) else value


def plain(value: Any) -> Any:
    """Return a result as plain JSON; a field that nobody filled may hold aiogram's mark for that, and is left out."""
    if isinstance(value, TelegramObject):
        return plain(value.model_dump(by_alias=True, exclude_none=True))
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if not isinstance(item, Default)}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return int(value.timestamp())
    return value.value if isinstance(value, Enum) else value


async def main(url: str, token: str) -> None:
    """Answer calls until standard input ends."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    async with aiogram.Bot(token, session=session).context() as bot:
        while line := await asyncio.to_thread(sys.stdin.readline):
            method, arguments = json.loads(line)
            call = getattr(aiogram.methods, method[0].upper() + method[1:])
            answer = plain(await bot(call(**upload(arguments))))
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


asyncio.run(main(*sys.argv[1:]))
