"""State transitions of a broadcast: pause, resume, stop, cancel, retract; one transaction each.

Each returns the broadcast after the transition, and raises NotAllowed (written to the audit), BroadcastUnknown, and
BroadcastStale where its state does not allow it. A repeated update changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import BroadcastStale
from bot.model.roles import Action
from bot.services.broadcasts.render import withdraw
from bot.services.broadcasts.spec import of, slug_of
from bot.services.broadcasts.start import get_for_update
from bot.services.desk_transaction import desk_transaction
from bot.store import broadcasts, deliveries, renditions
from bot.views import broadcast_message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.i18n.catalogue import Translator
    from bot.model.language import Language
    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.store.broadcasts import Broadcast, State
    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class _Transition:
    """States from and to, and the right it takes; `name` is its name in the audit log."""

    name: str
    action: Action
    expected: frozenset[State]
    to: State
    cancels: bool = False


_PAUSE = _Transition("pause", Action.PUSH, frozenset({"running"}), "paused")
_RESUME = _Transition("resume", Action.PUSH, frozenset({"paused"}), "running")
_STOP = _Transition("stop", Action.PUSH, frozenset(broadcasts.OPEN), "stopped", cancels=True)
_CANCEL = _Transition("call_off", Action.PUSH, frozenset({"planned", "awaiting"}), "called_off")
_RETRACT = _Transition("retract", Action.RETRACT, frozenset(broadcasts.OUT), "retracting", cancels=True)


async def pause(database: Database, broadcast_id: int, *, context: ActionContext) -> Broadcast:
    """Pause a running broadcast: nothing more is sent until it is resumed."""
    return await _apply(database, broadcast_id, context, _PAUSE)


async def resume(database: Database, broadcast_id: int, *, context: ActionContext) -> Broadcast:
    """Resume a paused broadcast."""
    return await _apply(database, broadcast_id, context, _RESUME)


async def stop(database: Database, broadcast_id: int, *, context: ActionContext) -> Broadcast:
    """End a running or paused broadcast, and cancel its pending deliveries."""
    return await _apply(database, broadcast_id, context, _STOP)


async def cancel(database: Database, broadcast_id: int, *, context: ActionContext) -> Broadcast:
    """Cancel a broadcast that waits for its hour or for approval."""
    return await _apply(database, broadcast_id, context, _CANCEL)


async def retract(
    database: Database,
    broadcast_id: int,
    *,
    context: ActionContext,
    words: Mapping[Language, Translator],
    watch: tuple[int, int] | None = None,
) -> Broadcast:
    """Retract a broadcast: pending deliveries are cancelled; the worker deletes sent copies, or edits them to a notice.

    `watch` is the chat and message that show the retraction's progress.
    """
    return await _apply(database, broadcast_id, context, _RETRACT, words, watch)


async def _apply(  # noqa: PLR0917 - the last two are a retraction's
    database: Database,
    broadcast_id: int,
    context: ActionContext,
    transition: _Transition,
    words: Mapping[Language, Translator] | None = None,
    watch: tuple[int, int] | None = None,
) -> Broadcast:
    async with desk_transaction(database, context, transition.action, push=broadcast_id, does=transition.name) as tx:
        broadcast = await get_for_update(tx, broadcast_id)
        if not tx.is_new_update:
            return broadcast
        if not await broadcasts.move(tx.conn, broadcast_id, transition.to, at=context.at, expected=transition.expected):
            raise BroadcastStale(number=broadcast_id)
        if transition.cancels:
            await deliveries.cancel_pending(tx.conn, broadcast_id, context.at)
        if watch:
            await broadcasts.watch(tx.conn, broadcast_id, *watch)
        if words:
            await _keep_notices(tx, broadcast, words)
        await tx.record(await slug_of(tx.conn, broadcast), push=broadcast_id, does=transition.name)
        return await get_for_update(tx, broadcast_id)


async def _keep_notices(tx: DeskTransaction, broadcast: Broadcast, words: Mapping[Language, Translator]) -> None:
    """Store the notices for copies that can no longer be deleted: one for each language, format and kind of chat."""
    seen, card = set(), of(broadcast, None).card
    for stored in await renditions.of_broadcast(tx.conn, broadcast.id):
        sent = stored.rendition
        kind = (sent.language, sent.rich, sent.channel, sent.method)
        if kind not in seen:
            seen.add(kind)
            picture = card.of(sent.language) if card else None
            document = broadcast_message.retraction_notice(words[sent.language])
            notice = withdraw(document, sent, renditions.WITHDRAWN, picture.instead if picture else None)
            await renditions.add(tx.conn, broadcast.id, notice)
