"""`siyaq sandbox`: a local Telegram with the bot in it, opened in a browser where there is one."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp

from tests.bot.desk.subscriber_factory import bare
from tests.sandbox_client import EMMA, NADIA, OMAR, SandboxClient

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator
    from pathlib import Path

PATIENCE = 60.0  # seconds that a program may take on a machine that does other things, too
WINDOWS = {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"}


@asynccontextmanager
async def opened(*options: str, **more: str) -> AsyncIterator[tuple[Process, list[str]]]:
    """Run the command with no windows but what `more` says; what it printed until its page was open."""
    env = {name: value for name, value in os.environ.items() if name not in WINDOWS} | more
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "sandbox", *options,
        env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            lines = [(await process.stdout.readline()).decode() for _ in range(2 if "--no-bot" in options else 1)]
        yield process, lines
    finally:
        if process.returncode is None:
            process.terminate()  # it ends the bot in it; one that is killed would leave it behind
        await ended(process)


async def ended(process: Process) -> tuple[int | None, str]:
    """Wait for the end; the exit code, and what went to standard error."""
    try:
        async with asyncio.timeout(PATIENCE):
            _, data = await process.communicate()
    except TimeoutError:
        process.kill()
        raise
    return process.returncode, data.decode()


def address(lines: list[str]) -> str:
    """The address that was printed."""
    match = re.search(r"http://127\.0\.0\.1:\d+", lines[0])
    assert match, lines
    return match.group()


def program(path: Path, words: str) -> Path:
    """A program that does what `words` say."""
    path.write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


async def test_the_bot_is_in_it_until_it_ends(tmp_path: Path) -> None:
    """The bot answers in it, with its data where it was told; Ctrl-C ends both, the bot first."""
    options = ("--port", "0", "--scene", "newsroom", "--data-dir", str(tmp_path / "data"))
    async with opened(*options, SIYAQ_RATE="nonsense", SIYAQ_STARTER="0") as (process, lines):
        async with aiohttp.ClientSession() as session:
            play = SandboxClient(address(lines), "1000:sandbox", session)
            await play.post("wait", **{"for": "poll"}, timeout=PATIENCE)
            assert OMAR in {person["id"] for person in (await play.state())["persons"]}
            await play.rich(on=False)
            await play.start(as_=EMMA)
            await play.say("/story", as_=EMMA)
            await play.idle(timeout=PATIENCE)
            # The scene's own conversation goes on at the same time: its message may be the last one.
            texts = [message.get("text", "") for message in await play.messages(EMMA)]
            assert any("Kursk" in text for text in texts), "settings of the real bot are none of this one's"
        process.send_signal(signal.SIGINT)
        code, shown = await ended(process)
        assert code == 0, shown
    assert (tmp_path / "data" / "siyaq.db").is_file()


async def test_the_newsroom_has_a_desk_and_an_audience(tmp_path: Path) -> None:
    """The owner of the scene is one of the bot's; an editor and a contributor join by links, and a draft is open.

    Readers follow in each language, two channels are set up, and a push is ready to be sent: it goes to all of them. On
    data that was kept, the persons are on the desk already, and the conversation goes the same way.
    """
    for _ in range(2):
        options = ("--port", "0", "--scene", "newsroom", "--data-dir", str(tmp_path))
        async with opened(*options) as (process, lines), aiohttp.ClientSession() as session:
            play = SandboxClient(address(lines), "1000:sandbox", session)
            await play.wait("edited", chat_id=NADIA, count=2, timeout=PATIENCE)
            await play.idle(timeout=PATIENCE)
            push = await play.last(NADIA)
            assert "كورسك" in push["text"]
            assert "مسودة" in [message["text"] for message in await play.messages(NADIA)][-3]
            team = (await play.ask("/team", as_=OMAR))["text"]
            assert re.search("نادية.*محرر", team), team
            assert re.search("Sam.*مساهم", team), team
            counted = await play.turn(push, "كم محادثة", as_=NADIA)
            for text in ("قنوات، العربية: 1", "قنوات، الإنجليزية: 1", "محادثات خاصة، العربية: 1"):
                assert text in bare(counted["text"])
            process.terminate()
            assert (await ended(process))[0] == 0


async def test_alone_it_is_a_server_for_any_client() -> None:
    """Without the bot: its address and token are told, the token is the one given, and SIGTERM ends it."""
    async with opened("--port", "0", "--no-bot", "--token", "42:mine") as (process, lines):
        root = address(lines)
        assert root in lines[1]
        assert "42:mine" in lines[1]
        async with aiohttp.ClientSession() as session, session.get(f"{root}/bot42:mine/getMe") as response:
            assert (await response.json())["ok"] is True
        process.terminate()
        assert await ended(process) == (0, "")


async def test_alone_it_ignores_what_telegram_ignores(tmp_path: Path) -> None:
    """Unknown parameters are refused with the bot and with `--strict`; without the bot they are ignored."""
    by_key: dict[tuple[str, ...], bool] = {}
    for options in (("--no-bot",), ("--no-bot", "--strict"), ("--data-dir", str(tmp_path))):
        async with opened("--port", "0", *options) as (process, lines), aiohttp.ClientSession() as session:
            async with session.get(f"{address(lines)}/control/state") as response:
                by_key[options] = (await response.json())["strict"]
            process.terminate()
            assert (await ended(process))[0] == 0
    assert list(by_key.values()) == [False, True, True]


async def test_a_browser_opens_where_there_are_windows(tmp_path: Path) -> None:
    """The page opens in the browser of a desktop, never in one of the terminal, and not where it is not wanted."""
    pipe = tmp_path / "called"
    os.mkfifo(pipe)
    desktop = program(tmp_path / "desktop", f'echo "$1" > {pipe}')
    program(tmp_path / "w3m", f'echo "$1" > {tmp_path}/terminal')
    options = ("--port", "0", "--no-bot")
    async with opened(*options, BROWSER=f"{desktop} %s &") as (_, lines), asyncio.timeout(PATIENCE):
        shown = await asyncio.to_thread(pipe.read_text, "utf-8")
        assert shown.strip() == f"{address(lines)}/"
    async with opened(*options, PATH=f"{tmp_path}:{os.environ['PATH']}") as (process, lines):
        async with aiohttp.ClientSession() as session, session.get(address(lines)) as response:
            assert response.status == 200
        process.terminate()
        assert (await ended(process))[0] == 0
    assert not (tmp_path / "terminal").exists()


async def test_it_says_how_to_get_a_sandbox_that_is_missing(tmp_path: Path) -> None:
    """Where siyaq-sandbox is not installed, how to get it is printed, with exit code 1; help still works."""
    hidden = "import sys; sys.modules['siyaq_sandbox'] = None"  # an import of it fails as if it were not installed
    (tmp_path / "sitecustomize.py").write_text(hidden, encoding="utf-8")
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    for locale, part in (("C.UTF-8", "pip install ./sandbox"), ("ar_EG.UTF-8", "غير مثبتة")):
        for option, expected in (("--no-bot", 1), ("--help", 0)):
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "sandbox", option, env=env | {"LC_ALL": locale},
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
            code, errors = await ended(process)
            assert (code, part in errors, "siyaq-sandbox" in errors) == (expected, bool(expected), bool(expected))
            assert "Traceback" not in errors


async def test_a_port_that_is_taken() -> None:
    """A port that was asked for and is taken is a mistake in words; exit code 1, and an unknown scene likewise."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        async with opened("--port", port, "--no-bot", LANG="C.UTF-8", LC_ALL="C.UTF-8") as (process, _):
            code, text = await ended(process)
    assert (code, f"127.0.0.1:{port}" in text, "Traceback" in text) == (1, True, False)
    async with opened("--scene", "opera", "--no-bot", LC_ALL="ar_EG.UTF-8") as (process, _):
        code, text = await ended(process)
    assert (code, "opera" in text, "newsroom" in text, "مشهد" in text) == (1, True, True, True)


async def test_a_server_that_lacks_features() -> None:
    """Which newer features the server knows is an option, and what is no feature or mode is named."""
    options = ("--no-bot", "--no-browser", "--port", "0", "--feature")
    async with opened(*options, "guest=ignored") as (_, lines), aiohttp.ClientSession() as session:
        state = await SandboxClient(address(lines), "", session).state()
        assert state["features"]["guest"] == "ignored"
    async with opened(*options, "guest=off") as (process, _):
        code, said = await ended(process)
        assert code
        assert "guest=off" in said
