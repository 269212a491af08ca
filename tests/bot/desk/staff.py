"""A desk with people on it, and drafts for them to publish."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.store import audit, drafts, key_values, member_locale, members, refusals, scheduled_publications, stories
from bot.store.members import Member
from tests.bot.bot_harness import AT
from tests.bot.desk.desk_user import DeskUser
from tests.bot.story_factory import KURSK, first

if TYPE_CHECKING:
    from bot.model import Dossier, Story
    from bot.model.roles import Role
    from bot.store.audit import Entry
    from bot.store.refusals import Refusal
    from bot.store.scheduled_publications import ScheduledPublication
    from tests.bot.bot_harness import BotHarness

NOBODY: frozenset[int] = frozenset()


async def hire(harness: BotHarness, role: Role, language: str = "en", name: str = "Rana") -> DeskUser:
    """Somebody new on the desk, who has pressed Start."""
    person = await harness.play.person(language)
    async with harness.database() as database, database.write() as conn:
        await members.put(conn, Member(person, role, name, None, AT), harness.settings.owners)
    return DeskUser(harness, person)


async def dismiss(harness: BotHarness, person: int) -> None:
    """Somebody is on the desk no more."""
    async with harness.database() as database, database.write() as conn:
        await members.remove(conn, person, harness.settings.owners)


def titled(title: str, **more: Any) -> Dossier:
    """The first story with another English title, and other things changed."""
    story = first()
    return story.model_copy(update={"title": story.title.model_copy(update={"en": title}), **more})


async def draft(harness: BotHarness, author: int, dossier: Dossier, base: int | None = 1) -> int:
    """A draft of somebody's, by its number."""
    async with harness.database() as database, database.write() as conn:
        return (await drafts.create(conn, dossier, base=base, author=author, at=harness.now())).id


async def newest(harness: BotHarness, slug: str = KURSK, revision: int | None = None) -> Story | None:
    """A story as the database has it."""
    async with harness.database() as database, database.read() as conn:
        return await stories.find(conn, slug, revision)


async def entries(harness: BotHarness, **narrowed: Any) -> tuple[Entry, ...]:
    """What the audit tells, the newest first."""
    async with harness.database() as database, database.read() as conn:
        return await audit.read(conn, **narrowed)


async def outsiders(harness: BotHarness, count: int = 1) -> list[Refusal]:
    """What outsiders were refused, once so many of them are written."""
    async with asyncio.timeout(10), harness.database() as database:
        while True:
            async with database.read() as conn:
                if len(listed := await refusals.read(conn, limit=100)) >= count:
                    return list(listed)
            await asyncio.sleep(0.05)


async def in_zone(harness: BotHarness, person: int, zone: str = "Asia/Amman") -> None:
    """Somebody chose their zone."""
    async with harness.database() as database, database.write() as conn:
        await member_locale.set_zone(conn, person, zone)


async def four_eyes(harness: BotHarness) -> None:
    """From now on somebody else has to see a draft."""
    async with harness.database() as database, database.write() as conn:
        await key_values.set_four_eyes(conn, on=True)


async def due(harness: BotHarness) -> list[ScheduledPublication]:
    """What waits for its hour."""
    async with harness.database() as database, database.read() as conn:
        return [*await scheduled_publications.all_(conn)]
