"""Pictures in rich covers, which the server fetches: the cover alone where it refuses one."""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import TYPE_CHECKING

from bot.telegram_api.features.refusable import Refusable
from bot.telegram_api.outcomes import Rejected
from bot.telegram_api.rich_support import REST

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.telegram_api.outcomes import Outcome

_KEY = b"<figure><img "  # in a text of somebody's it would be escaped
_FIGURE = re.compile(rb"<figure><img .*?</figure>")
# "RICH_MESSAGE_PHOTO_NO_MEDIA_FOUND", "failed to get HTTP URL content", "wrong type of the web page content",
# "WEBPAGE_MEDIA_EMPTY", "not enough rights to send photos to the chat", and of a tag that a server does not know.
_OF_FIGURES = re.compile(r"photo|media|http url|web ?page|start tag|figure|img")
_OF_A_CHAT = re.compile(r"rights|chat_send_")  # a group that allows no photos
_MOST = 500  # pictures that were refused


class CoverFigures(Refusable):
    """A refusal is about the picture in the body: other stories' pictures are sent all the same."""

    def __init__(self, time: Callable[[], float]) -> None:
        super().__init__(_KEY, without_figures, _OF_FIGURES, time)
        self._refused: OrderedDict[bytes, float] = OrderedDict()

    def _is_lasting(self, outcome: Outcome) -> bool:
        return isinstance(outcome, Rejected) and not _OF_A_CHAT.search(outcome.description.lower())

    def _is_resting(self, body: bytes) -> bool:
        return self._time() < self._refused.get(_figure(body), float("-inf"))

    def _rest(self, body: bytes) -> None:
        self._refused[_figure(body)] = self._time() + REST.total_seconds()
        if len(self._refused) > _MOST:
            self._refused.popitem(last=False)


def without_figures(body: bytes) -> bytes:
    """Return a request body without its pictures."""
    return _FIGURE.sub(b"", body)


def _figure(body: bytes) -> bytes:
    match = _FIGURE.search(body)
    return match[0] if match else b""
