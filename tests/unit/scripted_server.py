"""A server for transport's tests: takes whole HTTP requests, notes them, and answers each as the test wrote it down."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from types import TracebackType

MESSAGE = {"message_id": 77, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "x"}
TOKEN = "123456:the-secret-token"

Script = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Received:
    """One request as it came over the wire."""

    verb: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of a form or of a JSON body, as Telegram reads both: texts, and JSON for the rest."""
        if self.headers.get("content-type") == "application/json":
            return {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in json.loads(self.body).items()
            }
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def parts(self) -> dict[bytes, tuple[bytes | None, bytes]]:
        """A multipart body's parts: the disposition line gives each file's type and every part's content."""
        boundary = self.headers["content-type"].partition("boundary=")[2].strip('"').encode()
        parts = {}
        for part in self.body.split(b"--" + boundary)[1:-1]:
            head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
            lines = dict(line.split(b": ", 1) for line in head.split(b"\r\n"))
            lines = {name.lower(): value for name, value in lines.items()}
            disposition = lines[b"content-disposition"]
            kind = lines[b"content-type"] if b"filename=" in disposition else None
            parts[disposition] = (kind, content.removesuffix(b"\r\n"))
        return parts


def answer(status: int, content: Any, *, kind: str = "application/json", headers: str = "", length: int = 0) -> Script:
    """Answer with `content`, bytes as they are and all else as JSON; `length` more bytes are promised than sent."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()

    async def send(writer: asyncio.StreamWriter) -> None:
        try:
            phrase = HTTPStatus(status).phrase
        except ValueError:
            phrase = "Odd"
        head = f"HTTP/1.1 {status} {phrase}\r\nContent-Type: {kind}\r\n{headers}"
        writer.write(f"{head}Content-Length: {len(body) + length}\r\n\r\n".encode() + body)
        await writer.drain()
        if length:
            writer.close()

    return send


def refusal(status: int, description: str, **parameters: int) -> Script:
    """Answer as Telegram refuses."""
    content: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return answer(status, content | ({"parameters": parameters} if parameters else {}))


def result(content: Any) -> Script:
    """Answer as Telegram does when it did what was asked."""
    return answer(200, {"ok": True, "result": content})


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Close the connection without an answer."""
    writer.close()


async def reset(writer: asyncio.StreamWriter) -> None:
    """Tear the connection down."""
    writer.transport.abort()


async def keep_silent(writer: asyncio.StreamWriter) -> None:
    """Never answer."""
    with suppress(ConnectionError):
        await writer.wait_closed()


async def talk_nonsense(writer: asyncio.StreamWriter) -> None:
    """Answer with what is no HTTP."""
    writer.write(b"NOISE\r\n\r\n")
    writer.close()


async def drip(writer: asyncio.StreamWriter) -> None:
    """Promise a long answer and send it a byte at a time, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    with suppress(ConnectionError):
        while not writer.is_closing():
            writer.write(b"{")
            await writer.drain()
            await asyncio.sleep(0.02)


@dataclass
class ScriptedServer:
    """Listens on loopback; what it answers is taken from `scripts` in turn, the last one again and again."""

    scripts: list[Any] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    url: str = ""
    port: int = 0

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._arrived = asyncio.Condition()
        await self.listen()
        return self

    async def listen(self) -> None:
        """Take connections, at the port that was had before if there was one."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    async def leave(self) -> None:
        """Take no more connections, so that they are refused."""
        self._server.close()
        await self._server.wait_closed()

    async def have(self, count: int) -> None:
        """Return when so many requests have been received."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: len(self.received) >= count)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            while not writer.is_closing() and (request := await _read(reader)):
                async with self._arrived:
                    self.received.append(request)
                    self._arrived.notify_all()
                script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
                await script(writer)
        except ConnectionError:
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Received | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    verb, path, _ = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(verb, path, headers, body)
