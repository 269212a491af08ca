"""PostgreSQL's own programs: `pg_dump`, `pg_restore` and `psql`, as found on the PATH."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from typing import TYPE_CHECKING

from bot.errors import BackupUnsound, ToolFailed, ToolMissing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from sqlalchemy import URL

_WORDS = 500  # characters of a program's complaint that are shown
_TABLE = re.compile(r"^\d+; \d+ \d+ TABLE (\S+) (\S+) ", re.MULTILINE)
_REVISION = re.compile(r"^COPY \S*alembic_version .*\n(\w+)$", re.MULTILINE)
_LEFT_AS_IT_IS = ("--no-owner", "--no-privileges")  # a backup may be restored by another user


def environment(url: URL) -> dict[str, str]:
    """Return the variables that name the server, database and user to libpq; arguments would show the password.

    https://www.postgresql.org/docs/current/libpq-envars.html
    """
    query = {name: value if isinstance(value, str) else ",".join(value) for name, value in url.query.items()}
    named = {
        "PGHOST": url.host or query.get("host"),
        "PGPORT": str(url.port) if url.port else query.get("port"),
        "PGUSER": url.username or query.get("user"),
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": query.get("ssl") or query.get("sslmode"),
        "PGPASSFILE": query.get("passfile"),
    }
    return {name: value for name, value in named.items() if value}


async def dump(url: URL, file: Path) -> None:
    """Dump a database into an existing file, of one moment; writers go on meanwhile.

    Raises ToolMissing and ToolFailed.
    """
    await _run("pg_dump", "--format=custom", "--no-password", *_LEFT_AS_IT_IS, f"--file={file}", env=environment(url))


async def verify(dumped: Path, file: Path) -> None:
    """Read a dump from end to end, all of its rows; raises BackupUnsound, which names `file`, and ToolMissing."""
    try:
        await _run("pg_restore", f"--file={os.devnull}", str(dumped))
    except ToolFailed as error:
        raise BackupUnsound(file=str(file), why=str(error.data["why"])) from None


async def tables_in(dumped: Path) -> frozenset[str]:
    """Return the tables that a dump brings; raises BackupUnsound and ToolMissing."""
    try:
        listed = await _run("pg_restore", "--list", str(dumped))
    except ToolFailed as error:
        raise BackupUnsound(file=str(dumped), why=str(error.data["why"])) from None
    return frozenset(match[2] for match in _TABLE.finditer(listed))


async def revision_in(dumped: Path) -> str | None:
    """Return the schema revision of a dump; None if it has none. Raises BackupUnsound and ToolMissing."""
    try:
        script = await _run("pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(dumped))
    except ToolFailed as error:
        raise BackupUnsound(file=str(dumped), why=str(error.data["why"])) from None
    match = _REVISION.search(script)
    return match[1] if match else None


async def restore(
    url: URL, dumped: Path, script: Path, tables: frozenset[str], functions: Collection[str] = ()
) -> None:
    """Put a dump into the place of tables and functions, in one transaction: they are as they were where it fails.

    `script` is a private file that the dump's statements are written into. Raises ToolMissing and ToolFailed.
    """
    _find("psql")
    await _run("pg_restore", *_LEFT_AS_IT_IS, f"--file={script}", str(dumped))
    drops = [f'--command=DROP TABLE IF EXISTS "{name}" CASCADE' for name in sorted(tables)]
    drops += [f'--command=DROP FUNCTION IF EXISTS "{name}"()' for name in functions]
    quiet = ("--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--output", os.devnull)
    await _run("psql", *quiet, "--single-transaction", *drops, f"--file={script}", env=environment(url))


def _find(tool: str) -> str:
    program = shutil.which(tool)
    if program is None:
        raise ToolMissing(tool=tool)
    return program


async def _run(tool: str, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    """Run a program and return what it prints; raises ToolMissing and ToolFailed."""
    process = await asyncio.create_subprocess_exec(
        *(_find(tool), *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **(env or {}), "LC_ALL": "C"},
    )
    try:
        out, err = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        why = err.decode(errors="replace").strip()[-_WORDS:]
        raise ToolFailed(tool=tool, why=why or f"exit {process.returncode}")
    return out.decode(errors="replace")
