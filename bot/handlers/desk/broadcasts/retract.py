"""Retracting: a push is taken back, be it under way or out; what cannot be deleted any more becomes a notice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot import pushing
from bot.desk.roles import Action
from bot.errors import PushMoved, PushUnknown
from bot.handlers import replies
from bot.handlers.desk import progress, pushes, standing
from bot.handlers.desk.screens import button, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.i18n.folding import ascii_digits
from bot.store import broadcasts

if TYPE_CHECKING:
    from bot.document import Document
    from bot.store.broadcasts import Broadcast

LISTED = 8
_DELETABLE = timedelta(hours=48)  # https://core.telegram.org/bots/api#deletemessage


async def typed(turn: Turn) -> None:
    """`/retract`: the push of a number, or the choice of those that can be taken back."""
    asked = ascii_digits(" ".join(turn.args)).lstrip("#").strip()
    if not asked:
        await _choose(turn)
    elif asked.isdecimal() and len(asked) <= len("9999999999"):
        await turn.show(await _sure(turn, await pushes.get(turn, int(asked))))
    else:
        raise PushUnknown(number=asked)


async def retract(turn: Turn) -> None:
    """A tap on a push: asked once more, then taken back, and shown how far that is."""
    push = await pushes.get(turn, turn.draft_id)
    if turn.link.value != "yes":
        # What shows a push's progress goes on to do so.
        anew = turn.tapped is not None and push.watch == (turn.who.chat_id, turn.tapped.message_id)
        await turn.show(await _sure(turn, push), anew=anew)
        return
    services, message_id = turn.services, turn.tapped.message_id if turn.tapped else None
    watch = (turn.who.chat_id, message_id) if message_id else None
    push = await pushing.retract(services.database, push.id, deed=turn.deed, words=services.words, watch=watch)
    services.noted.set()
    if turn.tapped and watch:
        await replies.answer_tap(services, turn.tapped.query_id)
        await progress.put(services, push.id)
    else:
        await pushes.card(turn, push.id)


async def _choose(turn: Turn) -> None:
    words = turn.words
    async with turn.services.database.read() as conn:
        found = await broadcasts.latest(conn, LISTED, states=broadcasts.OUT)
        titles = [await standing.title(conn, one, words) for one in found]
    named = zip(found, titles, strict=True)
    doors = [
        [button(words.text("desk.push.named", number=one.id, title=title), "retract", one.id)] for one, title in named
    ]
    told = words.text("desk.push.retract.which" if found else "desk.push.retract.none")
    home = [button(words.text("desk.button.desk"), "desk")]
    await turn.show(screen(words, words.text("desk.push.button.retract"), told, rows=(*doors, home)))


async def _sure(turn: Turn, push: Broadcast) -> Document:
    """What would become of the copies; raises PushMoved where the push cannot be taken back."""
    if push.kind == "digest" or push.state not in broadcasts.OUT:
        raise PushMoved(number=push.id)
    words, counts = turn.words, push.counts
    async with turn.services.database.read() as conn:
        title = await standing.title(conn, push, words)
    is_old = push.started_at is not None and turn.services.now() - push.started_at >= _DELETABLE
    told = [words.count("desk.push.retract.sure", counts.sent)]
    told += [words.count("desk.push.retract.cancels", counts.open)] if counts.open else []
    told += [words.text("desk.push.retract.old" if is_old else "desk.push.retract.young")]
    yes = button(words.text("desk.push.retract.yes"), "retract", push.id, value="yes")
    no = button(words.text("desk.button.no"), "pushcard", push.id)
    name = words.text("desk.push.named", number=push.id, title=title)
    return screen(words, name, *told, rows=([yes, no],))


COMMANDS = {"retract": Deal(Action.RETRACT, typed)}
TAPS = {"retract": Deal(Action.RETRACT, retract)}
