"""HTTP server of the Bot API, files, chat page and control API."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from siyaq_sandbox import control, serving
from siyaq_sandbox.api import Api
from siyaq_sandbox.clock import Clock
from siyaq_sandbox.control.body import Room
from siyaq_sandbox.files import UPLOAD_LIMIT, Upload
from siyaq_sandbox.refusals import Refusal, refuse
from siyaq_sandbox.scenes import SCENES
from siyaq_sandbox.updates import TWO_POLLERS
from siyaq_sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from siyaq_sandbox.faults import Fault

MANY = 256
TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)


@dataclass
class Running:
    """A running sandbox; its root address is `url`."""

    host: str
    port: int
    token: str
    world: World
    runner: web.AppRunner
    listener: asyncio.Server | None = None
    connections: set[asyncio.Transport] = field(default_factory=set)
    _opening: asyncio.Future[None] | None = None

    @property
    def url(self) -> str:
        """Return the root address, without a slash at its end."""
        return f"http://{self.host}:{self.port}"

    async def open(self) -> None:
        """Open the listening socket."""
        loop = asyncio.get_running_loop()
        if self.runner.server is None:
            raise RuntimeError("the server was stopped")
        self.listener = await loop.create_server(self.runner.server, self.host, self.port)
        self.port = self.listener.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Close the listening socket and abort Bot API connections; those of the page stay open."""
        if self.listener is not None:
            self.listener.close()
            self.listener = None
        self.cut()

    def cut(self) -> None:
        """Abort all Bot API connections."""
        for transport in self.connections:
            transport.abort()
        self.connections.clear()

    def shut(self, seconds: float) -> None:
        """Close for so many seconds, then reopen the same port."""
        self.close()
        if self._opening is not None:
            self._opening.cancel()
        self._opening = asyncio.ensure_future(self._open_after(seconds))

    async def _open_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.open()

    async def stop(self) -> None:
        """Stop the server, its webhook deliveries and open polls."""
        if self._opening is not None:
            self._opening.cancel()
        await self.world.webhook.stop()
        self.world.updates.end_poll(TWO_POLLERS)
        self.close()
        await self.runner.cleanup()


class BotApi:
    """The endpoint `/bot<token>/<method>`."""

    def __init__(self, api: Api, connections: set[asyncio.Transport]) -> None:
        self._api = api
        self._connections = connections
        self._turn = asyncio.Lock()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call, or apply the fault that matches it."""
        api, started = self._api, time.perf_counter()
        if request.transport is not None:
            if len(self._connections) >= MANY:
                self._connections -= {transport for transport in self._connections if transport.is_closing()}
            self._connections.add(request.transport)
        name = request.match_info["method"]
        if (token := request.match_info["token"]) != api.world.token:
            good = TOKEN.fullmatch(token)
            return _reply((Refusal(401, "Unauthorized") if good else Refusal(404, "Not Found")).answer())
        polls = name.lower() == "getupdates"
        api.under_way += not polls
        params: dict[str, Any] = {}
        files: dict[str, Upload] = {}
        answer: dict[str, Any] | None = None
        fault: Fault | None = None
        ignored: list[str] = []
        try:
            # One call a turn of the loop: what the page asks comes between them, however many calls wait.
            async with self._turn:
                await asyncio.sleep(0)
            params, files = await read_parameters(request)
            fault, answer = await api.take_fault(name, params)
            if answer is None and (fault is None or fault.kind in {"delay", "reset_after", "truncate"}):
                if fault is not None and fault.kind == "delay":
                    await asyncio.sleep(fault.options.get("seconds", 1.0))
                answer = await api.act(name, params, files, ignored)
        except Refusal as refusal:
            answer = refusal.answer()
        finally:
            api.under_way -= not polls
            if not polls:
                api.last_call = time.monotonic()
            api.log(name, params, files, started=started, answer=answer, fault=fault, ignored=ignored)
        return await _send(request, answer, fault)


async def read_parameters(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Return a call's parameters, from the query, a form, multipart or JSON, and its files by field name."""
    params: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.method != "POST" or not request.can_read_body:
        return params, files
    kind = request.content_type
    if kind == "application/json":
        try:
            body = json.loads(await request.read())
        except (ValueError, RecursionError):
            raise refuse("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise refuse("can't parse JSON object: an Object expected")
        return params | body, files
    if kind not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        raise refuse(f"unsupported content type {kind}")
    try:
        form = await request.post()
    except (ValueError, LookupError, AssertionError):
        raise refuse("can't parse the request's body") from None
    for key, value in form.items():
        if isinstance(value, web.FileField):
            body = value.file.read()
            files[key] = Upload(value.filename, body, value.content_type)
        else:
            params[key] = value if isinstance(value, str) else bytes(value).decode(errors="surrogateescape")
    return params, files


def _reply(answer: dict[str, Any]) -> web.Response:
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    status = 200 if answer["ok"] else answer["error_code"]
    headers = {}
    if "retry_after" in answer.get("parameters", ()):
        headers["Retry-After"] = str(answer["parameters"]["retry_after"])
    return web.Response(body=body, status=status, content_type="application/json", headers=headers)


async def _send(request: web.Request, answer: dict[str, Any] | None, fault: Fault | None) -> web.StreamResponse:
    if fault is not None and fault.kind == "not_json":
        status = fault.options.get("status", 502)
        page = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
        return web.Response(text=page, status=status, content_type="text/html")
    if answer is None or (fault is not None and fault.kind == "reset_after"):
        return _cut(request)
    reply = _reply(answer)
    if fault is None or fault.kind != "truncate":
        return reply
    body = reply.body
    full = body if isinstance(body, bytes) else b""
    half = web.StreamResponse(status=reply.status, headers={"Content-Type": "application/json"})
    half.content_length = len(full)
    await half.prepare(request)
    await half.write(full[: len(full) // 2])
    await asyncio.sleep(0)
    return _cut(request, half)


def _cut(request: web.Request, response: web.StreamResponse | None = None) -> web.StreamResponse:
    """Reset the connection; after half an answer, close it."""
    transport = request.transport
    if transport is not None and response is None:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    elif transport is not None:
        transport.close()
    return response or web.Response()


async def start(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    token: str = "1000:sandbox",  # noqa: S107  it opens nothing but this sandbox
    scene: str = "first",
    clock: Callable[[], float] | None = None,
    strict: bool = True,
    modes: Mapping[str, str] | None = None,
) -> Running:
    """Start a sandbox; port 0 takes a free one. Where it is not `strict`, unknown parameters are ignored and logged.

    `modes` says what the server makes of newer features (`features.FEATURES`): known, ignored or refused.
    """
    world = World(Clock(clock), token, strict=strict, modes=modes)
    SCENES[scene](world)
    app = web.Application(client_max_size=UPLOAD_LIMIT + 10 * 1024 * 1024)
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.1)
    running = Running(host, port, token, world, runner)
    api = Api(world)
    endpoint = BotApi(api, running.connections)
    app.router.add_route("*", r"/bot{token:[^/]+}/{method:[^/]*}", endpoint.answer)
    app.router.add_get(r"/file/bot{token:[^/]+}/{path:.+}", _serve_file(world))
    control.add_routes(app, Room(api, scene, running))
    world.webhook.call = lambda method, params: api.act(method, params, {}, [])
    serving.add_page(app)
    await runner.setup()
    await running.open()
    return running


def _serve_file(world: World) -> Callable[[web.Request], Any]:
    async def serve(request: web.Request) -> web.Response:
        if request.match_info["token"] != world.token:
            return _reply(Refusal(401, "Unauthorized").answer())
        stored = world.files.at(request.match_info["path"])
        if stored is None:
            return _reply(Refusal(404, "Not Found").answer())
        return web.Response(body=stored.upload.body, content_type="application/octet-stream")

    return serve
