"""A desk with people on it, and drafts for them to publish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.store import audit, drafts, members, rules, schedule, seats, stories
from bot.store.members import Member
from tests.bot.desk.seat import Seat
from tests.bot.house import AT
from tests.bot.tales import KURSK, first

if TYPE_CHECKING:
    from bot.desk.roles import Role
    from bot.store.audit import Entry
    from bot.store.schedule import Due
    from bot.story import Dossier, Story
    from tests.bot.house import House

NOBODY: frozenset[int] = frozenset()


async def hire(house: House, role: Role, language: str = "en", name: str = "Rana") -> Seat:
    """Somebody new on the desk, who has pressed Start."""
    person = await house.play.person(language)
    async with house.database() as database, database.write() as conn:
        await members.put(conn, Member(person, role, name, None, AT), house.settings.owners)
    return Seat(house, person)


async def dismiss(house: House, person: int) -> None:
    """Somebody is on the desk no more."""
    async with house.database() as database, database.write() as conn:
        await members.remove(conn, person, house.settings.owners)


def titled(title: str, **more: Any) -> Dossier:
    """The first story with another English title, and other things changed."""
    story = first()
    return story.model_copy(update={"title": story.title.model_copy(update={"en": title}), **more})


async def draft(house: House, author: int, dossier: Dossier, base: int | None = 1) -> int:
    """A draft of somebody's, by its number."""
    async with house.database() as database, database.write() as conn:
        return (await drafts.create(conn, dossier, base=base, author=author, at=house.now())).id


async def newest(house: House, slug: str = KURSK, revision: int | None = None) -> Story | None:
    """A story as the database has it."""
    async with house.database() as database, database.read() as conn:
        return await stories.find(conn, slug, revision)


async def entries(house: House, **narrowed: Any) -> tuple[Entry, ...]:
    """What the audit tells, the newest first."""
    async with house.database() as database, database.read() as conn:
        return await audit.read(conn, **narrowed)


async def in_zone(house: House, person: int, zone: str = "Asia/Amman") -> None:
    """Somebody chose their zone."""
    async with house.database() as database, database.write() as conn:
        await seats.set_zone(conn, person, zone)


async def four_eyes(house: House) -> None:
    """From now on somebody else has to see a draft."""
    async with house.database() as database, database.write() as conn:
        await rules.set_four_eyes(conn, on=True)


async def due(house: House) -> list[Due]:
    """What waits for its hour."""
    async with house.database() as database, database.read() as conn:
        return [*await schedule.all_(conn)]
