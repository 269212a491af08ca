"""What a push will take is made before the transaction that sets it on its way, as far as it can be foreseen."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from bot.errors import SiyaqError
from bot.pushing.composing import Plates, about, look
from bot.pushing.push import of, slug_of
from bot.store import broadcasts, drafts, recipients, stories
from bot.story import Story

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.pushing.composing import Subject
    from bot.pushing.push import Push
    from bot.store.database import Database


async def foresee(database: Database, push: Push, now: datetime, words: Mapping[Language, Words]) -> Plates | None:
    """The renditions that a push takes, as far as that can be told before; what is wrong is raised when it is made."""
    with suppress(SiyaqError):
        async with database.read() as conn:
            plates = Plates(await look(conn, push), words)
            combinations = await recipients.combinations(conn, plates.subject.story, now)
        await plates.make(combinations)
        return plates
    return None


async def foresee_draft(
    database: Database, draft_id: int, push: Push, now: datetime, words: Mapping[Language, Words]
) -> Plates | None:
    """Those that a push takes which is made as its draft is published; a new story has no number before."""
    with suppress(SiyaqError):
        async with database.read() as conn:
            draft = await drafts.get(conn, draft_id)
            known = await stories.find(conn, draft.slug) if draft else None
            if draft is None or known is None:
                return None
            story = Story(known.number, known.slug, known.revision + 1, now, draft.dossier, pinned=known.pinned)
            plates = Plates(await about(conn, push, story), words)
            combinations = await recipients.combinations(conn, story.number, now)
        await plates.make(combinations)
        return plates
    return None


async def foresee_kept(
    database: Database, number: int, now: datetime, words: Mapping[Language, Words]
) -> Plates | None:
    """Those that a push takes which waits for its hour or for approval."""
    async with database.read() as conn:
        kept = await broadcasts.get(conn, number)
        push = of(kept, await slug_of(conn, kept)) if kept else None
    return await foresee(database, push, now, words) if push else None


def matching(plates: Plates | None, subject: Subject, words: Mapping[Language, Words]) -> Plates:
    """What was made before, where it tells what is to be told."""
    return plates if plates and plates.subject == subject else Plates(subject, words)
