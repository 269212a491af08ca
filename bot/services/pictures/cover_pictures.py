"""Use cases of a story's own picture: keep one that an editor sent, put it into a draft, read it for a message."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import Problem
from bot.forms.dossier_edit import PICTURE
from bot.model import DRAFT, Picture
from bot.model.roles import Action
from bot.services.desk_transaction import desk_transaction
from bot.services.drafts import questions
from bot.services.drafts.edit import get_for_update, save_dossier
from bot.services.drafts.forms import FormStep, begin_within
from bot.store import cover_pictures

if TYPE_CHECKING:
    from bot.model import Dossier
    from bot.model.language import Language
    from bot.services.desk_transaction import ActionContext
    from bot.store.cover_pictures import CoverPicture
    from bot.store.database import Database
    from bot.store.drafts import Draft

PHOTO = "cover_photo"  # the question for a draft's picture


async def read(database: Database, dossier: Dossier) -> CoverPicture | None:
    """Read a dossier's picture; None where it has none."""
    if dossier.picture is None:
        return None
    async with database.read() as conn:
        return await cover_pictures.get(conn, dossier.picture.file)


async def ask(database: Database, draft_id: int, *, context: ActionContext) -> Draft:
    """Ask the actor for the draft's picture; raises QuestionOpen if a form in it is half answered."""
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        return await questions.ask(tx, draft, PHOTO) if tx.is_new_update else draft


async def put(
    database: Database, draft_id: int, picture: CoverPicture, *, language: Language, context: ActionContext
) -> FormStep:
    """Keep a picture, put it into the draft, and ask what is to be said of it: another one has another credit."""
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        if not tx.is_new_update:
            return FormStep(draft, await questions.form_context(tx.conn, draft, context, language))
        await cover_pictures.put(tx.conn, picture, context.at)
        voided = None
        if draft.dossier.picture is None or draft.dossier.picture.file != picture.id:
            named = Picture.model_validate({"file": picture.id, "credit": {}, "description": {}}, context=DRAFT)
            voided = await save_dossier(tx, draft, draft.dossier.model_copy(update={"picture": named}))
        step = await begin_within(tx, await get_for_update(tx, draft_id), PICTURE, language)
        return replace(step, voided=voided)


async def find_problems(database: Database, dossier: Dossier) -> tuple[Problem, ...]:
    """Return what is wrong where the dossier names a picture that is not in this database."""
    async with database.read() as conn:
        if dossier.picture and await cover_pictures.missing(conn, {dossier.picture.file}):
            return (Problem("problem.picture_unknown", path="picture.file"),)
    return ()
