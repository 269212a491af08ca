"""Web addresses of dossiers: their form, and which of them Telegram accepts."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import IPv6Address
from typing import Any
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

from bot.model.text import clean

# What Arabic sentences leave behind an address that was copied out of them.
_TRAILING = "،؛"
_UNLINKED = re.compile(r'[\s<>"]')
_ODD = {"Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp"}
_LABEL_LIMIT, _HOST_LIMIT = 63, 253  # characters, RFC 1035
_PORT_LIMIT = 65_535
# tdlib/td, tdutils/td/utils/HttpUrl.cpp, parse_url: any other ASCII character of a host is refused.
_HOST = re.compile(r"(?:[a-z0-9.\-_!$,~*'();&+=]|%[0-9a-f]{2}|[^\x00-\x7f])+", re.IGNORECASE)


def tidy(value: Any) -> Any:
    """Strip what copying leaves around an address: white space, direction and zero-width marks, an Arabic comma."""
    return clean(clean(value).rstrip(_TRAILING)) if isinstance(value, str) else value


def check(text: str) -> str:
    """Return the address; raise link_character for a character that no address has, link_form for another form."""
    for column, char in enumerate(text, 1):
        if unicodedata.category(char) in _ODD and char not in " \t\n":
            raise PydanticCustomError(
                "link_character", "not in a link", {"code": f"U+{ord(char):04X}", "column": column}
            )
    try:
        parts = urlsplit(text)
        is_link = parts.scheme in {"http", "https"} and bool(parts.hostname) and not _UNLINKED.search(text)
    except ValueError:
        is_link = False
    if not is_link:
        raise PydanticCustomError("link_form", "not a link")
    return text


def telegram_accepts(url: str) -> bool:
    """Return whether Telegram takes the address in a message or button: one that it refuses fails the whole message.

    The host needs a dot, unless it is an IPv6 address (tdlib/td, LinkManager.cpp, get_checked_link: "Wrong HTTP URL"),
    and no empty label. Addresses of private networks, as 192.168.0.1, have one and are taken.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        if ":" in host:
            return bool(IPv6Address(host))
    except ValueError:
        return False
    labels = host.removesuffix(".").split(".")
    fits = len(host) <= _HOST_LIMIT and all(0 < len(label) <= _LABEL_LIMIT for label in labels)
    return fits and len(labels) > 1 and _HOST.fullmatch(host) is not None and (port is None or 0 < port <= _PORT_LIMIT)
