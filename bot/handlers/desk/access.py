"""The way in: what comes to the desk is admitted, handed to its handler, and known problems are told in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.desk.roles import Action
from bot.errors import SiyaqError
from bot.handlers import browse, replies, settings
from bot.handlers.desk import files, listening, notices, questions, rights, tables, team
from bot.handlers.desk.turn import Turn
from bot.handlers.opening import show
from bot.handlers.services import asker
from bot.pages import about

if TYPE_CHECKING:
    from telegram import Update

    from bot.handlers.desk.turn import Handler, Tapped
    from bot.handlers.services import Asker, Context, Services

COMMANDS = MappingProxyType({**tables.COMMANDS, **listening.COMMANDS})
TAPS = MappingProxyType({**tables.TAPS, **listening.TAPS})


async def start(update: Update, context: Context) -> None:
    """`/start` with an invitation's payload joins the desk; any other is a reader's."""
    secret = context.args[0].removeprefix(team.INVITATION) if context.args else ""
    if not context.args or secret == context.args[0] or not rights.in_person(update) or update.effective_user is None:
        await browse.start(update, context)
        if update.effective_user and await _is_member(context.services, update):
            await notices.heard(context.services, update.effective_user)
        return
    services, who = context.services, await asker(update, context.services)
    try:
        await team.join(services, who, update.effective_user, secret)
    except SiyaqError as problem:
        await show(services, who, about.notice(services.told(who.preferences), problem.key))


async def command(update: Update, context: Context) -> None:
    """A command of the desk; to who is not on it, the command does not exist."""
    services, who = context.services, await asker(update, context.services)
    deal = COMMANDS[browse.command(update)]
    turn = await _admit(services, who, update, deal.action, args=tuple(context.args or ()))
    if turn:
        await _run(deal.handler, turn)
    elif who.private and not await _is_member(services, update):
        await browse.unknown(update, context)
    else:
        await _refuse(services, who, update)


async def tap(services: Services, who: Asker, update: Update, tapped: Tapped) -> None:
    """A tap on a button of the desk."""
    deal = TAPS.get(tapped.link.verb)
    if deal is None:
        words = services.told(who.preferences)
        await replies.answer_tap(services, tapped.query_id, words.text("say.button_unknown"), alert=True)
    elif turn := await _admit(services, who, update, deal.action, tapped=tapped):
        await _run(deal.handler, turn)
    else:
        await _refuse(services, who, update)


async def text(update: Update, context: Context) -> None:
    """Words in a private chat: the answer to what this person was asked at the desk, or else a reader's."""
    if not await _answered(update, context, listening.typed):
        await browse.plain(update, context)


async def other(update: Update, context: Context) -> None:
    """A picture, a voice, a sticker: where something was asked, that it is answered in words."""
    await _answered(update, context, listening.not_words)


async def place(update: Update, context: Context) -> None:
    """Where somebody is: a reader's, unless something was asked that is answered in words."""
    if not await _answered(update, context, listening.not_words):
        await settings.located(update, context)


async def edited(update: Update, context: Context) -> None:
    """A message that was changed after it was sent: where it was the last answer, it is one anew."""
    services, user = context.services, update.effective_user
    if user is None or not update.edited_message:
        return
    draft = await questions.answered_by(services, user.id, update.edited_message)
    if draft is None:
        return
    who = await asker(update, services)
    if turn := await _admit(services, who, update, tables.QUESTIONS[questions.kind(draft)].action):
        await _run(listening.retyped, turn)
    else:
        await _refuse(services, who, update)


async def file(update: Update, context: Context) -> None:
    """A document in a private chat: a dossier's file, where a member sends it; a stranger's is nothing to us."""
    services = context.services
    if not await _is_member(services, update):
        return
    if _is_picture(update) and await _answered(update, context, listening.not_words):
        return
    who = await asker(update, services)
    if turn := await _admit(services, who, update, Action.DRAFT):
        await _run(files.receive, turn)
    else:
        await _refuse(services, who, update)


async def _answered(update: Update, context: Context, handler: Handler) -> bool:
    """Whether the person was asked something at the desk, and so this was taken for an answer."""
    services, user = context.services, update.effective_user
    if user is None or update.effective_chat is None or update.effective_chat.id != user.id:
        return False
    draft = await questions.waiting(services, user.id, update)
    if draft is None:
        return False
    who = await asker(update, services)
    if turn := await _admit(services, who, update, tables.QUESTIONS[questions.kind(draft)].action):
        await _run(handler, turn)
    else:
        await _refuse(services, who, update)
        if not await _is_member(services, update):
            await questions.leave(services, user.id)
    return True


async def _admit(
    services: Services,
    who: Asker,
    update: Update,
    action: Action,
    *,
    tapped: Tapped | None = None,
    args: tuple[str, ...] = (),
) -> Turn | None:
    role, user = await rights.admit(services, who, update, action), update.effective_user
    if role is None or user is None:
        return None
    await notices.heard(services, user)
    return Turn(services, who, update, user, role, tapped, args)


async def _run(handler: Handler, turn: Turn) -> None:
    try:
        await handler(turn)
    except SiyaqError as problem:
        await turn.tell(problem.key, **problem.data)


async def _is_member(services: Services, update: Update) -> bool:
    user = update.effective_user
    return user is not None and await rights.role(services, user.id) is not None


def _is_picture(update: Update) -> bool:
    document = update.message.document if update.message else None
    return document is not None and (document.mime_type or "").startswith("image/")


async def _refuse(services: Services, who: Asker, update: Update) -> None:
    """Say why not: the desk is for members, in their own words, in private."""
    words = services.told(who.preferences)
    key = "error.not_allowed" if await _is_member(services, update) else "desk.say.members_only"
    if update.callback_query:
        await replies.answer_tap(services, update.callback_query.id, words.text(key), alert=True)
    else:
        key = key if rights.in_person(update) else "desk.say.in_person"
        await show(services, who, about.notice(words, key))
