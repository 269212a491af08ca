"""What is never parted: graphemes (Unicode Standard Annex 29), and a lam with its alif, which are written as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHOLE = regex.compile(r"ل\p{M}*[اأإآٱ][\p{M}\u200c\u200d]*|\X")


def graphemes(text: str) -> Iterator[str]:
    """The text in parts between which it can be cut."""
    return (found[0] for found in _WHOLE.finditer(text))


def last_end(text: str, most: int) -> int:
    """Where the text can be cut at the latest, at most there; there itself, where nothing ends before."""
    return max((found.end() for found in _WHOLE.finditer(text) if found.end() <= most), default=most)
