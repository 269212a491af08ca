"""Text direction and bidi control characters (Unicode Standard Annex 9).

Telegram lets isolates pass and turns all but the last of adjacent U+200E/U+200F into joiners (tdlib,
`replace_offending_characters`): two of these never touch here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal
from unicodedata import bidirectional

from bot.i18n import numbers
from bot.model.reader import Digits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.model.language import Language

ISOLATE = "\u2068"
LTR_ISOLATE = "\u2066"
RTL_ISOLATE = "\u2067"
END = "\u2069"
RTL_MARK = "\u200f"
LTR_MARK = "\u200e"

Direction = Literal["rtl", "ltr"]

_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_OPENING = {"LRI", "RLI", "FSI"}
_PLAIN_IN_ARABIC = {"R", "AL", "NSM", "WS", "B"}
_FROM_RIGHT = {"R", "AL", "AN"}
_LETTERS = {True: {"R", "AL"}, False: {"L"}}
_MARKS = LTR_MARK + RTL_MARK
_ARABIC = "\u0590-\u08ff"
_NAMED = r"\{\w+\}"
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\U000e0000-\U000e001f]")
_NUMBER = re.compile(r"[0-9]+(?:[.,:][0-9]+)*")
_RUN = re.compile(rf"{_NAMED}|[@/#*&+.-]*[A-Za-z0-9](?:[^{_ARABIC}«»“”()\[\]{{}}·—–…\n]*[A-Za-z0-9/*+#%])?")


def first_strong(text: str) -> Direction | None:
    """Return the direction of the first strong character outside isolates (UAX #9, rule P2); None without one."""
    depth = 0
    for kind in map(bidirectional, text):
        if kind in _OPENING:
            depth += 1
        elif kind == "PDI":
            depth = max(depth - 1, 0)
        elif depth == 0 and kind in _STRONG:
            return _STRONG[kind]
    return None


def isolate(text: str, language: Language, own: Language | None = None) -> str:
    """Isolate each line of a text that could disturb a sentence in `language`; idempotent.

    Into Arabic only words wholly in right-to-left letters go as they are; into English all that holds none of them.
    Isolates that do not pair are dropped from the text, so that it cannot end its own. Its first strong character says
    which way it runs, unless its `own` language is known. What overrides directions is dropped, and so are controls.
    """
    text = _HARMFUL.sub("", text)
    if text.isascii() and not language.rtl:
        return text
    if not _has_paired_isolates(text):
        text = "".join(char for char in text if bidirectional(char) not in _OPENING | {"PDI"})
    return "\n".join(_isolate_line(line, language, own) for line in text.split("\n"))


@cache
def isolate_latin(words: str, digits: Digits = Digits.LATIN) -> str:
    """Arabic words of a catalogue with the Latin words, numbers and commands written in them isolated.

    Plain numbers are shown in `digits`; a command, an address, or a date as a file has it keeps its own.

    Without it 2025-04 would be seen as 04-2025, and /quotes as quotes/. What is in braces stays, as do words that hold
    nothing Arabic.
    """
    if not re.search(f"[{_ARABIC}]", re.sub(_NAMED, "", words)):
        return words
    return _RUN.sub(lambda run: run[0] if run[0].startswith("{") else _isolate_run(run[0], digits), words)


def anchor(paragraph: str, language: Language) -> str:
    """Put a direction mark before each line that would not run as its words' `language` does."""
    return "\n".join(mark(line, language) + line.lstrip(_MARKS) for line in paragraph.split("\n"))


def against(line: str, language: Language) -> str:
    """Make a whole line in `language` keep its order in a block laid out the other way, or by its first letter."""
    return f"{RTL_MARK}{RTL_ISOLATE}{line}{END}" if language.rtl else f"{LTR_MARK}{LTR_ISOLATE}{line}{END}"


def directed(label: str, language: Language) -> str:
    """Put a mark before a button's label that is made of isolates only: it would run from the left in Arabic, too."""
    is_open = END in label and first_strong(label) is None and not _is_isolated(label)
    return f"{RTL_MARK}{label}" if language.rtl and is_open else label


def mark(line: str, language: Language) -> str:
    """Return the direction mark that a line in `language` needs before it, or nothing.

    An Arabic line needs one if its first strong character is not Arabic: by rule P2, and also with its isolates
    counted, as Telegram Desktop does (lib_ui, `StringDirection`). An English line needs one only against Arabic.
    """
    line = line.lstrip(_MARKS)
    directions = {first_strong(line), _first(map(bidirectional, line))}
    if language.rtl:
        return RTL_MARK if line.strip() and directions != {"rtl"} else ""
    return LTR_MARK if "rtl" in directions else ""


def _isolate_run(run: str, digits: Digits) -> str:
    shown = numbers.show(run, digits) if _NUMBER.fullmatch(run) else run
    return f"{ISOLATE}{shown}{END}"


def _first(kinds: Iterable[str]) -> Direction | None:
    return next((_STRONG[kind] for kind in kinds if kind in _STRONG), None)


def _isolate_line(line: str, language: Language, own: Language | None) -> str:
    kinds = set(map(bidirectional, line))
    disturbs = not kinds <= _PLAIN_IN_ARABIC if language.rtl else bool(kinds & _FROM_RIGHT)
    if not disturbs or _is_isolated(line):
        return line
    if own and kinds & _LETTERS[own.rtl]:
        line = anchor(line, own)
    if first_strong(line) is None and kinds & _OPENING:  # 'date: text', each isolated: nothing outside says which way
        return f"{RTL_ISOLATE if language.rtl else LTR_ISOLATE}{line}{END}"
    return f"{ISOLATE}{line}{END}"


def _is_isolated(line: str) -> bool:
    """Return whether the whole line is one isolate."""
    return bidirectional(line[0]) in _OPENING and line[-1] == END and _has_paired_isolates(line[1:-1])


def _has_paired_isolates(text: str) -> bool:
    """Return whether every isolate is closed within its line."""
    depth = 0
    for kind in map(bidirectional, text):
        if kind in _OPENING:
            depth += 1
        elif kind == "PDI":
            depth -= 1
        if depth < 0 or (kind == "B" and depth):
            return False
    return depth == 0
