"""Switches for newer features of the Bot API: each is known to the server, ignored by it, or refused.

Servers differ in what they know: one that is older than a parameter ignores it, another one may refuse it.
"""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """What the server makes of a feature."""

    KNOWN = "known"
    IGNORED = "ignored"  # as a server that is older than it: parameters and fields are dropped, methods not found
    REFUSED = "refused"  # parameters and fields are refused; guest queries come, and their answers are refused


FEATURES = ("guest", "ephemeral", "styles")
METHODS = {
    "answerGuestQuery": "guest",
    "editEphemeralMessageText": "ephemeral",
    "editEphemeralMessageCaption": "ephemeral",
    "editEphemeralMessageMedia": "ephemeral",
    "editEphemeralMessageReplyMarkup": "ephemeral",
    "deleteEphemeralMessage": "ephemeral",
}


class Features:
    """The mode of each feature: guest queries, ephemeral messages and button styles."""

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

    def state(self) -> dict[str, str]:
        """Return the modes for the control API."""
        return {feature: str(mode) for feature, mode in self._modes.items()}
