"""Examine a SQLite file from end to end: its structure, and what its columns hold."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy import Text

from bot.model import DRAFT, Dossier
from bot.store import database_file
from bot.store.schema import metadata

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Table


def examine(path: Path) -> str | None:
    """Return the first damage in the file; None if all of it is sound, or it is in use.

    Beside SQLite's own check, which passes over content: text that is no UTF-8, and dossiers that cannot be read.
    """
    try:
        connection = sqlite3.connect(database_file.existing_uri(path), uri=True, isolation_level=None)
        try:
            (result,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            return str(result) if result != "ok" else _examine_content(connection)
        finally:
            connection.close()
    except sqlite3.Error as error:
        return database_file.damage_in(error)


def _examine_content(connection: sqlite3.Connection) -> str | None:
    known = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in metadata.sorted_tables:
        if table.name in known and (why := _examine_table(connection, table)):
            return why
    return None


def _examine_table(connection: sqlite3.Connection, table: Table) -> str | None:
    there = {row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")}
    names = [column.name for column in table.c if isinstance(column.type, Text) and column.name in there]
    if not names:
        return None
    cursor = connection.cursor()
    connection.text_factory = bytes
    try:
        listed = ", ".join(f'"{name}"' for name in names)
        for row in cursor.execute(f"SELECT {listed} FROM {table.name}"):  # noqa: S608 - names of our own schema
            for name, value in zip(names, row, strict=True):
                if isinstance(value, bytes) and (why := _damage_of(name, value)):
                    return f"{table.name}.{name}: {why}"
    finally:
        connection.text_factory = str
    return None


def _damage_of(name: str, value: bytes) -> str | None:
    """Return what is wrong with a text; never the text itself, which may be a reader's."""
    try:
        text = value.decode()
        if name == "dossier":
            Dossier.model_validate_json(text, context=DRAFT)
        elif name == "detail":
            json.loads(text)
    except UnicodeDecodeError:
        return "text that is no UTF-8"
    except ValueError:  # pydantic's is one, too
        return "JSON that cannot be read"
    return None
