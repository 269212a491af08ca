"""The sandbox's wheel is whole: what it serves from there is what lies in the checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

from siyaq_sandbox.serving import PAGE
from tests.bot.image import locked

CHECKOUT = Path(__file__).parents[2]
PACKAGE = PAGE.parent
SERVE = """
import asyncio, sys, urllib.request
import siyaq_sandbox
async def main():
    sandbox = await siyaq_sandbox.start()
    for name in ("", *sys.argv[1:]):
        response = await asyncio.to_thread(urllib.request.urlopen, f"{sandbox.url}/{name and 'page/'}{name}")
        print(siyaq_sandbox.__file__, response.status)
    await sandbox.stop()
asyncio.run(main())
"""


def output(*command: str, cwd: Path, path: str = "") -> str:
    """Run a program to its end; return what it printed."""
    process = subprocess.run(command, cwd=cwd, env={"PYTHONPATH": path}, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr
    return process.stdout


def test_the_wheel_is_whole(tmp_path: Path) -> None:
    """Every file of the package but caches is in the wheel, and its server serves the page from there."""
    command = (sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path))
    output(*command, cwd=CHECKOUT / "sandbox")
    (wheel,) = tmp_path.glob("siyaq_sandbox-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "away")
    away = tmp_path / "away" / PACKAGE.name
    sources = [path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {path.relative_to(PACKAGE): path.read_bytes() for path in sources} == {
        path.relative_to(away): path.read_bytes() for path in away.rglob("*") if path.is_file()
    }
    parts = sorted(path.name for path in PAGE.iterdir() if path.name != "index.html")
    printed = output(sys.executable, "-c", SERVE, *parts, cwd=tmp_path, path=str(tmp_path / "away"))
    assert printed.splitlines() == [f"{away / '__init__.py'} 200"] * (1 + len(parts))


def test_the_lock_has_what_it_needs() -> None:
    """The development lock, which `make setup` installs, names each package that the sandbox depends on."""
    names = {requirement.name for requirement, _ in locked(CHECKOUT / "requirements-dev.lock")}
    for requirement in distribution("siyaq-sandbox").requires or ():
        assert Requirement(requirement).name in names, requirement
