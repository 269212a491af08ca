"""A sandbox, and the bot in it as a process of its own: to try everything without a token."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
import webbrowser
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from bot.errors import AddressTaken, SceneUnknown

if TYPE_CHECKING:
    from pathlib import Path

    from bot.i18n.catalogue import Words
    from bot.sandbox.server import Running

TOKEN = "1000:sandbox"  # noqa: S105 - it opens nothing but a sandbox
PORT = 8081  # the usual one, of Telegram's own local Bot API server
FINISH = 30.0  # seconds that the bot may take to end


@dataclass(frozen=True, slots=True)
class Trial:
    """What to try: a sandbox with a scene, with the bot or without, on `port` (0: a free one, None: the usual)."""

    port: int | None
    bot: bool
    token: str
    browser: bool
    data_dir: Path | None
    scene: str


async def run(trial: Trial, words: Words) -> None:
    """Run until SIGTERM or SIGINT, or until the bot ends by itself; tells and opens the page's address."""
    from bot.sandbox.scenes import SCENES

    if trial.scene not in SCENES:
        raise SceneUnknown(scene=trial.scene, known=", ".join(sorted(SCENES)))
    stop = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    async with AsyncExitStack() as stack:
        sandbox = await _open(trial)
        stack.push_async_callback(sandbox.stop)
        typer.echo(words.text("cli.sandbox.open", url=f"{sandbox.url}/"))
        waits: list[asyncio.Task[bool] | asyncio.Task[int]] = [asyncio.create_task(stop.wait())]
        if trial.bot:
            data_dir = trial.data_dir or stack.enter_context(tempfile.TemporaryDirectory(prefix="siyaq-"))
            process = await _start(sandbox, str(data_dir))
            stack.push_async_callback(_end, process)
            talk = asyncio.create_task(_converse(sandbox, trial.scene, words))
            stack.callback(talk.cancel)
            waits.append(asyncio.create_task(process.wait()))
        else:
            typer.echo(words.text("cli.sandbox.api", url=sandbox.url, token=trial.token))
        if trial.browser:
            await asyncio.to_thread(_show, f"{sandbox.url}/")
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()


async def _open(trial: Trial) -> Running:
    """The sandbox; where the usual port is taken, on a free one."""
    from bot.sandbox import server

    for port in (PORT, 0) if trial.port is None else (trial.port,):
        with suppress(OSError):
            return await server.start(port=port, token=trial.token, scene=trial.scene)
    raise AddressTaken(where=f"127.0.0.1:{trial.port}")


def _show(url: str) -> None:
    """Open the page where there are windows: a browser of the terminal would hide what is told, and runs no script."""
    if sys.platform in {"darwin", "win32"} or os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"}:
        webbrowser.open(url)


async def _start(sandbox: Running, data_dir: str) -> asyncio.subprocess.Process:
    """The bot in the sandbox, with nothing of the settings that it runs for real with."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("SIYAQ_")}
    env |= {"SIYAQ_TOKEN": sandbox.token, "SIYAQ_API_URL": sandbox.url, "SIYAQ_DATA_DIR": data_dir}
    env["SIYAQ_OWNERS"] = ",".join(str(one.id) for one in sandbox.world.persons.values() if one.role == "owner")
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=env)


async def _converse(sandbox: Running, scene: str, words: Words) -> None:
    """Let the scene's persons speak with the bot; where whoever tries it comes between, they stop."""
    from bot.sandbox.acting import Impossible
    from bot.sandbox.conversations import CONVERSATIONS

    if scene in CONVERSATIONS:
        try:
            await CONVERSATIONS[scene](sandbox.world)
        except (Impossible, TimeoutError):
            typer.echo(words.text("cli.sandbox.broken_off"), err=True)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(FINISH):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
