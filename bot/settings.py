"""Settings: read from the environment once, checked as a whole, immutable."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urlsplit

from bot.errors import Problem, ProxyUnsupported, SettingsInvalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TELEGRAM = "https://api.telegram.org"
MOST_PAID = 1000  # messages a second of a paid broadcast: https://core.telegram.org/bots/api#sendmessage
WEBHOOK_PORTS = frozenset({443, 80, 88, 8443})  # https://core.telegram.org/bots/api#setwebhook
# Settings that a file may hold instead, named by `…_FILE`: what is in the environment is seen by whoever looks at the
# process, and by its children.
IN_FILES = ("SIYAQ_TOKEN", "SIYAQ_DATABASE_URL", "SIYAQ_DATABASE_DIRECT_URL", "SIYAQ_WEBHOOK_SECRET")

_SHORTEST_HIDDEN = 6  # characters of a secret; hiding a shorter one would make logs unreadable
_TOKEN = re.compile(r"^\d{1,20}:[A-Za-z0-9_-]{1,120}$", re.ASCII)
_SECRET = re.compile(r"^[A-Za-z0-9_-]{1,256}$", re.ASCII)
_DATABASE = re.compile(r"^(sqlite\+aiosqlite:///.+|postgresql\+asyncpg://.+)$")
_SERVER = "postgresql+asyncpg://"
_Word = TypeVar("_Word", bound=str)


@dataclass(frozen=True, slots=True)
class Address:
    """An address of this machine to listen on; port 0 takes a free one."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Webhook:
    """The webhook: the `url` that Telegram sends updates to, the address to listen on, and the secret."""

    url: str
    host: str
    port: int
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
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Read the settings of `env`; raises SettingsInvalid with all problems at once."""
        problems: list[Problem] = []

        def refuse(name: str, key: str) -> None:
            problems.append(Problem(f"settings.{key}", {"name": name}, path=name))

        env = _with_secret_files(env, problems)
        data_dir = Path(_text(env, "SIYAQ_DATA_DIR") or "data")
        if (token := _text(env, "SIYAQ_TOKEN")) and not _TOKEN.match(token):
            refuse("SIYAQ_TOKEN", "token_form")
        api_url = (_text(env, "SIYAQ_API_URL") or TELEGRAM).rstrip("/")
        if not _is_url(api_url):
            refuse("SIYAQ_API_URL", "url")
        database_url = _text(env, "SIYAQ_DATABASE_URL") or f"sqlite+aiosqlite:///{data_dir / 'siyaq.db'}"
        if not _DATABASE.match(database_url):
            refuse("SIYAQ_DATABASE_URL", "database")
        direct_url = _text(env, "SIYAQ_DATABASE_DIRECT_URL") or None
        if direct_url and not (direct_url.startswith(_SERVER) and database_url.startswith(_SERVER)):
            refuse("SIYAQ_DATABASE_DIRECT_URL", "direct_url")
        settings = cls(
            token=token,
            api_url=api_url,
            database_url=database_url,
            data_dir=data_dir,
            owners=_owners(env, refuse),
            rate=_rate(env, "SIYAQ_RATE", refuse) or 30.0,
            paid_rate=_rate(env, "SIYAQ_PAID_BROADCAST", refuse),
            starter=_text(env, "SIYAQ_STARTER") != "0",
            webhook=_webhook(env, refuse),
            uncertain=_choice(env, "SIYAQ_UNCERTAIN", ("ask", "resend"), refuse),
            backups=_count(env, "SIYAQ_BACKUPS", "0", refuse),
            database_direct_url=direct_url,
            metrics_listen=_listen(env, "SIYAQ_METRICS_LISTEN", refuse) if _text(env, "SIYAQ_METRICS_LISTEN") else None,
            copies_days=_count(env, "SIYAQ_COPIES_DAYS", "30", refuse),
            site=_site(env, refuse),
        )
        if problems:
            raise SettingsInvalid(tuple(problems))
        return settings


def is_loopback(host: str) -> bool:
    """Return whether a host name or address is this machine's loopback."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _text(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def _with_secret_files(env: Mapping[str, str], problems: list[Problem]) -> Mapping[str, str]:
    """Return the environment with the content of the files that `SIYAQ_…_FILE` name, as their settings."""
    read = {}
    for name in IN_FILES:
        file = _text(env, f"{name}_FILE")
        if not file:
            continue
        if _text(env, name):
            problems.append(Problem("settings.both_forms", {"name": name}, path=name))
            continue
        try:
            read[name] = Path(file).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else None
            data: dict[str, str | int] = {"name": f"{name}_FILE", "file": file, "why": why or "UTF-8"}
            problems.append(Problem("settings.secret_file", data, path=f"{name}_FILE"))
    return {**env, **read} if read else env


def _owners(env: Mapping[str, str], refuse: Callable[[str, str], None]) -> frozenset[int]:
    owners = [part.strip() for part in env.get("SIYAQ_OWNERS", "").split(",") if part.strip()]
    if all(re.fullmatch(r"[1-9]\d{0,18}", owner, re.ASCII) for owner in owners):
        return frozenset(int(owner) for owner in owners)
    refuse("SIYAQ_OWNERS", "owners")
    return frozenset()


def _choice(env: Mapping[str, str], name: str, words: tuple[_Word, _Word], refuse: Callable[[str, str], None]) -> _Word:
    """Return one of two words; the first if the setting is missing or refused."""
    word = next((word for word in words if word == _text(env, name)), None)
    if word is None and _text(env, name):
        refuse(name, name.removeprefix("SIYAQ_").lower())
    return word or words[0]


def _site(env: Mapping[str, str], refuse: Callable[[str, str], None]) -> Site | None:
    url, own = _text(env, "SIYAQ_SITE_URL"), _text(env, "SIYAQ_SITE_LISTEN")
    is_linked = _choice(env, "SIYAQ_LINKS", ("bot", "site"), refuse) == "site"
    if not url:
        if is_linked:
            refuse("SIYAQ_LINKS", "links_without_site")
        return None
    if not _is_url(url) or set(url) & set("?#"):
        refuse("SIYAQ_SITE_URL", "url")
    is_apart = own or not _text(env, "SIYAQ_WEBHOOK_URL")
    listen = _listen(env, "SIYAQ_SITE_LISTEN" if own else "SIYAQ_LISTEN", refuse) if is_apart else None
    return Site(f"{url.rstrip('/')}/", listen, is_linked)


def _count(env: Mapping[str, str], name: str, default: str, refuse: Callable[[str, str], None]) -> int:
    text = _text(env, name) or default
    if re.fullmatch(r"\d{1,3}", text, re.ASCII):
        return int(text)
    refuse(name, name.removeprefix("SIYAQ_").lower())
    return 0


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _rate(env: Mapping[str, str], name: str, refuse: Callable[[str, str], None]) -> float | None:
    """Return messages a second; None if the setting is missing or refused."""
    text = _text(env, name)
    if not text:
        return None
    with suppress(ValueError):
        if 0 < (rate := float(text)) <= MOST_PAID:
            return rate
    refuse(name, "rate")
    return None


def _webhook(env: Mapping[str, str], refuse: Callable[[str, str], None]) -> Webhook | None:
    url = _text(env, "SIYAQ_WEBHOOK_URL")
    if not url:
        return None
    if not _is_url(url):
        refuse("SIYAQ_WEBHOOK_URL", "url")
    secret = _text(env, "SIYAQ_WEBHOOK_SECRET") or None
    if secret and not _SECRET.match(secret):
        refuse("SIYAQ_WEBHOOK_SECRET", "secret")
    address = _listen(env, "SIYAQ_LISTEN", refuse)
    return Webhook(url=url, host=address.host, port=address.port, secret=secret)


def _listen(env: Mapping[str, str], name: str, refuse: Callable[[str, str], None]) -> Address:
    """Return the address of HOST:PORT; without a host it is every one, without a setting port 8080 of loopback."""
    host, _, port = (_text(env, name) or "127.0.0.1:8080").rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port) > 65535:  # noqa: PLR2004 - the highest TCP port
        refuse(name, "listen")
        port = "0"
    return Address(host.strip("[]") or "0.0.0.0", int(port))


def proxy_for(url: str, env: Mapping[str, str]) -> str | None:
    """Return the proxy for `url` by `https_proxy` or `http_proxy`, `all_proxy`, `no_proxy` (lower case first), or None.

    Loopback addresses never go through a proxy. Raises ProxyUnsupported for what is not an HTTP proxy.
    """
    # Here, because it loads http.client, which most commands do without.
    from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # typeshed leaves it out

    address = urlsplit(url)
    host = address.hostname or ""
    if is_loopback(host):
        return None
    proxy = _read_either(env, f"{address.scheme}_proxy") or _read_either(env, "all_proxy")
    if not proxy or proxy_bypass_environment(host, {"no": _read_either(env, "no_proxy")}):
        return None
    if "://" not in proxy:
        proxy = f"http://{proxy}"
    if (scheme := urlsplit(proxy).scheme) not in {"http", "https"}:
        raise ProxyUnsupported(scheme=scheme)
    return proxy


def _read_either(env: Mapping[str, str], name: str) -> str:
    return (env.get(name) or env.get(name.upper()) or "").strip()
