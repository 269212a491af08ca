"""Build the content of locations, contacts, polls and the like as the Bot API sends them."""

from __future__ import annotations

import random
from typing import Any

KINDS = ("location", "venue", "contact", "sticker", "dice", "poll", "voice", "video", "audio", "animation", "story")
FACES = 6


def complete(kind: str, value: Any, number: int) -> dict[str, Any]:
    """Return the message's content: what was given, and for what the Bot API always tells besides, a likely value."""
    fields: dict[str, Any] = dict(value) if isinstance(value, dict) else {}
    file = {"file_id": f"sandbox-{kind}-{number}", "file_unique_id": f"{kind}{number}"}
    place = {"latitude": 50.4501, "longitude": 30.5234}
    size = {"width": 320, "height": 240, "duration": 3}
    sticker = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    contents: dict[str, dict[str, Any]] = {
        "location": place,
        "venue": {"location": place, "title": "Square", "address": "1 Square"},
        "contact": {"phone_number": "+10000000000", "first_name": "Someone"},
        "sticker": {**file, **sticker},
        "dice": {"emoji": "🎲", "value": random.Random(number).randint(1, FACES)},  # noqa: S311  a game, and repeatable
        "poll": _poll(fields, number),
        "voice": {**file, "duration": 3},
        "audio": {**file, "duration": 3},
        "video": {**file, **size},
        "animation": {**file, **size},
        "story": {"chat": {"id": number, "type": "channel", "title": "Stories"}, "id": number},
    }
    content = {kind: contents[kind] | ({} if kind == "poll" else fields)}
    # With a venue comes its location, with an animation the document that it is (core.telegram.org/bots/api#message).
    if kind == "venue":
        content["location"] = content["venue"]["location"]
    elif kind == "animation":
        content["document"] = {**file, "mime_type": "video/mp4"}
    return content


def _poll(fields: dict[str, Any], number: int) -> dict[str, Any]:
    options = fields.get("options") or ["1", "2"]
    texts = [option["text"] if isinstance(option, dict) else str(option) for option in options]
    return {
        "id": str(number),
        "question": str(fields.get("question", "?")),
        "options": [{"persistent_id": str(index), "text": text, "voter_count": 0} for index, text in enumerate(texts)],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }
