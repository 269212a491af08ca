"""Styles of inline buttons (Bot API 9.4): taken out of a request for a server that refuses them.

A server that is older than they are ignores them.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from bot.telegram_api.features.refusable import Refusable

if TYPE_CHECKING:
    from collections.abc import Callable

_KEY = b'"style":"'  # as `request_body.prepare` writes it; within a text the quotation marks are escaped
_OF_BUTTONS = re.compile(r"style|inline keyboard|reply markup|reply_markup|button")


def styles(time: Callable[[], float]) -> Refusable:
    """Return the feature."""
    return Refusable(_KEY, without_styles, _OF_BUTTONS, time)


def without_styles(body: bytes) -> bytes:
    """Return a request body with the styles of its buttons taken out."""
    parameters: dict[str, Any] = json.loads(body)
    for row in (parameters.get("reply_markup") or {}).get("inline_keyboard", ()):
        for button in row:
            button.pop("style", None)
    return json.dumps(parameters, ensure_ascii=False, separators=(",", ":")).encode()
