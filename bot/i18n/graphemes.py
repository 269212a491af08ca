"""Grapheme clusters (Unicode Standard Annex 29), with lam-alif as one cluster, because it is drawn as one glyph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

if TYPE_CHECKING:
    from collections.abc import Iterator

_GRAPHEME = regex.compile(r"ل\p{M}*[اأإآٱ][\p{M}\u200c\u200d]*|\X")


def graphemes(text: str) -> Iterator[str]:
    """Yield the parts between which a text can be cut."""
    return (match[0] for match in _GRAPHEME.finditer(text))


def last_end(text: str, most: int) -> int:
    """Return the last offset, at most `most`, at which a text can be cut; `most` if there is none."""
    return max((match.end() for match in _GRAPHEME.finditer(text) if match.end() <= most), default=most)
