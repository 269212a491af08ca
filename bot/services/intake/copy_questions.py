"""Questions of intake: the copy itself, its day, and the title and standfirst of a new story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms import dossier_edit
from bot.forms.entries.text_languages import language_of
from bot.model.roles import Action
from bot.services.desk_transaction import desk_transaction
from bot.services.drafts import questions
from bot.services.drafts.edit import Edited, get_for_update, save_dossier
from bot.services.drafts.forms import UNTITLED
from bot.store import stories
from bot.text.transliterate import slug

if TYPE_CHECKING:
    from bot.model.language import Language
    from bot.services.desk_transaction import ActionContext
    from bot.store.database import Database
    from bot.store.drafts import Draft

COPY, DAY, HEAD = "copy", "copy_day", "copy_head"


async def ask(database: Database, draft_id: int, kind: str, *, context: ActionContext) -> Draft:
    """Make the actor's next message the answer to a question of intake; raises QuestionOpen."""
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        if questions.is_open(draft) and questions.kind(draft) == kind:
            return draft
        return await questions.ask(tx, draft, kind)


async def set_head(
    database: Database, draft_id: int, title: str, standfirst: str, *, language: Language, context: ActionContext
) -> Edited:
    """Set the title and, where there is one, the standfirst; a story without a slug gets that of its title.

    Raises pydantic's ValidationError for a title that is too long.
    """
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        if not tx.is_new_update:
            return Edited(draft)
        dossier = draft.dossier
        for part, text in (("title", title), ("standfirst", standfirst)):
            if text:
                texts = {**getattr(dossier, part).model_dump(exclude_none=True), language_of(text, language): text}
                dossier = dossier_edit.set_head(dossier, part, {str(key): value for key, value in texts.items()})
        if dossier.slug == UNTITLED:
            taken = frozenset(story.slug for story in await stories.known(tx.conn))
            dossier = dossier.model_copy(update={"slug": slug(dossier.title.ar, dossier.title.en, taken)})
        voided = await save_dossier(tx, draft, dossier) if dossier != draft.dossier else None
        await questions.end(tx, draft)
        return Edited(await get_for_update(tx, draft_id), voided)
