"""Removes the quotation marks around a whole pasted quotation: pages set their own around it.

Kept, they reach readers as nested marks («‹…›»). Field report: a day at the desk, where every second pasted quotation
had them, some with the full stop outside.
"""

from __future__ import annotations

_PAIRS = {"“": "”", "«": "»", "„": "“", "‘": "’", "‹": "›", '"': '"'}
_STOPS = ".,،"  # may follow the closing mark
_ENDS = ".!?؟…"  # of a sentence that needs no further stop
_INVISIBLE = " \t\n\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069"  # bidi marks come with pasted text


def strip_outer_marks(text: str) -> str:
    """Strip the marks that enclose all of the text; a full stop outside them moves inside.

    Text with more than one quotation (`“No,” he said, “never.”`) is returned as it is.
    """
    trimmed = text.strip(_INVISIBLE)
    body = trimmed.rstrip(_STOPS + _INVISIBLE)
    closing = _PAIRS.get(body[:1])
    if closing is None or not body[1:].endswith(closing) or not _encloses(body, closing):
        return text
    inner = body[1:-1].strip(_INVISIBLE)
    if not inner:
        return text
    stop = "." if "." in trimmed[len(body) :] and inner[-1] not in _ENDS else ""
    return inner + stop


def _encloses(body: str, closing: str) -> bool:
    """Return whether the first mark is closed by the last character, and not before."""
    opening, depth = body[0], 0
    if opening == closing:
        return opening not in body[1:-1]
    for index, char in enumerate(body):
        depth += (char == opening) - (char == closing)
        if depth == 0:
            return index == len(body) - 1
    return False
