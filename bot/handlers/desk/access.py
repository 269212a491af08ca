"""Entry point of desk updates: authorises the sender, runs the handler, and words known errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import NotAllowed, SiyaqError, UndoImpossible
from bot.handlers import responder
from bot.handlers.context import resolve_chat
from bot.handlers.desk import notifier, permissions, registry
from bot.handlers.desk.desk_context import DeskContext
from bot.handlers.reader import sections
from bot.handlers.reader.typed import typed_names
from bot.handlers.responder import show
from bot.model.roles import Action
from bot.views import about

if TYPE_CHECKING:
    from telegram import Update

    from bot.handlers.context import AppContext, ChatContext, HandlerContext
    from bot.handlers.desk.desk_context import CallbackButton, Handler

router = registry.load()


async def command(update: Update, context: HandlerContext) -> None:
    """Handle a desk command; to a stranger it is answered as any unknown command."""
    app, chat = context.app, await resolve_chat(update, context.app)
    route = router.commands[typed_names.command(update)]
    desk = await admit(app, chat, update, route.right, args=tuple(context.args or ()))
    if desk:
        await run(route.handler, desk)
        await refresh_menu(update, app)
    elif chat.private and not await is_member(app, update):
        if typed_names.is_for_us(update, context):
            await sections.static_page(update, context)
        await refresh_menu(update, app)
    else:
        await refuse(app, chat, update, route.right)


async def tap(app: AppContext, chat: ChatContext, update: Update, button: CallbackButton) -> None:
    """Handle a callback query of a desk button."""
    route = router.callbacks.get(button.link.verb)
    if route is None:
        words = app.words_for(chat.preferences)
        await responder.answer_callback(app, button.query_id, words.text("say.button_unknown"), alert=True)
    elif desk := await admit(app, chat, update, route.right, button=button):
        await run(route.handler, desk)
    else:
        await refuse(app, chat, update, route.right)


async def admit(
    app: AppContext,
    chat: ChatContext,
    update: Update,
    action: Action,
    *,
    button: CallbackButton | None = None,
    args: tuple[str, ...] = (),
    is_copy: bool = False,
) -> DeskContext | None:
    """Authorise the sender; return None if they may not do this."""
    role, user = await permissions.admit(app, chat, update, action, is_copy=is_copy), update.effective_user
    if role is None or user is None:
        return None
    app.open_questions.note_member(user.id)
    await notifier.remember_member(app, user)
    return DeskContext(app, chat, update, user, role, button, args)


async def run(handler: Handler, desk: DeskContext) -> None:
    """Run a desk handler; a known error is shown in words."""
    try:
        await handler(desk)
    except NotAllowed as problem:
        await desk.tell(permissions.refusal(Action(problem.action)))
    except UndoImpossible as problem:
        await desk.tell(problem.key, action=desk.words.text(f"desk.action.{problem.action}"))
    except SiyaqError as problem:
        await desk.tell(problem.key, **problem.data)


async def refresh_menu(update: Update, app: AppContext) -> None:
    """Bring the menu of commands in the sender's private chat up to date with their role and language."""
    chat, user = await resolve_chat(update, app), update.effective_user
    if user and permissions.in_person(update):
        role = await permissions.role(app, user.id)
        await app.command_menus.refresh(app.bot, user.id, role, app.translators[chat.preferences.language])


async def is_member(app: AppContext, update: Update) -> bool:
    """Return whether the sender belongs to the desk."""
    user = update.effective_user
    return user is not None and await permissions.role(app, user.id) is not None


async def refuse(app: AppContext, chat: ChatContext, update: Update, action: Action) -> None:
    """Say why an update is refused: no right, and whom to ask; not a member, or not in the private chat."""
    words = app.words_for(chat.preferences)
    key = permissions.refusal(action) if await is_member(app, update) else "desk.say.members_only"
    if update.callback_query:
        await responder.answer_callback(app, update.callback_query.id, words.text(key), alert=True)
    else:
        key = key if permissions.in_person(update) else _why_not_in_person(update)
        await show(app, chat, about.notice(words, key))


def _why_not_in_person(update: Update) -> str:
    """Return what to say to a message that nobody wrote here; a picture or voice that a member forwards has no copy."""
    message = update.message
    is_forwarded = message is not None and message.forward_origin is not None and message.chat.type == "private"
    is_wordless = message is not None and not (message.text or message.caption)
    return "desk.say.forwarded_wordless" if is_forwarded and is_wordless else "desk.say.in_person"
