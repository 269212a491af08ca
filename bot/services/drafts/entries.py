"""Use cases of items typed while nothing is asked: where they belong, and adding several of them at once.

Nothing is stored in between, but where the day of the copy has to be asked for: the screen that echoes them is a
reply to the member's message.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2s
from typing import TYPE_CHECKING

from bot.forms.dossier_edit import find
from bot.forms.entries import item_list
from bot.model import PartialDate
from bot.model.roles import Action
from bot.services.desk_transaction import desk_transaction
from bot.services.drafts import questions
from bot.services.drafts.edit import EDITABLE, get_for_update, may_work, save_dossier
from bot.store import desk_screens, drafts

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.forms.entries.item_list import ItemList
    from bot.forms.form_state import FormContext
    from bot.model.language import Language
    from bot.model.roles import Role
    from bot.services.desk_transaction import ActionContext
    from bot.services.drafts.edit import VoidedApproval
    from bot.store.database import Database
    from bot.store.drafts import Draft

ITEMS_DAY = "items_day"  # the question for the day of the copy, on which dates of a message's items depend


@dataclass(frozen=True, slots=True)
class Added:
    """A draft, and the items that were added; or (not `is_saved`) that would be added now, unlike those shown."""

    draft: Draft
    listed: ItemList | None
    is_saved: bool
    voided: VoidedApproval | None = None


@dataclass(frozen=True, slots=True)
class AskedItems:
    """A draft after the question for the day of the copy, and the message that it was asked about: its text and id.

    `text` is empty where nothing was asked, as for a repeated update.
    """

    draft: Draft
    text: str = ""
    part: str | None = None
    message: int = 0
    voided: VoidedApproval | None = None


async def note_screen(database: Database, user_id: int, draft_id: int, part: str | None) -> None:
    """Remember the draft, and its part, that a member is shown: items that they type belong there."""
    async with database.read() as conn:
        is_same = await desk_screens.get(conn, user_id) == (draft_id, part)
    if not is_same:
        async with database.write() as conn:
            await desk_screens.put(conn, user_id, draft_id, part)


async def read_screen(database: Database, role: Role, user_id: int) -> tuple[Draft, str | None] | None:
    """Read the draft whose screen the member was shown last, if they can write in it; None without one."""
    async with database.read() as conn:
        screen = await desk_screens.get(conn, user_id)
        draft = await drafts.get(conn, screen[0], user_id) if screen else None
    if screen is None or draft is None or draft.state not in EDITABLE or not may_work(role, user_id, draft):
        return None
    return draft, screen[1]


async def read_context(database: Database, draft: Draft, *, language: Language, context: ActionContext) -> FormContext:
    """Read what parsing a whole item for a draft depends on."""
    async with database.read() as conn:
        return await questions.form_context(conn, draft, context, language, part="quotes")


async def read(
    database: Database, draft: Draft, text: str, part: str | None, *, language: Language, context: ActionContext
) -> ItemList | None:
    """Read the items of a message for a draft; None if it is no list of items."""
    async with database.read() as conn:
        return await _read(conn, draft, text, part, language=language, context=context)


async def add(
    database: Database,
    draft_id: int,
    text: str,
    part: str | None,
    shown: str,
    *,
    language: Language,
    context: ActionContext,
) -> Added:
    """Add the items of a message to a draft, if they are still those that were `shown`, by their digest.

    The question for the first of them, where the draft asked it, is answered.
    """
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        if not tx.is_new_update:
            return Added(draft, None, is_saved=True)
        listed = await _read(tx.conn, draft, text, part, language=language, context=context)
        if listed is None or digest(listed) != shown:
            return Added(draft, listed, is_saved=False)
        if questions.form(draft) and not questions.is_half_answered(draft):
            await questions.end(tx, draft)
        voided = await save_dossier(tx, draft, listed.dossier)
        return Added(await get_for_update(tx, draft_id), listed, is_saved=True, voided=voided)


async def ask_day(
    database: Database, draft_id: int, text: str, part: str | None, message: int, *, context: ActionContext
) -> Draft:
    """Ask for the day of the copy, on which dates of a message's items depend; raises QuestionOpen."""
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        if not tx.is_new_update:
            return draft
        return await questions.ask(tx, draft, ITEMS_DAY, text=text, part=part, of=message)


async def answer_day(database: Database, draft_id: int, day: date | None, *, context: ActionContext) -> AskedItems:
    """End the question for the day of the copy; the story has that day from then on. None leaves it open."""
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        asked = draft.question or {}
        if not tx.is_new_update or questions.kind(draft) != ITEMS_DAY:
            return AskedItems(draft)
        await questions.end(tx, draft)
        dated = draft.dossier.model_copy(update={"wire_date": day and PartialDate.parse(day.isoformat())})
        voided = await save_dossier(tx, draft, dated) if day else None
        draft = await get_for_update(tx, draft_id)
        return AskedItems(draft, asked["text"], asked["part"], asked["of"], voided)


def digest(listed: ItemList) -> str:
    """Return a digest of the items as they are read: of their ids it is independent, which others' items move on."""
    items = [
        (item.part, item.text, _dump(listed, item.part, item.item), item.problem.key if item.problem else None)
        for item in listed.items
    ]
    return blake2s(json.dumps((str(listed.dossier.wire_date), items)).encode(), digest_size=4).hexdigest()


def _dump(listed: ItemList, part: str, item_id: str | None) -> object:
    item = find(listed.dossier, part, item_id) if item_id else None
    return item.model_dump(mode="json", exclude={"id"}) if item else None


async def _read(
    conn: AsyncConnection, draft: Draft, text: str, part: str | None, *, language: Language, context: ActionContext
) -> ItemList | None:
    known = await questions.form_context(conn, draft, context, language, part="quotes")
    return item_list.read(text, part, known)
