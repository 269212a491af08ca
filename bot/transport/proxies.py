"""Which proxy the environment names for the way to Telegram."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # typeshed leaves it out

from bot.errors import ProxyUnsupported

if TYPE_CHECKING:
    from collections.abc import Mapping


def proxy_for(url: str, env: Mapping[str, str]) -> str | None:
    """The proxy for `url` by `https_proxy` or `http_proxy`, `all_proxy` and `no_proxy` (lower case first), or None.

    This machine itself is never asked for through a proxy. Raises ProxyUnsupported for what is not an HTTP proxy.
    """
    address = urlsplit(url)
    host = address.hostname or ""
    if _loopback(host):
        return None
    proxy = _read(env, f"{address.scheme}_proxy") or _read(env, "all_proxy")
    if not proxy or proxy_bypass_environment(host, {"no": _read(env, "no_proxy")}):
        return None
    if "://" not in proxy:
        proxy = f"http://{proxy}"
    if (scheme := urlsplit(proxy).scheme) not in {"http", "https"}:
        raise ProxyUnsupported(scheme=scheme)
    return proxy


def _read(env: Mapping[str, str], name: str) -> str:
    return (env.get(name) or env.get(name.upper()) or "").strip()


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
