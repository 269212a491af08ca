"""The bot in a sandbox: started, stopped, published to as by another process, and its database looked into."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select, update

from bot import app
from bot.services import publishing
from bot.settings import Settings
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.store.schema import metadata
from bot.store.tables import stories

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path

    from bot.model import Dossier
    from bot.store.database import Database
    from tests.sandbox_client import SandboxClient

AT = datetime(2025, 4, 29, 9, 0, tzinfo=UTC)


class _Alarm(asyncio.Event):
    """Wakes the scheduler, and knows when it sleeps: all that was due then is done."""

    def __init__(self) -> None:
        super().__init__()
        self.sleeping = asyncio.Event()

    async def wait(self) -> Literal[True]:
        """Wait as the scheduler does between two looks."""
        if not self.is_set():
            self.sleeping.set()
        try:
            return await super().wait()
        finally:
            self.sleeping.clear()

    def set(self) -> None:
        """Wake the scheduler."""
        self.sleeping.clear()
        super().set()


class BotHarness:
    """A bot whose data is in `home`, on the sandbox of `play`; `env` is what its environment says besides.

    Its first start copies `seed`, a database file with the first story, where the test has made none.
    """

    seed: Path | None = None

    def __init__(self, play: SandboxClient, home: Path, **env: str) -> None:
        self.play = play
        self.home = home
        self.env = {"SIYAQ_TOKEN": play.token, "SIYAQ_API_URL": play.url, "SIYAQ_DATA_DIR": str(home), **env}
        self.settings = Settings.from_env(self.env)
        self._stop = asyncio.Event()
        self.running: asyncio.Task[None] | None = None
        self.ahead = timedelta()
        self._due_changed = _Alarm()

    async def start(self) -> None:
        """Start, and return when the bot polls; raise what made it end before that."""
        self.begin()
        assert self.running
        polled = asyncio.create_task(self.play.wait_for_poll())
        await asyncio.wait({polled, self.running}, return_when=asyncio.FIRST_COMPLETED)
        if self.running.done():
            polled.cancel()
            self.running.result()
        await polled

    def begin(self) -> None:
        """Start, and wait for nothing."""
        if self.seed and not (self.home / self.seed.name).exists():
            shutil.copyfile(self.seed, self.home / self.seed.name)
        self._stop = asyncio.Event()
        self.running = asyncio.create_task(
            app.serve(self.settings, self._stop, now=self.now, due_changed=self._due_changed)
        )

    def now(self) -> datetime:
        """What time it is to the bot."""
        return datetime.now(UTC) + self.ahead

    def pass_(self, hours: float = 0, minutes: float = 0) -> None:
        """Let time pass; the bot looks at what is due then."""
        self.ahead += timedelta(hours=hours, minutes=minutes)
        self._due_changed.set()

    async def idle(self) -> None:
        """Wait until what was due is done, every update handled, and nothing more is called."""
        await self._due_changed.sleeping.wait()
        await self.play.idle()

    async def stop(self) -> None:
        """End as after SIGTERM; raise what made it end before, if something did."""
        if self.running:
            running, self.running = self.running, None
            self._stop.set()
            await running

    async def crash(self) -> None:
        """End in the middle of whatever is in work."""
        if self.running:
            running, self.running = self.running, None
            running.cancel()
            await asyncio.wait({running})

    async def restart(self) -> None:
        """End and start again on the same data."""
        await self.stop()
        await self.start()

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        """The bot's database, opened once more, as by another process."""
        database = await open_database(self.settings.database_url, direct_url=self.settings.database_direct_url)
        try:
            await migrate(database)
            yield database
        finally:
            await database.close()

    async def publish(self, *dossiers: Dossier) -> list[int]:
        """Publish as another process does; return the stories' numbers."""
        async with self.database() as database:
            done = [await publishing.import_dossier(database, dossier, note=None, at=AT) for dossier in dossiers]
        return [story.number for story, _ in done]

    async def rule(self, number: int, **values: Any) -> None:
        """Set columns of a story: what archives and pins."""
        async with self.database() as database, database.write() as conn:
            await conn.execute(update(stories).where(stories.c.id == number).values(values))

    async def holds(self, names: Iterable[str] = ()) -> dict[str, list[dict[str, Any]]]:
        """The rows of the database's tables, or of those with these names."""
        tables = [table for table in metadata.sorted_tables if not names or table.name in set(names)]
        async with self.database() as database, database.read() as conn:
            return {table.name: [dict(row._mapping) for row in await conn.execute(select(table))] for table in tables}
