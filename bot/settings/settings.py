"""What can be set, and how it is checked as a whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from bot.errors import Problem, SettingsInvalid
from bot.settings.addresses import is_loopback, is_url
from bot.settings.environment import Environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.settings.addresses import Address

TELEGRAM = "https://api.telegram.org"
WEBHOOK_PORTS = frozenset({443, 80, 88, 8443})  # https://core.telegram.org/bots/api#setwebhook
_SHORTEST_HIDDEN = 6  # characters of a secret; hiding a shorter one would make logs unreadable
_TOKEN = re.compile(r"^\d{1,20}:[A-Za-z0-9_-]{1,120}$", re.ASCII)
_SECRET = re.compile(r"^[A-Za-z0-9_-]{1,256}$", re.ASCII)
_DATABASE = re.compile(r"^(sqlite\+aiosqlite:///.+|postgresql\+asyncpg://.+)$")
_SERVER = "postgresql+asyncpg://"


@dataclass(frozen=True, slots=True)
class Webhook:
    """The webhook: the `url` that Telegram sends updates to, the address to listen on, and the secret."""

    url: str
    listen: Address
    secret: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Site:
    """The public pages: `url` ends in a slash; without `listen` the webhook's server has them.

    `is_linked` says whether links of messages lead there, and not to the bot.
    """

    url: str
    listen: Address | None
    is_linked: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. `token` is empty if none is set.

    `rate` is messages a second over all chats, `paid_rate` that of paid pushes. `uncertain` says
    what becomes of deliveries of which nobody knows whether they arrived: the desk is asked, or they are sent again.
    `backups` is how many nightly ones are kept; with 0, none is made. `database_direct_url` leads to the database past
    a connection pooler. `metrics_listen` is where to serve health checks and metrics; None for nowhere.
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
    uncertain: Literal["ask", "resend"] = "ask"
    backups: int = 0
    database_direct_url: str | None = field(default=None, repr=False)
    metrics_listen: Address | None = None
    copies_days: int = 30
    site: Site | None = None

    @property
    def session_url(self) -> str:
        """Return the database's URL past any connection pooler, for what takes long or holds a session's locks."""
        return self.database_direct_url or self.database_url

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return what must not appear in a log."""
        webhook_secret = self.webhook.secret if self.webhook else None
        return tuple(secret for secret in (self.token, webhook_secret) if secret and len(secret) >= _SHORTEST_HIDDEN)

    def webhook_problems(self) -> tuple[Problem, ...]:
        """Return why Telegram would refuse the webhook's address, or could not reach it safely.

        Loopback is exempt: there a local Bot API server or the sandbox calls.
        """
        parts = urlsplit(self.webhook.url) if self.webhook else None
        if parts is None or is_loopback(parts.hostname or ""):
            return ()
        problems = []
        if parts.scheme != "https":
            problems.append("webhook_http")
        if (parts.port or (443 if parts.scheme == "https" else 80)) not in WEBHOOK_PORTS:
            problems.append("webhook_port")
        name = "SIYAQ_WEBHOOK_URL"
        return tuple(Problem(f"settings.{key}", {"name": name}, path=name) for key in problems)

    @classmethod
    def from_env(cls, variables: Mapping[str, str]) -> Settings:
        """Read the settings of an environment; raises SettingsInvalid with all problems at once."""
        env = Environment(variables)
        data_dir = Path(env.text("SIYAQ_DATA_DIR") or "data")
        settings = cls(
            token=env.matching("SIYAQ_TOKEN", _TOKEN, "token_form"),
            api_url=env.url("SIYAQ_API_URL", TELEGRAM).rstrip("/"),
            database_url=env.matching(
                "SIYAQ_DATABASE_URL", _DATABASE, "database", f"sqlite+aiosqlite:///{data_dir / 'siyaq.db'}"
            ),
            data_dir=data_dir,
            owners=env.ids("SIYAQ_OWNERS"),
            rate=env.rate("SIYAQ_RATE") or 30.0,
            paid_rate=env.rate("SIYAQ_PAID_BROADCAST"),
            starter=env.text("SIYAQ_STARTER") != "0",
            webhook=_webhook(env),
            uncertain=env.choice("SIYAQ_UNCERTAIN", ("ask", "resend")),
            backups=env.count("SIYAQ_BACKUPS", 0),
            database_direct_url=env.text("SIYAQ_DATABASE_DIRECT_URL") or None,
            metrics_listen=env.listen("SIYAQ_METRICS_LISTEN") if env.text("SIYAQ_METRICS_LISTEN") else None,
            copies_days=env.count("SIYAQ_COPIES_DAYS", 30),
            site=_site(env),
        )
        direct_url = settings.database_direct_url
        if direct_url and not (direct_url.startswith(_SERVER) and settings.database_url.startswith(_SERVER)):
            env.refuse("SIYAQ_DATABASE_DIRECT_URL", "direct_url")
        if env.problems:
            raise SettingsInvalid(tuple(env.problems))
        return settings


def _webhook(env: Environment) -> Webhook | None:
    url = env.url("SIYAQ_WEBHOOK_URL")
    if not url:
        return None
    secret = env.matching("SIYAQ_WEBHOOK_SECRET", _SECRET, "secret") or None
    return Webhook(url, env.listen("SIYAQ_LISTEN"), secret)


def _site(env: Environment) -> Site | None:
    url, own = env.text("SIYAQ_SITE_URL"), env.text("SIYAQ_SITE_LISTEN")
    is_linked = env.choice("SIYAQ_LINKS", ("bot", "site")) == "site"
    if not url:
        if is_linked:
            env.refuse("SIYAQ_LINKS", "links_without_site")
        return None
    if not is_url(url) or set(url) & set("?#"):
        env.refuse("SIYAQ_SITE_URL", "url")
    is_apart = own or not env.text("SIYAQ_WEBHOOK_URL")
    listen = env.listen("SIYAQ_SITE_LISTEN" if own else "SIYAQ_LISTEN") if is_apart else None
    return Site(f"{url.rstrip('/')}/", listen, is_linked)
