"""Channels: list where the bot posts, with the last outcome, and set each up by buttons; for the owners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.error import BadRequest, Forbidden

from bot.errors import LinkInvalid
from bot.handlers import chat_member
from bot.handlers.desk.registry import router
from bot.i18n import languages, names, zones
from bot.model.language import Language
from bot.model.reader import FormatPreference, Preferences
from bot.model.roles import Action
from bot.services import channels as channel_service
from bot.services.channels import PAUSED_BY_DESK, ChannelSettings
from bot.services.subscriptions import NEW
from bot.store.subscribers import ChatKind, State
from bot.views.desk.screen import button, screen
from bot.views.labels import shorten, story_title, ticked

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.services.channels import Channel
    from bot.store.deliveries import LastDelivery
    from bot.store.subscribers import Subscriber
    from bot.views.document import Button, Document

_LINE, _LABEL = 120, 40  # UTF-16 units of a title
_LISTED = 30
_PICKS = 30
# Settings by the item of the button that sets them.
_SETTINGS: dict[str, ChannelSettings] = {
    **{language.value: ChannelSettings({"both": False}, {"language": language}) for language in Language},
    "both": ChannelSettings({"both": True}),
    "every": ChannelSettings({"every": True}),
    "silent": ChannelSettings({"silent": True}),
    "loud": ChannelSettings({"silent": False}),
    "card": ChannelSettings({"card": True}),
    "nocard": ChannelSettings({"card": False}),
    **{preference.value: ChannelSettings(reader={"format_preference": preference}) for preference in FormatPreference},
}


@router.command("channels", right=Action.CHANNELS)
@router.callback("channels", right=Action.CHANNELS)
async def listed(desk: DeskContext) -> None:
    """Handle `/channels`: list channels and groups with their state, last delivery and last problem."""
    known = await channel_service.read_all(desk.app.database, _LISTED)
    words = desk.words
    lines = [_line(desk, subscriber, last) for subscriber, last in known]
    button_rows = [
        [button(shorten(_title(desk, subscriber), _LABEL), "channel", value=str(subscriber.chat_id))]
        for subscriber, _ in known
        if subscriber.kind is ChatKind.CHANNEL
    ]
    how = words.text("desk.channels.how", username=f"@{desk.app.bot.username}")
    await desk.show(screen(words, words.text("desk.channels.title"), *lines, how, rows=button_rows))


@router.callback("channel", right=Action.CHANNELS)
async def card(desk: DeskContext) -> None:
    """Handle a tap on a channel: show its settings."""
    await desk.show(await _card(desk, _chat(desk)))


@router.callback("chset", right=Action.CHANNELS)
async def choose(desk: DeskContext) -> None:
    """Handle a tap that sets something: store it, and show the channel again."""
    item, chat_id = desk.link.item or "", _chat(desk)
    if (settings := _SETTINGS.get(item)) is None:
        raise LinkInvalid
    await channel_service.change(
        desk.app.database, chat_id, settings, what=item, context=desk.action_context, language=desk.words.language
    )
    desk.app.chat_cache.changed(chat_id)
    await card(desk)


@router.callback("chpicks", right=Action.CHANNELS)
async def picks(desk: DeskContext) -> None:
    """Handle a tap that lists the stories, ticked where the channel takes them."""
    await desk.show(await _picking(desk))


@router.callback("chpick", right=Action.CHANNELS)
async def pick(desk: DeskContext) -> None:
    """Handle a tap on a story: tick or untick it."""
    live = {story.number for story in (await desk.app.story_cache.stories()).stories}
    await channel_service.toggle_story(desk.app.database, _chat(desk), desk.draft_id, live, context=desk.action_context)
    await picks(desk)


@router.callback("chgo", right=Action.CHANNELS)
async def go(desk: DeskContext) -> None:
    """Handle a tap that starts posting there, after asking Telegram whether the bot may."""
    chat_id, app = _chat(desk), desk.app
    channel = await channel_service.read(app.database, chat_id)
    if channel.reader.language is None:
        await desk.tell("desk.channels.language_first")
        return
    obstacle = await _obstacle(desk, chat_id)
    await channel_service.activate(app.database, chat_id, obstacle=obstacle, context=desk.action_context)
    app.chat_cache.changed(chat_id)
    notice = desk.words.text(f"desk.channels.why.{obstacle}") if obstacle else None
    await desk.show(await _card(desk, chat_id), notice=notice)


@router.callback("chpause", right=Action.CHANNELS)
async def pause(desk: DeskContext) -> None:
    """Handle a tap that stops posting there for now."""
    chat_id = _chat(desk)
    await channel_service.pause(desk.app.database, chat_id, context=desk.action_context)
    desk.app.chat_cache.changed(chat_id)
    await card(desk)


@router.callback("chforget", right=Action.CHANNELS)
async def forget(desk: DeskContext) -> None:
    """Handle a tap that deletes the channel: ask for confirmation; confirmed, delete it."""
    chat_id, words = _chat(desk), desk.words
    subscriber = await channel_service.find(desk.app.database, chat_id)
    if subscriber and desk.link.item != "yes":
        yes = button(words.text("desk.channels.forget.yes"), "chforget", item="yes", value=str(chat_id))
        no = button(words.text("desk.button.no"), "channel", value=str(chat_id))
        sure = words.text("desk.channels.forget.sure", title=_title(desk, subscriber))
        await desk.show(screen(words, _title(desk, subscriber), sure, rows=((yes, no),)))
        return
    await channel_service.forget(desk.app.database, chat_id, context=desk.action_context)
    desk.app.chat_cache.changed(chat_id)
    await listed(desk)


async def _obstacle(desk: DeskContext, chat_id: int) -> str | None:
    """Ask Telegram why the bot cannot post in a channel; None if it can. Raises TelegramError without an answer."""
    try:
        chat = await desk.app.bot.get_chat(chat_id)
        member = await desk.app.bot.get_chat_member(chat_id, desk.app.bot.id)
    except (BadRequest, Forbidden):
        return chat_member.REMOVED
    return chat_member.why_not(member, chat.type)


async def _card(desk: DeskContext, chat_id: int) -> Document:
    words, channel = desk.words, await channel_service.read(desk.app.database, chat_id)
    back = (button(words.text("desk.channels.back_to"), "channels"),)
    if channel.subscriber is None:
        return screen(words, words.text("desk.channels.title"), words.text("desk.channels.unknown"), rows=(back,))
    lines = [_state(desk, channel.subscriber), _last_line(desk, channel.last)]
    button_rows = (*_card_rows(desk, channel.subscriber, channel), back)
    return screen(words, _title(desk, channel.subscriber), *lines, rows=button_rows)


def _card_rows(desk: DeskContext, subscriber: Subscriber, channel: Channel) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons of all settings, the chosen ones ticked."""
    words, reader, chat = desk.words, channel.reader, str(subscriber.chat_id)
    language_row = tuple(
        _set(subscriber, languages.name(language, language), language.value,
             chosen=reader.language is language and not subscriber.both)
        for language in Language
    )  # fmt: skip
    both = _set(subscriber, words.text("desk.channels.both"), "both", chosen=subscriber.both)
    formats = tuple(
        _set(subscriber, words.text(f"desk.channels.format.{preference}"), preference.value,
             chosen=reader.format_preference is preference)
        for preference in FormatPreference
    )  # fmt: skip
    every = _set(subscriber, words.text("desk.channels.every"), "every", chosen=subscriber.every)
    some = button(ticked(words.text("desk.channels.some"), chosen=not subscriber.every), "chpicks", value=chat)
    pinned_item, silent_item = "nocard" if subscriber.card else "card", "loud" if subscriber.silent else "silent"
    pinned = _set(subscriber, words.text("desk.channels.card"), pinned_item, chosen=subscriber.card)
    silent = _set(subscriber, words.text("desk.channels.silent"), silent_item, chosen=subscriber.silent)
    is_active = subscriber.state is State.ACTIVE
    label, verb = ("desk.channels.pause", "chpause") if is_active else ("desk.channels.go", "chgo")
    run = button(words.text(label), verb, value=chat)
    drop = button(words.text("desk.channels.forget"), "chforget", value=chat)
    return language_row, (both,), (every, some), formats[:1], formats[1:], (pinned,), (silent,), (run, drop)


async def _picking(desk: DeskContext) -> Document:
    words, chat_id = desk.words, _chat(desk)
    channel = await channel_service.read(desk.app.database, chat_id)
    subscriber, is_every = channel.subscriber, bool(channel.subscriber and channel.subscriber.every)
    tick_rows = []
    for story in (await desk.app.story_cache.stories()).stories[:_PICKS]:
        is_picked = bool(subscriber and (is_every or story.number in channel.stories))
        label = ticked(story_title(story, Preferences(words.language), _LABEL), chosen=is_picked)
        tick_rows.append([button(label, "chpick", story.number, value=str(chat_id))])
    back = [button(words.text("desk.button.back"), "channel", value=str(chat_id))]
    title = _title(desk, subscriber) if subscriber else words.text("desk.channels.title")
    return screen(words, title, words.text("desk.channels.pick"), rows=(*tick_rows, back))


def _line(desk: DeskContext, subscriber: Subscriber, last: LastDelivery | None) -> str:
    title = shorten(_title(desk, subscriber), _LINE)
    line = desk.words.text("desk.channels.line", title=title, state=_state(desk, subscriber))
    return f"{line}\n{_last_line(desk, last)}"


def _state(desk: DeskContext, subscriber: Subscriber) -> str:
    state, reason = desk.words.text(f"desk.channels.state.{subscriber.state}"), subscriber.reason
    if reason is None or reason == PAUSED_BY_DESK:
        return state
    is_known = reason in {chat_member.REMOVED, chat_member.DEMOTED, chat_member.MUTED, NEW}
    why = desk.words.text(f"desk.channels.why.{reason}") if is_known else reason
    return desk.words.text("desk.channels.state_why", state=state, why=why)


def _last_line(desk: DeskContext, last: LastDelivery | None) -> str:
    """Format the last delivery: its broadcast, when, and why it failed."""
    if last is None:
        return desk.words.text("desk.channels.last.none")
    line = desk.words.text(f"desk.channels.last.{last.state}", number=last.broadcast_id)
    at = f" {zones.format_moment(last.at, desk.chat.preferences.zone, desk.chat.preferences)}" if last.at else ""
    why = f"\n{desk.words.text('desk.channels.last.why', why=last.reason)}" if last.reason else ""
    return f"{line}{at}{why}"


def _set(subscriber: Subscriber, label: str, item: str, *, chosen: bool) -> Button:
    return button(ticked(label, chosen=chosen), "chset", item=item, value=str(subscriber.chat_id))


def _title(desk: DeskContext, subscriber: Subscriber) -> str:
    return names.chat(desk.words, subscriber.chat_id, subscriber.title)


def _chat(desk: DeskContext) -> int:
    value = desk.link.value or ""
    if not value.lstrip("-").isdecimal():
        raise LinkInvalid
    return int(value)
