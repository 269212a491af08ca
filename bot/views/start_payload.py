"""Search queries in deep-link start parameters, and numbers of saved ones; pages are in `callback_data.payload`."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

LIMIT = 64  # characters, https://core.telegram.org/bots/features#deep-linking
_SEARCH, _SAVED = "_q", "_s"  # begin neither a slug nor a page


def search_payload(words: str) -> str:
    """Encode a search as a start parameter; if the words are too long, one that leads to searching alone."""
    encoded = urlsafe_b64encode(words.encode(errors="ignore")).decode().rstrip("=")
    return f"{_SEARCH}{encoded}" if len(_SEARCH) + len(encoded) <= LIMIT else _SEARCH


def read_search(text: str) -> str | None:
    """Decode the words of a search, possibly none; None if the parameter is no search."""
    encoded = text.removeprefix(_SEARCH)
    if encoded == text:
        return None
    try:
        words = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except ValueError:
        return None
    return words if search_payload(words) == text else None


def saved_payload(number: int) -> str:
    """Encode the number of a saved search: what was asked is told to its own chat alone."""
    return f"{_SAVED}{number}"


def read_saved(text: str) -> int | None:
    """Decode the number of a saved search; None if the parameter names none."""
    digits = text.removeprefix(_SAVED)
    return int(digits) if digits != text and digits.isdecimal() and digits.isascii() else None
