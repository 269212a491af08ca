"""Message routing: to the desk if the person is being asked something there, else to the readers' handlers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import SiyaqError
from bot.handlers.context import resolve_chat
from bot.handlers.desk import (
    access,
    command_menus,
    conversation,
    conversation_state,
    notifier,
    permissions,
    unasked,
)
from bot.handlers.desk.admin import members
from bot.handlers.desk.drafts import yaml_files
from bot.handlers.desk.intake import receive
from bot.handlers.desk.live import messages as live_messages
from bot.handlers.desk.live import session as live_session
from bot.handlers.desk.registry import router
from bot.handlers.reader import chat_settings, sections
from bot.handlers.reader import start as reader_start
from bot.handlers.reader.registry import unless_late
from bot.handlers.reader.reports import report
from bot.handlers.reader.typed import typed_names
from bot.handlers.responder import show
from bot.model.roles import Action
from bot.services.live import coverage, events
from bot.views import about

if TYPE_CHECKING:
    from telegram import Update

    from bot.handlers.context import AppContext, ChatContext, HandlerContext
    from bot.handlers.desk.desk_context import Handler


async def start(update: Update, context: HandlerContext) -> None:
    """Handle `/start`: an invitation's payload joins the desk, anything else is a reader's."""
    secret = context.args[0].removeprefix(members.INVITATION) if context.args else ""
    if (
        not context.args
        or secret == context.args[0]
        or not permissions.in_person(update)
        or update.effective_user is None
    ):
        await reader_start.start(update, context)
        if update.effective_user and await access.is_member(context.app, update):
            await notifier.remember_member(context.app, update.effective_user)
            await access.refresh_menu(update, context.app)
        return
    app, chat = context.app, await resolve_chat(update, context.app)
    try:
        await members.join(app, chat, update.effective_user, secret)
        await access.refresh_menu(update, app)
    except SiyaqError as problem:
        await show(app, chat, about.notice(app.words_for(chat.preferences), problem.key))


@unless_late
async def usage(update: Update, context: HandlerContext) -> None:
    """Handle `/help`: to a member, in person, with the desk's commands that their role permits."""
    app, user = context.app, update.effective_user
    role = await permissions.role(app, user.id) if user and permissions.in_person(update) else None
    if role is None:
        await sections.static_page(update, context)
        return
    chat = await resolve_chat(update, app)
    await show(app, chat, about.usage(app.words_for(chat.preferences), command_menus.of_role(role)))


async def unknown(update: Update, context: HandlerContext) -> None:
    """Handle a mistyped command in private as the one that is meant, else as `/help`; ignore another bot's."""
    if not typed_names.is_for_us(update, context):
        return
    if nearest := typed_names.nearest_command(update):
        await sections.plain_words(update, context, nearest)
    else:
        await usage(update, context)


async def text(update: Update, context: HandlerContext) -> None:
    """Handle text in a private chat: the answer to the desk's open question, an event, copy, else a reader's words.

    What a member forwards answers no question: the words are somebody else's, and are copy. A reply to an item's card
    changes the item, whatever is asked.
    """
    for taken in (unasked.forwarded, report.take_line, unasked.reworded):
        if await taken(update, context):
            return
    if await _answered(update, context, conversation.typed, live_messages.text):
        return
    for taken in (unasked.entered, unasked.reworded_alone, unasked.placed, chat_settings.take_zone):
        if await taken(update, context):
            return
    await _free_text(update, context)


_free_text = unless_late(sections.free_text)


async def _addressed(update: Update, context: HandlerContext) -> None:
    """Handle words in a group that mention the bot, or ask something in reply to its message."""
    if await report.take_line(update, context):
        return
    words = sections.words_for_bot(update.message, context.app.bot.username) if update.message else None
    if words is not None:
        await sections.plain_words(update, context, words)


addressed = unless_late(_addressed)


async def other(update: Update, context: HandlerContext) -> None:
    """Handle media: a forwarded caption is copy; else an answer where the desk asks, or its caption as typed words.

    Without a caption there is nothing to read.
    """
    album = update.message.media_group_id if update.message else None
    if album and (rest := context.app.albums.rest(album)):
        if rest == 1:  # said once, however many there are
            await _tell(update, context, "desk.ask.album")
    elif album and update.message and update.message.forward_origin and not context.app.albums.refuse(album):
        await unasked.captioned_copy(update, context)  # of an album that was spoken of only its captions count
    elif await unasked.captioned_copy(update, context):
        return
    elif not await _answered(update, context, conversation.not_words, live_messages.picture):
        await _caption(update, context)


async def place(update: Update, context: HandlerContext) -> None:
    """Handle a location: of a live event, or a reader's zone, unless the desk waits for an answer in words."""
    if await _answered(update, context, conversation.not_words, live_messages.place):
        return
    if not await chat_settings.located(update, context):
        await _wordless(update, context)


async def edited(update: Update, context: HandlerContext) -> None:
    """Handle an edited message: if it was the last answer, answer anew; a reply to a card is shown anew."""
    app, user = context.app, update.effective_user
    if user is None or not update.edited_message:
        return
    draft = await conversation_state.answered_by(app, user.id, update.edited_message)
    if draft is None and (await unasked.reworded(update, context) or await unasked.reworded_alone(update, context)):
        return
    chat = await resolve_chat(update, app)
    if draft is None:
        await _retyped_live(update, app, chat)
        return
    right = router.question_kind(conversation_state.kind(draft)).right
    if desk := await access.admit(app, chat, update, right):
        await access.run(conversation.retyped, desk)
    else:
        await access.refuse(app, chat, update, right)


async def _retyped_live(update: Update, app: AppContext, chat: ChatContext) -> None:
    """Take an edited message that became a live event, as long as that is not published."""
    user, message = update.effective_user, update.edited_message
    if user is None or message is None or not await app.open_questions.is_asked(user.id):
        return
    draft_id = await events.find_of_message(app.database, user.id, message.message_id)
    if draft_id and (desk := await access.admit(app, chat, update, Action.DRAFT)):
        await access.run(lambda desk: live_messages.retyped(desk, draft_id), desk)


async def file(update: Update, context: HandlerContext) -> None:
    """Handle a document: a member's dossier file, or wire copy. Of a stranger's only the caption is read."""
    app = context.app
    if not await access.is_member(app, update):
        await _caption(update, context)
        return
    document = update.message.document if update.message else None
    name = document.file_name or "" if document else ""
    is_copy = receive.ENDINGS.search(name) is not None
    is_file = bool(is_copy or yaml_files.NAME.search(name))
    if not is_file and await unasked.captioned_copy(update, context):
        return
    may_answer = _is_picture(update) or not is_file
    if may_answer and await _answered(update, context, conversation.not_words):
        return
    chat = await resolve_chat(update, app)
    if desk := await access.admit(app, chat, update, Action.DRAFT, is_copy=is_copy):
        await access.run(receive.file if is_copy else yaml_files.receive, desk)
    else:
        await access.refuse(app, chat, update, Action.DRAFT)


async def _answered(update: Update, context: HandlerContext, handler: Handler, covering: Handler | None = None) -> bool:
    """Pass the message to the desk if this person has an open question there, or covers a story. Return whether it was.

    `covering` takes it if nothing is asked, and the messages of this person are events.
    """
    app, user = context.app, update.effective_user
    if user is None or update.effective_chat is None or update.effective_chat.id != user.id:
        return False
    if not await app.open_questions.is_asked(user.id):  # from memory: readers' words cost no query
        return False
    draft = await conversation_state.waiting(app, user.id, update)
    if draft is None:
        return covering is not None and await _covered(update, app, user.id, covering)
    chat, right = await resolve_chat(update, app), router.question_kind(conversation_state.kind(draft)).right
    if desk := await access.admit(app, chat, update, right):
        await access.run(handler, desk)
    else:
        await access.refuse(app, chat, update, right)
        if not await access.is_member(app, update):
            await conversation_state.leave(app, user.id)
    return True


async def _covered(update: Update, app: AppContext, user_id: int, handler: Handler) -> bool:
    """Pass the message to the live coverage of a member who has one. Return whether it was."""
    covered = await coverage.read(app.database, user_id)
    if covered is None or not permissions.in_person(update):
        return False
    desk = await access.admit(app, await resolve_chat(update, app), update, Action.DRAFT)
    if desk and covered.is_idle(app.now()):
        await live_session.expire(desk, covered)
        return False
    if desk:
        await access.run(handler, desk)
    return desk is not None


async def _caption(update: Update, context: HandlerContext) -> None:
    """Take a caption for typed words; without one there are none."""
    if not update.message or not update.message.caption:
        await _wordless(update, context)
    else:
        await _free_text(update, context)


async def _wordless(update: Update, context: HandlerContext) -> None:
    """Say once a day that words are read alone."""
    app, chat = context.app, update.effective_chat
    if chat and not app.late_answers.is_late(app, update.message) and app.words_only.is_due(chat.id, app.now().date()):
        await _tell(update, context, "say.words_only")


async def _tell(update: Update, context: HandlerContext, key: str) -> None:
    chat = await resolve_chat(update, context.app)
    await show(context.app, chat, about.notice(context.app.words_for(chat.preferences), key))


def _is_picture(update: Update) -> bool:
    document = update.message.document if update.message else None
    return document is not None and (document.mime_type or "").startswith("image/")
