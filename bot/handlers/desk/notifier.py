"""Sends notices to members of the desk, each in their own language, in their private chat with the bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from bot.i18n import zones
from bot.render import request_body
from bot.services import membership
from bot.telegram_api.outcomes import Sent, describe
from bot.telegram_api.rate_limiter import Priority

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from telegram import User

    from bot.handlers.context import AppContext
    from bot.handlers.desk.desk_context import DeskContext
    from bot.i18n.catalogue import Translator
    from bot.model.reader import Preferences
    from bot.model.roles import Action
    from bot.telegram_api.outcomes import Outcome
    from bot.views.document import Document

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class NoticeRecipient:
    """Recipient of a notice: translator, preferences, and zone (an IANA name, None until one is chosen)."""

    user_id: int
    words: Translator
    preferences: Preferences
    zone: str | None


async def recipient(app: AppContext, user_id: int) -> NoticeRecipient:
    """Read how to address somebody: in the language of their chat, else the one Telegram reported last."""
    reader, _ = await app.chat_cache.chat(user_id, 0)
    locale = await membership.read_locale(app.database, user_id)
    preferences = reader.preferences(locale.language)
    return NoticeRecipient(user_id, app.words_for(preferences), preferences, locale.zone)


async def remember_member(app: AppContext, user: User) -> None:
    """Store the language that Telegram reports for a member, so that notices can be worded in it."""
    await membership.remember_language(app.database, user.id, user.language_code)


async def moment(desk: DeskContext, at: datetime) -> str:
    """Format a moment in the member's zone, which is named; in UTC where they chose none."""
    locale = await membership.read_locale(desk.app.database, desk.user.id)
    return zones.format_moment(at, locale.zone or "UTC", desk.chat.preferences)


async def tell(app: AppContext, user_id: int, compose: Callable[[NoticeRecipient], Document]) -> Outcome:
    """Send a notice, composed for its recipient, and return the outcome; a failure is logged."""
    document = compose(await recipient(app, user_id))
    message = request_body.send(app.pages.render(document).bodies[0], user_id)
    outcome = await app.client.call("sendMessage", message, chat=user_id, priority=Priority.READER)
    if not isinstance(outcome, Sent):
        log.warning("notice.not_sent", chat=user_id, outcome=describe(outcome))
    return outcome


async def tell_those(
    app: AppContext, action: Action, compose: Callable[[NoticeRecipient], Document], but: Collection[int] = ()
) -> None:
    """Send a notice to everybody who may do something, except some."""
    for user_id in await those(app, action):
        if user_id not in but:
            await tell(app, user_id, compose)


async def those(app: AppContext, action: Action) -> list[int]:
    """Return the ids of everybody who may do something, owners of the settings included."""
    return await membership.read_with_right(app.database, action, app.settings.owners)
