"""Use cases of publishing: publish a draft, restore a revision, archive, pin, import, seed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.dossier import validate
from bot.errors import (
    DossierInvalid,
    DraftStale,
    DraftUnknown,
    FourEyesMissing,
    RevisionConflict,
    RevisionUnknown,
    StoryUnknown,
    WithdrawalUnexplained,
)
from bot.model.corrections.carrying import added, touched
from bot.model.corrections.mistakes import mistakes
from bot.model.roles import Action
from bot.services.corrections import taken_back
from bot.services.desk_transaction import desk_transaction
from bot.services.drafts.draft_status import is_unseen
from bot.services.follows import people
from bot.services.publication_choices import with_corrections, with_records
from bot.services.reports import closing
from bot.store import (
    draft_questions,
    drafts,
    intakes,
    key_values,
    renditions,
    scheduled_publications,
    search_index,
    stories,
)
from bot.store.copies import runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier, Story
    from bot.model.language import Language
    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.store.database import Database
    from bot.store.drafts import Draft
    from bot.store.stories import Known


@dataclass(frozen=True, slots=True)
class Published:
    """The story as it is now and as it was `before`, and the draft; not `is_new` where an earlier call did it."""

    story: Story
    draft: Draft | None = None
    is_new: bool = True
    before: Story | None = None


async def publish(
    database: Database,
    draft_id: int,
    *,
    version: int,
    context: ActionContext,
    note: str | None = None,
    words: Mapping[Language, Translator] | None = None,
) -> Published:
    """Publish this version of a draft as its story's next revision; a draft is published once.

    With `words` it is given a correction for each item that readers saw otherwise, unless the actor chose none.

    Raises NotAllowed or FourEyesMissing (both written to the audit), DraftUnknown, DraftStale, RevisionConflict where
    its base is not the newest revision, and DossierInvalid with every validation error.
    """
    async with desk_transaction(database, context, Action.PUBLISH, draft=draft_id) as tx:
        published = await publish_draft(tx, draft_id, version=version, note=note, words=words)
        await record_published(tx, published)
        return published


async def publish_draft(
    tx: DeskTransaction,
    draft_id: int,
    *,
    version: int,
    note: str | None = None,
    words: Mapping[Language, Translator] | None = None,
) -> Published:
    """Publish a draft within a unit of work, as `publish` does, which `record_published` ends."""
    draft = await drafts.get_for_update(tx.conn, draft_id, tx.context.actor)
    if draft is None:
        raise DraftUnknown(draft=draft_id)
    before = await stories.find(tx.conn, draft.slug)
    if draft.state == "published":
        return Published(await _story_of(tx.conn, draft), draft, is_new=False)
    if draft.version != version or draft.state == "discarded":
        raise DraftStale(draft=draft_id)
    await require_four_eyes(tx, draft)
    if before and before.revision != draft.base:
        raise RevisionConflict(slug=draft.slug, base=draft.base or 0, newest=before.revision)
    at = tx.context.at
    if draft.correction and draft.correction.is_unexplained:
        raise WithdrawalUnexplained
    if words:
        dossier = await with_corrections(tx.conn, draft, before.dossier if before else None, words, at)
    else:
        dossier = await with_records(tx.conn, draft.dossier)
    if problems := validate(dossier):
        raise DossierInvalid(problems)
    story = await revise(tx.conn, dossier, base=draft.base, note=note or draft.note, author=draft.author, at=at)
    if before and draft.correction and draft.correction.item:
        await closing.left(tx.conn, before.dossier, story, draft.correction.item, at)
    await drafts.save(tx.conn, draft_id, version, at=at, state="published")
    await draft_questions.end_all(tx.conn, draft_id)
    await intakes.remove_all(tx.conn, draft_id)
    await scheduled_publications.remove(tx.conn, draft_id)
    return Published(story, draft, is_new=True, before=before)


async def record_published(tx: DeskTransaction, published: Published) -> None:
    """Write to the audit what `publish_draft` did.

    It comes last in its unit of work: undo takes back the newest entry, which is to be the publication and not the
    broadcast made with it.
    """
    draft = published.draft
    if published.is_new and draft:
        revision, author, approved_by = published.story.revision, draft.author, draft.approved_by
        before = published.before.dossier if published.before else None
        records = [record.id for record in added(before, published.story.dossier)]
        more = {"corrections": records} if records else {}
        await tx.record(draft.slug, draft=draft.id, revision=revision, author=author, approved_by=approved_by, **more)


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


async def archive(database: Database, slug: str, *, context: ActionContext) -> bool:
    """Take a story away from readers; return whether it was live. Raises NotAllowed and StoryUnknown."""
    return await _set_live(database, slug, context, live=False)


async def revive(database: Database, slug: str, *, context: ActionContext) -> bool:
    """Give an archived story back to readers; return whether it was archived. Raises as `archive` does."""
    return await _set_live(database, slug, context, live=True)


async def pin(database: Database, slug: str, *, context: ActionContext) -> bool:
    """List a story before those that are not pinned; return whether it was not pinned. Raises as `archive` does."""
    return await _set_pinned(database, slug, context, pinned=True)


async def unpin(database: Database, slug: str, *, context: ActionContext) -> bool:
    """List a story among the others again; return whether it was pinned. Raises as `archive` does."""
    return await _set_pinned(database, slug, context, pinned=False)


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


async def show(conn: AsyncConnection, number: int, *, live: bool) -> None:
    """Make a story live or archived, in the search index too."""
    await stories.set_live(conn, number, live=live)
    if story := await stories.get(conn, number):
        await search_index.replace(conn, story)


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


async def require_four_eyes(tx: DeskTransaction, draft: Draft) -> None:
    """Raise FourEyesMissing if the rule is on and nobody but the author has seen the draft as it is now."""
    if is_unseen(draft, tx.context.actor) and await key_values.four_eyes(tx.conn):
        raise FourEyesMissing(draft=draft.id)


async def _story_of(conn: AsyncConnection, draft: Draft) -> Story:
    story = await stories.find(conn, draft.slug, (draft.base or 0) + 1)
    if story is None:
        raise StoryUnknown(slug=draft.slug)
    return story


async def _set_live(database: Database, slug: str, context: ActionContext, *, live: bool) -> bool:
    async with desk_transaction(database, context, Action.ARCHIVE, slug=slug, live=live) as tx:
        story = await _get_for_update(tx, slug)
        if not tx.is_new_update or story.is_live is live:
            return False
        await show(tx.conn, story.number, live=live)
        await tx.record(slug, live=live)
        return True


async def _set_pinned(database: Database, slug: str, context: ActionContext, *, pinned: bool) -> bool:
    async with desk_transaction(database, context, Action.PIN, slug=slug, pinned=pinned) as tx:
        story = await _get_for_update(tx, slug)
        if not tx.is_new_update or (story.pinned_at is not None) is pinned:
            return False
        await stories.pin(tx.conn, story.number, context.at if pinned else None)
        await tx.record(slug, pinned=pinned, was=story.pinned_at.isoformat() if story.pinned_at else None)
        return True


async def _get_for_update(tx: DeskTransaction, slug: str) -> Known:
    story = await stories.get_for_update(tx.conn, slug)
    if story is None:
        raise StoryUnknown(slug=slug)
    return story
