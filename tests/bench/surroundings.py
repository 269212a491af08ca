"""Where the peers live: an environment of their own, made by the bench, so that ours holds nothing of theirs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.ground import OUTPUT, ROOT

PEERS = Path(__file__).parent / "peers"
PYTHON_PEERS = ("aiogram==3.31.*", "python-telegram-bot==22.8", "sniffio", "uvloop")
NODE_PEERS = ("grammy@1", "@grammyjs/runner@2")


@dataclass(frozen=True)
class Peer:
    """An echo bot, or a loop: how it is started, or why it is not measured."""

    name: str
    command: tuple[str, ...] = ()
    why_not: str = ""


def peers() -> dict[str, Peer]:
    """The peers, installed where they were not yet; takes a minute the first time."""
    python, why_python = _python()
    folder, why_node = _node()
    node = ("node", str(folder / "grammy_echo.mjs"), "{url}", "{token}")
    made = (
        Peer("aiogram", (python, str(PEERS / "aiogram_echo.py"), "{url}", "{token}"), why_python),
        Peer("stock PTB", (python, str(PEERS / "stock_echo.py"), "{url}", "{token}"), why_python),
        Peer("grammY", (*node, "one-by-one"), why_node),
        Peer("grammY, its runner", node, why_node),
    )
    return {peer.name: peer for peer in made}


def loops() -> dict[str, Peer]:
    """The same libraries as loops of sends, installed likewise."""
    python, why_python = _python()
    folder, why_node = _node()
    text = ("{url}", "{token}", "{messages}", "{in_flight}", "{text}")
    made = (
        Peer("grammY loop", ("node", str(folder / "grammy_loop.mjs"), *text), why_node),
        Peer("aiogram loop", (python, str(PEERS / "aiogram_loop.py"), *text), why_python),
        Peer("stock PTB loop", (python, str(PEERS / "stock_loop.py"), *text), why_python),
    )
    return {peer.name: peer for peer in made}


def _python() -> tuple[str, str]:
    home = ROOT / ".venv-bench"
    python = home / "bin" / "python"
    wanted = "\n".join(PYTHON_PEERS)
    if not _is_made(home, wanted):
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PYTHON_PEERS]
        why = _run([sys.executable, "-m", "venv", "--clear", str(home)]) or _run(pip)
        if why:
            return "", why
        (home / "made").write_text(wanted, encoding="utf-8")
    return str(python), ""


def _node() -> tuple[Path, str]:
    home = OUTPUT / "node"
    if not shutil.which("node") or not shutil.which("npm"):
        return home, "node and npm are not installed"
    wanted = "\n".join(NODE_PEERS)
    if not _is_made(home, wanted):
        home.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(home), *NODE_PEERS]
        if why := _run(npm):
            return home, why
        (home / "made").write_text(wanted, encoding="utf-8")
    for peer in PEERS.glob("*.mjs"):
        shutil.copy(peer, home)  # Node finds packages beside the file that asks for them
    return home, ""


def _is_made(home: Path, wanted: str) -> bool:
    made = home / "made"
    return made.is_file() and made.read_text(encoding="utf-8") == wanted


def _run(command: list[str]) -> str:
    """Run a command; what it complained of, where it failed."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    complaint = (done.stderr or done.stdout).strip().splitlines()
    return f"`{' '.join(command[:4])} …` failed: {complaint[-1] if complaint else done.returncode}"
