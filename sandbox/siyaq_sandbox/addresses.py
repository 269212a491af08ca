"""Check and normalise links as Telegram does.

The rules are those of TDLib's td/telegram/LinkManager.cpp (check_link) and tdutils/td/utils/HttpUrl.cpp (parse_url).
"""

from __future__ import annotations

import ipaddress
import re
import string
from typing import NamedTuple

SPACES = " \t\r\n\0\v"
LAST_PORT = 65535
INT64 = 2**63
LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
PLAIN_SIGNS = ".-_!$,~*'();&+="
OWN_SCHEME = re.compile("(tg|ton|tonsite):(?://)?", re.IGNORECASE)
DATE_FORMAT = re.compile("[rR]|[tTdDwW]*")


class LinkError(ValueError):
    """A link that Telegram does not take, with its reason."""


class Address(NamedTuple):
    """A link taken apart; the query begins with a slash, a port of 0 was not given."""

    scheme: str
    userinfo: str
    host: str
    port: int
    query: str

    def __str__(self) -> str:
        user = f"{self.userinfo}@" if self.userinfo else ""
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{user}{self.host}{port}{self.query}"


def lower(text: str) -> str:
    """Lower the ASCII letters only, as the server does."""
    return text.translate(LOWER)


def checked(link: str) -> str | None:
    """Return a link as the server keeps it (`telegram.org` -> `http://telegram.org/`); None if it is no link."""
    try:
        return check(link)
    except LinkError:
        return None


def check(link: str) -> str:
    """Return a link as the server keeps it; LinkError tells what is wrong with it."""
    own = OWN_SCHEME.match(link)
    rest = link[own.end() :] if own else link
    address = _taken_apart(rest)
    if not own:
        if "." not in address.host and not address.host.startswith("["):
            raise LinkError("Wrong HTTP URL")
        return str(address)
    scheme = lower(own[1])
    is_web = lower(rest).startswith("http://") or address.scheme == "https"
    if is_web or address.userinfo or address.port or address.host.startswith("["):
        raise LinkError("Wrong tg URL" if scheme == "tg" else "Wrong ton URL")
    if not re.fullmatch("[a-z0-9_.-]*" if scheme == "tonsite" else "[a-z0-9_-]*", address.host):
        raise LinkError("Unallowed characters in URL host")
    query = address.query[1:] if address.query.startswith("/?") else address.query
    return f"{scheme}://{address.host}{query}"


def _taken_apart(link: str) -> Address:
    """Split an HTTP link into its parts; raise LinkError if it is malformed."""
    scheme = "http"
    before = re.match(r"[^:/?#@\[\]]*", link)
    if before and link.startswith("://", before.end()):
        scheme = lower(before[0])
        if scheme not in {"http", "https"}:
            raise LinkError("Unsupported URL protocol")
        link = link[before.end() + 3 :]
    cut = re.search("[/?#]", link)
    authority, query = (link[: cut.start()], link[cut.start() :]) if cut else (link, "")
    port = 0
    if with_port := re.fullmatch(r"(.+):([^:\]@]*)", authority, re.DOTALL):
        authority, port = with_port[1], _port(with_port[2])
    userinfo, _, host = authority.rpartition("@")
    _check_host(host)
    _check_plain(userinfo, "userinfo", ":")
    return Address(scheme, userinfo, lower(host), port, _query(query))


def _port(digits: str) -> int:
    """Read a port."""
    port = int(digits) if re.fullmatch("0*[0-9]{1,5}", digits) else 0
    if not 0 < port <= LAST_PORT:
        raise LinkError("Wrong port number specified in the URL")
    return port


def _check_host(host: str) -> None:
    """Refuse what is neither a name nor an IPv6 address in brackets."""
    if host in {"", "."}:
        raise LinkError("Host is invalid" if host else "URL host is empty")
    if not (host.startswith("[") and host.endswith("]")):
        _check_plain(host, "host", "")
    elif not _is_ipv6(host[1:-1]):
        raise LinkError("Wrong IPv6 address specified in the URL")


def _is_ipv6(host: str) -> bool:
    """Whether a host is an IPv6 address, without a zone."""
    try:
        return ipaddress.IPv6Address(host).scope_id is None
    except ValueError:
        return False


def _check_plain(part: str, name: str, also: str) -> None:
    """Refuse the signs that no host and no user may hold; letters of any script pass."""
    rest = re.sub("%[0-9A-Fa-f]{2}", "", part)
    bad = next((c for c in rest if c.isascii() and not c.isalnum() and c not in PLAIN_SIGNS + also), "")
    if bad:
        words = "Wrong percent-encoded symbol" if bad == "%" else "Disallowed character"
        raise LinkError(f"{words} in URL {name}")


def _query(query: str) -> str:
    """Give a query its slash, lose spaces at its end, and encode the control characters in it."""
    query = query.rstrip(SPACES) or "/"
    slash = "" if query.startswith("/") else "/"
    return slash + "".join(f"%{ord(c):02X}" if c <= " " else c for c in query)


def user_of(link: str) -> int | None:
    """Return the user a `tg://user?id=` link names, or None."""
    number = integer(_parameters(link, "user").get("id", ""))
    return number if number and number > 0 else None


def emoji_of(link: str) -> str | None:
    """Return the custom emoji a `tg://emoji?id=` link names, or None."""
    return emoji_number(_parameters(link, "emoji").get("id", ""))


def emoji_number(digits: str) -> str | None:
    """Return a custom emoji's identifier as the server writes it; None for what is no number, or 0."""
    number = integer(digits)
    return str(number) if number else None


def moment_of(link: str) -> tuple[int, str] | None:
    """Return the time and the format that a `tg://time?unix=` link names, or None."""
    parameters = _parameters(link, "time")
    unix = integer(parameters.get("unix", ""))
    written = parameters.get("format", "")
    if unix is None or not 0 < unix < 2**31 or not is_date_format(written):
        return None
    return unix, written


def is_date_format(written: str) -> bool:
    """Whether a date's format is valid: `r`, or any of t T d D w together."""
    return DATE_FORMAT.fullmatch(written) is not None


def date_format(written: str) -> str:
    """Return a date's format as the server gives it back: weekday, date, time, the shorter form first."""
    if lower(written) == "r":
        return "r"
    weekday = "w" if "w" in lower(written) else ""
    return weekday + "".join(next((c for c in pair if c in written), "") for pair in ("dD", "tT"))


def _parameters(link: str, host: str) -> dict[str, str]:
    """Read the parameters of a `tg:` link to that host; none for any other link. The first of a name counts."""
    match = re.fullmatch(rf"tg:(?://)?{host}/?\?([^#]*)(?:#.*)?", link, re.IGNORECASE | re.DOTALL)
    if not match:
        return {}
    pairs = [part.partition("=") for part in match[1].split("&")]
    return {key: value for key, _, value in reversed(pairs)}


def integer(digits: str) -> int | None:
    """Read a whole number of 64 bits, written without leading zeros; None for anything else."""
    if not re.fullmatch("0|-?[1-9][0-9]*", digits):
        return None
    number = int(digits)
    return number if -INT64 <= number < INT64 else None
