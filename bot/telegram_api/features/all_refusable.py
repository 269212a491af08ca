"""All features that a server may refuse, as the client has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.telegram_api.features.button_styles import styles
from bot.telegram_api.features.cover_figures import CoverFigures
from bot.telegram_api.features.moments import moments

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.telegram_api.features.refusable import Refusable


def refusable(time: Callable[[], float]) -> tuple[Refusable, ...]:
    """Return the features, with what this client's server refused; `time` returns seconds."""
    return styles(time), moments(time), CoverFigures(time)
