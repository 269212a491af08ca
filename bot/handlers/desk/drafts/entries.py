"""Items that a member types while nothing is asked: they belong where they were shown a draft last.

One is taken into its form, which asks what is missing; several are echoed, and added on a tap. The echo is a reply to
the member's message, which its buttons bring along, also after a restart.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.forms.answer_parser import is_word
from bot.forms.entries import attribution, compact_entry, whole_item
from bot.forms.quoted_text import strip_outer_marks
from bot.handlers.desk import conversation_state, form_handler, permissions, review_notices
from bot.handlers.desk.drafts import draft_screens
from bot.handlers.desk.intake import day as copy_day
from bot.handlers.desk.registry import router
from bot.model import PartialDate
from bot.model.roles import Action
from bot.services.drafts import entries, questions
from bot.services.drafts import forms as draft_forms
from bot.views.desk.typed import item_list as item_list_view
from bot.views.desk.typed.item_list import ADD, CANCEL, DAY, OPEN

if TYPE_CHECKING:
    from telegram import Message

    from bot.forms.entries.item_list import ItemList
    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext
    from bot.services.desk_transaction import ActionContext
    from bot.store.drafts import Draft

_SOURCE_DAYS = 2  # days of sources offered as that of the copy
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
        reply = _replying(desk, typed.message)
        if listed.undated and not questions.is_half_answered(draft):
            asked = await entries.ask_day(
                desk.app.database, draft.id, typed.text, part, typed.message, context=desk.action_context
            )
            await _ask_day(reply, asked, listed)
        else:
            await _show(reply, draft, part, listed)
    return listed is not None


def _replying(desk: DeskContext, message: int) -> DeskContext:
    return replace(desk, chat=replace(desk.chat, reply_to=message))


async def _begin(desk: DeskContext, draft: Draft, part: str | None, typed: Typed) -> bool:
    """Begin the form of the part of which the message is a whole item. Return whether it is one."""
    known = await entries.read_context(
        desk.app.database, draft, language=desk.words.language, context=desk.action_context
    )
    parts = dict.fromkeys((*((part,) if part in {"quotes", "events"} else ()), "quotes", "events"))
    kind = next((each for each in parts if compact_entry.split(typed.text, each, known)), None)
    if part in {"events", *compact_entry.TEXTS} and compact_entry.is_translated(typed.text, known):
        kind = part  # and no quotation of somebody who is called as the text begins
    if kind is None:
        return False
    step = await draft_forms.begin_with(
        desk.app.database, draft.id, kind,
        apply=lambda form, known: whole_item.answer(form, typed, known),
        language=desk.words.language, context=desk.action_context,
    )  # fmt: skip
    await form_handler.show(desk, step, desk.words.text(step.obstacle) if step.obstacle else None)
    return True


@router.ask(entries.ITEMS_DAY)
async def ask_day(desk: DeskContext, draft: Draft) -> None:
    """Ask for the day of the copy again."""
    await _ask_day_anew(desk, draft)


@router.question(entries.ITEMS_DAY, right=Action.DRAFT)
async def take_day(desk: DeskContext, draft: Draft, typed: Typed) -> None:
    """Take a typed day of the copy; a word that passes over it leaves out the items that depend on it.

    Other items, sent instead, are echoed in their turn.
    """
    if "\n" in typed.text.strip() and await offer(desk, draft, (draft.question or {}).get("part"), typed):
        return
    is_passed = any(is_word(typed.text, word) for word in ("skip", "done", "unknown"))
    if is_word(typed.text, "cancel") or is_word(typed.text, "back"):
        await _answer_day(desk, draft.id, None, is_cancelled=True)
        return
    day = None if is_passed else await copy_day.read_day(desk, typed.text)
    if isinstance(day, str):
        await _ask_day_anew(desk, draft, day)
    else:
        await _answer_day(desk, draft.id, day)


@router.callback(DAY, right=Action.DRAFT)
async def tap_day(desk: DeskContext) -> None:
    """Handle a day's button, that the items which depend on it are left out, or that nothing is added."""
    value, draft = desk.link.value or "", await permissions.read_draft(desk, desk.draft_id)
    try:
        day = None if value in {OPEN, CANCEL} else date.fromisoformat(value)
    except ValueError:
        raise LinkInvalid from None
    await _answer_day(desk, draft.id, day, is_cancelled=value == CANCEL)


async def _ask_day_anew(desk: DeskContext, draft: Draft, notice: str | None = None) -> None:
    """Ask again; where the story has a day meanwhile, or the items are none any more, go on without asking."""
    asked, words = draft.question or {}, desk.words
    listed = await entries.read(
        desk.app.database, draft, asked["text"], asked["part"], language=words.language, context=desk.action_context
    )
    if listed and listed.undated:
        await _ask_day(_replying(desk, asked["of"]), draft, listed, notice)
    else:  # what resumed the question has marked the update as processed
        await _answer_day(desk, draft.id, None, context=replace(desk.action_context, update_id=None))


async def _ask_day(desk: DeskContext, draft: Draft, listed: ItemList, notice: str | None = None) -> None:
    """Ask for the day of the copy, with the likeliest as buttons: today, yesterday, and those of the newest sources."""
    today = await copy_day.today_of(desk)
    sources = [source.date for source in reversed(draft.dossier.sources) if source.date]
    likely = [source for source in sources if source.first == source.last][:_SOURCE_DAYS]
    days = dict.fromkeys((today, today - timedelta(days=1), *(day.first for day in likely)))
    offered = [PartialDate.parse(str(day)) for day in days]
    shown = item_list_view.day_question(draft, listed, offered, desk.words, desk.chat.preferences)
    await desk.show(shown, notice=notice)


async def _answer_day(
    desk: DeskContext,
    draft_id: int,
    day: date | None,
    *,
    is_cancelled: bool = False,
    context: ActionContext | None = None,
) -> None:
    """Echo the items as of the day of the copy, to be added on a tap."""
    asked = await entries.answer_day(desk.app.database, draft_id, day, context=context or desk.action_context)
    listed = None
    if asked.text and not is_cancelled:
        listed = await entries.read(
            desk.app.database, asked.draft, asked.text, asked.part,
            language=desk.words.language, context=desk.action_context,
        )  # fmt: skip
    if listed:
        await _show(_replying(desk, asked.message), asked.draft, asked.part, listed)
    else:
        await draft_screens.menu(desk, asked.draft)
    await review_notices.tell_voided(desk, asked.draft, asked.voided)


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
