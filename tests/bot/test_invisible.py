"""What nobody sees in what people type does no harm: it is answered, and shown to nobody."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.sandbox_client import LAYLA

if TYPE_CHECKING:
    from tests.sandbox_client import SandboxClient

HARMFUL = set("\u202a\u202b\u202c\u202d\u202e\x07\x1b\U000e0041\ud800")


@pytest.mark.usefixtures("bot")
async def test_half_a_character_is_answered(sandbox: SandboxClient) -> None:
    """JSON can spell a lone surrogate; nothing can store or send it, and the person is answered all the same."""
    person = {"id": LAYLA, "is_bot": False, "first_name": "L\ud800", "language_code": "ar"}
    message = {
        "message_id": 999,
        "date": int(time.time()),
        "chat": {"id": LAYLA, "type": "private", "first_name": "L\ud800"},
        "from": person,
        "text": "/summary \ud800 nothing\udfff of the kind",
        "entities": [{"type": "bot_command", "offset": 0, "length": 8}],
    }
    since = await sandbox.seq()
    await sandbox.post("press_start", as_=LAYLA)
    await sandbox.heard(LAYLA, since=since)
    since = await sandbox.seq()
    await sandbox.post("update", message=message)
    answer = await sandbox.heard(LAYLA, since=since)
    assert "nothing" in answer["text"]
    assert not HARMFUL & set(answer["text"])


@pytest.mark.usefixtures("bot")
async def test_what_is_repeated_holds_no_override(sandbox: SandboxClient) -> None:
    """Words that name no story, and no zone, are repeated without what would turn the line over."""
    for typed in ("/summary xq\u202ezv", "/zone xq\u202ezv\U000e0041"):
        answer = await sandbox.ask(typed)
        assert "xqzv" in answer["text"]
        assert not HARMFUL & set(answer["text"])
