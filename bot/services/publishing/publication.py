"""Use case of publishing a draft as its story's next revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dossier import validate
from bot.errors import (
    DossierInvalid,
    DraftStale,
    DraftUnknown,
    FourEyesMissing,
    RevisionConflict,
    StoryUnknown,
    WithdrawalUnexplained,
)
from bot.model.corrections.carrying import added
from bot.model.roles import Action
from bot.services.corrections.live_records import with_corrections, with_records
from bot.services.desk_transaction import desk_transaction
from bot.services.drafts.draft_status import is_unseen
from bot.services.publishing.revisions import Published, revise
from bot.services.reports import closing
from bot.store import draft_questions, drafts, intakes, key_values, scheduled_publications, stories

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.language import Language
    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.store.database import Database
    from bot.store.drafts import Draft


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


async def require_four_eyes(tx: DeskTransaction, draft: Draft) -> None:
    """Raise FourEyesMissing if the rule is on and nobody but the author has seen the draft as it is now."""
    if is_unseen(draft, tx.context.actor) and await key_values.four_eyes(tx.conn):
        raise FourEyesMissing(draft=draft.id)


async def _story_of(conn: AsyncConnection, draft: Draft) -> Story:
    story = await stories.find(conn, draft.slug, (draft.base or 0) + 1)
    if story is None:
        raise StoryUnknown(slug=draft.slug)
    return story
