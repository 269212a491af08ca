"""Detects and joins long texts that a Telegram client sent in several messages.

Telegram Desktop cuts what is longer than 4096 UTF-16 units at the best place in the upper half of these: a blank line,
else a line's end, else a sentence's, else a word's (`TextUtilities::CutPart`); other clients at the limit or before it.
"""

from __future__ import annotations

from itertools import pairwise

_LIMIT = 4096  # UTF-16 units, https://core.telegram.org/bots/api#sendmessage
_SECONDS = 3  # longest gap between two pieces: clients send them back to back


def follows(text: str, seconds: int) -> bool:
    """Return whether a message sent `seconds` after `text` can be its next piece."""
    return 0 <= seconds <= _SECONDS and _units(text) > _LIMIT // 2


def join(parts: tuple[str, ...]) -> str:
    """Join the pieces of a text.

    Clients trim the white space at which they cut, so it is guessed: a piece of the full length was cut within a word;
    one with blank lines or line ends in its upper half was cut at one of these; any other between words.
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
