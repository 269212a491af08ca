"""Styles of inline buttons (Bot API 9.4): taken out of a request for a server that refuses them.

A server that is older than they are ignores them; one that refuses them is sent the same request again at once without,
and is not tried again for an hour.
"""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from bot.telegram_api.outcomes import Rejected, Sent
from bot.telegram_api.rich_support import REST

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.telegram_api.outcomes import Outcome

    Renew = Callable[[], Awaitable[bytes]]

_KEY = b'"style":"'  # as `request_body.prepare` writes it; within a text the quotation marks are escaped
_OF_BUTTONS = re.compile(r"style|inline keyboard|reply markup|reply_markup|button")


def has_styles(body: bytes) -> bool:
    """Return whether a request body has a styled button."""
    return _KEY in body


def without_styles(body: bytes) -> bytes:
    """Return a request body with the styles of its buttons taken out."""
    parameters: dict[str, Any] = json.loads(body)
    for row in (parameters.get("reply_markup") or {}).get("inline_keyboard", ()):
        for button in row:
            button.pop("style", None)
    return json.dumps(parameters, ensure_ascii=False, separators=(",", ":")).encode()


def refused(outcome: Outcome) -> bool:
    """Return whether a request may have been refused for the styles of its buttons: nothing of it was done then."""
    if not isinstance(outcome, Rejected) or outcome.code != HTTPStatus.BAD_REQUEST:
        return False
    return bool(_OF_BUTTONS.search(outcome.description.lower()))


class StyleCapability:
    """Remembers for an hour that the server refuses styles; `time` returns seconds."""

    def __init__(self, time: Callable[[], float]) -> None:
        self._time = time
        self._unsupported_until = float("-inf")

    def known(self) -> bool:
        """Return whether to send styles."""
        return self._time() >= self._unsupported_until

    def note_refused(self) -> None:
        """Record that a request was accepted without its styles, and refused with them."""
        self._unsupported_until = self._time() + REST.total_seconds()


async def call_styled(
    call: Callable[..., Awaitable[Outcome]],
    capability: StyleCapability,
    body: bytes,
    renew: Renew | None,
    *,
    has_turn: bool,
) -> Outcome:
    """Call with styled buttons; without the styles, at once, where the server refuses them."""

    async def plainly(*, has_turn: bool) -> Outcome:
        return await call(without_styles(body), _renewed_without_styles(renew), has_turn=has_turn)

    if not capability.known():
        return await plainly(has_turn=has_turn)
    outcome: Outcome = await call(body, renew, has_turn=has_turn)
    if not refused(outcome):
        return outcome
    repeated = await plainly(has_turn=False)
    if isinstance(repeated, Sent):
        capability.note_refused()
    return repeated


def _renewed_without_styles(renew: Renew | None) -> Renew | None:
    """Return what makes a body once more, without styles; None where it is not made once more."""
    if renew is None:
        return None

    async def again() -> bytes:
        return without_styles(await renew())

    return again
