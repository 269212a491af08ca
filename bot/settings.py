"""What the environment says: read once, checked whole, immutable."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.errors import Problem, SettingsInvalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TELEGRAM = "https://api.telegram.org"
MOST_PAID = 1000  # messages a second that a paid broadcast allows: https://core.telegram.org/bots/api#sendmessage

_TOKEN = re.compile(r"^\d{1,20}:[A-Za-z0-9_-]{1,120}$", re.ASCII)
_SECRET = re.compile(r"^[A-Za-z0-9_-]{1,256}$", re.ASCII)
_DATABASE = re.compile(r"^(sqlite\+aiosqlite:///.+|postgresql\+asyncpg://.+)$")


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram is to send updates (`url`), its secret, and where we listen for them."""

    url: str
    host: str
    port: int
    secret: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. `token` is empty where none is set.

    `rate` is messages a second over all chats, `paid_rate` that of pushes where they are paid for.
    """

    token: str = field(repr=False)
    api_url: str
    database_url: str = field(repr=False)
    data_dir: Path
    owners: frozenset[int]
    rate: float
    paid_rate: float | None
    starter: bool
    webhook: Webhook | None

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """The settings of the environment `env`; raises SettingsInvalid with every problem of it at once."""
        problems: list[Problem] = []

        def refuse(name: str, key: str) -> None:
            problems.append(Problem(f"settings.{key}", {"name": name}, path=name))

        def read(name: str, default: str, pattern: re.Pattern[str] | None, key: str) -> str:
            value = env.get(name, "").strip() or default
            if value and pattern and not pattern.match(value):
                refuse(name, key)
            return value

        data_dir = Path(env.get("SIYAQ_DATA_DIR", "").strip() or "data")
        api_url = read("SIYAQ_API_URL", TELEGRAM, None, "").rstrip("/")
        if not _is_url(api_url):
            refuse("SIYAQ_API_URL", "url")
        owners = [part.strip() for part in env.get("SIYAQ_OWNERS", "").split(",") if part.strip()]
        if not all(re.fullmatch(r"[1-9]\d{0,18}", owner, re.ASCII) for owner in owners):
            refuse("SIYAQ_OWNERS", "owners")
            owners = []
        rate = _rate(env.get("SIYAQ_RATE", "").strip() or "30")
        if rate is None:
            refuse("SIYAQ_RATE", "rate")
        paid = env.get("SIYAQ_PAID_BROADCAST", "").strip()
        paid_rate = _rate(paid) if paid else None
        if paid and paid_rate is None:
            refuse("SIYAQ_PAID_BROADCAST", "rate")
        settings = cls(
            token=read("SIYAQ_TOKEN", "", _TOKEN, "token_form"),
            api_url=api_url,
            database_url=read(
                "SIYAQ_DATABASE_URL", f"sqlite+aiosqlite:///{data_dir / 'siyaq.db'}", _DATABASE, "database"
            ),
            data_dir=data_dir,
            owners=frozenset(int(owner) for owner in owners),
            rate=rate or 0,
            paid_rate=paid_rate,
            starter=env.get("SIYAQ_STARTER", "").strip() != "0",
            webhook=_webhook(env, refuse),
        )
        if problems:
            raise SettingsInvalid(tuple(problems))
        return settings


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _rate(text: str) -> float | None:
    try:
        rate = float(text)
    except ValueError:
        return None
    return rate if 0 < rate <= MOST_PAID else None


def _webhook(env: Mapping[str, str], refuse: Callable[[str, str], None]) -> Webhook | None:
    url = env.get("SIYAQ_WEBHOOK_URL", "").strip()
    if not url:
        return None
    if not _is_url(url):
        refuse("SIYAQ_WEBHOOK_URL", "url")
    secret = env.get("SIYAQ_WEBHOOK_SECRET", "").strip() or None
    if secret and not _SECRET.match(secret):
        refuse("SIYAQ_WEBHOOK_SECRET", "secret")
    host, _, port = (env.get("SIYAQ_LISTEN", "").strip() or "127.0.0.1:8080").rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port) > 65535:  # noqa: PLR2004 - the highest TCP port
        refuse("SIYAQ_LISTEN", "listen")
        port = "0"
    return Webhook(url=url, host=host.strip("[]") or "0.0.0.0", port=int(port), secret=secret)
