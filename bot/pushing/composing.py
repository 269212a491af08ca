"""A push as the bytes of a message, once for each combination of what its recipients chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.pushing.push import Push
    from bot.store.database import Database
    from bot.store.recipients import Combination
    from bot.store.renditions import Rendition
    from bot.story import Dossier


async def preview(
    database: Database,
    push: Push,
    combination: Combination,
    words: Mapping[Language, Words],
    *,
    draft: Dossier | None = None,
) -> Rendition:
    """The message that chats of this combination would get now, or once `draft` is published.

    Raises StoryUnknown, StoryArchived, PushNothing and PushLong.
    """
    raise NotImplementedError
