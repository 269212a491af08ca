"""What the commands of `siyaq subscribers` do: an audience goes in and out as CSV, in chunks, in constant memory."""

from __future__ import annotations

import csv
import os
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.cli.using import use
from bot.errors import FileUnreadable, Problem, RosterHeader
from bot.language import Language
from bot.store import rosters, stories
from bot.store.rosters import Listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from io import TextIOWrapper
    from pathlib import Path

    from bot.store.database import Database

COLUMNS = ("chat_id", "language", "stories")
CHUNK = 2_000  # lines of a transaction
_CHAT = re.compile(r"-?\d{1,16}", re.ASCII)
_BITS = 52  # of a chat's number, https://core.telegram.org/bots/api#chat
_SHOWN = 40  # characters of what is wrong


@dataclass(slots=True)
class Imported:
    """How many lines went in, and how many were bad."""

    good: int = 0
    bad: int = 0


@dataclass(slots=True)
class _Import:
    """An import of a file under way; each bad line is told to `tell`, and `read_to` how many bytes were read."""

    file: str
    tell: Callable[[Problem], None]
    at: datetime
    done: Imported = field(default_factory=Imported)

    async def keep(self, database: Database, chunk: list[tuple[int, Listed]]) -> None:
        """Take a chunk in, but for lines whose chat stood in one before."""
        async with database.write() as conn:
            seen = set(await rosters.taken_at(conn, {one.chat_id for _, one in chunk}, self.at))
            fresh: list[Listed] = []
            for line, one in chunk:
                if one.chat_id in seen:
                    self.refuse(line, Problem("problem.roster.twice", {"chat": str(one.chat_id)}))
                else:
                    seen.add(one.chat_id)
                    fresh.append(one)
            await rosters.take_in(conn, fresh, self.at)
        self.done.good += len(fresh)

    def refuse(self, line: int, problem: Problem) -> None:
        """Tell of a bad line."""
        self.done.bad += 1
        self.tell(replace(problem, file=self.file, line=line))


def _judge(row: Mapping[str, str | None], numbers: Mapping[str, int]) -> Listed | Problem:
    """The chat of a line, or what is wrong with it; `numbers` are those of the stories by their slugs."""
    chat, language, told = ((row.get(name) or "").strip() for name in COLUMNS)
    if not _CHAT.fullmatch(chat) or not 0 < abs(int(chat)) < 1 << _BITS:
        return Problem("problem.roster.chat", {"given": chat[:_SHOWN]})
    if language.lower() not in set(Language):
        return Problem("problem.roster.language", {"given": language[:_SHOWN]})
    if told == "*":
        return Listed(int(chat), Language(language.lower()), None)
    slugs = [slug for part in told.split(";") if (slug := part.strip().lower())]
    if not slugs:
        return Problem("problem.roster.no_story")
    unknown = [slug for slug in slugs if slug not in numbers]
    if unknown:
        return Problem("problem.roster.story", {"given": unknown[0][:_SHOWN]})
    return Listed(int(chat), Language(language.lower()), frozenset(numbers[slug] for slug in slugs))


def take_in(path: Path, tell: Callable[[Problem], None], read_to: Callable[[int], None]) -> Imported:
    """Import a file; each bad line is told, the others go in. Raises FileUnreadable and RosterHeader."""

    async def work(database: Database) -> Imported:
        async with database.read() as conn:
            numbers = {one.slug: one.number for one in await stories.known(conn)}
        importing = _Import(str(path), tell, datetime.now(UTC))
        with _opened(path) as text:
            chunk: list[tuple[int, Listed]] = []
            for line, row in _rows(path, text, importing):
                judged = _judge(row, numbers)
                if isinstance(judged, Problem):
                    importing.refuse(line, judged)
                else:
                    chunk.append((line, judged))
                if len(chunk) == CHUNK:
                    await importing.keep(database, chunk)
                    chunk = []
                    read_to(os.lseek(text.fileno(), 0, os.SEEK_CUR))
            await importing.keep(database, chunk)
        return importing.done

    return use(work)


def write_out(path: Path) -> int:
    """Export all subscribers to a file, and return how many; raises FileUnreadable."""

    async def work(database: Database) -> int:
        many, last = 0, None
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            while True:
                async with database.read() as conn:
                    found = await rosters.after(conn, last, CHUNK)
                if not found:
                    return many
                last = found[-1][0]
                rows = [(chat, code, "*" if slugs is None else ";".join(slugs)) for chat, code, slugs in found]
                written = [row for row in rows if row[2]]
                writer.writerows(written)
                many += len(written)

    try:
        return use(work)
    except OSError as error:
        raise FileUnreadable(file=str(path), why=error.strerror or "") from None


def _opened(path: Path) -> TextIOWrapper:
    try:
        # What is no UTF-8 becomes a character that stands in no good line.
        return path.open(encoding="utf-8-sig", errors="replace", newline="")
    except OSError as error:
        raise FileUnreadable(file=str(path), why=error.strerror or "") from None


def _rows(path: Path, text: TextIOWrapper, importing: _Import) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    """The lines after the header, by their number; what no CSV can be is told, and the lines after it are read."""
    reader = csv.reader(text)
    header: list[str] | None = None
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            importing.refuse(reader.line_num, Problem("problem.roster.csv"))
            continue
        except OSError as error:
            raise FileUnreadable(file=str(path), why=error.strerror or "") from None
        if row is None:
            break
        if header is None:
            header = _header(path, row)
        elif any(cell.strip() for cell in row):
            yield reader.line_num, dict(zip(header, row, strict=False))
    if header is None:
        raise RosterHeader(file=str(path), columns=",".join(COLUMNS))


def _header(path: Path, row: list[str]) -> list[str]:
    header = [cell.strip().lower() for cell in row]
    if any(header.count(name) != 1 for name in COLUMNS):
        raise RosterHeader(file=str(path), columns=",".join(COLUMNS))
    return header
