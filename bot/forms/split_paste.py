"""Long texts that a client sends in pieces.

Telegram Desktop cuts what is longer than 4096 UTF-16 units at the best place in the upper half of these: a blank line,
else a line's end, else a sentence's, else a word's (`TextUtilities::CutPart`); other clients at the limit or before it.
"""

from __future__ import annotations

from itertools import pairwise

_LIMIT = 4096  # UTF-16 units, https://core.telegram.org/bots/api#sendmessage
_SECONDS = 3  # between pieces, which are sent at once


def follows(text: str, seconds: int) -> bool:
    """Whether a message sent so much later can be the next piece after `text`."""
    return 0 <= seconds <= _SECONDS and _units(text) > _LIMIT // 2


def join(parts: tuple[str, ...]) -> str:
    """The text of its pieces.

    The white space at which it was cut is trimmed: what fills a message whole was cut within a word, what still holds
    blank lines or lines' ends in its upper half was cut at one of these, everything else between words.
    """
    text = parts[0]
    for before, after in pairwise(parts):
        upper = before[len(before) // 2 :]
        if _units(before) >= _LIMIT:
            glue = ""
        elif "\n\n" in upper:
            glue = "\n\n"
        else:
            glue = "\n" if "\n" in upper else " "
        text += glue + after
    return text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
