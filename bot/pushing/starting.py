"""A push begins: counted beforehand, sent at once, at an hour or after approval, or with the draft that it tells of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.deeds import Deed
    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.publishing import Published
    from bot.pushing.push import Push
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.recipients import Tally


@dataclass(frozen=True, slots=True)
class Forecast:
    """Who would get a push at once, who later (`tally.held`), and in how many `seconds` those at once would have it."""

    tally: Tally
    seconds: float


async def forecast(database: Database, push: Push, now: datetime, rate: float) -> Forecast:
    """What a push would be now, at a rate of messages a second for all that leaves; nothing is kept.

    Raises StoryUnknown, StoryArchived and PushNothing.
    """
    raise NotImplementedError


async def start(
    database: Database,
    push: Push,
    deed: Deed,
    *,
    words: Mapping[Language, Words],
    at: datetime | None = None,
    awaiting: bool = False,
    watch: tuple[int, int] | None = None,
) -> int:
    """Push it now, `at` an hour, or, `awaiting`, once another editor approves; returns its number.

    Under the rule of four eyes every push awaits approval, but for those of the command line. `watch` is the chat and
    message that show its progress. A repeated update returns the number that the first made.

    Raises NotAllowed (written to the audit), StoryUnknown, StoryArchived, PushNothing, PushLong and HourPast.
    """
    raise NotImplementedError


async def publish(
    database: Database,
    draft_id: int,
    push: Push,
    *,
    version: int,
    deed: Deed,
    words: Mapping[Language, Words],
    note: str | None = None,
    watch: tuple[int, int] | None = None,
) -> tuple[Published, int | None]:
    """Publish a draft and push what is new in it, in one transaction; the push's number is None where it was published.

    Raises what `publishing.publish` and `start` raise; nothing is published then, and nothing pushed.
    """
    raise NotImplementedError


async def approve(database: Database, number: int, *, deed: Deed, words: Mapping[Language, Words]) -> Broadcast:
    """Let a push go that awaits approval: now, or at its hour; returns it as it is now.

    Raises NotAllowed (written to the audit), PushUnknown, PushMoved, PushOwn, and what `start` raises.
    """
    raise NotImplementedError


async def run_due(database: Database, now: datetime, words: Mapping[Language, Words]) -> tuple[Broadcast, ...]:
    """Set on their way the planned pushes whose hour has come; those that can no longer be pushed are called off.

    Returns them as they are now.
    """
    raise NotImplementedError
