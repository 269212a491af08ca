"""Lines of a subscriber file as spreadsheets save it: any encoding and separator, columns in any order."""

from __future__ import annotations

import codecs
import csv
import re
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING

from bot.errors import CsvHeaderInvalid, FileUnreadable, Problem
from bot.i18n import catalogue
from bot.model import clean
from bot.text.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import TextIOWrapper
    from pathlib import Path

COLUMNS = ("chat_id", "language", "stories")
TOPICS = "follows"
"""A further column, which a file may leave out: persons, places and words; what is muted has a minus before it."""
Cells = tuple[str, str, str, str | None]
"""Of a line: those of COLUMNS, and of TOPICS if it has that."""
_SEPARATORS = (",", ";", "\t", "|", "؛", "،")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BLOCK = 1 << 20  # bytes that are looked at at once


def opened(path: Path) -> TextIOWrapper:
    """Open the file in its encoding; what is invalid becomes a character that occurs in no good line."""
    try:
        return path.open(encoding=_encoding(path), errors="replace", newline="")
    except OSError as error:
        raise FileUnreadable(file=str(path), why=error.strerror or "") from None


def _encoding(path: Path) -> str:
    """Detect the encoding: by byte order mark, else UTF-8 if all of it is, else Windows-1256.

    Spreadsheets save "CSV" in the system's code page, "CSV UTF-8" with a mark, and "Unicode text" as UTF-16 with tabs.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = file.read(_BLOCK)
        if bom := next((name for mark, name in _BOMS if start.startswith(mark)), None):
            return bom
        if b"\0" in start[:2]:
            return "utf-16-be" if start[:1] == b"\0" else "utf-16-le"
        block = start
        try:
            while block:
                decoder.decode(block)
                block = file.read(_BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1256"
    return "utf-8"


def rows(path: Path, text: TextIOWrapper, refuse: Callable[[int, Problem], None]) -> Iterator[tuple[int, Cells]]:
    """Yield the lines after the header with their numbers, as the cells of COLUMNS.

    What is no CSV is reported, and reading goes on after it.
    """
    header, separator, before = _header(path, text)
    places = [header.index(name) for name in COLUMNS]
    pick = itemgetter(*places)
    also = header.index(TOPICS) if header.count(TOPICS) == 1 else None
    reader = csv.reader(text, delimiter=separator)
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            refuse(before + reader.line_num, Problem("problem.roster.csv"))
            continue
        except OSError as error:
            raise FileUnreadable(file=str(path), why=error.strerror or "") from None
        if row is None:
            return
        if not "".join(row).strip():
            continue
        fitted = row if len(row) == len(header) else _fitted(row, header, separator)
        yield before + reader.line_num, (*pick(fitted), None if also is None else fitted[also])


def _header(path: Path, text: TextIOWrapper) -> tuple[list[str], str, int]:
    """Read the header; return its columns, the separator, and how many lines it took."""
    for line, row in enumerate(iter(text.readline, ""), 1):
        declared = re.fullmatch(r"sep=.", row.strip("\r\n"))  # by which a spreadsheet is told the separator
        if not row.strip() or declared:
            continue
        for separator in _SEPARATORS:
            header = _named(next(csv.reader([row], delimiter=separator), []))
            if all(header.count(name) == 1 for name in COLUMNS):
                return header, separator, line
        break
    raise CsvHeaderInvalid(file=str(path), columns=",".join(COLUMNS))


def _named(cells: list[str]) -> list[str]:
    """Return the columns' names; one that is headed otherwise gets its own name, where no other can be meant."""
    header = [clean(cell).lower() for cell in cells]
    letters = [_letters(cell) for cell in header]
    for name, headings in _headings().items():
        if name not in header and sum(heading in headings for heading in letters) == 1:
            header[next(number for number, heading in enumerate(letters) if heading in headings)] = name
    return header


@cache
def _headings() -> dict[str, frozenset[str]]:
    """Return how people and spreadsheets head each column, in any language of the program."""
    translators = catalogue.load().values()
    return {
        name: frozenset(
            _letters(typed) for words in translators for typed in words.names(f"cli.subscribers.typed.{name}")
        )
        for name in (*COLUMNS, TOPICS)
    }


def _letters(heading: str) -> str:
    """Return a heading folded, without what is no letter: 'Chat ID' and 'chat-id' are one."""
    return re.sub(r"[\W\d_]+", "", fold(heading))


def _fitted(row: list[str], header: list[str], separator: str) -> list[str]:
    """Return as many cells as the header has, or more.

    Stories that are separated as columns are, and stand without quotation marks, take several cells: they are joined.
    """
    last = len(header) - 1
    if len(row) > len(header) and header[last] == "stories" and separator != "\t":
        return [*row[:last], ";".join(row[last:])]
    return row + [""] * (len(header) - len(row))
