"""Pushes that are there: the latest of them, each as it stands, and its course: let go, paused, stopped, called off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import pushing
from bot.desk.roles import Action
from bot.errors import LinkInvalid, PushUnknown
from bot.handlers import replies
from bot.handlers.desk import names, notices, progress, standing
from bot.handlers.desk.screens import button, rows, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.store import broadcasts, deliveries, subscribers
from bot.store.subscribers import Kind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.document import Document
    from bot.handlers.desk.notices import Hearer
    from bot.store.broadcasts import Broadcast
    from bot.store.deliveries import Delivery

LISTED = 8  # pushes on one screen
_CHATS = 12  # chats on one screen


async def show_list(turn: Turn) -> None:
    """The latest pushes, each with how it stands, and a button that opens it."""
    words = turn.words
    async with turn.services.database.read() as conn:
        found = await broadcasts.latest(conn, LISTED)
        every = [(one, await standing.title(conn, one, words)) for one in found]
    lines, doors = [], []
    for one, title in every:
        name = words.text("desk.push.named", number=one.id, title=title)
        state = words.text(f"desk.push.state.{one.state}")
        told = words.count("desk.push.count.sent", one.counts.sent) if one.started_at else await _hour(turn, one)
        lines.append(f"{name}\n{state} {told}")
        doors.append([button(name, "pushcard", one.id)])
    fresh = [button(words.text("desk.button.push"), "push"), button(words.text("desk.button.desk"), "desk")]
    title, none = words.text("desk.push.recent"), words.text("desk.push.none")
    await turn.show(screen(words, title, *(lines or [none]), rows=(*doors, fresh)))


async def show(turn: Turn) -> None:
    """A push as it stands now."""
    await card(turn, turn.draft_id)


async def card(turn: Turn, number: int, notice: str | None = None, *, anew: bool = False) -> None:
    """Show a push as it stands, and what can be done about it."""
    push = await get(turn, number)
    await turn.show(await document(turn, push), notice=notice, anew=anew)


async def get(turn: Turn, number: int) -> Broadcast:
    """The push of this number; raises PushUnknown."""
    async with turn.services.database.read() as conn:
        push = await broadcasts.get(conn, number)
    if push is None:
        raise PushUnknown(number=number)
    return push


async def document(turn: Turn, push: Broadcast) -> Document:
    """A push's card: one that waits, with its hour and who made it; any other as it stands."""
    words = turn.words
    async with turn.services.database.read() as conn:
        stands = await standing.look(conn, push, words)
    if push.state not in {"planned", "awaiting", "called_off"}:
        return standing.document(stands, words, refresh=True)
    name = words.text("desk.push.named", number=push.id, title=stands.title)
    state = words.text(f"desk.push.state.{push.state}")
    by = words.text("desk.push.by", name=await names.of(turn.services, push.by)) if push.by else None
    hour = await _hour(turn, push) or None
    look = [button(words.text("desk.button.preview"), "pushlook", push.id, item="push")]
    mine = push.by == turn.user.id
    yes = button(words.text("desk.push.button.approve"), "pushyes", push.id)
    off = button(words.text("desk.push.button.off"), "pushoff", push.id)
    copy = button(words.text("desk.push.button.copy"), "pushcopy", push.id)
    fates = {"awaiting": [off] if mine else [yes, off], "planned": [off], "called_off": [copy]}
    every = [button(words.text("desk.push.button.pushes"), "pushes")]
    waits = push.state != "called_off"
    return screen(words, name, state, by, hour, rows=(look if waits else [], *rows(fates[push.state]), every))


async def approve(turn: Turn) -> None:
    """Another editor lets a push go."""
    services = turn.services
    push = await pushing.approve(services.database, turn.draft_id, deed=turn.deed, words=services.words)
    services.noted.set()
    await card(turn, push.id, turn.words.text("desk.push.approved"))
    if push.by and push.by != turn.user.id:
        await _tell_maker(turn, push, "desk.push.your_approved")


async def call_off(turn: Turn) -> None:
    """A push that waits is called off."""
    push = await pushing.call_off(turn.services.database, turn.draft_id, deed=turn.deed)
    await card(turn, push.id)
    if push.by and push.by != turn.user.id:
        await _tell_maker(turn, push, "desk.push.your_called_off")


async def pause(turn: Turn) -> None:
    """A running push pauses."""
    await _steer(turn, pushing.pause)


async def go_on(turn: Turn) -> None:
    """A paused push goes on."""
    await _steer(turn, pushing.resume)


async def stop(turn: Turn) -> None:
    """A push is to be stopped for good: asked once more, below what shows its progress, then done."""
    if turn.link.value == "yes":
        await _steer(turn, pushing.stop)
        return
    words, push = turn.words, await get(turn, turn.draft_id)
    yes = button(words.text("desk.push.stop.yes"), "pushstop", push.id, value="yes")
    no = button(words.text("desk.button.no"), "pushcard", push.id)
    sure = words.count("desk.push.stop.sure", push.counts.open)
    name = words.text("desk.push.button.pushstop")
    await turn.show(screen(words, name, sure, rows=([yes, no],)), anew=True)


async def show_failed(turn: Turn) -> None:
    """The chats that a push did not reach, and why, from behind the one on that the button names."""
    words, push = turn.words, await get(turn, turn.draft_id)
    async with turn.services.database.read() as conn:
        found = await deliveries.listed(conn, push.id, {"failed"}, key(turn), _CHATS + 1)
    shown, unknown = found[:_CHATS], words.text("desk.push.reason_unknown")
    lines = [
        words.text("desk.push.failed_line", name=await chat_name(turn, one), why=one.reason or unknown) for one in shown
    ]
    last = value(shown[-1]) if len(found) > len(shown) else None
    more = [button(words.text("desk.form.more"), "pushfail", push.id, value=last)] if last else []
    back = [button(words.text("desk.button.back"), "pushcard", push.id)]
    title = words.text("desk.push.failed_title", number=push.id)
    await turn.show(screen(words, title, *(lines or [words.text("desk.push.failed_none")]), rows=(more, back)))


async def chat_name(turn: Turn, one: Delivery) -> str:
    """What a chat is called: a channel or group by its title, a person by their name; by its id where none is known."""
    async with turn.services.database.read() as conn:
        subscriber = await subscribers.get(conn, one.chat_id)
    title = subscriber.title if subscriber else None
    if title is None and (subscriber is None or subscriber.kind is Kind.PRIVATE):
        title = await names.of(turn.services, one.chat_id)
    return title or str(one.chat_id)


def value(one: Delivery) -> str:
    """A delivery as a button names it."""
    return f"{one.chat_id}-{one.language}"


def key(turn: Turn) -> tuple[int, str] | None:
    """The delivery that the tapped button names, None where it names none; raises LinkInvalid."""
    if turn.link.value is None:
        return None
    chat, _, language = turn.link.value.rpartition("-")
    if not chat.removeprefix("-").isdecimal():
        raise LinkInvalid
    return int(chat), language


async def _steer(turn: Turn, way: Callable[..., Awaitable[Broadcast]]) -> None:
    """Change a push's course from its card, or from the message that shows its progress, which stays that."""
    services = turn.services
    push = await way(services.database, turn.draft_id, deed=turn.deed)
    if turn.tapped and push.watch == (turn.who.chat_id, turn.tapped.message_id):
        await replies.answer_tap(services, turn.tapped.query_id)
    else:
        await card(turn, push.id)
    if push.watch:
        await progress.put(services, push.id)


async def _hour(turn: Turn, push: Broadcast) -> str:
    """When a push that waits for its hour is to go out; nothing where that is as soon as it may."""
    if push.state == "planned" or (push.state == "awaiting" and push.due_at > turn.services.now()):
        return turn.words.text("desk.push.at", hour=await notices.moment(turn, push.due_at))
    return ""


async def _tell_maker(turn: Turn, push: Broadcast, key: str) -> None:
    name = await names.of(turn.services, turn.user.id)

    def compose(to: Hearer) -> Document:
        door = [button(to.words.text("desk.push.button.card"), "pushcard", push.id)]
        return screen(to.words, to.words.text("desk.button.push"), to.words.text(key, name=name, number=push.id),
                      rows=(door,))  # fmt: skip

    await notices.tell(turn.services, push.by, compose)


COMMANDS: dict[str, Deal] = {}
TAPS = {
    "pushes": Deal(Action.PUSH, show_list),
    "pushcard": Deal(Action.PUSH, show),
    "pushyes": Deal(Action.PUSH, approve),
    "pushoff": Deal(Action.PUSH, call_off),
    "pushpause": Deal(Action.PUSH, pause),
    "pushgo": Deal(Action.PUSH, go_on),
    "pushstop": Deal(Action.PUSH, stop),
    "pushfail": Deal(Action.PUSH, show_failed),
}
