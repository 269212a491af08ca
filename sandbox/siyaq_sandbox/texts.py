"""Parse a call's text and caption: markup, length, refusal of empty texts."""

from __future__ import annotations

from typing import Any

from siyaq_sandbox import markup
from siyaq_sandbox.entities import MarkupError
from siyaq_sandbox.refusals import refuse

MESSAGE_LIMIT = 4096
CAPTION_LIMIT = 1024
INPUT_LIMIT = 1 << 15


def length(text: str) -> int:
    """Return the length in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def formatted(
    text: str, parse_mode: str | None, entities: list[dict[str, Any]] | None
) -> tuple[str, list[dict[str, Any]]]:
    """Return the text without its markup, and its entities."""
    if len(text.encode()) > INPUT_LIMIT:
        raise refuse("text is too long")
    mode = (parse_mode or "").lower()
    if mode not in {"", "none", "html", "markdown", "markdownv2"}:
        raise refuse("unsupported parse_mode")
    try:
        return markup.parse(text, None if mode in {"", "none"} else parse_mode, entities)
    except MarkupError as error:
        raise refuse(str(error)) from None


def message_text(args: dict[str, Any]) -> dict[str, Any]:
    """Return `text` and `entities` of a message that is to be sent or edited."""
    text, entities = formatted(args["text"], args.get("parse_mode"), args.get("entities"))
    if not text.strip():
        raise refuse("message text is empty")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption(args: dict[str, Any]) -> dict[str, Any]:
    """Return `caption` and `caption_entities`, nothing if there is no caption."""
    if not args.get("caption"):
        return {}
    text, entities = formatted(args["caption"], args.get("parse_mode"), args.get("caption_entities"))
    if not text:
        return {}
    fields: dict[str, Any] = {"caption": text}
    if entities:
        fields["caption_entities"] = entities
    if args.get("show_caption_above_media"):
        fields["show_caption_above_media"] = True
    return fields


def check_lengths(content: dict[str, Any]) -> None:
    """Refuse a text or caption that is too long; the server does so only once the chat is found."""
    if length(content.get("text", "")) > MESSAGE_LIMIT:
        raise refuse("message is too long")
    if length(content.get("caption", "")) > CAPTION_LIMIT:
        raise refuse("message caption is too long")
