"""Web and e-mail addresses that Telegram finds in a plain text, with or without a scheme.

The rules are those of TDLib's td/telegram/MessageEntity.cpp (match_urls, fix_url, is_email_address). The top-level
domains that need no scheme are a list of our own, in the file beside this one: every country's and the usual others,
fewer than Telegram's.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from siyaq_sandbox.addresses import lower

if TYPE_CHECKING:
    from collections.abc import Iterator

# What an address can hold: no separator, and of the General Punctuation block only joiners and dashes.
ODD = r"\s\u2000-\u200b\u200e\u200f\u2016-\u206f"
PATH = rf"[^{ODD}\n<>\"\u00ab\u00bb]"
BAD_END = ".:;,('?!`"
GOOD_END = rf"[^{ODD}\n<>\"\u00ab\u00bb{BAD_END}]"
DOMAIN_CHAR = re.compile(rf"[.a-zA-Z0-9_\-~]|(?![\x00-\u00bf])[^{ODD}]")
USER_CHAR = re.compile(rf"[^{ODD}\n/\[\]{{}}()'`<>\"@\u00ab\u00bb]")
SCHEME_CHAR = re.compile(r"[a-zA-Z0-9+\-]|(?![\x00-\x7f])[^\s]")
TAIL = re.compile(rf"/(?:{PATH}*{GOOD_END})?|[?#]{PATH}*{GOOD_END}")
PORT = re.compile(":0*([1-9][0-9]{0,4})(?![0-9])")
LAST_PORT = 65535
WORD_OR_SIGN = re.compile(r"[\w/#@]")
SCHEMES: dict[str, tuple[str, ...]] = {"http": ("shttp",), "https": (), "ftp": ("tftp", "sftp"), "tonsite": ()}
EMAIL = re.compile(
    r"(?:[a-z0-9_-]{0,26}[.+]){0,10}[a-z0-9_-]{1,35}"
    r"@(?:(?:[a-z0-9][a-z0-9_-]{0,28})?[a-z0-9][.]){1,6}[a-z]{2,8}",
    re.IGNORECASE | re.ASCII,
)
LEADING_SCHEME = re.compile("(?:https?|ftp|tonsite)://", re.IGNORECASE)
IPV4_PART = re.compile("0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]")
LONGEST_LABEL = 63
PAIRS = {")": "(", "]": "[", "}": "{"}


@cache
def top_level_domains() -> frozenset[str]:
    """Return the domains that make an address of a name without a scheme, those of other scripts decoded."""
    listed = Path(__file__).with_name("top_level_domains.txt").read_text(encoding="utf-8").split()
    return frozenset(name.encode().decode("idna") for name in listed)


def find_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Find addresses: begin, end, and "url" or "email"."""
    for begin, end in _candidates(text):
        address = text[begin:end]
        if EMAIL.fullmatch(address):
            yield begin, end, "email"
        elif address.startswith("mailto:") and EMAIL.fullmatch(address, len("mailto:")):
            yield begin + len("mailto:"), end, "email"
        elif length := _true_length(address):
            yield begin, begin + length, "url"


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    """Find what looks like an address round each dot."""
    start = 0
    while 0 <= (dot := text.find(".", start)) < len(text) - 1:
        if text[dot + 1] == " ":
            start = dot + 2
            continue
        begin = _back(text, start, dot, DOMAIN_CHAR)
        domain_end, has_at = _domain_end(text, dot)
        if has_at:
            begin = _back(text, start, begin, USER_CHAR)
        end = _with_tail(text, dot, domain_end)
        start_at = _with_front(text, start, begin, has_at=has_at)
        if start_at is not None:
            if end > dot + 1:
                yield start_at, end
            while text[end : end + 1] == ".":
                end += 1
        else:
            end = text.rfind(".", 0, end) + 1
        start = max(end, dot + 1)


def _back(text: str, start: int, at: int, char: re.Pattern[str]) -> int:
    """Scan back over characters of a kind, no further than the start; return the offset."""
    while at > start and char.match(text[at - 1]):
        at -= 1
    return at


def _domain_end(text: str, dot: int) -> tuple[int, bool]:
    """Scan a domain forward from its first dot; return its end, and whether an @ was met."""
    at, has_at = dot, False
    while at < len(text) and (text[at] == "@" or DOMAIN_CHAR.match(text[at])):
        has_at = has_at or text[at] == "@"
        at += 1
    return at, has_at


def _with_tail(text: str, dot: int, end: int) -> int:
    """Return the end including port, path and query, without the full stops of the sentence around."""
    port = PORT.match(text, end)
    if port and int(port[1]) <= LAST_PORT:
        end = port.end()
    if tail := TAIL.match(text, end):
        end = tail.end()
    while end > dot + 1 and text[end - 1] == ".":
        end -= 1
    return end


def _with_front(text: str, start: int, begin: int, *, has_at: bool) -> int | None:
    """Return the start including user and scheme; None if what stands there makes it no address."""
    if begin > start and text[begin - 1] == "@":
        user_begin = _back(text, start, begin - 1, USER_CHAR)
        if has_at or user_begin == begin - 1:
            return None
        begin = user_begin
    if begin == start:
        return begin
    if not text.endswith("://", start, begin):
        return None if WORD_OR_SIGN.match(text[begin - 1]) else begin
    scheme = lower(text[_back(text, start, begin - 3, SCHEME_CHAR) : begin - 3])
    for ending, others in SCHEMES.items():
        if scheme.endswith(ending) and scheme not in others:
            return begin - len(ending) - 3
    return None


def _true_length(address: str) -> int:
    """Return how much of a candidate is an address; 0 if it is none."""
    scheme = LEADING_SCHEME.match(address)
    rest = address[scheme.end() :] if scheme else address
    cut = re.search("[/?#]", rest)
    authority, path = (rest[: cut.start()], rest[cut.start() :]) if cut else (rest, "")
    domain = authority.partition("@")[2] if "@" in authority else authority
    domain = domain.rpartition(":")[0] if ":" in domain else domain
    if not _is_domain(domain, has_scheme=scheme is not None):
        return 0
    return len(address) - len(path) + len(_balanced(path))


def _balanced(path: str) -> str:
    """Cut a path before the first bracket that it did not open, and lose the sentence's punctuation."""
    opened = dict.fromkeys(PAIRS.values(), 0)
    for index, char in enumerate(path):
        if char in opened:
            opened[char] += 1
        elif char in PAIRS:
            opened[PAIRS[char]] -= 1
            if opened[PAIRS[char]] < 0:
                path = path[:index]
                break
    return path.rstrip(BAD_END)


def _is_domain(domain: str, *, has_scheme: bool) -> bool:
    """Whether a domain is one that a link can lead to."""
    labels = domain.split(".")
    if len(labels) == 1 or lower(domain) == "teiegram.org":
        return False
    if not all(label and len(label.encode()) <= LONGEST_LABEL and not label.endswith("-") for label in labels):
        return False
    if len(labels) == 4 and all(IPV4_PART.fullmatch(label) for label in labels):  # noqa: PLR2004 - IPv4 has four
        return True
    has_letter = re.search("[^0-9.]", domain) is not None
    return has_letter and "_" not in labels[-2] and _is_top_level(labels[-1], has_scheme=has_scheme)


def _is_top_level(name: str, *, has_scheme: bool) -> bool:
    """Whether a name can end a domain: any with a scheme, a known one without."""
    if name.startswith("xn--"):
        return re.fullmatch("xn--[a-zA-Z0-9]{2,}", name) is not None
    if len(name) <= 1 or "_" in name or "-" in name:
        return False
    if has_scheme or name in top_level_domains():
        return True
    lowered = name.lower()
    only_first_is_capital = lowered != name and lowered[1:] == name[1:]
    return not only_first_is_capital and lowered in top_level_domains()
