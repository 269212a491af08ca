"""Does what the Dockerfile says, without Docker, as far as that goes: one folder stands for the image's root.

Not done are the making of the image's user, the system's packages, and downloads: what a lock names is linked from this
environment instead, the same versions and nothing else.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).parents[2]
DOWNLOAD = re.compile(r"python -m pip (--python (?P<home>\S+) )?install .*--require-hashes --requirement (?P<lock>\S+)")


def instructions() -> list[tuple[str, str]]:
    """Each instruction of the Dockerfile with its words, in order."""
    text = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", text)).splitlines()
    return [(name, words) for line in lines if line.strip() for name, _, words in [line.partition(" ")]]


def locked(lock: Path) -> Iterator[tuple[Requirement, list[str]]]:
    """Each requirement of a lock with its hashes."""
    for entry in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip()):
        named, *hashes = re.split(r"\s*\\\n\s*", entry.strip())
        yield Requirement(named), hashes


@dataclass
class Image:
    """What an image's steps have come to."""

    root: Path
    env: dict[str, str] = field(default_factory=dict)
    instructions: dict[str, list[str]] = field(default_factory=dict)
    undone: list[str] = field(default_factory=list)
    place: Path = field(init=False)

    def build(self) -> None:
        """Take every step of the Dockerfile."""
        for name, words in instructions():
            step = {"FROM": self._begin, "WORKDIR": self._go, "COPY": self._copy, "RUN": self._run, "ENV": self._set}
            step.get(name, lambda words, name=name: self._tell(name, words))(words)

    def _inside(self, words: str) -> str:
        """The words with each absolute path as one below the image's root."""
        return re.sub(r"(?<![\w.*])/(?=[a-z])", f"{self.root}/", words)

    def _begin(self, _words: str) -> None:
        """A stage begins: its base brings a Python, and none of the last one's settings."""
        self.place = self.root
        python = self.root / "usr"
        if not python.exists():
            venv.create(python, symlinks=True)
            self._link("/usr", distribution("pip"))
        self.env = {"PATH": f"{python}/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
        self.instructions = {}

    def _go(self, words: str) -> None:
        self.place = Path(self._inside(words))
        self.place.mkdir(exist_ok=True)

    def _set(self, words: str) -> None:
        for pair in words.split():
            name, _, value = pair.partition("=")
            self.env[name] = self._inside(value).replace("$PATH", self.env["PATH"])

    def _copy(self, words: str) -> None:
        *sources, target = words.split()
        if sources[0].startswith("--from="):
            # Stages share a root here: such a path has to be there, and to keep its place.
            assert sources[1:] == [target], words
            assert Path(self._inside(target)).exists(), words
            return
        first, *rules = (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").split("\n", 1)[1].split()
        assert first == "*"
        for source in sources:
            assert f"!{source}" in rules, f".dockerignore keeps {source} from the image"
            if (CHECKOUT / source).is_dir():
                shutil.copytree(CHECKOUT / source, self.place / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(CHECKOUT / source, self.place / target)

    def _run(self, words: str) -> None:
        if words.startswith(("useradd ", "apt-get ")):
            self.undone.append(words)
        elif match := DOWNLOAD.fullmatch(words):
            self._link_all(match["home"] or "/usr", self.place / match["lock"])
        else:
            ran = subprocess.run(
                ["sh", "-ec", self._inside(words)], cwd=self.place, env=self.env, capture_output=True, text=True,
                check=False,
            )  # fmt: skip
            assert ran.returncode == 0, f"{words}\n{ran.stdout}{ran.stderr}"

    def _link_all(self, home: str, lock: Path) -> None:
        """Let the Python at `home` have what the lock names, each in its version."""
        for requirement, hashes in locked(lock):
            assert hashes, f"{lock.name} has no hash for {requirement}"
            if requirement.marker and not requirement.marker.evaluate():
                continue
            match = distribution(requirement.name)
            assert requirement.specifier.contains(match.version), f"{requirement} != {match.version}: `make setup`"
            self._link(home, match)

    def _link(self, home: str, match: Distribution) -> None:
        (packages,) = Path(self._inside(home)).glob("lib/python*/site-packages")
        for part in {Path(file).parts[0] for file in match.files or ()} - {"..", "__pycache__"}:
            (packages / part).symlink_to(Path(str(match.locate_file(part))))

    def _tell(self, name: str, words: str) -> None:
        listed = words[words.index("[") :] if "[" in words else ""
        self.instructions[name] = json.loads(listed) if listed else words.split()

    def command(self, *more: str) -> list[str]:
        """The image's program with its arguments, or with others."""
        program, *first = self.instructions["ENTRYPOINT"]
        path = shutil.which(program, path=self.env["PATH"])
        assert path is not None
        assert sys.prefix not in path, "what answers is this environment, and not the image"
        return [path, *first, *(more or self.instructions["CMD"])]
