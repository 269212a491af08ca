"""Check and normalise reply markup as the server does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from siyaq_sandbox.refusals import refuse

if TYPE_CHECKING:
    from siyaq_sandbox.chats import Chat

ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
)
BUTTON_LIMIT = 100
ROW_LIMIT = 8
MARKUP_BYTES = 10_240


def shown(markup: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the inline keyboard that a message will carry, None for other or no markup; refuse a bad one."""
    if not markup or "inline_keyboard" not in markup:
        return None
    rows: list[list[dict[str, Any]]] = [row for row in markup["inline_keyboard"] if row]
    buttons = [button for row in rows for button in row]
    if len(buttons) > BUTTON_LIMIT or any(len(row) > ROW_LIMIT for row in rows):
        raise refuse("reply markup is too long")
    size = 0
    for button in buttons:
        _check(button)
        size += sum(len(str(value).encode()) for value in button.values())
    if size > MARKUP_BYTES:
        raise refuse("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def for_chat(markup: dict[str, Any] | None, chat: Chat) -> dict[str, Any] | None:
    """Check a markup that is sent to the chat and return the inline keyboard of the message."""
    if markup and "inline_keyboard" not in markup and chat.type == "channel":
        raise refuse("inline keyboard expected")
    keyboard = shown(markup)
    for button in (button for row in (keyboard or {}).get("inline_keyboard", ()) for button in row):
        if "web_app" in button and chat.type != "private":
            raise refuse("BUTTON_TYPE_INVALID")
        switch = next(
            (name for name in ("switch_inline_query", "switch_inline_query_current_chat") if name in button), ""
        )
        if switch and chat.type == "channel":
            raise refuse(
                f"can't use {switch} button in a channel chat, because users will not be able to use the "
                "button without knowing bot's username"
            )
    return keyboard


def _check(button: dict[str, Any]) -> None:
    if not button["text"].strip():
        raise refuse("inline keyboard button text must be non-empty")
    actions = [name for name in ACTIONS if name in button]
    if not actions or (len(actions) == 1 and button[actions[0]] == "" and not actions[0].startswith("switch")):
        raise refuse("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise refuse(f"can't parse inline keyboard button: {' and '.join(actions)} exclude each other")
    if "url" in button:
        button["url"] = _url(button["url"])


def _url(url: str) -> str:
    address = url if "://" in url or url.startswith(("tg:", "/")) else f"http://{url}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        raise refuse(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL") from None
    problem = ""
    if parts.scheme not in {"", "http", "https", "tg", "ton", "tonsite"}:
        problem = "Unsupported URL protocol"
    elif not host and parts.scheme != "tg":
        problem = "URL host is empty"
    elif " " in address or (parts.scheme.startswith("http") and "." not in host):
        problem = "Wrong HTTP URL"
    if problem:
        raise refuse(f"inline keyboard button URL '{url}' is invalid: {problem}")
    return address
