"""What the Dockerfile makes is whole: built away from the checkout, it answers, and is looked after."""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot import dossier, starter
from tests.bot.image import CHECKOUT, Image, instructions
from tests.play import EMMA, LAYLA, Play

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator
    from pathlib import Path

PATIENCE = 60.0  # seconds that a program may take to come up on a machine that does other things, too


@asynccontextmanager
async def started(command: list[str], env: dict[str, str], cwd: Path) -> AsyncIterator[Process]:
    """Run a program with this environment alone; it is killed at the end where it still runs."""
    process = await asyncio.create_subprocess_exec(*command, env=env, cwd=cwd, stdout=asyncio.subprocess.PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ended(command: list[str], env: dict[str, str], cwd: Path) -> int | None:
    """Run a program to its end; its exit code."""
    async with started(command, env, cwd) as process, asyncio.timeout(PATIENCE):
        await process.communicate()
        return process.returncode


async def address(process: Process) -> str:
    """The address that the sandbox prints."""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        line = (await process.stdout.readline()).decode()
    found = re.search(r"http://[\d.]+:\d+", line)
    assert found, line
    return found.group()


def files(root: Path, apart: Path) -> set[Path]:
    """Every file below `root` that is not below `apart`."""
    return {path for path in root.rglob("*") if not path.is_relative_to(apart)}


async def test_the_image_answers_in_both_languages(tmp_path: Path) -> None:
    """The image's own sandbox and bot tell the story in the asker's language.

    Its health check holds, SIGTERM ends it well, and it has written nothing but in the volume.
    """
    image = Image(tmp_path / "image")
    image.root.mkdir()
    await asyncio.to_thread(image.build)
    assert [words.split()[0] for words in image.undone] == ["useradd"]
    volume = image.root / image.told["VOLUME"][0].strip("/")
    before = files(image.root, volume)
    checkup = image.command(*image.told["HEALTHCHECK"][1:])
    box = image.command("sandbox", "--no-bot", "--no-browser", "--port", "0")
    async with started(box, image.env, volume) as sandbox, aiohttp.ClientSession() as session:
        url = await address(sandbox)
        await expect_page(url, session)
        play = Play(url, "1000:sandbox", session)
        env = image.env | {"SIYAQ_TOKEN": play.token, "SIYAQ_API_URL": url}
        assert await ended(checkup, env, volume) == 1, "nothing runs yet"
        async with started(image.command(), env, volume) as bot:
            await play.post("wait", **{"for": "poll"}, timeout=PATIENCE)
            await play.rich(on=False)
            story = dossier.read(starter.stories()[0][1], "starter")
            for person, title in ((LAYLA, story.title.ar), (EMMA, story.title.en)):
                await play.start(as_=person)
                await play.idle(timeout=PATIENCE)
                await play.say("/summary", as_=person)
                await play.idle(timeout=PATIENCE)
                assert title
                assert title in (await play.last(person))["text"]
            assert await ended(checkup, env, volume) == 0
            os.utime(volume / "alive", (0, 0))
            assert await ended(checkup, env, volume) == 1, "no sign of life for long"
            bot.terminate()
            async with asyncio.timeout(PATIENCE):
                assert await bot.wait() == 0
    assert files(image.root, volume) == before
    assert (volume / "siyaq.db").is_file()


async def expect_page(url: str, session: aiohttp.ClientSession) -> None:
    """The page and all its parts are served as they are in the checkout."""
    parts = sorted((CHECKOUT / "bot/sandbox/page").iterdir())
    assert parts
    for part in parts:
        async with session.get(f"{url}/" if part.name == "index.html" else f"{url}/page/{part.name}") as response:
            assert response.status == 200, part.name
            assert await response.read() == part.read_bytes(), part.name


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
