"""Use cases that make a story's next revision: of a dossier, an older revision, a file, or the starter stories."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.dossier import validate
from bot.errors import DossierInvalid, RevisionConflict, RevisionUnknown, StoryUnknown
from bot.model.corrections.carrying import touched
from bot.model.corrections.mistakes import mistakes
from bot.model.roles import Action
from bot.services.corrections import taken_back
from bot.services.corrections.live_records import with_records
from bot.services.desk_transaction import desk_transaction
from bot.services.follows import people
from bot.services.reports import closing
from bot.store import renditions, search_index, stories
from bot.store.copies import runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier, Story
    from bot.model.language import Language
    from bot.services.desk_transaction import ActionContext
    from bot.store.database import Database
    from bot.store.drafts import Draft


@dataclass(frozen=True, slots=True)
class Published:
    """The story as it is now and as it was `before`, and the draft; not `is_new` where an earlier call did it."""

    story: Story
    draft: Draft | None = None
    is_new: bool = True
    before: Story | None = None


async def revise(
    conn: AsyncConnection,
    dossier: Dossier,
    *,
    base: int | None,
    note: str | None,
    author: int | None,
    at: datetime,
    is_redaction: bool = False,
) -> Story:
    """Insert the next revision and index it for search; raises RevisionConflict and StoryUnknown.

    Whatever the dossier comes from, it has every live record of a correction, as it is unless it `is_redaction`, and
    nothing that one withdrew.
    """
    before = await stories.find(conn, dossier.slug) if base else None
    if not is_redaction:
        dossier = await with_records(conn, dossier)
    story = await stories.publish(conn, dossier, base=base, note=note, author=author, at=at)
    await search_index.replace(conn, story)
    await people.refresh(conn, dossier)
    if before:  # whoever reported what is corrected is told
        await closing.corrected(conn, before.dossier, story, at)
    if before and (items := touched(before.dossier, dossier)):
        # From the commit on nothing is sent that shows what was wrong; `broadcasts.corrected` renders it anew, and
        # `corrections.prepare` what was sent.
        await renditions.mark_stale(conn, story.number, items)
        await runs.plan(conn, story.number, story.revision, mistakes(before.dossier, dossier), at)
    return story


async def restore(
    database: Database,
    slug: str,
    revision: int,
    *,
    base: int,
    context: ActionContext,
    note: str | None = None,
    words: Mapping[Language, Translator] | None = None,
) -> Published:
    """Publish an older revision again; where the newest has the same dossier, nothing is new.

    With `words` each correction that it takes back gets one of its own. What was withdrawn stays out.

    Raises NotAllowed (written to the audit), StoryUnknown, RevisionUnknown, and RevisionConflict where `base`, the
    newest revision that the editor saw, is no longer the newest.
    """
    async with desk_transaction(database, context, Action.RESTORE, slug=slug, of=revision) as tx:
        newest = await stories.find(tx.conn, slug)
        older = await stories.find(tx.conn, slug, revision)
        if newest is None:
            raise StoryUnknown(slug=slug)
        if older is None:
            raise RevisionUnknown(slug=slug, revision=revision)
        dossier = await with_records(tx.conn, older.dossier)
        if not tx.is_new_update or dossier == newest.dossier:
            return Published(newest, is_new=False)
        if words and (back := await taken_back.find(tx.conn, newest, dossier, older.dossier)):
            dossier = await taken_back.tell(tx.conn, newest, dossier, back, words=words, at=context.at)
        story = await revise(tx.conn, dossier, base=base, note=note, author=context.actor, at=context.at)
        await tx.record(slug, revision=story.revision, of=revision)
        return Published(story, is_new=True, before=newest)


async def import_dossier(database: Database, dossier: Dossier, *, note: str | None, at: datetime) -> tuple[Story, bool]:
    """Publish a dossier from a file, whatever its story's newest revision is.

    Returns the story, and whether there is a new revision: a dossier that changes nothing makes none. Raises
    CorrectionTakenBack where it has something again as it was before it was corrected, without a record that says so.
    """
    async with database.write() as conn:
        known = await stories.find(conn, dossier.slug)
        base = known.revision if known else None
        dossier = await with_records(conn, dossier)
        if known and known.dossier == dossier:
            return known, False
        if problems := validate(dossier):  # where it does not go together with the records that it is to have
            raise DossierInvalid(problems)
        if known:
            await taken_back.require_told(conn, known, dossier)
        return await revise(conn, dossier, base=base, note=note, author=None, at=at), True


async def seed(database: Database, starters: Iterable[Dossier], *, at: datetime) -> None:
    """Publish the starter stories in an empty database; of several processes that start at once, one does."""
    async with database.write() as conn:
        if await stories.any_at_all(conn):
            return
        for dossier in starters:
            with suppress(RevisionConflict):  # on PostgreSQL another process may be at it
                await revise(conn, dossier, base=None, note=None, author=None, at=at)
