"""Import and export subscribers as CSV, in chunks and constant memory."""

from __future__ import annotations

import codecs
import csv
import os
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.cli.database import use
from bot.errors import CsvHeaderInvalid, FileUnreadable, Problem
from bot.model import clean
from bot.model.language import Language
from bot.store import stories, subscriber_import
from bot.store.subscriber_import import SubscriberRow
from bot.text.normalize import ascii_digits, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from io import TextIOWrapper
    from pathlib import Path

    from bot.store.database import Database

COLUMNS = ("chat_id", "language", "stories")
# How people and spreadsheets head the columns, folded and without what is no letter: 'Chat ID', 'chat-id', 'اللغة'.
_HEADINGS = {
    "chat_id": frozenset(["chatid", "chat", "chatnumber", "رقمالمحادثه", "معرفالمحادثه", "المحادثه", "رقمالدردشه"]),
    "language": frozenset(["language", "lang", "languagecode", "اللغه", "لغه"]),
    "stories": frozenset(["stories", "story", "القصص", "القصه", "قصص"]),
}
CHUNK = 2_000  # lines of a transaction
_CHAT = re.compile(r"-?\d{1,16}", re.ASCII)
# What a spreadsheet makes of a long number: digits of it are lost.
_SCIENTIFIC = re.compile(r"-?\d+(?:[.,٫]\d+)?[eE][+-]?\d+", re.ASCII)
_STORY_SEPARATOR = re.compile("[;,؛،|]")
_SEPARATORS = (",", ";", "\t", "|", "؛", "،")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BLOCK = 1 << 20  # bytes that are looked at at once
_MINUS = str.maketrans("−–﹣－", "----")
_BITS = 52  # of a chat's number, https://core.telegram.org/bots/api#chat
_SHOWN = 40  # characters of an invalid cell that are quoted


@dataclass(slots=True)
class Imported:
    """Counts of imported and of bad lines."""

    good: int = 0
    bad: int = 0


@dataclass(slots=True)
class _Import:
    """State of an import; `report` is called with the problem of each bad line."""

    file: str
    report: Callable[[Problem], None]
    at: datetime
    done: Imported = field(default_factory=Imported)

    async def keep(self, database: Database, chunk: list[tuple[int, SubscriberRow]]) -> None:
        """Store a chunk, but for lines whose chat was in a chunk before."""
        async with database.write() as conn:
            seen = set(await subscriber_import.imported_at(conn, {row.chat_id for _, row in chunk}, self.at))
            fresh: list[SubscriberRow] = []
            for line, row in chunk:
                if row.chat_id in seen:
                    self.refuse(line, Problem("problem.roster.twice", {"chat": str(row.chat_id)}))
                else:
                    seen.add(row.chat_id)
                    fresh.append(row)
            await subscriber_import.import_rows(conn, fresh, self.at)
        self.done.good += len(fresh)

    def refuse(self, line: int, problem: Problem) -> None:
        """Count and report a bad line."""
        self.done.bad += 1
        self.report(replace(problem, file=self.file, line=line))


def _validate(row: Mapping[str, str | None], numbers: Mapping[str, int]) -> SubscriberRow | Problem:
    """Validate a line; return its row or what is wrong with it. `numbers` are story numbers by slug."""
    chat, language, stories = (clean(row.get(name) or "") for name in COLUMNS)
    chat = _chat_number(chat)
    if not _CHAT.fullmatch(chat) or not 0 < abs(int(chat)) < 1 << _BITS:
        key = "problem.roster.scientific" if _SCIENTIFIC.fullmatch(chat) else "problem.roster.chat"
        return Problem(key, {"given": chat[:_SHOWN]})
    if language.lower() not in set(Language):
        return Problem("problem.roster.language", {"given": language[:_SHOWN]})
    if stories == "*":
        return SubscriberRow(int(chat), Language(language.lower()), None)
    slugs = [slug for part in _STORY_SEPARATOR.split(stories) if (slug := part.strip().lower())]
    if not slugs:
        return Problem("problem.roster.no_story")
    unknown = [slug for slug in slugs if slug not in numbers]
    if unknown:
        return Problem("problem.roster.story", {"given": unknown[0][:_SHOWN]})
    return SubscriberRow(int(chat), Language(language.lower()), frozenset(numbers[slug] for slug in slugs))


def import_csv(path: Path, report: Callable[[Problem], None], progress: Callable[[int], None]) -> Imported:
    """Import a file, skipping and reporting bad lines; `progress` is called with the count of bytes read.

    Raises FileUnreadable and CsvHeaderInvalid.
    """

    async def work(database: Database) -> Imported:
        async with database.read() as conn:
            numbers = {head.slug: head.number for head in await stories.known(conn)}
        importing = _Import(str(path), report, datetime.now(UTC))
        with _opened(path) as text:
            chunk: list[tuple[int, SubscriberRow]] = []
            for line, row in _rows(path, text, importing):
                validated = _validate(row, numbers)
                if isinstance(validated, Problem):
                    importing.refuse(line, validated)
                else:
                    chunk.append((line, validated))
                if len(chunk) == CHUNK:
                    await importing.keep(database, chunk)
                    chunk = []
                    progress(os.lseek(text.fileno(), 0, os.SEEK_CUR))
            await importing.keep(database, chunk)
        return importing.done

    return use(work)


def write_out(path: Path) -> int:
    """Export all subscribers to a file; return the count. Raises FileUnreadable."""

    async def work(database: Database) -> int:
        count, last = 0, None
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            while True:
                async with database.read() as conn:
                    page = await subscriber_import.after(conn, last, CHUNK)
                if not page:
                    return count
                last = page[-1][0]
                rows = [(chat, code, "*" if slugs is None else ";".join(slugs)) for chat, code, slugs in page]
                written = [row for row in rows if row[2]]
                writer.writerows(written)
                count += len(written)

    try:
        return use(work)
    except OSError as error:
        raise FileUnreadable(file=str(path), why=error.strerror or "") from None


def _opened(path: Path) -> TextIOWrapper:
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


def _rows(path: Path, text: TextIOWrapper, importing: _Import) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    """Yield the lines after the header with their numbers; what is no CSV is reported, and reading goes on after it."""
    header, separator, before = _header(path, text)
    reader = csv.reader(text, delimiter=separator)
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            importing.refuse(before + reader.line_num, Problem("problem.roster.csv"))
            continue
        except OSError as error:
            raise FileUnreadable(file=str(path), why=error.strerror or "") from None
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield (
                before + reader.line_num,
                dict(zip(header, _fitted(row, header, separator), strict=False)),
            )


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
    letters = [re.sub(r"[\W\d_]+", "", fold(cell)) for cell in header]
    for name, headings in _HEADINGS.items():
        if name not in header and sum(heading in headings for heading in letters) == 1:
            header[next(number for number, heading in enumerate(letters) if heading in headings)] = name
    return header


def _fitted(row: list[str], header: list[str], separator: str) -> list[str]:
    """Join stories that were separated as columns are: without quotation marks they take several cells."""
    last = len(header) - 1
    if len(row) > len(header) and header[last] == "stories" and separator != "\t":
        return [*row[:last], ";".join(row[last:])]
    return row


def _chat_number(cell: str) -> str:
    """Return a chat's number in plain digits, without what spreadsheets add: `=`, apostrophes, minus signs, `.0`."""
    plain = ascii_digits(cell).translate(_MINUS).strip("='\"\N{NO-BREAK SPACE} ")
    return plain.removesuffix(".0")
