"""Render a broadcast's variants ahead of the transaction that enqueues it, so that this holds its locks briefly.

Best effort: problems are left to be raised inside the transaction, which renders what is missing or outdated.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from bot.errors import SiyaqError
from bot.model import Story
from bot.services.broadcasts.compose import VariantSet, content_of, read_content
from bot.services.broadcasts.spec import of, slug_of
from bot.services.corrections.live_records import with_corrections
from bot.services.follows.reach import names_of, resolve
from bot.store import broadcasts, drafts, recipients, stories

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model.broadcast import BroadcastSpec
    from bot.model.language import Language
    from bot.services.broadcasts.compose import BroadcastContent
    from bot.services.desk_transaction import ActionContext
    from bot.store.database import Database
    from bot.store.recipients import Combination


async def prerender(
    database: Database, spec: BroadcastSpec, now: datetime, words: Mapping[Language, Translator]
) -> VariantSet | None:
    """Render the variants a broadcast will need; None if it cannot be composed."""
    with suppress(SiyaqError):
        async with database.read() as conn:
            variants = VariantSet(await read_content(conn, spec), words)
            combinations = await _combinations(conn, variants, now)
        await variants.make(combinations)
        return variants
    return None


async def prerender_draft(
    database: Database, draft_id: int, spec: BroadcastSpec, context: ActionContext, words: Mapping[Language, Translator]
) -> VariantSet | None:
    """Render the variants of a broadcast made as its draft is published; None for a new story, which has no id yet."""
    with suppress(SiyaqError):
        async with database.read() as conn:
            draft, now = await drafts.get(conn, draft_id, context.actor), context.at
            known = await stories.find(conn, draft.slug) if draft else None
            if draft is None or known is None:
                return None
            dossier = await with_corrections(conn, draft, known.dossier, words, now)
            story = Story(known.number, known.slug, known.revision + 1, now, dossier, pinned=known.pinned)
            variants = VariantSet(await content_of(conn, spec, story), words)
            combinations = await _combinations(conn, variants, now)
        await variants.make(combinations)
        return variants
    return None


async def prerender_stored(
    database: Database, broadcast_id: int, now: datetime, words: Mapping[Language, Translator]
) -> VariantSet | None:
    """Render the variants of a broadcast that waits for its hour or for approval."""
    async with database.read() as conn:
        broadcast = await broadcasts.get(conn, broadcast_id)
        spec = of(broadcast, await slug_of(conn, broadcast)) if broadcast else None
    return await prerender(database, spec, now, words) if spec else None


def reuse_if_current(
    variants: VariantSet | None, content: BroadcastContent, words: Mapping[Language, Translator]
) -> VariantSet:
    """Return the prerendered variants if their content is still current, else an empty set."""
    return variants if variants and variants.content == content else VariantSet(content, words)


async def _combinations(conn: AsyncConnection, variants: VariantSet, now: datetime) -> frozenset[Combination]:
    """Return the combinations of the recipients, and let the variants know the topics that these name."""
    reach = await resolve(conn, variants.content.update)
    combinations = await recipients.combinations(conn, variants.content.story, now, reach)
    variants.topics = await names_of(conn, {combination.topic for combination in combinations})
    return combinations
