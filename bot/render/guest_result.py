"""Renders a message as the one inline query result that answers a guest query, rich or classic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def answer(message: Mapping[str, Any], title: str) -> dict[str, Any]:
    """Return the parameters of answerGuestQuery, without the query's id, that post a message as sending it would."""
    content = dict(message)
    keyboard = content.pop("reply_markup", None)
    if "text" in content:  # a classic message
        content["message_text"] = content.pop("text")
    result = {"type": "article", "id": "1", "title": title, "input_message_content": content}
    return {"result": result | ({"reply_markup": keyboard} if keyboard else {})}
