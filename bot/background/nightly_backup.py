"""Back up the database every night, and keep the latest backups: `SIYAQ_BACKUPS`.

The leader has a process of its own write each: reading a database back takes seconds of processor time, which readers
would wait for here.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.errors.trouble import TroubleKind, report
from bot.settings import IN_FILES
from bot.store import backups, database_file
from bot.store.poll_loop import poll

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bot.delivery.worker import Leadership
    from bot.handlers.context import AppContext

HOUR = 3  # of the machine's night: few readers are awake
LOOK = 60.0  # seconds between two looks at the clock
PAUSE = timedelta(hours=1)  # after a backup that failed
_NICE = 10
_WORDS = 500  # characters of the complaint that are logged

_SECRETS = frozenset(variable for name in IN_FILES for variable in (name, f"{name}_FILE"))  # not the child's business

log = structlog.get_logger(__name__)


class NightlyBackup:
    """Writes a backup once a night while this process leads; a first one at once."""

    def __init__(self, app: AppContext, leadership: Leadership) -> None:
        self._app = app
        self._leadership = leadership
        self._failed_at: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop`; a backup that is being written then is given up."""
        if self._app.settings.backups:
            look, availability = partial(self._look, stop), self._app.database.availability
            await poll(look, stop, every=LOOK, availability=availability, failure="backup.not_begun")

    async def _look(self, stop: asyncio.Event) -> None:
        if self._leadership.leading.is_set() and self._is_due(self._app.now()):
            await self._write(self._app.now(), stop)

    def _is_due(self, now: datetime) -> bool:
        if self._failed_at and now - self._failed_at < PAUSE:
            return False
        written = backups.nightly(self._app.settings.data_dir)
        return not written or written[-1][0] < last_night(now)

    async def _write(self, now: datetime, stop: asyncio.Event) -> None:
        settings = self._app.settings
        is_sqlite = database_file.path_of(settings.database_url) is not None
        suffix = backups.SQLITE if is_sqlite else backups.POSTGRESQL
        file = backups.nightly_path(settings.data_dir, now, suffix)
        inherited = {name: value for name, value in os.environ.items() if name not in _SECRETS}
        env = inherited | {"SIYAQ_DATABASE_URL": settings.session_url, "SIYAQ_DATA_DIR": str(settings.data_dir)}
        why = await _run(("backup", str(file.absolute())), env, stop)
        if stop.is_set():
            return
        if why is not None:
            self._failed_at = now
            log.error("backup.failed", why=why, trouble=report(TroubleKind.BACKUP_FAILED))
            return
        self._failed_at = None
        deleted = await asyncio.to_thread(backups.prune, settings.data_dir, settings.backups, now)
        log.info("backup.written", file=file.name, bytes=_size(file), deleted=len(deleted))


def last_night(now: datetime) -> datetime:
    """Return the latest moment at which a nightly backup was due, by the machine's time zone."""
    local = now.astimezone()
    due = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return due if due <= local else due - timedelta(days=1)


async def _run(arguments: tuple[str, ...], env: dict[str, str], stop: asyncio.Event) -> str | None:
    """Run a command of ours at low priority; return None if it did its work, else what it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _COMMAND, *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=env,
    )
    stopping = asyncio.create_task(stop.wait())
    ending = asyncio.create_task(process.communicate())
    try:
        await asyncio.wait({stopping, ending}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if not ending.done():
            process.terminate()
        stopping.cancel()
    out, _ = await ending
    return out.decode(errors="replace").strip()[-_WORDS:] if process.returncode else None


_COMMAND = f"""
import os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what is half written is deleted
getattr(os, "nice", lambda _: 0)({_NICE})
sys.argv[0] = "siyaq"
from bot.__main__ import main
main()
"""


def _size(file: Path) -> int:
    return file.stat().st_size
