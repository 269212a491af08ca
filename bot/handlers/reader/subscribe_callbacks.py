"""Buttons of subscriptions: on their screens, below stories, and the unsubscribe button below pushes."""

from __future__ import annotations

from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING

from telegram import Message

from bot.handlers import responder
from bot.handlers.reader import language_forget, subscribe
from bot.handlers.reader.follows import schedule_words
from bot.handlers.reader.registry import router
from bot.handlers.responder import show
from bot.i18n import clock_times, zones
from bot.model.delivery_schedule import Frequency
from bot.services import subscriptions
from bot.views import section_page, subscription_settings
from bot.views.callback_data import pack

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.handlers.callback import CallbackHandler, ReaderCallback
    from bot.handlers.reader.follows.schedule_words import Action
    from bot.model import Story
    from bot.services.subscriptions import SubscriptionRequest
    from bot.views.callback_data import ReaderLink
    from bot.views.document import Document

_HOURS, _DAYS = 24, 7


def in_link_language(handler: CallbackHandler) -> CallbackHandler:
    """Run the handler in the button's language where the chat chose none."""

    @wraps(handler)
    async def run(callback: ReaderCallback, link: ReaderLink) -> None:
        if callback.chat.chosen is None:
            preferences = replace(callback.chat.preferences, language=link.language)
            callback = replace(callback, chat=replace(callback.chat, preferences=preferences))
        await handler(callback, link)

    return run


@router.callback("follow")
@in_link_language
async def follow(callback: ReaderCallback, link: ReaderLink) -> None:
    """Follow a story from the button below it; confirm in a new message, so that the story stays."""
    await _follow(callback, link, None)


@router.callback("off")
@in_link_language
async def unfollow_here(callback: ReaderCallback, link: ReaderLink) -> None:
    """Unfollow a story from the button that says that it is followed: the button tells, and nothing is sent."""
    app, words = callback.app, callback.app.words_for(callback.chat.preferences)
    if not (link.number and (request := await _allowed_request(callback))):
        return
    state = await subscriptions.subscription_state(app.database, callback.chat.chat_id)
    if state.subscriber and state.subscriber.every:
        await subscribe.apply_change(app, subscriptions.pick(app.database, request, link.number))
    elif link.number in state.stories:
        await subscribe.apply_change(app, subscriptions.unfollow(app.database, request, link.number))
    await callback.answer(words.text("page.follow.out"))
    await _show_state(callback, link, followed=False)


@router.callback("again")
@in_link_language
async def again(callback: ReaderCallback, link: ReaderLink) -> None:
    """Follow again (a story, or all) from the confirmation of leaving, in its place."""
    await _follow(callback, link, callback.message_id)


@router.callback("leave")
@in_link_language
async def leave(callback: ReaderCallback, link: ReaderLink) -> None:
    """Unsubscribe from below a push with one press; confirm in a new message, so that the push stays."""
    await _leave(callback, link, None)


@router.callback("unfollow")
@in_link_language
async def unfollow(callback: ReaderCallback, link: ReaderLink) -> None:
    """Unsubscribe from the button's story, or from all, in the screen's place."""
    await _leave(callback, link, callback.message_id, is_named=link.number is not None)


@router.callback("follows")
@in_link_language
async def show_screen(callback: ReaderCallback, link: ReaderLink) -> None:
    """Show a screen of choices; anybody may look."""
    await callback.answer()
    app, own = callback.app, callback.chat.preferences
    state = await subscriptions.subscription_state(app.database, callback.chat.chat_id)
    subscription, words = subscribe.subscription_of(app, state), app.words_for(own)
    stories = (await app.story_cache.stories()).stories
    screens: dict[str | None, Callable[[], Document]] = {
        "pick": lambda: subscription_settings.story_choice(words, own, subscription, stories, link.start),
        "hour": lambda: subscription_settings.hours(words, own, subscription),
        "day": lambda: subscription_settings.days(words, own, subscription),
        "quiet": lambda: subscription_settings.quiet(words, own, subscription),
        "zone": lambda: subscription_settings.zone_choice(words, own, subscription),
    }
    page = screens.get(link.value, lambda: subscription_settings.main(words, own, subscription, stories))
    await show(app, callback.chat, page(), callback.message_id)


@router.callback("pick")
@in_link_language
async def pick(callback: ReaderCallback, link: ReaderLink) -> None:
    """Toggle one story."""
    app, own = callback.app, callback.chat.preferences
    story = await _story(callback, link)
    if story is None:
        await callback.answer(app.words_for(own).text("say.story_gone"))
    elif request := await _allowed_request(callback):
        state = await subscribe.apply_change(app, subscriptions.pick(app.database, request, story.number))
        await callback.answer()
        subscription, stories = subscribe.subscription_of(app, state), (await app.story_cache.stories()).stories
        page = subscription_settings.story_choice(app.words_for(own), own, subscription, stories, link.start)
        await show(app, callback.chat, page, callback.message_id)


@router.callback("every", "pace", "hour", "day", "quiet", "inzone")
@in_link_language
async def choose(callback: ReaderCallback, link: ReaderLink) -> None:
    """Store a choice of schedule and show the screen again."""
    action = _chosen_action(link)
    if action is None:
        await callback.answer(callback.app.words_for(callback.chat.preferences).text("say.button_unknown"))
    elif request := await _allowed_request(callback):
        before = await subscriptions.subscription_state(callback.app.database, callback.chat.chat_id)
        state = await subscribe.apply_change(callback.app, action(callback.app, request))
        await callback.answer()
        if callback.is_ticked and state == before:
            return
        await subscribe.screen(callback.app, callback.chat, state, callback.message_id)


async def _follow(callback: ReaderCallback, link: ReaderLink, message_id: int | None) -> None:
    app, words = callback.app, callback.app.words_for(callback.chat.preferences)
    story = await _story(callback, link)
    if link.number and story is None:
        await callback.answer(words.text("say.story_gone"), alert=True)
    elif request := await _allowed_request(callback):
        is_known = (await subscriptions.subscription_state(app.database, callback.chat.chat_id)).follows(link.number)
        await subscribe.apply_change(app, subscriptions.follow(app.database, request, link.number))
        await callback.answer(words.text("page.follow.already" if is_known else "page.follow.done"))
        if message_id is None and link.number:
            await _show_state(callback, link, followed=True)
        await subscribe.show_followed(app, callback.chat, story, message_id)


async def _show_state(callback: ReaderCallback, link: ReaderLink, *, followed: bool) -> None:
    """Let the pressed button say whether the story is followed; all else of its message stays as it is."""
    message = callback.query.message
    markup = message.reply_markup if isinstance(message, Message) else None
    if markup is None or callback.message_id is None:
        return
    words = callback.app.translators[link.language]
    button = section_page.follow_button(words, link.number or 0, followed=followed)
    new = {"text": button.label, "callback_data": pack(button.link)} if button.link else {}
    rows = [
        [new if old.callback_data == callback.query.data else old.to_dict() for old in row]
        for row in markup.inline_keyboard
    ]
    await responder.edit_buttons(callback.app, callback.chat, callback.message_id, rows)


async def _leave(callback: ReaderCallback, link: ReaderLink, message_id: int | None, *, is_named: bool = False) -> None:
    """Unsubscribe from the button's story, or from all if it names none; an archived story leaves alone."""
    app, words = callback.app, callback.app.words_for(callback.chat.preferences)
    request = await _allowed_request(callback)
    if request is None:
        return
    story = await _story(callback, link)
    if link.number is None or story:
        await callback.answer(words.text("page.follow.out"))
        below_push = link.verb == "leave"
        await subscribe.leave(app, callback.chat, request, story, message_id, is_named=is_named, keep_topics=below_push)
        return
    state = await subscriptions.subscription_state(app.database, callback.chat.chat_id)
    if link.number in state.stories:
        await subscribe.apply_change(app, subscriptions.unfollow(app.database, request, link.number))
    await callback.answer(words.text("say.story_gone"), alert=True)


def _chosen_action(link: ReaderLink) -> Action | None:  # noqa: PLR0911 - one return for each button
    """Return the action of a button on the screens; None if it is none of these."""
    value = link.value or ""
    number = int(value) if value.isdecimal() else _HOURS
    match link.verb:
        case "every":
            return lambda app, request: subscriptions.follow(app.database, request)
        case "pace" if value in set(Frequency):
            return schedule_words.pace(Frequency(value))
        case "hour" if number < _HOURS:
            return schedule_words.change(minute=number * 60)
        case "day" if number < _DAYS:
            return schedule_words.change(weekday=number)
        case "quiet" if value == "off":
            return schedule_words.change(quiet_from=None, quiet_to=None)
        case "quiet" if span := clock_times.read_span(value):
            return schedule_words.change(quiet_from=span[0], quiet_to=span[1])
        case "inzone" if zone := zones.OFFERED.get(value):
            return lambda app, request: subscriptions.set_zone(app.database, request, zone)
    return None


async def _story(callback: ReaderCallback, link: ReaderLink) -> Story | None:
    return (await callback.app.story_cache.stories()).by_number.get(link.number or 0)


async def _allowed_request(callback: ReaderCallback) -> SubscriptionRequest | None:
    """Return the request of whoever may choose for the chat; anybody else is refused."""
    return subscribe.request_of(callback) if await language_forget.require_allowed(callback) else None
