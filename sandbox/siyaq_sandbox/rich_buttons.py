"""The buttons inside a rich message, made into the Bot API's RichMessageButton.

Types and attributes as in the Bot API's "Rich HTML style"; limits as told of InlineKeyboardButton.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siyaq_sandbox import addresses
from siyaq_sandbox.entities import MarkupError

if TYPE_CHECKING:
    from collections.abc import Callable

    from siyaq_sandbox.rich_tree import Element

STYLES = {"danger", "success", "primary", "link"}
LONGEST_DATA = 64
LONGEST_COPIED = 256
CHATS = ("allow-user-chats", "allow-bot-chats", "allow-group-chats", "allow-channel-chats")


def button_fields(element: Element) -> dict[str, Any]:
    """Return a button's fields but for its text; MarkupError for a type, a style or data that cannot be."""
    attributes = element.attributes
    kind, style = attributes.get("type", ""), attributes.get("style", "")
    if (style and style not in STYLES) or (style == "link" and kind != "callback_data"):
        raise MarkupError("invalid button style specified")
    fields = {"style": style} if style else {}
    return fields | _action(kind, attributes)


def _action(kind: str, attributes: dict[str, str]) -> dict[str, Any]:
    """Return what a button does, by the name of its type."""
    if kind not in ACTIONS:
        raise MarkupError("BUTTON_TYPE_INVALID")
    return {kind: ACTIONS[kind](attributes)}


def _data(attributes: dict[str, str]) -> str:
    data = attributes.get("data", "")
    if not 1 <= len(data.encode()) <= LONGEST_DATA:
        raise MarkupError("BUTTON_DATA_INVALID")
    return data


def _url(attributes: dict[str, str]) -> str:
    url = attributes.get("url", "")
    return url if addresses.user_of(url) else _checked(url)


def _login(attributes: dict[str, str]) -> dict[str, Any]:
    forward = {"forward_text": attributes["forward-text"]} if "forward-text" in attributes else {}
    access = {"request_write_access": True} if "request-write-access" in attributes else {}
    return {"url": _checked(attributes.get("url", "")), **forward, **access}


def _copied(attributes: dict[str, str]) -> dict[str, str]:
    copied = attributes.get("text", "")
    if not 1 <= len(copied) <= LONGEST_COPIED:
        raise MarkupError("BUTTON_COPY_TEXT_INVALID")
    return {"text": copied}


def _chosen(attributes: dict[str, str]) -> dict[str, Any]:
    chats = {name.replace("-", "_"): True for name in CHATS if name in attributes}
    return {"query": attributes.get("query", ""), **chats}


def _checked(url: str) -> str:
    """Return a button's address as the server keeps it."""
    try:
        return addresses.check(url)
    except addresses.LinkError:
        raise MarkupError("BUTTON_URL_INVALID") from None


ACTIONS: dict[str, Callable[[dict[str, str]], Any]] = {
    "callback_data": _data,
    "url": _url,
    "web_app": lambda attributes: {"url": _checked(attributes.get("url", ""))},
    "login_url": _login,
    "switch_inline_query": lambda attributes: attributes.get("query", ""),
    "switch_inline_query_current_chat": lambda attributes: attributes.get("query", ""),
    "switch_inline_query_chosen_chat": _chosen,
    "copy_text": _copied,
    "disabled": lambda _: {},
}
