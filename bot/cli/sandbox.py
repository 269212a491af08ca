"""A sandbox, and the bot in it as a process of its own: to try everything without a token."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import signal
import sys
import tempfile
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from bot.errors import AddressTaken, FeatureUnknown, SandboxMissing, SceneUnknown

if TYPE_CHECKING:
    from pathlib import Path

    from bot.i18n.catalogue import Translator
    from siyaq_sandbox.server import Running

TOKEN = "1000:sandbox"  # noqa: S105 - it opens nothing but a sandbox
PORT = 8081  # the usual one, of Telegram's own local Bot API server
FINISH = 30.0  # seconds that the bot may take to end


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """Options of `siyaq sandbox`: a scene, with the bot or without, on `port` (0: a free one, None: the usual).

    A `strict` sandbox refuses parameters that no method knows: in our bot they are a misspelling. Telegram ignores
    them, and other libraries send some, so None is strict with the bot and lenient without it. `features` are pairs
    NAME=MODE: which newer features the server knows, ignores or refuses.
    """

    port: int | None
    bot: bool
    token: str
    browser: bool
    data_dir: Path | None
    scene: str
    strict: bool | None
    features: tuple[str, ...] = ()


async def run(trial: SandboxOptions, words: Translator) -> None:
    """Run until SIGTERM or SIGINT, or until the bot ends by itself; print and open the page's address.

    Raises SandboxMissing, SceneUnknown, FeatureUnknown or AddressTaken.
    """
    if importlib.util.find_spec("siyaq_sandbox") is None:  # a distribution of its own: production has no use for it
        raise SandboxMissing
    from siyaq_sandbox.scenes import SCENES

    if trial.scene not in SCENES:
        raise SceneUnknown(scene=trial.scene, known=", ".join(sorted(SCENES)))
    stop = asyncio.Event()
    for item in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(item, stop.set)
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


async def _open(trial: SandboxOptions) -> Running:
    """Start the sandbox on the usual port, or on a free one if that is taken."""
    from siyaq_sandbox import server

    strict, modes = trial.bot if trial.strict is None else trial.strict, _modes(trial.features)
    for port in (PORT, 0) if trial.port is None else (trial.port,):
        with suppress(OSError):
            return await server.start(port=port, token=trial.token, scene=trial.scene, strict=strict, modes=modes)
    raise AddressTaken(where=f"127.0.0.1:{trial.port}")


def _modes(given: tuple[str, ...]) -> dict[str, str]:
    """Return the mode of each feature that is named; raise FeatureUnknown for a pair that there is not."""
    from siyaq_sandbox.features import FEATURES, Mode

    modes: dict[str, str] = {}
    for pair in given:
        name, _, mode = pair.partition("=")
        if name not in FEATURES or mode not in set(Mode):
            raise FeatureUnknown(feature=pair, features=", ".join(FEATURES), modes=", ".join(Mode))
        modes[name] = mode
    return modes


def _show(url: str) -> None:
    """Open the page where there are windows: a browser of the terminal would hide what is told, and runs no script."""
    if sys.platform in {"darwin", "win32"} or os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"}:
        import webbrowser  # slow to import, and `siyaq run` shows nothing

        webbrowser.open(url)


async def _start(sandbox: Running, data_dir: str) -> asyncio.subprocess.Process:
    """Start the bot in the sandbox, with none of the settings of a real run."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("SIYAQ_")}
    env |= {"SIYAQ_TOKEN": sandbox.token, "SIYAQ_API_URL": sandbox.url, "SIYAQ_DATA_DIR": data_dir}
    env["SIYAQ_OWNERS"] = ",".join(
        str(person.id) for person in sandbox.world.persons.values() if person.role == "owner"
    )
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=env)


async def _converse(sandbox: Running, scene: str, words: Translator) -> None:
    """Play the scene's conversations with the bot; stop when the user joins in."""
    from siyaq_sandbox.acting import Impossible
    from siyaq_sandbox.conversations import CONVERSATIONS

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
