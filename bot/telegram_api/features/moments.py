"""Moments in a text (`<tg-time>`, the `date_time` entity): plain words for a server that does not know the tag."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.telegram_api.features.refusable import Refusable

if TYPE_CHECKING:
    from collections.abc import Callable

_KEY = b"<tg-time "  # in a text of somebody's it would be escaped
_TAG = re.compile(rb"</?tg-time[^>]*>")
# TDLib names a tag that it does not know, and a format ("Invalid date format used").
_OF_MOMENTS = re.compile(r"tg-time|start tag|date(?:-time)? format|can't parse entities")


def moments(time: Callable[[], float]) -> Refusable:
    """Return the feature."""
    return Refusable(_KEY, without_moments, _OF_MOMENTS, time)


def without_moments(body: bytes) -> bytes:
    """Return a request body whose moments are their words alone."""
    return _TAG.sub(b"", body)
