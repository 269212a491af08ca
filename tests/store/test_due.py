"""What becomes of an hour: published once whoever looks, asked about where it is late, and told however it ends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.background.scheduler import LATE, PAUSE, Scheduler
from bot.i18n import catalogue
from bot.model import Dossier
from bot.model.broadcast import BroadcastSpec
from bot.model.roles import Action
from bot.store import audit, broadcasts, drafts, members, scheduled_publications, stories
from bot.store.scheduled_publications import ScheduledPublication
from tests.store.desk import EDITOR, NOBODY, Desk
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from bot.errors import SiyaqError
    from bot.services.publishing import Published
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.drafts import Draft

HOUR = timedelta(hours=1)
WORDS = catalogue.load()


@dataclass
class Heard:
    """Keeps what the desk is told; while it is `deaf`, nobody can be asked, and of a `poison` draft nothing told."""

    notices: list[tuple[str, int]] = field(default_factory=list)
    deaf: bool = False
    poison: int = 0

    async def published(self, due: ScheduledPublication, done: Published) -> None:
        """The draft is out."""
        if due.draft_id == self.poison:
            raise RuntimeError
        self.notices.append((f"published {done.story.revision}", due.draft_id))

    async def refused(self, due: ScheduledPublication, draft: Draft, problem: SiyaqError) -> None:
        """The draft could not be published."""
        assert draft.id == due.draft_id
        self.notices.append((problem.key, due.draft_id))

    async def moved(self, due: ScheduledPublication, draft: Draft, newest: int) -> None:
        """The story moved on."""
        assert draft.id == due.draft_id
        self.notices.append((f"moved {newest}", due.draft_id))

    async def late(self, due: ScheduledPublication, draft: Draft) -> bool:
        """What is to be done is asked."""
        assert draft.id == due.draft_id
        self.notices.append(("late", due.draft_id))
        return not self.deaf

    async def unpushed(self, broadcast: Broadcast, problem: SiyaqError) -> None:
        """A push could not be made."""
        self.notices.append((problem.key, broadcast.id))


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A desk of four."""
    desk = Desk(database)
    await desk.gather()
    return desk


def looking(database: Database, heard: Heard, after: timedelta) -> Scheduler:
    """Somebody who looks at what is due so long after the hour."""
    return Scheduler(database, lambda: NOW + HOUR + after, NOBODY, heard, asyncio.Event(), words=WORDS)


async def planned(desk: Desk, slug: str) -> Draft:
    """A draft that is due an hour from now."""
    made = await desk.draft(dossier(slug))
    async with desk.database.write() as conn:
        await scheduled_publications.put(conn, ScheduledPublication(made.id, NOW + HOUR, "UTC", EDITOR))
        await drafts.save(conn, made.id, made.version, at=NOW, state="scheduled")
    return made


async def state(desk: Desk, draft: Draft) -> tuple[str, str | None]:
    """What the draft is, and what of its hour is kept."""
    async with desk.database.read() as conn:
        held, due = await drafts.get(conn, draft.id), await scheduled_publications.get(conn, draft.id)
    assert held is not None
    return held.state, due.state if due else None


async def test_two_processes_at_one_hour_publish_once_and_tell_once(desk: Desk, other: Database) -> None:
    """Twenty times, on one database and on two connections to it."""
    heard = Heard()
    for number in range(20):
        draft = await planned(desk, f"s-{number}")
        both = (looking(desk.database, heard, timedelta()), looking(other, heard, timedelta()))
        await asyncio.gather(*(scheduler.look() for scheduler in both))
        assert await state(desk, draft) == ("published", None)
        assert heard.notices == [("published 1", draft.id)]
        heard.notices.clear()


@pytest.mark.parametrize(
    ("after", "shown", "left"),
    [
        (-timedelta(seconds=1), [], ("scheduled", "waiting")),
        (timedelta(), ["published 1"], ("published", None)),
        (LATE, ["published 1"], ("published", None)),
        (LATE + timedelta(seconds=1), ["late"], ("scheduled", "late")),
    ],
)
async def test_by_how_late_it_is(desk: Desk, after: timedelta, shown: list[str], left: tuple[str, str | None]) -> None:
    """Not before its hour, by itself up to a quarter of an hour after it, and later only when asked; once."""
    heard, draft = Heard(), await planned(desk, "a-story")
    for _ in range(2):
        await looking(desk.database, heard, after).look()
    assert [text for text, _ in heard.notices] == shown
    assert await state(desk, draft) == left


async def test_who_cannot_be_asked_is_asked_again(desk: Desk) -> None:
    """While Telegram is away nothing is published and nothing forgotten."""
    heard, draft = Heard(deaf=True), await planned(desk, "a-story")
    await looking(desk.database, heard, HOUR).look()
    assert await state(desk, draft) == ("scheduled", "waiting")
    heard.deaf = False
    await looking(desk.database, heard, HOUR).look()
    assert await state(desk, draft) == ("scheduled", "late")
    assert heard.notices == [("late", draft.id)] * 2


async def test_one_that_fails_holds_up_no_other(desk: Desk) -> None:
    """What goes wrong with one is logged; the next is published in the same look."""
    first, second = await planned(desk, "a-story"), await planned(desk, "b-story")
    heard = Heard(poison=first.id)
    await looking(desk.database, heard, timedelta()).look()
    assert heard.notices == [("published 1", second.id)]
    assert await state(desk, second) == ("published", None)


async def test_a_refusal_opens_the_draft_and_is_kept(desk: Desk) -> None:
    """Of an editor who left: told once, in the audit, and nothing is published."""
    heard, draft = Heard(), await planned(desk, "a-story")
    async with desk.database.write() as conn:
        await members.remove(conn, EDITOR, NOBODY)
    for _ in range(2):
        await looking(desk.database, heard, timedelta()).look()
    assert heard.notices == [("error.not_allowed", draft.id)]
    assert await state(desk, draft) == ("open", None)
    async with desk.database.read() as conn:
        assert await stories.find(conn, "a-story") is None
        (entry,) = await audit.read(conn, action=Action.SCHEDULE)
    assert (entry.allowed, entry.detail) == (False, {"draft": draft.id, "why": "error.not_allowed"})


async def test_a_draft_that_only_removes_is_published_without_its_push(desk: Desk) -> None:
    """It has nothing to say: the publication is not held up by it, and there is no push."""
    heard, less = Heard(), dossier("a-story")
    tree = less.model_dump(mode="json", exclude_none=True)
    more = Dossier.model_validate(tree | {"events": [*tree["events"], tree["events"][0] | {"id": "e2"}]})
    for base, content in enumerate((more, less)):
        made = await desk.draft(content, base=base or None)
        spec = BroadcastSpec("a-story").to_json() if base else None
        async with desk.database.write() as conn:
            due = ScheduledPublication(made.id, NOW + HOUR, "UTC", EDITOR, broadcast_spec=spec)
            await scheduled_publications.put(conn, due)
            await drafts.save(conn, made.id, made.version, at=NOW, state="scheduled")
        await looking(desk.database, heard, timedelta()).look()
    assert [text for text, _ in heard.notices] == ["published 1", "published 2"]
    async with desk.database.read() as conn:
        assert await broadcasts.all_(conn) == ()


async def test_how_long_nothing_is_due(desk: Desk) -> None:
    """Until the next hour, and never longer than another process is to be waited for."""
    assert await looking(desk.database, Heard(), timedelta()).look() == PAUSE
    await planned(desk, "a-story")
    assert await looking(desk.database, Heard(), -timedelta(seconds=3)).look() == timedelta(seconds=3)
    assert await looking(desk.database, Heard(), -HOUR).look() == PAUSE


async def test_it_runs_until_it_is_stopped(desk: Desk) -> None:
    """Whoever notes something is seen at once, and a stop ends it."""
    heard, draft, due_changed, stop = Heard(), await planned(desk, "a-story"), asyncio.Event(), asyncio.Event()
    times = [NOW]
    running = asyncio.create_task(
        Scheduler(desk.database, lambda: times[-1], NOBODY, heard, due_changed, words=WORDS).run(stop)
    )
    times.append(NOW + HOUR)
    due_changed.set()
    async with asyncio.timeout(20):
        while not heard.notices:
            await state(desk, draft)
        stop.set()
        due_changed.set()
        await running
    assert heard.notices == [("published 1", draft.id)]
