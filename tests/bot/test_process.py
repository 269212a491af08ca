"""The real process: `python -m bot run` is started, told to end, and killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot import dossier
from tests.bot.story_factory import first
from tests.sandbox_client import BOT, EMMA, LAYLA

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.sandbox_client import SandboxClient

TOKEN = "1000:sandbox-of-the-process_test"
SECRET_PART = TOKEN.partition(":")[2]


@asynccontextmanager
async def process(
    play: SandboxClient, home: Path, *arguments: str, token: str = "", **more: str
) -> AsyncIterator[Process]:
    """The command line with these arguments and settings, its standard error piped; it is gone at the end."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("SIYAQ_", "PTB_", "LC_", "LANG"))}
    env |= {"SIYAQ_TOKEN": token or play.token, "SIYAQ_API_URL": play.url, "SIYAQ_DATA_DIR": str(home), **more}
    command = (sys.executable, "-m", "bot", *arguments)
    started = await asyncio.create_subprocess_exec(
        *command, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.communicate()


async def end(bot: Process) -> str:
    """Send SIGTERM, and return what the process wrote on standard error; it ends with 0."""
    bot.send_signal(signal.SIGTERM)
    _, errors = await bot.communicate()
    assert bot.returncode == 0, errors.decode()
    return errors.decode()


async def test_telegram_away_at_start_then_an_answer_in_work_at_sigterm(sandbox: SandboxClient, tmp_path: Path) -> None:
    """It waits for Telegram, answers, finishes at SIGTERM what is in work, and tells the token to nobody."""
    await sandbox.fault("reset_before", method="getMe", times=1)
    async with process(sandbox, tmp_path, "run") as bot:
        assert "About Siyaq" in (await sandbox.ask("/about", as_=EMMA))["text"]
        await sandbox.fault("retry_after", chat_id=LAYLA, retry_after=1, times=1)
        since = await sandbox.seq()
        await sandbox.say("/about")
        await sandbox.wait("call", since=since, chat_id=LAYLA, method="sendMessage", status=429)
        errors = await end(bot)
        assert "عن سياق" in (await sandbox.last(LAYLA))["text"]
    assert (await sandbox.state())["waiting_updates"] == 0
    lines = errors.splitlines()
    assert any('"event": "telegram.away"' in line for line in lines)
    (line,) = (line for line in lines if '"chat": 102' in line)
    assert all(f'"{key}":' in line for key in ("kind", "handler", "ms", "update"))
    assert sandbox.token not in errors
    assert "Traceback" not in errors


async def test_a_kill_in_the_middle_loses_nothing(sandbox: SandboxClient, tmp_path: Path) -> None:
    """Killed while answers are outstanding, acknowledged or not, the next process gives every one of them."""
    # As long as an answer is waited for at all: the process is killed before, however slowly all goes.
    fault = await sandbox.fault("retry_after", method="sendMessage", retry_after=29)
    async with process(sandbox, tmp_path, "run") as bot:
        await sandbox.say("/about")
        await sandbox.wait("call", method="sendMessage", status=429)
        await sandbox.idle()
        await sandbox.say("/help", as_=EMMA)
        await sandbox.wait("call", method="sendMessage", chat_id=EMMA, status=429)
        bot.kill()
        await bot.wait()
    await sandbox.lift(fault)
    since = await sandbox.seq()
    async with process(sandbox, tmp_path, "run") as bot:
        assert "عن سياق" in (await sandbox.heard(LAYLA, since=since))["text"]
        assert "Commands" in (await sandbox.heard(EMMA, since=since))["text"]
        await sandbox.rich(on=False)
        file = tmp_path / "story.yaml"
        old = first()
        new = old.model_copy(update={"title": old.title.model_copy(update={"en": "Put right"})})
        file.write_text(dossier.write(new), encoding="utf-8")
        async with process(sandbox, tmp_path, "story", "import", str(file)) as publisher:
            assert await publisher.wait() == 0
        assert "Put right" in (await sandbox.ask("/summary", as_=EMMA))["text"]
        await end(bot)
    answers = [
        message for chat in (LAYLA, EMMA) for message in await sandbox.messages(chat) if message["from"]["id"] == BOT
    ]
    assert len(answers) == 3


async def test_a_wrong_token(sandbox: SandboxClient, tmp_path: Path) -> None:
    """The process exits with 1, in words, which hold neither the token nor a traceback."""
    async with process(sandbox, tmp_path, "run", token=TOKEN) as bot:
        _, errors = await bot.communicate()
    assert bot.returncode == 1
    assert "Telegram does not know the token" in errors.decode()
    assert SECRET_PART not in errors.decode()
    assert "Traceback" not in errors.decode()
