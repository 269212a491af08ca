"""Whatever is sent, the server answers as the Bot API does, and never falls over."""

from __future__ import annotations

import random
from typing import Any

import pytest

from siyaq_sandbox import reference
from tests.sandbox.calls import keyboard
from tests.sandbox_client import ARABIC_CHANNEL, DESK_FORUM, LAYLA, NEWSROOM, SandboxClient

CHATS = [LAYLA, NEWSROOM, ARABIC_CHANNEL, DESK_FORUM, 7, "@nobody"]
LIKELY: dict[str, list[Any]] = {
    "chat_id": CHATS,
    "from_chat_id": CHATS,
    "message_id": [1, 2, 3, 4, 77],
    "message_thread_id": [1, 2, 3],
    "user_id": [LAYLA, 104, 1000, 5],
    "text": ["x", "<b>x</b>", "<b", "", "ا" * 4097],
    "parse_mode": ["HTML", "MarkdownV2", ""],
    "timeout": [0],
}
ANYTHING: list[Any] = [
    0, -1, 10**30, 1.5, True, "", "x", "\ud800", "\x00", "true", "[]", "{}", "[", "http://127.0.0.1:1/x", "attach://x",
    [], {}, [[]], [{}], [1], [2, 1], ["x"], {"a": 1}, {"type": "chat"}, {"type": "chat", "chat_id": LAYLA},
    keyboard("x"), {"inline_keyboard": [[]]}, {"inline_keyboard": [[{"text": "a", "url": "http://[::"}]]},
    {"inline_keyboard": [[{"text": "a", "url": "tg://user?id=x"}]]}, {"keyboard": [[{"text": "x"}]]},
    {"message_id": 2}, {"message_id": 2, "quote": "x", "chat_id": NEWSROOM}, {"html": "<p"}, {"html": "<p>x</p>"},
    [{"type": "bold", "offset": -5, "length": 99}], [{"type": "text_link", "offset": 0, "length": 1, "url": ""}],
    [{"type": "emoji", "emoji": "x"}], [{"type": "photo", "media": "x"}] * 2, {"type": "photo", "media": "attach://x"},
    [{"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "<b"}}],
]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
async def test_any_parameters(newsroom: SandboxClient, seed: int) -> None:
    """Calls with likely and unlikely values get a result, or a refusal with a code and words; none breaks it."""
    await newsroom.limits(on=False)
    await newsroom.start()
    for chat_id in (NEWSROOM, DESK_FORUM):
        await newsroom.post("promote", chat_id=chat_id, user_id=1000)
        await newsroom.result("sendMessage", chat_id=chat_id, text="x", reply_markup=keyboard("x"))
    dice = random.Random(seed)  # noqa: S311  the same calls in every run
    for _ in range(250):
        method = dice.choice(sorted(set(reference.METHODS) - {"setWebhook", "leaveChat"}))
        given = {}
        for name, rule in reference.METHODS[method].items():
            if rule.get("required") or dice.random() < 0.3:
                pool = LIKELY[name] if name in LIKELY and dice.random() < 0.8 else ANYTHING
                given[name] = dice.choice(pool)
        answer = await newsroom.call(method, **given)
        if answer["ok"]:
            assert answer["result"] is not None, (method, given)
        else:
            assert 400 <= answer["error_code"] < 500, (method, given)
            assert answer["description"].startswith(("Bad Request: ", "Forbidden: ")), (method, given)
    assert (await newsroom.result("getMe"))["id"] == 1000
