"""Channels: where the bot posts, what came of it, and the set-up of each by buttons; for the owners."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from telegram.error import BadRequest, Forbidden

from bot.audience import Preferences, Reader, Wanted
from bot.deeds import doing
from bot.desk.roles import Action
from bot.errors import LinkInvalid
from bot.handlers import membership
from bot.handlers.desk.screens import button, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.i18n import languages, zones
from bot.language import Language
from bot.pages.labels import shorten, story_title, ticked
from bot.store import cards, chats, posted, readers, subscribers
from bot.store.subscribers import Kind, State, Subscriber

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.document import Button, Document
    from bot.store.posted import Posted

WISH = "wish"  # why a subscriber is paused that somebody paused
_LINE, _LABEL = 120, 40  # UTF-16 units of a title
_LISTED = 30
_PICKS = 30
# What a button sets: fields of the subscriber, or of its reader.
_SETS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "ar": ({"both": False}, {"language": Language.AR}),
    "en": ({"both": False}, {"language": Language.EN}),
    "both": ({"both": True}, {}),
    "every": ({"every": True}, {}),
    "silent": ({"silent": True}, {}),
    "loud": ({"silent": False}, {}),
    "card": ({"card": True}, {}),
    "nocard": ({"card": False}, {}),
    **{one.value: ({}, {"wanted": one}) for one in Wanted},
}


async def listed(turn: Turn) -> None:
    """`/channels`: all of them, and the groups, with their state, their last push, and what went wrong."""
    async with turn.services.database.read() as conn:
        found = (await subscribers.channels(conn))[:_LISTED]
        last = await posted.last(conn, [one.chat_id for one in found])
    words = turn.words
    told = [_line(turn, one, last.get(one.chat_id)) for one in found]
    doors = [
        [button(shorten(_title(one), _LABEL), "channel", value=str(one.chat_id))]
        for one in found
        if one.kind is Kind.CHANNEL
    ]
    how = words.text("desk.channels.how", username=f"@{turn.services.bot.username}")
    await turn.show(screen(words, words.text("desk.channels.title"), *told, how, rows=doors))


async def card(turn: Turn) -> None:
    """A channel, and all that can be set."""
    await turn.show(await _card(turn, _chat(turn)))


async def choose(turn: Turn) -> None:
    """A tap that sets something: it is kept, and the channel shown as it is then."""
    values = _SETS.get(turn.link.item or "")
    if values is None:
        raise LinkInvalid
    own, reader = values

    def edit(found: Subscriber, known: Reader) -> tuple[Subscriber, dict[str, Any]]:
        first = {"language": turn.words.language} if known.language is None and own.get("both") else {}
        return replace(found, **own), first | reader

    await _change(turn, edit, what=turn.link.item or "")
    await card(turn)


async def picks(turn: Turn) -> None:
    """The stories, with a tick where the channel takes them."""
    await turn.show(await _picking(turn))


async def pick(turn: Turn) -> None:
    """A tap on a story ticks or unticks it; a channel that took every one takes from then on those but this."""
    chat_id, story = _chat(turn), turn.draft_id
    every = {one.number for one in (await turn.services.shelf.stories()).stories}
    if story not in every:
        raise LinkInvalid
    async with doing(turn.services.database, turn.deed, Action.CHANNELS, chat=chat_id) as act:
        found = await subscribers.get(act.conn, chat_id)
        if act.is_first and found:
            picked = every if found.every else await subscribers.stories_of(act.conn, chat_id)
            await subscribers.put(act.conn, replace(found, every=False), turn.services.now())
            await subscribers.pick(act.conn, chat_id, picked ^ {story})
            await act.record(chat=chat_id, what="pick", story=story)
    await picks(turn)


async def go(turn: Turn) -> None:
    """Post there, or post there again: seen first is whether the bot may."""
    chat_id, services = _chat(turn), turn.services
    async with services.database.read() as conn:
        reader = await readers.get(conn, chat_id)
    if reader is None or reader.language is None:
        await turn.tell("desk.channels.language_first")
        return
    why = await _why_not(turn, chat_id)
    state = State.RESTING if why else State.ACTIVE
    await _change(turn, lambda found, _: (replace(found, state=state, reason=why), {}), what="go")
    await turn.show(await _card(turn, chat_id), notice=turn.words.text(f"desk.channels.why.{why}") if why else None)


async def pause(turn: Turn) -> None:
    """Post nothing there for now; what waits to be sent there is called off."""
    chat_id = _chat(turn)
    await _change(turn, lambda found, _: (replace(found, state=State.PAUSED, reason=WISH), {}), what="pause")
    async with turn.services.database.write() as conn:
        await chats.call_off(conn, chat_id, turn.services.now(), reason="paused")
    await card(turn)


async def forget(turn: Turn) -> None:
    """Forget the channel: asked once more, then done."""
    chat_id, words = _chat(turn), turn.words
    async with turn.services.database.read() as conn:
        found = await subscribers.get(conn, chat_id)
    if found and turn.link.item != "yes":
        yes = button(words.text("desk.channels.forget.yes"), "chforget", item="yes", value=str(chat_id))
        no = button(words.text("desk.button.no"), "channel", value=str(chat_id))
        sure = words.text("desk.channels.forget.sure", title=_title(found))
        await turn.show(screen(words, _title(found), sure, rows=((yes, no),)))
        return
    async with doing(turn.services.database, turn.deed, Action.CHANNELS, chat=chat_id) as act:
        if act.is_first:
            await chats.forget(act.conn, chat_id)
            await act.record(chat=chat_id, what="forget")
    turn.services.ledger.changed(chat_id)
    await listed(turn)


async def _change(
    turn: Turn, edit: Callable[[Subscriber, Reader], tuple[Subscriber, dict[str, Any]]], *, what: str
) -> None:
    """Change a channel's subscriber and its reader's choices, in one transaction that the audit tells of."""
    chat_id, at = _chat(turn), turn.services.now()
    async with doing(turn.services.database, turn.deed, Action.CHANNELS, chat=chat_id) as act:
        found = await subscribers.get(act.conn, chat_id)
        if act.is_first and found:
            reader = await readers.get(act.conn, chat_id) or Reader(chat_id)
            fresh, choices = edit(found, reader)
            if choices:
                await readers.choose(act.conn, chat_id, at, **choices)
                await cards.turn(act.conn, chat_id)
            await subscribers.put(act.conn, replace(fresh, set_up_by=turn.user.id), at)
            await act.record(chat=chat_id, what=what)
    turn.services.ledger.changed(chat_id)


async def _why_not(turn: Turn, chat_id: int) -> str | None:
    """Why the bot cannot post in a channel, as Telegram tells now; None where it can. Raises where it tells nothing."""
    try:
        chat = await turn.services.bot.get_chat(chat_id)
        member = await turn.services.bot.get_chat_member(chat_id, turn.services.bot.id)
    except (BadRequest, Forbidden):
        return membership.REMOVED
    return membership.why_not(member, chat.type)


async def _card(turn: Turn, chat_id: int) -> Document:
    words = turn.words
    async with turn.services.database.read() as conn:
        found, reader = await subscribers.get(conn, chat_id), await readers.get(conn, chat_id) or Reader(chat_id)
        last = (await posted.last(conn, [chat_id])).get(chat_id)
    back = (button(words.text("desk.channels.back_to"), "channels"),)
    if found is None:
        return screen(words, words.text("desk.channels.title"), words.text("desk.channels.unknown"), rows=(back,))
    own = {one: reader.language is one and not found.both for one in Language}
    spoken = [_set(found, languages.name(one, one), one.value, chosen=own[one]) for one in Language]
    both = _set(found, words.text("desk.channels.both"), "both", chosen=found.both)
    formats = [
        _set(found, words.text(f"desk.channels.format.{one}"), one.value, chosen=reader.wanted is one) for one in Wanted
    ]
    every = _set(found, words.text("desk.channels.every"), "every", chosen=found.every)
    some = button(ticked(words.text("desk.channels.some"), chosen=not found.every), "chpicks", value=str(chat_id))
    pinned = _set(found, words.text("desk.channels.card"), "nocard" if found.card else "card", chosen=found.card)
    silent = _set(found, words.text("desk.channels.silent"), "loud" if found.silent else "silent", chosen=found.silent)
    active = found.state is State.ACTIVE
    on, off = words.text("desk.channels.go"), words.text("desk.channels.pause")
    run = button(off if active else on, "chpause" if active else "chgo", value=str(chat_id))
    drop = button(words.text("desk.channels.forget"), "chforget", value=str(chat_id))
    told = [_state(turn, found), _told_last(turn, last)]
    doors = (spoken, (both,), (every, some), formats[:1], formats[1:], (pinned,), (silent,), (run, drop), back)
    return screen(words, _title(found), *told, rows=doors)


async def _picking(turn: Turn) -> Document:
    words, chat_id = turn.words, _chat(turn)
    async with turn.services.database.read() as conn:
        found, picked = await subscribers.get(conn, chat_id), await subscribers.stories_of(conn, chat_id)
    every = (await turn.services.shelf.stories()).stories[:_PICKS]
    ticks = [
        [
            button(
                ticked(
                    story_title(one, Preferences(words.language), _LABEL),
                    chosen=bool(found and (found.every or one.number in picked)),
                ),
                "chpick",
                one.number,
                value=str(chat_id),
            )
        ]
        for one in every
    ]
    back = [button(words.text("desk.button.back"), "channel", value=str(chat_id))]
    title = _title(found) if found else words.text("desk.channels.title")
    return screen(words, title, words.text("desk.channels.pick"), rows=(*ticks, back))


def _line(turn: Turn, found: Subscriber, last: Posted | None) -> str:
    told = turn.words.text("desk.channels.line", title=shorten(_title(found), _LINE), state=_state(turn, found))
    return f"{told}\n{_told_last(turn, last)}"


def _state(turn: Turn, found: Subscriber) -> str:
    state = turn.words.text(f"desk.channels.state.{found.state}")
    known = found.reason in {membership.REMOVED, membership.DEMOTED, membership.MUTED, membership.NEW}
    if found.reason is None or found.reason == WISH:
        return state
    why = turn.words.text(f"desk.channels.why.{found.reason}") if known else found.reason
    return turn.words.text("desk.channels.state_why", state=state, why=why)


def _told_last(turn: Turn, last: Posted | None) -> str:
    if last is None:
        return turn.words.text("desk.channels.last.none")
    told = turn.words.text(f"desk.channels.last.{last.state}", number=last.push)
    at = f" {zones.spell(last.at, turn.who.preferences.zone, turn.who.preferences)}" if last.at else ""
    why = f"\n{turn.words.text('desk.channels.last.why', why=last.reason)}" if last.reason else ""
    return f"{told}{at}{why}"


def _set(found: Subscriber, label: str, item: str, *, chosen: bool) -> Button:
    return button(ticked(label, chosen=chosen), "chset", item=item, value=str(found.chat_id))


def _title(found: Subscriber) -> str:
    return found.title or str(found.chat_id)


def _chat(turn: Turn) -> int:
    value = turn.link.value or ""
    if not value.lstrip("-").isdecimal():
        raise LinkInvalid
    return int(value)


COMMANDS = {"channels": Deal(Action.CHANNELS, listed)}
TAPS = {
    "channels": Deal(Action.CHANNELS, listed),
    "channel": Deal(Action.CHANNELS, card),
    "chset": Deal(Action.CHANNELS, choose),
    "chpicks": Deal(Action.CHANNELS, picks),
    "chpick": Deal(Action.CHANNELS, pick),
    "chgo": Deal(Action.CHANNELS, go),
    "chpause": Deal(Action.CHANNELS, pause),
    "chforget": Deal(Action.CHANNELS, forget),
}
