"""Import and export subscribers as CSV, in chunks and constant memory: a file is read, put in order, then written."""

from __future__ import annotations

import asyncio
import csv
import os
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.cli import subscriber_lines
from bot.cli.database import use
from bot.cli.subscriber_lines import COLUMNS, TOPICS
from bot.errors import FileUnreadable, Problem
from bot.model import clean
from bot.model.language import Language
from bot.services.follows.exchange import TopicReader, written
from bot.store import chat_topics, stories, subscriber_import, subscriber_staging
from bot.store.subscriber_import import SubscriberChoice
from bot.text.normalize import ascii_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bot.cli.subscriber_lines import Cells
    from bot.store.database import Database
    from bot.store.subscriber_staging import StagedSubscribers

CHUNK = 10_000
"""Lines that are read, and rows that are written, at once."""
# Seconds between two chunks, beside reading the next. SQLite lets nobody queue for its one writer: who waits looks
# every 25 ms at first, later every 100 (sqliteDefaultBusyCallback, sqlite3.c). A chunk takes some 150 ms.
_PAUSE = 0.01
_REMEMBERED = 4_096  # languages, stories and follows as typed
_CHAT = re.compile(r"-?\d{1,16}", re.ASCII)
# What a spreadsheet makes of a long number: digits of it are lost.
_SCIENTIFIC = re.compile(r"-?\d+(?:[.,٫]\d+)?[eE][+-]?\d+", re.ASCII)
_STORY_SEPARATOR = re.compile("[;,؛،|]")
_MINUS = str.maketrans("−–﹣－", "----")
_CHATS = 1 << 52  # chats' numbers are below, https://core.telegram.org/bots/api#chat
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


def _validator(
    numbers: Mapping[str, int], reading: TopicReader, add_choice: Callable[[SubscriberChoice], int]
) -> Callable[[Cells], tuple[int, int] | Problem]:
    """Return a function of a line's cells to its chat and the number of its choice, or to what is wrong with it.

    `numbers` are those of stories.
    """

    @lru_cache(maxsize=_REMEMBERED)  # most lines of a file have the same few languages and stories
    def choose(language: str, stories: str, topics: str | None) -> int | Problem:
        code, listed = clean(language).lower(), clean(stories)
        if code not in set(Language):
            return Problem("problem.roster.language", {"given": clean(language)[:_SHOWN]})
        if problem := reading.problem(topics or ""):
            return problem
        if listed == "*":
            return add_choice(SubscriberChoice(Language(code), None, topics))
        slugs = [slug for part in _STORY_SEPARATOR.split(listed) if (slug := part.strip().lower())]
        if not slugs and not clean(topics or ""):
            return Problem("problem.roster.no_story")
        unknown = [slug for slug in slugs if slug not in numbers]
        if unknown:
            return Problem("problem.roster.story", {"given": unknown[0][:_SHOWN]})
        return add_choice(SubscriberChoice(Language(code), frozenset(numbers[slug] for slug in slugs), topics))

    def validate(cells: Cells) -> tuple[int, int] | Problem:
        chat, language, listed, topics = cells
        is_number = _CHAT.fullmatch(chat) or _CHAT.fullmatch(chat := _chat_number(clean(chat)))
        if not is_number or not 0 < abs(number := int(chat)) < _CHATS:
            key = "problem.roster.scientific" if _SCIENTIFIC.fullmatch(chat) else "problem.roster.chat"
            return Problem(key, {"given": chat[:_SHOWN]})
        choice = choose(language, listed, topics)
        return choice if isinstance(choice, Problem) else (number, choice)

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
            validate = _validator(numbers, reading, staged.add_choice)
            _stage(path, importing, validate, staged, lambda share: progress(share / 2))
            total, at = staged.count(), datetime.now(UTC)
            for chunk in staged.chunks(CHUNK):
                async with database.write() as conn:
                    await subscriber_import.import_chats(conn, chunk, at)
                    await reading.store(conn, chunk, at)
                importing.done.good += sum(map(len, chunk.values()))
                progress(0.5 + importing.done.good / total / 2)
                await asyncio.sleep(_PAUSE)
            for line, chat_id in staged.repeated():
                importing.refuse(line, Problem("problem.roster.twice", {"chat": str(chat_id)}))
        return importing.done

    return use(work)


def _stage(
    path: Path,
    importing: _Import,
    validate: Callable[[Cells], tuple[int, int] | Problem],
    staged: StagedSubscribers,
    progress: Callable[[float], None],
) -> None:
    """Read the file's good rows into the stage, and report the others."""
    with subscriber_lines.opened(path) as text:
        size = os.fstat(text.fileno()).st_size or 1
        chunk: list[tuple[int, int, int]] = []
        for line, cells in subscriber_lines.rows(path, text, importing.refuse):
            validated = validate(cells)
            if isinstance(validated, Problem):
                importing.refuse(line, validated)
                continue
            chunk.append((line, *validated))
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


def _chat_number(cell: str) -> str:
    """Return a chat's number in plain digits, without what spreadsheets add: `=`, apostrophes, minus signs, `.0`."""
    plain = ascii_digits(cell).translate(_MINUS).strip("='\"\N{NO-BREAK SPACE} ")
    return plain.removesuffix(".0")
