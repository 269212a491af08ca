"""The choice of a side of a conflict, as a button carries it: the side, the field and the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.model.language import Language
from bot.services.drafts import conflicts
from bot.services.drafts.conflicts import MINE, THEIRS

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext


def read(desk: DeskContext) -> tuple[str, str]:
    """Parse the tapped button into the conflict's key and the side; raises LinkInvalid."""
    link = desk.link
    side, *place = (link.value or "").split("-")
    if side not in {MINE, THEIRS} or link.part is None:
        raise LinkInvalid
    language = place.pop() if place and place[-1] in set(Language) else None
    return conflicts.key(link.part, link.item, "_".join(place) or None, language), side
