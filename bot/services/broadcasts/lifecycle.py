"""What becomes of a push that is there: paused, gone on with, stopped, called off, taken back; each is one transaction.

Each returns the push as it is then, and raises NotAllowed (written to the audit), PushUnknown, and PushMoved where its
state does not allow it. An update that is repeated finds it done, and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.deeds import doing
from bot.desk.roles import Action
from bot.errors import PushMoved
from bot.pages import update
from bot.pushing.push import slug_of
from bot.pushing.setting import withdraw
from bot.pushing.starting import hold
from bot.store import broadcasts, deliveries, renditions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.deeds import Deed, Doing
    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.store.broadcasts import Broadcast, State
    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class _Turn:
    """From which states a push goes to which, by whose right; `name` is the audit's."""

    name: str
    action: Action
    expected: frozenset[State]
    to: State
    cancels: bool = False


_PAUSE = _Turn("pause", Action.PUSH, frozenset({"running"}), "paused")
_RESUME = _Turn("resume", Action.PUSH, frozenset({"paused"}), "running")
_STOP = _Turn("stop", Action.PUSH, frozenset(broadcasts.OPEN), "stopped", cancels=True)
_CALL_OFF = _Turn("call_off", Action.PUSH, frozenset({"planned", "awaiting"}), "called_off")
_RETRACT = _Turn("retract", Action.RETRACT, frozenset(broadcasts.OUT), "retracting", cancels=True)


async def pause(database: Database, number: int, *, deed: Deed) -> Broadcast:
    """Send no more of a running push until it is resumed."""
    return await _turn(database, number, deed, _PAUSE)


async def resume(database: Database, number: int, *, deed: Deed) -> Broadcast:
    """Go on with a paused push."""
    return await _turn(database, number, deed, _RESUME)


async def stop(database: Database, number: int, *, deed: Deed) -> Broadcast:
    """End a running or paused push: what was not sent is cancelled."""
    return await _turn(database, number, deed, _STOP)


async def call_off(database: Database, number: int, *, deed: Deed) -> Broadcast:
    """Call off a push that waits for its hour or for approval."""
    return await _turn(database, number, deed, _CALL_OFF)


async def retract(
    database: Database,
    number: int,
    *,
    deed: Deed,
    words: Mapping[Language, Words],
    watch: tuple[int, int] | None = None,
) -> Broadcast:
    """Take back a push: what was not sent is cancelled, what was the worker deletes, or edits to a notice.

    `watch` is the chat and message that show how far that is.
    """
    return await _turn(database, number, deed, _RETRACT, words, watch)


async def _turn(  # noqa: PLR0917 - the last two are a retraction's
    database: Database,
    number: int,
    deed: Deed,
    turn: _Turn,
    words: Mapping[Language, Words] | None = None,
    watch: tuple[int, int] | None = None,
) -> Broadcast:
    async with doing(database, deed, turn.action, push=number, does=turn.name) as act:
        held = await hold(act, number)
        if not act.is_first:
            return held
        if not await broadcasts.move(act.conn, number, turn.to, at=deed.at, expected=turn.expected):
            raise PushMoved(number=number)
        if turn.cancels:
            await deliveries.cancel_pending(act.conn, number, deed.at)
        if watch:
            await broadcasts.watch(act.conn, number, *watch)
        if words:
            await _keep_notices(act, number, words)
        await act.record(await slug_of(act.conn, held), push=number, does=turn.name)
        return await hold(act, number)


async def _keep_notices(act: Doing, number: int, words: Mapping[Language, Words]) -> None:
    """Store what copies are edited to that can no longer be deleted: for each language, format and kind of chat one."""
    seen = set()
    for kept in await renditions.of_broadcast(act.conn, number):
        sent = kept.rendition
        kind = (sent.language, sent.rich, sent.channel, sent.method)
        if kind not in seen:
            seen.add(kind)
            notice = withdraw(update.withdrawal(words[sent.language]), sent, renditions.WITHDRAWN)
            await renditions.add(act.conn, number, notice)
