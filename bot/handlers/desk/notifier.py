"""What members of the desk are told unasked: each in their own language, in their private chat with the bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from bot.audience import spoken
from bot.desk.roles import Role, may
from bot.i18n import zones
from bot.render import body
from bot.store import members, seats
from bot.transport.limiter import Lane
from bot.transport.outcomes import Sent, words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from telegram import User

    from bot.audience import Preferences
    from bot.desk.roles import Action
    from bot.document import Document
    from bot.handlers.desk.turn import Turn
    from bot.handlers.services import Services
    from bot.i18n.catalogue import Words
    from bot.transport.outcomes import Outcome

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Hearer:
    """Who is told something: in which words, and in which zone (an IANA name, None until one is chosen)."""

    user_id: int
    words: Words
    preferences: Preferences
    zone: str | None


async def hearer(services: Services, user_id: int) -> Hearer:
    """How somebody is spoken to: in the language that their chat chose, else in the one that Telegram told last."""
    reader, _ = await services.ledger.chat(user_id, 0)
    async with services.database.read() as conn:
        seat = await seats.get(conn, user_id)
    preferences = reader.preferences(seat.language)
    return Hearer(user_id, services.told(preferences), preferences, seat.zone)


async def heard(services: Services, user: User) -> None:
    """Keep the language that Telegram tells of somebody, so that they can be told something in it."""
    if user.language_code is None:
        return
    language = spoken(user.language_code)
    async with services.database.read() as conn:
        known = (await seats.get(conn, user.id)).language
    if known is not language:
        async with services.database.write() as conn:
            await seats.set_language(conn, user.id, language)


async def moment(turn: Turn, at: datetime) -> str:
    """A moment in this person's zone, which is named; in UTC where they chose none."""
    async with turn.services.database.read() as conn:
        seat = await seats.get(conn, turn.user.id)
    return zones.spell(at, seat.zone or "UTC", turn.who.preferences)


async def tell(services: Services, user_id: int, compose: Callable[[Hearer], Document]) -> Outcome:
    """Tell somebody what is composed for them."""
    document = compose(await hearer(services, user_id))
    message = body.send(services.press.set(document).bodies[0], user_id)
    outcome = await services.client.call("sendMessage", message, chat=user_id, lane=Lane.READER)
    if not isinstance(outcome, Sent):
        log.warning("notice.not_sent", chat=user_id, outcome=words(outcome))
    return outcome


async def tell_those(
    services: Services, action: Action, compose: Callable[[Hearer], Document], but: Collection[int] = ()
) -> None:
    """Tell everybody who may do something, but for some."""
    for user_id in await those(services, action):
        if user_id not in but:
            await tell(services, user_id, compose)


async def those(services: Services, action: Action) -> list[int]:
    """Everybody who may do something, owners of the settings too."""
    async with services.database.read() as conn:
        found = {one.user_id: one.role for one in await members.all_(conn)}
    found |= dict.fromkeys(services.settings.owners, Role.OWNER)
    return sorted(user_id for user_id, role in found.items() if may(role, action))
