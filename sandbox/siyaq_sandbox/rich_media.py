"""Pictures, sounds, files and maps in a rich message, with their captions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from siyaq_sandbox.entities import MarkupError
from siyaq_sandbox.rich_text import Names, RichText, line
from siyaq_sandbox.rich_tree import GROUPS, MEDIA, Element, Node, Text, says_nothing

# Takes "photo", "video", "animation", "audio", "voice_note" or "document" and a media's link; returns the Bot API's
# object of it, for a photo its list of sizes, or None if the link leads to none.
Load = Callable[[str, str], Any]
TAGS = {"img": "photo", "video": "video", "audio": "audio", "tg-document": "document"}
# A video without sound and a recorded voice are told by what their links end in.
BY_ENDING = {("video", ".gif"): "animation", ("audio", ".ogg"): "voice_note", ("audio", ".oga"): "voice_note"}
ZOOMS = range(25)
SHOWN_ZOOMS = (13, 20)
LARGEST_MAP = 10_000
WIDEST_MAP = 20
# What the server takes for a map without a size is not public.
MAP_SIZE = (640, 360)


def block(element: Element, names: Names, load: Load | None) -> dict[str, Any]:
    """Make a media block, or a group of them, with its caption."""
    if element.name in MEDIA:
        return _media(element, load)
    children = element.children
    parts = [node for node in children if isinstance(node, Element)]
    texts = [node for node in children if isinstance(node, Text)]
    captions = [part for part in parts if part.name == "figcaption"]
    media = [part for part in parts if part.name != "figcaption"]
    fitting = len(media) == 1 if element.name == "figure" else len(media) > 0
    if not fitting or len(captions) > 1 or not says_nothing(texts):
        raise MarkupError("RICH_MESSAGE_CONTENT_REQUIRED")
    caption = {"caption": _caption(captions[0], names)} if captions else {}
    if element.name == "figure":
        if media[0].name in GROUPS:
            return block(media[0], names, load) | caption
        return _media(media[0], load) | caption
    return {"type": GROUPS[element.name], "blocks": [_media(part, load) for part in media], **caption}


def without_part(nodes: list[Node], name: str, names: Names) -> tuple[list[Node], RichText]:
    """Split a part, as a citation, from what surrounds it, as a quotation; return the rest and the part's text."""
    parts = [node for node in nodes if isinstance(node, Element) and node.name == name]
    rest = [node for node in nodes if not (isinstance(node, Element) and node.name == name)]
    if len(parts) > 1:
        raise MarkupError("RICH_MESSAGE_CONTENT_REQUIRED")
    return rest, line(parts[0].children, names) if parts else ""


def _caption(element: Element, names: Names) -> dict[str, Any]:
    nodes, credit = without_part(element.children, "cite", names)
    return {"text": line(nodes, names)} | ({"credit": credit} if credit else {})


def _media(element: Element, load: Load | None) -> dict[str, Any]:
    """Make the block of one media; MarkupError where its link leads to none."""
    if element.name not in MEDIA:
        raise MarkupError("RICH_MESSAGE_CONTENT_REQUIRED")
    if element.name == "tg-map":
        return _map(element)
    kind, source = TAGS[element.name], element.attributes.get("src", "")
    kind = next(
        (media_kind for (tag, end), media_kind in BY_ENDING.items() if tag == kind and source.endswith(end)), kind
    )
    loaded = load(kind, source) if load and source.startswith(("http://", "https://", "tg://")) else None
    if not loaded:
        raise MarkupError(f"RICH_MESSAGE_{kind.upper()}_NO_MEDIA_FOUND")
    spoiler = {"has_spoiler": True} if "tg-spoiler" in element.attributes else {}
    return {"type": kind, kind: loaded, **spoiler}


def _map(element: Element) -> dict[str, Any]:
    """Make a map: a place, a zoom of 0-24 that is shown as 13-20, a size of at most 10,000 in all."""
    try:
        latitude, longitude = float(element.attributes["lat"]), float(element.attributes["long"])
    except (KeyError, ValueError):
        raise MarkupError("invalid location specified") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004 - degrees
        raise MarkupError("invalid location specified")
    zoom = element.number("zoom") or 0
    width, height = element.number("width") or MAP_SIZE[0], element.number("height") or MAP_SIZE[1]
    is_fitting = width + height <= LARGEST_MAP and 1 <= max(width, height) <= WIDEST_MAP * min(width, height)
    if zoom not in ZOOMS or not is_fitting:
        raise MarkupError("invalid map properties specified")
    clamped = min(max(zoom, SHOWN_ZOOMS[0]), SHOWN_ZOOMS[1])
    location = {"latitude": latitude, "longitude": longitude}
    return {"type": "map", "location": location, "zoom": clamped, "width": width, "height": height}
