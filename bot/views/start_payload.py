"""What a start parameter says besides a page (`links.payload`): words to search for."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

LIMIT = 64  # characters, https://core.telegram.org/bots/features#deep-linking
_SEARCH = "_q"  # begins neither a slug nor a page


def search_payload(words: str) -> str:
    """A start parameter that leads to a search for the words; to searching alone, where they are too long for one."""
    told = urlsafe_b64encode(words.encode(errors="ignore")).decode().rstrip("=")
    return f"{_SEARCH}{told}" if len(_SEARCH) + len(told) <= LIMIT else _SEARCH


def read_search(text: str) -> str | None:
    """The words that a start parameter searches for, which may be none; None for all that is no search."""
    told = text.removeprefix(_SEARCH)
    if told == text:
        return None
    try:
        words = urlsafe_b64decode(told + "=" * (-len(told) % 4)).decode()
    except ValueError:
        return None
    return words if search_payload(words) == text else None
