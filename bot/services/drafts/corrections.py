"""Use cases of correcting what is published: begin the draft that does it, redact a record's texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LinkInvalid, StoryUnknown
from bot.forms import dossier_edit
from bot.forms.dossier_edit import InUse
from bot.model.corrections.choice import CorrectionChoice
from bot.model.corrections.correction import CorrectionClass
from bot.model.roles import Action
from bot.services import publishing
from bot.services.desk_transaction import desk_transaction
from bot.store import drafts, stories

if TYPE_CHECKING:
    from bot.model import Story
    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.store.database import Database
    from bot.store.drafts import Draft


async def begin(
    database: Database, number: int, part: str, item: str, *, is_withdrawal: bool, context: ActionContext
) -> Draft | InUse:
    """Create a draft of the newest revision that corrects an item, or that withdraws it and so has it no more.

    It is a draft of its own, so that nothing else is published with the correction. Returns what still refers to an
    item that is to be withdrawn. Raises StoryUnknown, and LinkInvalid where the item is not there any more.
    """
    async with desk_transaction(database, context, Action.CORRECT, story=number, item=item) as tx:
        story = await _story(tx, number)
        own = await drafts.of_author(tx.conn, context.actor)
        begun = [draft for draft in own if draft.slug == story.slug and draft.correction]
        if not tx.is_new_update and begun:
            return max(begun, key=lambda draft: draft.id)
        if part not in dossier_edit.PARTS or dossier_edit.find(story.dossier, part, item) is None:
            raise LinkInvalid
        choice, dossier = CorrectionChoice(item), story.dossier
        if is_withdrawal:
            remaining = dossier_edit.remove(dossier, part, item)
            if isinstance(remaining, InUse):
                return remaining
            choice, dossier = CorrectionChoice(item, CorrectionClass.WITHDRAWN), remaining
        draft = await drafts.create(
            tx.conn, dossier, base=story.revision, author=context.actor, at=context.at, correction=choice
        )
        await tx.record(story.slug, draft=draft.id, base=story.revision, item=item)
        return draft


async def redact(database: Database, number: int, record: str, *, context: ActionContext) -> Story:
    """Publish the story with this record's texts taken out; its id, class and day stay. Returns the story.

    Raises NotAllowed (written to the audit), StoryUnknown, and LinkInvalid where there is no such record.
    """
    async with desk_transaction(database, context, Action.REDACT, story=number, record=record) as tx:
        story = await _story(tx, number)
        if all(correction.id != record for correction in story.dossier.corrections):
            raise LinkInvalid
        if all(correction.id != record or correction.redacted for correction in story.dossier.corrections):
            return story
        records = tuple(
            correction.without_texts() if correction.id == record else correction
            for correction in story.dossier.corrections
        )
        redacted = await publishing.revise(
            tx.conn, story.dossier.model_copy(update={"corrections": records}),
            base=story.revision, note=None, author=context.actor, at=context.at, is_redaction=True,
        )  # fmt: skip
        await tx.record(story.slug, revision=redacted.revision, record=record)
        return redacted


async def _story(tx: DeskTransaction, number: int) -> Story:
    story = await stories.get(tx.conn, number)
    if story is None:
        raise StoryUnknown(slug=str(number))
    return story
