"""`/subscribe` and `/unsubscribe`; in groups by admins, in a forum for the topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import ChatType

from bot.handlers.context import AppContext, resolve_chat
from bot.handlers.reader import language_forget
from bot.handlers.reader.argument_parser import Ambiguous, Match, NoMatch, resolve
from bot.handlers.reader.follows import schedule_words
from bot.handlers.reader.registry import router
from bot.handlers.responder import show
from bot.i18n import localized_text
from bot.model.delivery_schedule import Frequency
from bot.services import subscriptions
from bot.services.subscriptions import SubscriptionRequest, SubscriptionState
from bot.store.subscribers import ChatKind, State
from bot.views import about, lists, subscription_settings
from bot.views.callback_data import Section
from bot.views.subscription_settings import Subscription

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Chat, Update

    from bot.handlers.callback import ReaderCallback
    from bot.handlers.context import ChatContext, HandlerContext
    from bot.handlers.reader.argument_parser import Meaning
    from bot.model import Story

KINDS = {
    ChatType.PRIVATE: ChatKind.PRIVATE,
    ChatType.GROUP: ChatKind.GROUP,
    ChatType.SUPERGROUP: ChatKind.GROUP,
    ChatType.CHANNEL: ChatKind.CHANNEL,
}
"""A change of a subscription that a command or a button asks for."""


@router.command("subscribe")
async def subscribe(update: Update, context: HandlerContext) -> None:
    """Handle `/subscribe`: show the choices; with a story or words for a schedule, choose at once."""
    await begin(update, context, " ".join(context.args or ()))


@router.command("unsubscribe")
async def unsubscribe(update: Update, context: HandlerContext) -> None:
    """Handle `/unsubscribe`: leave everything, or the named story."""
    await end(update, context, " ".join(context.args or ()))


async def begin(update: Update, context: HandlerContext, typed: str) -> None:
    """Do what `/subscribe` does with these arguments."""
    app, chat = context.app, (await resolve_chat(update, context.app)).openly()
    if not typed.strip():
        await screen(app, chat, await subscriptions.subscription_state(app.database, chat.chat_id))
    elif not await language_forget.is_allowed(app, chat, update.message):
        await language_forget.refuse(app, chat)
    elif work := schedule_words.read(typed):
        state = await apply_change(app, work(app, build_request(app, chat, update.effective_chat)))
        await screen(app, chat, state)
    else:
        await _follow(app, chat, build_request(app, chat, update.effective_chat), typed)


async def end(update: Update, context: HandlerContext, typed: str) -> None:
    """Do what `/unsubscribe` does with these arguments."""
    app, chat = context.app, (await resolve_chat(update, context.app)).openly()
    if not await language_forget.is_allowed(app, chat, update.message):
        await language_forget.refuse(app, chat)
        return
    words, story = app.words_for(chat.preferences), None
    if typed.strip() and not schedule_words.means(typed, "every"):
        stories = (await app.story_cache.stories()).stories
        meaning = _understand(typed, stories, chat)
        if not isinstance(meaning, Match):
            subscription = subscription_of(app, await subscriptions.subscription_state(app.database, chat.chat_id))
            await show(
                app, chat, subscription_settings.story_choice(words, chat.preferences, subscription, stories, None)
            )
            return
        story = meaning.story
    await leave(app, chat, build_request(app, chat, update.effective_chat), story, is_named=story is not None)


async def screen(app: AppContext, chat: ChatContext, state: SubscriptionState, message_id: int | None = None) -> None:
    """Show the subscription and its choices; whoever wants a schedule and has no zone is asked for it first."""
    subscription, words = subscription_of(app, state), app.words_for(chat.preferences)
    if (
        subscription
        and subscription.zone is None
        and (subscription.frequency is not Frequency.NOW or subscription.quiet)
    ):
        page = subscription_settings.zone_choice(words, chat.preferences, subscription)
    else:
        stories = (await app.story_cache.stories()).stories
        page = subscription_settings.main(words, chat.preferences, subscription, stories)
    await show(app, chat, page, message_id)


async def leave(
    app: AppContext,
    chat: ChatContext,
    request: SubscriptionRequest,
    story: Story | None,
    message_id: int | None = None,
    *,
    is_named: bool = False,
    keep_topics: bool = False,
) -> None:
    """Unsubscribe from a story or from all, and show the way back.

    Who follows every story and names one leaves only that one. Leaving all ends persons, places and words too, unless
    told to `keep_topics`.
    """
    before = await subscriptions.subscription_state(app.database, chat.chat_id)
    if before.subscriber is None:  # there is nothing to leave, which its screen says
        await screen(app, chat, before, message_id)
        return
    left_story = story if is_named or not before.subscriber.every else None
    if keep_topics and left_story is None and before.topics and before.follows_stories:
        await apply_change(app, subscriptions.leave_stories(app.database, request))
        await show(app, chat, about.notice(app.words_for(chat.preferences), "page.follows.stories_left"), message_id)
        return
    if left_story and before.subscriber.every:
        state = await apply_change(app, subscriptions.pick(app.database, request, left_story.number))
    else:
        state = await apply_change(
            app, subscriptions.unfollow(app.database, request, left_story.number if left_story else None)
        )
    title = localized_text.localize(left_story.dossier.title, chat.preferences)[0] if left_story else None
    words, more = app.words_for(chat.preferences), state.subscriber is not None
    number = left_story.number if left_story else None
    await show(
        app, chat, subscription_settings.unsubscribed(words, chat.preferences, number, title, more=more), message_id
    )


async def show_followed(app: AppContext, chat: ChatContext, story: Story | None, message_id: int | None = None) -> None:
    """Say what is followed from now on: a story, or every one."""
    title = localized_text.localize(story.dossier.title, chat.preferences)[0] if story else None
    number = story.number if story else None
    document = subscription_settings.subscribed(app.words_for(chat.preferences), chat.preferences, number, title)
    await show(app, chat, document, message_id)


async def apply_change(app: AppContext, work: Awaitable[SubscriptionState]) -> SubscriptionState:
    """Apply a change of the subscription, then invalidate the cached chat and wake the scheduler."""
    state = await work
    app.chat_cache.changed(state.chat_id)
    app.due_changed.set()
    return state


async def wake(app: AppContext, chat: ChatContext) -> None:
    """Resume deliveries to a private chat that sends `/start`: its unblocking may have been missed."""
    state = await subscriptions.subscription_state(app.database, chat.chat_id)
    if chat.private and state.subscriber and state.subscriber.state is State.RESTING:
        await subscriptions.wake(app.database, chat.chat_id, app.now())


def build_request(app: AppContext, chat: ChatContext, telegram_chat: Chat | None) -> SubscriptionRequest:
    """Build the request of a chat to change its subscription."""
    kind = KINDS[ChatType(telegram_chat.type)] if telegram_chat else ChatKind.PRIVATE
    title = telegram_chat.title if telegram_chat else None
    language = chat.preferences.language
    return SubscriptionRequest(chat.chat_id, kind, app.now(), chat.update_id, language, title, chat.thread_id)


def request_of(callback: ReaderCallback) -> SubscriptionRequest:
    """Build the request of whoever pressed a button."""
    message = callback.query.message
    return build_request(callback.app, callback.chat, message.chat if message else None)


def subscription_of(app: AppContext, state: SubscriptionState) -> Subscription | None:
    """Return the chat's subscription as its screens show it; None if it has none."""
    subscriber = state.subscriber
    if subscriber is None:
        return None
    quiet = (
        None
        if subscriber.quiet_from is None or subscriber.quiet_to is None
        else (subscriber.quiet_from, subscriber.quiet_to)
    )
    due = subscriber.due_at if subscriber.held and subscriber.held[0] <= app.now() else None
    return Subscription(
        subscriber.every,
        state.stories,
        subscriber.frequency,
        subscriber.minute,
        subscriber.weekday,
        quiet,
        state.zone,
        due,
        str(subscriber.state),
        state.topics,
    )


async def _follow(app: AppContext, chat: ChatContext, request: SubscriptionRequest, typed: str) -> None:
    """Follow the story that is meant, or ask which one."""
    stories, words = (await app.story_cache.stories()).stories, app.words_for(chat.preferences)
    match _understand(typed, stories, chat):
        case Match(story):
            await apply_change(app, subscriptions.follow(app.database, request, story.number))
            await show_followed(app, chat, story)
        case Ambiguous(typed_name, choices):
            numbers = tuple(dict.fromkeys(choice.story.number for choice in choices))
            fitting = [story for story in stories if story.number in numbers]
            await show(app, chat, subscription_settings.ambiguous(words, chat.preferences, typed_name, fitting))
        case NoMatch(typed_name):
            await show(app, chat, lists.unmatched(typed_name, stories, words, chat.preferences))


def _understand(typed: str, stories: tuple[Story, ...], chat: ChatContext) -> Meaning:
    if not stories:
        return NoMatch(typed)
    current = next((story for story in stories if story.number == chat.current), stories[0])
    return resolve(typed, Section.COVER, stories, current)


async def named_command(
    app: AppContext, chat: ChatContext, typed: str, rest: str
) -> Callable[[Update, HandlerContext, str], Awaitable[None]] | None:
    """Return what handles words that stand for `/subscribe` or `/unsubscribe`; None for others: "stop the war"."""
    if not schedule_words.means(typed, "unsubscribe"):
        return begin if schedule_words.means(typed, "subscribe") else None
    stories = (await app.story_cache.stories()).stories
    is_of_all = not rest or schedule_words.means(rest, "every")
    return end if is_of_all or not isinstance(_understand(rest, stories, chat), NoMatch) else None


def is_named(typed: str) -> bool:
    """Whether words stand for `/subscribe` or `/unsubscribe`."""
    return any(schedule_words.means(typed, name) for name in ("subscribe", "unsubscribe"))
