"""Pictures that a server refuses: the cover goes out without, and what is remembered is about that picture alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.telegram_api.features.cover_figures import CoverFigures
from bot.telegram_api.outcomes import Rejected, Sent

if TYPE_CHECKING:
    from bot.telegram_api.features.refusable import Renew
    from bot.telegram_api.outcomes import Outcome


def body(name: str) -> bytes:
    """A rich message with a picture."""
    return b'{"html":"<h1>A</h1><figure><img src=\\"%s\\"/></figure><p>B</p>"}' % name.encode()


@pytest.mark.parametrize(
    ("said", "is_remembered"),
    [("RICH_MESSAGE_PHOTO_NO_MEDIA_FOUND", True), ("not enough rights to send photos to the chat", False)],
)
async def test_what_is_remembered_of_a_refusal(said: str, is_remembered: bool) -> None:
    """A picture that cannot be fetched rests for an hour; one that a group does not allow is sent to others at once."""
    calls: list[bytes] = []
    now = 0.0

    async def call(sent: bytes, renew: Renew | None, *, has_turn: bool) -> Outcome:
        assert renew is None
        assert not has_turn
        calls.append(sent)
        return Rejected(400, f"Bad Request: {said}") if b"one.jpg" in sent else Sent(1, b"")

    figures = CoverFigures(lambda: now)
    for name in ("one.jpg", "one.jpg", "two.jpg"):
        assert figures.is_in(body(name))
        assert isinstance(await figures.call(call, body(name), None, has_turn=False), Sent)
    bare = b'{"html":"<h1>A</h1><p>B</p>"}'
    again = [] if is_remembered else [body("one.jpg")]
    assert calls == [body("one.jpg"), bare, *again, bare, body("two.jpg")]
    now = 3601.0
    await figures.call(call, body("one.jpg"), None, has_turn=False)
    assert calls[-2:] == [body("one.jpg"), bare]
