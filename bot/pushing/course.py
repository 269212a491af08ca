"""What becomes of a push that is there: paused, gone on with, stopped, called off, taken back; each is one transaction.

Each raises NotAllowed (written to the audit), PushUnknown, and PushMoved where its state does not allow it. An update
that is repeated finds it done, and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.deeds import Deed
    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database


async def pause(database: Database, number: int, *, deed: Deed) -> Broadcast:
    """Send no more of a running push until it is resumed; returns it as it is now."""
    raise NotImplementedError


async def resume(database: Database, number: int, *, deed: Deed) -> Broadcast:
    """Go on with a paused push."""
    raise NotImplementedError


async def stop(database: Database, number: int, *, deed: Deed) -> Broadcast:
    """End a running or paused push: what was not sent is cancelled."""
    raise NotImplementedError


async def call_off(database: Database, number: int, *, deed: Deed) -> Broadcast:
    """Call off a push that waits for its hour or for approval."""
    raise NotImplementedError


async def retract(database: Database, number: int, *, deed: Deed, words: Mapping[Language, Words]) -> Broadcast:
    """Take back a push: what was not sent is cancelled, what was is deleted or withdrawn by the worker."""
    raise NotImplementedError
