"""Import and export subscribers as CSV, in chunks and constant memory: a file is read, put in order, then written."""

from __future__ import annotations

import codecs
import csv
import os
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from bot.cli.database import use
from bot.errors import CsvHeaderInvalid, FileUnreadable, Problem
from bot.i18n import catalogue
from bot.model import clean
from bot.model.language import Language
from bot.services.follows.exchange import TopicReader, written
from bot.store import chat_topics, stories, subscriber_import, subscriber_staging
from bot.store.subscriber_import import SubscriberRow
from bot.text.normalize import ascii_digits, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from io import TextIOWrapper
    from pathlib import Path

    from bot.store.database import Database
    from bot.store.subscriber_staging import StagedSubscribers

COLUMNS = ("chat_id", "language", "stories")
TOPICS = "follows"
"""A further column, which a file may leave out: persons, places and words; what is muted has a minus before it."""
# Rows of a transaction: 50 ms of SQLite's one writer, for which a running bot waits.
CHUNK = 10_000
_REMEMBERED = 4_096  # pairs of language and stories as typed
_Cells = tuple[str, str, str, str | None]  # of a line: those of COLUMNS, and of TOPICS if it has that
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
    done: Imported = field(default_factory=Imported)

    def refuse(self, line: int, problem: Problem) -> None:
        """Count and report a bad line."""
        self.done.bad += 1
        self.report(replace(problem, file=self.file, line=line))


def _validator(numbers: Mapping[str, int], reading: TopicReader) -> Callable[[_Cells], SubscriberRow | Problem]:
    """Return a function of a line's cells to its row, or to what is wrong with it; `numbers` are those of stories."""

    @lru_cache(maxsize=_REMEMBERED)  # most lines of a file have the same few languages and stories
    def choose(
        language: str, stories: str, topics: str | None
    ) -> tuple[Language, frozenset[int] | None, str | None] | Problem:
        code, listed = clean(language).lower(), clean(stories)
        if code not in set(Language):
            return Problem("problem.roster.language", {"given": clean(language)[:_SHOWN]})
        if problem := reading.problem(topics or ""):
            return problem
        if listed == "*":
            return Language(code), None, topics
        slugs = [slug for part in _STORY_SEPARATOR.split(listed) if (slug := part.strip().lower())]
        if not slugs and not clean(topics or ""):
            return Problem("problem.roster.no_story")
        unknown = [slug for slug in slugs if slug not in numbers]
        if unknown:
            return Problem("problem.roster.story", {"given": unknown[0][:_SHOWN]})
        return Language(code), frozenset(numbers[slug] for slug in slugs), topics

    def validate(cells: _Cells) -> SubscriberRow | Problem:
        chat = cells[0] if _CHAT.fullmatch(cells[0]) else _chat_number(clean(cells[0]))
        if not _CHAT.fullmatch(chat) or not 0 < abs(int(chat)) < 1 << _BITS:
            key = "problem.roster.scientific" if _SCIENTIFIC.fullmatch(chat) else "problem.roster.chat"
            return Problem(key, {"given": chat[:_SHOWN]})
        chosen = choose(*cells[1:])
        return chosen if isinstance(chosen, Problem) else SubscriberRow(int(chat), *chosen)

    return validate


def import_csv(path: Path, report: Callable[[Problem], None], progress: Callable[[float], None]) -> Imported:
    """Import a file, skipping and reporting bad lines; `progress` is called with the share that is done.

    What is imported when the process is killed stays, and the same file again brings all of it. Raises FileUnreadable
    and CsvHeaderInvalid.
    """

    async def work(database: Database) -> Imported:
        async with database.read() as conn:
            numbers = {head.slug: head.number for head in await stories.known(conn)}
            live = await stories.live(conn, [head.number for head in await stories.heads(conn)])
        reading = TopicReader(live)
        importing = _Import(str(path), report)
        with subscriber_staging.staging() as staged:
            _stage(path, importing, _validator(numbers, reading), staged, lambda share: progress(share / 2))
            total, at = staged.count(), datetime.now(UTC)
            for chunk in staged.chunks(CHUNK):
                async with database.write() as conn:
                    await subscriber_import.import_rows(conn, chunk, at)
                    await reading.store(conn, chunk, at)
                importing.done.good += len(chunk)
                progress(0.5 + importing.done.good / total / 2)
            for line, chat_id in staged.repeated():
                importing.refuse(line, Problem("problem.roster.twice", {"chat": str(chat_id)}))
        return importing.done

    return use(work)


def _stage(
    path: Path,
    importing: _Import,
    validate: Callable[[_Cells], SubscriberRow | Problem],
    staged: StagedSubscribers,
    progress: Callable[[float], None],
) -> None:
    """Read the file's good rows into the stage, and report the others."""
    with _opened(path) as text:
        size = os.fstat(text.fileno()).st_size or 1
        chunk: list[tuple[int, SubscriberRow]] = []
        for line, cells in _rows(path, text, importing):
            validated = validate(cells)
            if isinstance(validated, Problem):
                importing.refuse(line, validated)
            else:
                chunk.append((line, validated))
            if len(chunk) == CHUNK:
                staged.add(chunk)
                chunk = []
                progress(os.lseek(text.fileno(), 0, os.SEEK_CUR) / size)
        staged.add(chunk)


def write_out(path: Path) -> int:
    """Export all subscribers to a file, with TOPICS if any has some; return the count. Raises FileUnreadable."""

    async def work(database: Database) -> int:
        count, last = 0, None
        async with database.read() as conn:
            columns = (*COLUMNS, TOPICS) if await chat_topics.is_any(conn) else COLUMNS
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            while True:
                async with database.read() as conn:
                    page = await subscriber_import.after(conn, last, CHUNK)
                    topics = await written(conn, [row[0] for row in page])
                if not page:
                    return count
                last = page[-1][0]
                rows = [(chat, code, "*" if slugs is None else ";".join(slugs)) for chat, code, slugs in page]
                listed = [(*row, topics.get(row[0], "")) for row in rows if row[2] or row[0] in topics]
                writer.writerows(row[: len(columns)] for row in listed)
                count += len(listed)

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


def _rows(path: Path, text: TextIOWrapper, importing: _Import) -> Iterator[tuple[int, _Cells]]:
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
            importing.refuse(before + reader.line_num, Problem("problem.roster.csv"))
            continue
        except OSError as error:
            raise FileUnreadable(file=str(path), why=error.strerror or "") from None
        if row is None:
            return
        if not any(map(str.strip, row)):
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


def _chat_number(cell: str) -> str:
    """Return a chat's number in plain digits, without what spreadsheets add: `=`, apostrophes, minus signs, `.0`."""
    plain = ascii_digits(cell).translate(_MINUS).strip("='\"\N{NO-BREAK SPACE} ")
    return plain.removesuffix(".0")
