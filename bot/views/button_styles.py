"""Styles of buttons by what they do: danger for what deletes or takes back, primary for a screen's main action."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bot.views.about import FORGET
from bot.views.callback_data import DeskLink, ReaderLink

if TYPE_CHECKING:
    from bot.views.callback_data import Link


class ButtonStyle(StrEnum):
    """Styles that Siyaq uses of https://core.telegram.org/bots/api#inlinekeyboardbutton."""

    DANGER = "danger"
    PRIMARY = "primary"


_DELETING = frozenset({"deaddrop", "chforget", "livedrop", "proofend", "takeout", "redactyes", "pushstop", "pushoff"})
_ASKED_FIRST = frozenset({"archive", "discard", "dismiss", "remove", "retract"})  # what the answer "yes" does
_MAIN = frozenset({"release", "livepub", "pushsend", "pushyes", "approve", "chgo"})
_YES = "yes"


def style_of(link: Link | None) -> ButtonStyle | None:
    """Return the style of a button that leads to `link`; None for the client's own."""
    match link:
        case ReaderLink("forget") if link.value == FORGET:
            return ButtonStyle.DANGER
        case DeskLink(verb) if verb in _DELETING or (verb in _ASKED_FIRST and _YES in {link.item, link.value}):
            return ButtonStyle.DANGER
        case DeskLink("release" | "livepub") if link.item:  # the same with a push: beside the main action, not another
            return None
        case DeskLink(verb) if verb in _MAIN:
            return ButtonStyle.PRIMARY
    return None
