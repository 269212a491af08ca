"""Items that a member types while nothing is asked: they belong where they were shown a draft last.

One is taken into its form, which asks what is missing; several are echoed, and added on a tap. The echo is a reply to
the member's message, which its buttons bring along, also after a restart.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.forms.entries import attribution, compact_entry, whole_item
from bot.forms.quoted_text import strip_outer_marks
from bot.handlers.desk import conversation_state, form_handler, permissions, review_notices
from bot.handlers.desk.drafts import draft_screens
from bot.handlers.desk.registry import router
from bot.model.roles import Action
from bot.services.drafts import entries
from bot.services.drafts import forms as draft_forms
from bot.views.desk.typed import item_list as item_list_view
from bot.views.desk.typed.item_list import ADD, CANCEL

if TYPE_CHECKING:
    from telegram import Message

    from bot.forms.entries.item_list import ItemList
    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.drafts import Draft

_BARS = re.compile(r"[|｜¦│\n]|\d.*:\s")  # of items: fields, lines, a date before its event


def may_be(message: Message | None) -> bool:
    """Return whether a message may be an item: readers' words, and phrases that they search for, cost no query."""
    text = message.text.strip() if message and message.text else ""
    is_attributed = attribution.may_be_attributed(text) and strip_outer_marks(text) == text
    return is_attributed or _BARS.search(text) is not None


async def take(desk: DeskContext) -> bool:
    """Take a message as one item or several of the draft that was shown last. Return whether it was that."""
    message = desk.update.message
    place = await entries.read_screen(desk.app.database, desk.role, desk.user.id) if message else None
    if message is None or place is None:
        return False
    draft, part = place
    typed = conversation_state.said(message)
    if "\n" in typed.text.strip():
        return await offer(desk, draft, part, typed)
    return await _begin(desk, draft, part, typed)


async def offer(desk: DeskContext, draft: Draft, part: str | None, typed: Typed) -> bool:
    """Echo the items of a message, to be added on a tap. Return whether there are any."""
    part = part if part in {*compact_entry.PARTS, "sources"} else None
    listed = await entries.read(
        desk.app.database, draft, typed.text, part, language=desk.words.language, context=desk.action_context
    )
    if listed:
        reply = replace(desk, chat=replace(desk.chat, reply_to=typed.message))
        await _show(reply, draft, part, listed)
    return listed is not None


async def _begin(desk: DeskContext, draft: Draft, part: str | None, typed: Typed) -> bool:
    """Begin the form of the part of which the message is a whole item. Return whether it is one."""
    known = await entries.read_context(
        desk.app.database, draft, language=desk.words.language, context=desk.action_context
    )
    parts = dict.fromkeys((*((part,) if part in {"quotes", "events"} else ()), "quotes", "events"))
    kind = next((each for each in parts if compact_entry.split(typed.text, each, known)), None)
    if kind is None:
        return False
    step = await draft_forms.begin_with(
        desk.app.database, draft.id, kind,
        apply=lambda form, known: whole_item.answer(form, typed, known),
        language=desk.words.language, context=desk.action_context,
    )  # fmt: skip
    await form_handler.show(desk, step, desk.words.text(step.obstacle) if step.obstacle else None)
    return True


@router.callback(ADD, right=Action.DRAFT)
async def add(desk: DeskContext) -> None:
    """Add the items that the screen echoes; where they would be others by now, echo those first."""
    draft = await permissions.read_draft(desk, desk.draft_id)
    typed = conversation_state.replied(desk.update)
    if desk.link.value == CANCEL:
        await draft_screens.menu(desk, draft)
        return
    if typed is None:
        await desk.tell("desk.text.gone")
        return
    added = await entries.add(
        desk.app.database, draft.id, typed.text, desk.link.part, desk.link.value or "",
        language=desk.words.language, context=desk.action_context,
    )  # fmt: skip
    if added.is_saved:
        count = added.listed.count if added.listed else 0
        notice = desk.words.count("desk.items.added", count) if count else desk.words.text("desk.ask.saved")
        await draft_screens.menu(desk, added.draft, notice)
        await review_notices.tell_voided(desk, added.draft, added.voided)
    elif added.listed:
        await _show(desk, added.draft, desk.link.part, added.listed, desk.words.text("desk.items.moved"))
    else:
        await desk.tell("desk.text.gone")


async def _show(desk: DeskContext, draft: Draft, part: str | None, listed: ItemList, notice: str | None = None) -> None:
    shown = item_list_view.document(
        draft, part, listed, entries.digest(listed), words=desk.words, preferences=desk.chat.preferences
    )
    await desk.show(shown, notice=notice)
