"""The entities that a method is given beside its text, checked as the Bot API server does.

The rules are those of telegram-bot-api/Client.cpp (get_text_entity) and of TDLib (get_message_entities).
"""

from __future__ import annotations

from typing import Any

from siyaq_sandbox import addresses
from siyaq_sandbox.entities import PRIORITIES, Entity, MarkupError

# What the server finds by itself, and lets pass without taking it from a bot.
FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
FARTHEST = 1_000_000


def read(items: list[dict[str, Any]]) -> list[Entity]:
    """Read entities; MarkupError tells what the server refuses."""
    entities = []
    for item in items:
        entity = _entity(item)
        if entity is None:
            continue
        for name, value in (("offset", entity.offset), ("length", entity.length)):
            if not 0 <= value <= FARTHEST:
                raise MarkupError(f"receive an entity with incorrect {name} {value}")
        entities.append(entity)
    return entities


def _entity(item: Any) -> Entity | None:
    """Read one entity; None for a kind that the server finds by itself."""
    if not isinstance(item, dict):
        raise _refusal("expected an Object")
    offset, length = _number(item, "offset"), _number(item, "length")
    kind = _string(item, "type")
    if not kind:
        raise _refusal("Type is not specified")
    if kind in FOUND:
        return None
    if kind not in PRIORITIES:
        raise _refusal("Unsupported type specified")
    return Entity(kind, offset, length, _extra(kind, item))


def _extra(kind: str, item: dict[str, Any]) -> dict[str, Any]:
    """Read the further field of a kind that has one."""
    if kind == "pre":
        language = _string(item, "language", required=False)
        return {"language": language} if language else {}
    if kind == "text_link":
        return _link(_string(item, "url"))
    if kind == "text_mention":
        user = item.get("user")
        if not isinstance(user, dict):
            raise _refusal('Can\'t find field "user"')
        return {"user": {"id": _number(user, "id")}}
    if kind == "custom_emoji":
        number = addresses.emoji_number(str(item.get("custom_emoji_id", "")))
        if number is None:
            raise MarkupError("invalid custom emoji identifier specified")
        return {"custom_emoji_id": number}
    if kind == "date_time":
        return _moment(item)
    return {}


def _link(url: str) -> dict[str, Any]:
    """Read a link's address, or the person it names."""
    if user := addresses.user_of(url):
        return {"user": {"id": user}}
    try:
        return {"url": addresses.check(url)}
    except addresses.LinkError as error:
        raise MarkupError(f"entity URL '{url}' is invalid: {error}") from None


def _moment(item: dict[str, Any]) -> dict[str, Any]:
    """Read a point in time and its format."""
    unix, written = _number(item, "unix_time"), _string(item, "date_time_format", required=False)
    if not addresses.is_date_format(written):
        raise _refusal("Invalid date-time format specified")
    if unix <= 0:
        raise MarkupError("invalid date specified")
    date_format = addresses.date_format(written)
    return {"unix_time": unix} | ({"date_time_format": date_format} if date_format else {})


def _number(item: dict[str, Any], name: str) -> int:
    """Read a whole number, which may be written as a string."""
    value = item.get(name)
    if value is None:
        raise _refusal(f'Can\'t find field "{name}"')
    number = addresses.integer(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else None
    if number is None:
        raise _refusal(f'Field "{name}" must be a Number')
    return number


def _string(item: dict[str, Any], name: str, *, required: bool = True) -> str:
    """Read a string, which may be written as a number."""
    value = item.get(name)
    if value is None:
        if required:
            raise _refusal(f'Can\'t find field "{name}"')
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _refusal(f'Field "{name}" must be of type String')
    return str(value)


def _refusal(words: str) -> MarkupError:
    return MarkupError(f"can't parse MessageEntity: {words}")
