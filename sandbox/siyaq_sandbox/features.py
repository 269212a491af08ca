"""Switches for newer features of the Bot API: each is known to the server, ignored by it, or refused.

Servers differ in what they know: one that is older than a parameter ignores it, another one may refuse it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from siyaq_sandbox.refusals import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator


class Mode(StrEnum):
    """What the server makes of a feature."""

    KNOWN = "known"
    IGNORED = "ignored"  # as a server that is older than it: parameters and fields are dropped, methods not found
    REFUSED = "refused"  # parameters and fields are refused; guest queries come, and their answers are refused


FEATURES = ("guest", "ephemeral", "styles", "moments")
_MOMENT = b"<tg-time"
METHODS = {
    "answerGuestQuery": "guest",
    "editEphemeralMessageText": "ephemeral",
    "editEphemeralMessageCaption": "ephemeral",
    "editEphemeralMessageMedia": "ephemeral",
    "editEphemeralMessageReplyMarkup": "ephemeral",
    "deleteEphemeralMessage": "ephemeral",
}


class Features:
    """The mode of each feature: guest queries, ephemeral messages, button styles and moments in a text."""

    def __init__(self) -> None:
        self._modes = dict.fromkeys(FEATURES, Mode.KNOWN)

    def set(self, feature: str, mode: str) -> None:
        """Set a feature's mode; raise ValueError for one that there is not."""
        if mode not in set(Mode):
            raise ValueError(f"mode must be one of {', '.join(Mode)}")
        self._modes[feature] = Mode(mode)

    def mode(self, feature: str) -> Mode:
        """Return a feature's mode."""
        return self._modes[feature]

    def has_method(self, method: str) -> bool:
        """Whether the server knows a method. One that refuses guest queries knows the method that answers them."""
        feature = METHODS.get(method)
        if feature is None:
            return True
        unknown = {Mode.IGNORED} if feature == "guest" else {Mode.IGNORED, Mode.REFUSED}
        return self._modes[feature] not in unknown

    def check_moments(self, given: Any) -> None:
        """Refuse a text with a moment where the server does not know the tag: an older one refuses it, too."""
        if self._modes["moments"] is Mode.KNOWN:
            return
        for text in _texts(given):
            at = text.encode().find(_MOMENT)
            if at >= 0:
                raise refuse(f'can\'t parse entities: Unsupported start tag "tg-time" at byte offset {at}')

    def state(self) -> dict[str, str]:
        """Return the modes for the control API."""
        return {feature: str(mode) for feature, mode in self._modes.items()}


def _texts(given: Any) -> Iterator[str]:
    """Yield the strings in parameters."""
    match given:
        case str():
            yield given
        case dict():
            for value in given.values():
                yield from _texts(value)
        case list():
            for value in given:
                yield from _texts(value)
