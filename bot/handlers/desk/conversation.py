"""Handlers of whatever a member sends while the desk asks them something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms.entries.word_change import read_arrow
from bot.handlers.desk import conversation_state, form_handler
from bot.handlers.desk.drafts import card_reply, draft_screens, entries
from bot.handlers.desk.intake import receive
from bot.handlers.desk.registry import router
from bot.model.roles import Action
from bot.model.text import LINE_LIMIT
from bot.services import drafts
from bot.services.drafts.questions import STORY, is_repeated
from bot.services.intake import wire_copy
from bot.services.publication_panel import HEADLINE, PANEL, answered_as
from bot.store.drafts import Draft

if TYPE_CHECKING:
    from telegram import Message

    from bot.handlers.desk.desk_context import DeskContext

WORDS = ("skip", "back", "done", "cancel")


async def typed(desk: DeskContext) -> None:
    """Take a text message as the answer to the open question."""
    message = desk.update.message
    subject = await conversation_state.waiting(desk.app, desk.user.id, desk.update)
    if message is None or subject is None:
        return
    if await _is_copy(desk, subject, message):
        await receive.message(desk)
    elif not (isinstance(subject, Draft) and await _is_no_answer(desk, subject, message)):
        question = router.question_kind(conversation_state.kind(subject))
        await question.take(desk, subject, conversation_state.said(message))


async def _is_no_answer(desk: DeskContext, draft: Draft, message: Message) -> bool:
    """Take several items, or a change of words, for what they are. Return whether the message was that."""
    return await _is_list(desk, draft, message) or await _is_change(desk, draft, message)


async def _is_change(desk: DeskContext, draft: Draft, message: Message) -> bool:
    """Take `old → new` at the publish panel, whose old words stand in the draft, for no headline. Return whether so."""
    typed = conversation_state.said(message)
    if conversation_state.kind(draft) != PANEL or answered_as(draft, typed.message) != HEADLINE:
        return False
    return bool(read_arrow(typed.text)) and await card_reply.take_at_panel(desk, draft, typed)


async def _is_list(desk: DeskContext, draft: Draft, message: Message) -> bool:
    """Echo several items sent at a new item's first question. Return whether it was that."""
    form, typed = conversation_state.form(draft), conversation_state.said(message)
    is_first = form is not None and form.item is None and not (form.only or form.trail or form.said or form.refused)
    if form is None or not is_first or form.part == STORY or "\n" not in typed.text.strip():
        return False
    return await entries.offer(desk, draft, form.part, typed)


async def _is_copy(desk: DeskContext, subject: conversation_state.OpenQuestion, message: Message) -> bool:
    """Return whether copy is sent where a new story's title is asked for: longer than any title, or its next piece."""
    form, text = conversation_state.form(subject), message.text or ""
    if form is None or form.part != STORY:
        return False
    return len(text) > LINE_LIMIT or await wire_copy.is_continued(
        desk.app.database, text, message.date, context=desk.action_context
    )


async def retyped(desk: DeskContext) -> None:
    """Take an edited message: its text replaces the answer that it gave."""
    message = desk.update.edited_message
    subject = await conversation_state.answered_by(desk.app, desk.user.id, message) if message else None
    if message and subject and conversation_state.form(subject):
        await form_handler.retyped(desk)
    elif message and subject:
        question = router.question_kind(conversation_state.kind(subject))
        await question.take(desk, subject, conversation_state.said(message))


@router.command(*WORDS, right=Action.DRAFT)
async def word(desk: DeskContext) -> None:
    """Handle `/skip`, `/back`, `/done` and `/cancel`: the same words answer a question without the slash."""
    if await conversation_state.waiting(desk.app, desk.user.id, desk.update):
        await typed(desk)
    else:
        await desk.tell("desk.ask.nothing")


async def not_words(desk: DeskContext) -> None:
    """Take a photo where one is an answer; else say what is expected, once for an album, and ask again."""
    message, albums = desk.update.message, desk.app.albums
    subject = await conversation_state.waiting(desk.app, desk.user.id, desk.update)
    if subject is None or message is None:
        return
    question = router.question_kind(conversation_state.kind(subject))
    is_photo = bool(message.photo or (question.takes_files and message.document))
    if question.take_photo and is_photo and await question.take_photo(desk, subject, message):
        return
    if is_photo and await is_repeated(desk.app.database, desk.update.update_id):  # taken, and answered into a crash
        await question.ask(desk, subject)
        return
    if message.media_group_id and not albums.refuse(message.media_group_id):
        return
    await desk.tell(question.not_a_photo if question.take_photo and not message.photo else "desk.ask.words_only")
    await question.ask(desk, subject)


@router.callback("resume", right=Action.DRAFT)
async def resume(desk: DeskContext) -> None:
    """Ask the paused question of a draft again; the next message answers it."""
    draft = await drafts.resume_question(desk.app.database, desk.draft_id, context=desk.action_context)
    if conversation_state.is_open(draft):
        await router.question_kind(conversation_state.kind(draft)).ask(desk, draft)
    else:
        await draft_screens.menu(desk, draft)
