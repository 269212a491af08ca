"""What the Dockerfile makes is whole: built away from the checkout, it answers, and is looked after."""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot import dossier, starter
from tests.bot.image import CHECKOUT, Image, instructions
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.sandbox_client import SandboxClient

PATIENCE = 60.0  # seconds that a program may take to come up on a machine that does other things, too


@asynccontextmanager
async def started(command: list[str], env: dict[str, str], cwd: Path) -> AsyncIterator[Process]:
    """Run a program with this environment alone; it is killed at the end where it still runs."""
    process = await asyncio.create_subprocess_exec(
        *command, env=env, cwd=cwd, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ended(command: list[str], env: dict[str, str], cwd: Path) -> tuple[int | None, str]:
    """Run a program to its end; return its exit code and what it wrote to standard error."""
    async with started(command, env, cwd) as process, asyncio.timeout(PATIENCE):
        _, errors = await process.communicate()
        return process.returncode, errors.decode()


def files(root: Path, apart: Path) -> set[Path]:
    """Every file below `root` that is not below `apart`."""
    return {path for path in root.rglob("*") if not path.is_relative_to(apart)}


async def test_the_image_answers_in_both_languages(tmp_path: Path, sandbox: SandboxClient) -> None:
    """The image's bot tells the story in the reader's language, and leaves the sandbox outside.

    Its health check holds, SIGTERM ends it well, and it has written nothing but in the volume.
    """
    image = Image(tmp_path / "image")
    image.root.mkdir()
    await asyncio.to_thread(image.build)
    assert [words.split()[0] for words in image.undone] == ["apt-get", "useradd"]
    volume = image.root / image.instructions["VOLUME"][0].strip("/")
    before = files(image.root, volume)
    checkup = image.command(*image.instructions["HEALTHCHECK"][1:])
    assert not [path for path in image.root.rglob("*") if "siyaq_sandbox" in path.name]
    code, errors = await ended(image.command("sandbox", "--no-bot"), image.env, volume)
    assert (code, "siyaq-sandbox" in errors, "Traceback" in errors) == (1, True, False)
    env = image.env | {"SIYAQ_TOKEN": sandbox.token, "SIYAQ_API_URL": sandbox.url}
    assert (await ended(checkup, env, volume))[0] == 1, "nothing runs yet"
    async with started(image.command(), env, volume) as bot:
        await sandbox.post("wait", **{"for": "poll"}, timeout=PATIENCE)
        await sandbox.rich(on=False)
        story = dossier.read(starter.stories()[0][1], "starter")
        for person, title in ((LAYLA, story.title.ar), (EMMA, story.title.en)):
            await sandbox.start(as_=person)
            await sandbox.idle(timeout=PATIENCE)
            await sandbox.say("/summary", as_=person)
            await sandbox.idle(timeout=PATIENCE)
            assert title
            assert title in (await sandbox.last(person))["text"]
        assert (await ended(checkup, env, volume))[0] == 0
        os.utime(volume / "alive", (0, 0))
        assert (await ended(checkup, env, volume))[0] == 1, "no sign of life for long"
        bot.terminate()
        async with asyncio.timeout(PATIENCE):
            await bot.communicate()
            assert bot.returncode == 0
    assert files(image.root, volume) == before
    assert (volume / "siyaq.db").is_file()


def test_the_image_runs_for_nobody_in_particular() -> None:
    """The last stage is no root's, and keeps its data in a volume that is its user's."""
    said: dict[str, str] = {}
    for name, words in instructions():
        said = {} if name == "FROM" else {**said, name: words}
    user, group = said["USER"].split(":")
    made = said["RUN"]
    assert user == group != "0"
    assert f"--uid {user} " in made
    assert f"--owner siyaq --group siyaq {said['VOLUME']}" in made
    assert f"SIYAQ_DATA_DIR={said['VOLUME']}" in said["ENV"]


@pytest.mark.parametrize(
    "name", ["Dockerfile", "requirements.lock", "requirements-dev.lock", "requirements-build.lock", ".ci/run"]
)
def test_nothing_names_where_packages_come_from(name: str) -> None:
    """Names, versions and hashes are all there is: an address is the machine's own affair."""
    text = (CHECKOUT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?:|--(extra-)?index-url|--find-links|--trusted-host", text)
