"""The database: whether it is there, opens, is sound, of our schema, and of one clock with this machine."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.background import run_guard
from bot.cli.checks import damage
from bot.cli.checks.findings import Finding, Level
from bot.errors import DatabaseDamaged, SchemaTooNew, StoreUnreachable
from bot.store import database_file, dialects, integrity
from bot.store.database import open_database
from bot.store.migrate import read_revisions
from bot.telegram_api.clock import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.cli.checks.findings import Findings
    from bot.errors import SiyaqError
    from bot.settings import Settings
    from bot.store.database import Database


@asynccontextmanager
async def opened(findings: Findings, settings: Settings) -> AsyncIterator[Database | None]:
    """Open the database as it is; None if that cannot be done, or a first start is still to make it."""
    if not _is_there(findings, settings):
        yield None
        return
    try:
        direct_url = settings.database_direct_url
        database = await open_database(settings.database_url, direct_url=direct_url, is_narrowed=False)
    except StoreUnreachable as error:
        _refused(findings, settings, "integrity" if isinstance(error, DatabaseDamaged) else "database", error)
        yield None
        return
    findings.ok("database", "opens")
    try:
        yield database
    finally:
        await database.close()


async def inspect(findings: Findings, settings: Settings, database: Database) -> bool:
    """Check the file from end to end, the schema and the clock; return whether its tables can be asked further."""
    if not await _is_sound(findings, settings):
        return False
    await _clock(findings, database)
    return await _is_ours(findings, database)


def _is_there(findings: Findings, settings: Settings) -> bool:
    path = database_file.path_of(settings.database_url)
    if path is None or not database_file.is_missing(path):
        return True
    if trace := run_guard.find_trace(settings, path):
        findings.fail("database", "missing", where=str(path), trace=str(trace))
    else:
        findings.ok("database", "new", where=str(path))
    return False


async def _is_sound(findings: Findings, settings: Settings) -> bool:
    path = database_file.path_of(settings.database_url)
    if path is None:
        return True  # a server's own tools look after that
    if why := await asyncio.to_thread(integrity.examine, path):
        _refused(findings, settings, "integrity", DatabaseDamaged(where=str(path), why=why))
        return False
    findings.ok("integrity", "sound")
    return True


async def _is_ours(findings: Findings, database: Database) -> bool:
    try:
        revision, known = await read_revisions(database)
    except SchemaTooNew as error:
        findings.fail("schema", "newer", **error.data)
        return False
    if revision == known:
        findings.ok("schema", "same", known=known)
        return True
    findings.warn("schema", "older", found=revision or "0", known=known)
    return False


async def _clock(findings: Findings, database: Database) -> None:
    async with database.read() as conn:
        at = await dialects.database_time(conn)
    if at is not None:
        compare(findings, "database", (datetime.now(UTC) - at).total_seconds())


def compare(findings: Findings, other: str, ahead: float) -> None:
    """Compare this machine's clock with an`other`: `database` or `telegram`."""
    if abs(ahead) > TOLERANCE:
        findings.warn("clock", f"{other}_off", seconds=round(ahead))
    else:
        findings.ok("clock", other)


def _refused(findings: Findings, settings: Settings, check: str, error: SiyaqError) -> None:
    words = findings.words
    advice = damage.restore(words, str(error.data["where"]), settings.data_dir) if check == "integrity" else ""
    advice = advice or words.text("cli.check.database.advice")
    findings.append(Finding(check, Level.ERROR, words.text(error.key, **error.data), advice))
