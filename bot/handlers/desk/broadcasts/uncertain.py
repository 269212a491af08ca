"""Deliveries of which nobody knows whether they arrived: named, with what happened, and sent again or left so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bot.deeds import doing
from bot.desk.roles import Action
from bot.errors import LinkInvalid
from bot.handlers import replies
from bot.handlers.desk import progress, pushes
from bot.handlers.desk.screens import button, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.i18n import languages, numbers
from bot.pushing.push import slug_of
from bot.store import broadcasts, deliveries

if TYPE_CHECKING:
    from bot.deeds import Doing
    from bot.document import Button
    from bot.store.deliveries import Delivery

LISTED = 6  # chats on one screen, two buttons each
_ALL = "all"
_CHUNK = 500  # deliveries settled by one transaction's statements, so that a tap on "all" holds nothing up for long


async def show(turn: Turn) -> None:
    """What is uncertain of a push, and has not been left so."""
    await _list(turn, turn.draft_id)


async def send(turn: Turn) -> None:
    """A tap that sends one again, or all."""
    await _settle(turn, "send")


async def leave(turn: Turn) -> None:
    """A tap that leaves one as it is, or all."""
    await _settle(turn, "leave")


async def _settle(turn: Turn, way: Literal["send", "leave"]) -> None:
    number, every = turn.draft_id, turn.link.value == _ALL
    one = None if every else pushes.key(turn)
    if not every and one is None:
        raise LinkInvalid
    push = await pushes.get(turn, number)
    done = 0
    async with doing(turn.services.database, turn.deed, Action.PUSH, push=number) as act:
        if act.is_first:
            done = await _settle_all(act, number, way) if one is None else await _settle_one(act, number, one, way)
            if done:
                slug = await slug_of(act.conn, push)
                await act.record(slug, push=number, uncertain=way, chats=done, **({"chat": one[0]} if one else {}))
        left = await deliveries.uncertain(act.conn, number, 1)
        message_id = turn.tapped.message_id if turn.tapped and way == "send" and not (left or push.watch) else None
        if done and message_id:
            # All is decided: here it is shown how the push, which runs again, goes on.
            await broadcasts.watch(act.conn, number, turn.who.chat_id, message_id)
    turn.services.noted.set()
    if done and message_id and turn.tapped:
        await replies.answer_tap(turn.services, turn.tapped.query_id, turn.words.count("desk.push.doubt.sent", done))
        await progress.put(turn.services, number)
        return
    key = f"desk.push.doubt.{'sent' if way == 'send' else 'left'}"
    notice = turn.words.count(key, done) if done or not act.is_first else turn.words.text("desk.push.doubt.settled")
    await _list(turn, number, notice)


async def _settle_one(act: Doing, number: int, one: tuple[int, str], way: Literal["send", "leave"]) -> int:
    return int(await deliveries.settle(act.conn, number, *one, way, act.deed.at))


async def _settle_all(act: Doing, number: int, way: Literal["send", "leave"]) -> int:
    done = 0
    for one in await deliveries.uncertain(act.conn, number, _CHUNK):
        done += await deliveries.settle(act.conn, number, one.chat_id, one.language, way, act.deed.at)
    return done


async def _list(turn: Turn, number: int, notice: str | None = None) -> None:
    words, push = turn.words, await pushes.get(turn, number)
    async with turn.services.database.read() as conn:
        found = await deliveries.uncertain(conn, number, LISTED + 1)
    lines: list[str] = []
    doors: list[list[Button]] = []
    can_send = push.state not in {"retracting", "retracted"}
    for at, one in enumerate(found[:LISTED], start=1):
        # A phone cuts the end of a label off, which would be what tells the chats apart: so they are numbered.
        place = numbers.spell(at, words.digits)
        lines.append(words.text("desk.push.doubt.numbered", place=place, line=await _line(turn, one)))
        again = button(words.text("desk.push.doubt.send", place=place), "doubtsend", number, value=pushes.value(one))
        let = button(words.text("desk.push.doubt.leave", place=place), "doubtleave", number, value=pushes.value(one))
        doors.append([again, let] if can_send else [let])
    if len(found) > 1:
        again = button(words.text("desk.push.doubt.send_all"), "doubtsend", number, value=_ALL)
        let = button(words.text("desk.push.doubt.leave_all"), "doubtleave", number, value=_ALL)
        doors.append([again, let] if can_send else [let])
    back = [button(words.text("desk.button.back"), "pushcard", number)]
    more = words.text("desk.push.doubt.more") if len(found) > LISTED else None
    told = (words.text("desk.push.doubt.about"), *lines, more) if found else (words.text("desk.push.doubt.none"),)
    title = words.text("desk.push.doubt.title", number=number)
    await turn.show(screen(words, title, *told, rows=(*doors, back)), notice=notice)


async def _line(turn: Turn, one: Delivery) -> str:
    """What happened: the chat, in which language it was written to, and why nobody knows."""
    words, name = turn.words, await pushes.chat_name(turn, one)
    language = languages.name(one.language, words.language)
    ended = one.reason == deliveries.INTERRUPTED
    why = words.text("desk.push.doubt.stopped" if ended else "desk.push.doubt.why", why=one.reason or "?")
    return words.text("desk.push.doubt.line", name=name, language=language, why=why)


COMMANDS: dict[str, Deal] = {}
TAPS = {
    "doubts": Deal(Action.PUSH, show),
    "doubtsend": Deal(Action.PUSH, send),
    "doubtleave": Deal(Action.PUSH, leave),
}
