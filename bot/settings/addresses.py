"""Addresses: where to listen, which of them are this machine's, and the proxy on the way to one."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.errors import ProxyUnsupported

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Address:
    """An address of this machine to listen on; port 0 takes a free one."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def is_url(text: str) -> bool:
    """Return whether a text is an address of HTTP."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Return whether a host name or address is this machine's loopback."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


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
