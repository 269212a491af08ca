"""Reads settings of each kind from the environment, and notes what is wrong with them."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.errors import Problem
from bot.settings.addresses import Address, is_url

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_PAID = 1000  # messages a second of a paid broadcast: https://core.telegram.org/bots/api#sendmessage
# Settings that a file may hold instead, named by `…_FILE`: what is in the environment is seen by whoever looks at the
# process, and by its children.
IN_FILES = ("SIYAQ_TOKEN", "SIYAQ_DATABASE_URL", "SIYAQ_DATABASE_DIRECT_URL", "SIYAQ_WEBHOOK_SECRET")

_HIGHEST_PORT = 65535
_Word = TypeVar("_Word", bound=str)


class Environment:
    """The variables of `env`, and of the files that they name; what is refused is in `problems`."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.problems: list[Problem] = []
        self._env = env
        self._env = {**env, **self._read_files()}

    def refuse(self, name: str, key: str) -> None:
        """Note that a setting is wrong; `key` is that of the words within the catalogue's `settings`."""
        self.problems.append(Problem(f"settings.{key}", {"name": name}, path=name))

    def text(self, name: str) -> str:
        """Return a setting without the space around it; empty if it is missing."""
        return self._env.get(name, "").strip()

    def url(self, name: str, default: str = "") -> str:
        """Return an address of HTTP; one that is no such address is refused."""
        url = self.text(name) or default
        if url and not is_url(url):
            self.refuse(name, "url")
        return url

    def matching(self, name: str, pattern: re.Pattern[str], key: str, default: str = "") -> str:
        """Return a text of a form; another is refused."""
        text = self.text(name) or default
        if text and not pattern.match(text):
            self.refuse(name, key)
        return text

    def choice(self, name: str, words: tuple[_Word, _Word]) -> _Word:
        """Return one of two words; the first if the setting is missing or refused."""
        word = next((word for word in words if word == self.text(name)), None)
        if word is None and self.text(name):
            self.refuse(name, _own_key(name))
        return word or words[0]

    def count(self, name: str, default: int) -> int:
        """Return a number below 1,000; 0 if the setting is refused."""
        text = self.text(name) or str(default)
        if re.fullmatch(r"\d{1,3}", text, re.ASCII):
            return int(text)
        self.refuse(name, _own_key(name))
        return 0

    def ids(self, name: str) -> frozenset[int]:
        """Return the ids of persons; none if one is refused."""
        ids = [part.strip() for part in self.text(name).split(",") if part.strip()]
        if all(re.fullmatch(r"[1-9]\d{0,18}", person, re.ASCII) for person in ids):
            return frozenset(map(int, ids))
        self.refuse(name, _own_key(name))
        return frozenset()

    def rate(self, name: str) -> float | None:
        """Return messages a second; None if the setting is missing or refused."""
        text = self.text(name)
        if not text:
            return None
        with suppress(ValueError):
            if 0 < (rate := float(text)) <= MOST_PAID:
                return rate
        self.refuse(name, "rate")
        return None

    def listen(self, name: str) -> Address:
        """Return the address of HOST:PORT; without a host it is every one, without a setting port 8080 of loopback."""
        host, _, port = (self.text(name) or "127.0.0.1:8080").rpartition(":")
        if not port.isascii() or not port.isdigit() or int(port) > _HIGHEST_PORT:
            self.refuse(name, "listen")
            port = "0"
        return Address(host.strip("[]") or "0.0.0.0", int(port))

    def _read_files(self) -> dict[str, str]:
        """Return the content of the files that `SIYAQ_…_FILE` name, by the settings that they hold."""
        read = {}
        for name in IN_FILES:
            file = self.text(f"{name}_FILE")
            if not file:
                continue
            if self.text(name):
                self.refuse(name, "both_forms")
                continue
            try:
                read[name] = Path(file).read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                why = error.strerror if isinstance(error, OSError) else None
                data: dict[str, str | int] = {"name": f"{name}_FILE", "file": file, "why": why or "UTF-8"}
                self.problems.append(Problem("settings.secret_file", data, path=f"{name}_FILE"))
        return read


def _own_key(name: str) -> str:
    return name.removeprefix("SIYAQ_").lower()
