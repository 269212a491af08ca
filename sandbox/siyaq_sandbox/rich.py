"""A rich message as a method receives it, made into the blocks that a client receives.

Telegram's own servers read rich HTML by rules that are not public. Known of them are the reference of tags and
limits (core.telegram.org/bots/api#rich-message-formatting-options), the refusals that bots were given
(tests/sandbox/refusals.yaml) and what TDLib does before and after. Where they lose something without a word, the
sandbox refuses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siyaq_sandbox import rich_limits, rich_tree
from siyaq_sandbox.entities import MarkupError
from siyaq_sandbox.marks import check_encoding, clean
from siyaq_sandbox.rich_blocks import Composer
from siyaq_sandbox.rich_text import Names

if TYPE_CHECKING:
    from siyaq_sandbox.rich_media import Load

CONTENTS = ("html", "markdown", "blocks")
FLAGS = ("is_rtl", "skip_entity_detection")
# TDLib's clean_input_string cuts a longer source off there, inside a tag or not, and says nothing of it.
LONGEST_SOURCE = 35_000 - 4


def parse(rich_message: Any, load: Load | None = None) -> dict[str, Any]:
    """Make an InputRichMessage into a RichMessage: its blocks, and whether it reads right to left.

    MarkupError tells what Telegram refuses, and what only the sandbox does: an unknown tag or field, a link to a
    place that there is not, two contents at once, a source over 34,996 bytes. Rich Markdown and blocks are not
    supported here. `load` brings the media of a link (see rich_media.Load); without it none can be found.
    """
    if not isinstance(rich_message, dict):
        raise MarkupError("object expected as rich message")
    html = _content(rich_message)
    check_encoding(html)
    if len(html.encode()) > LONGEST_SOURCE:
        raise MarkupError("RICH_MESSAGE_TOO_LARGE")
    try:
        tree = rich_tree.read(clean(html))
    except MarkupError as refusal:
        if refusal.description.startswith("RICH_MESSAGE_"):
            raise
        raise MarkupError(f"can't parse entities: {refusal.description}") from None
    names = Names.of(tree, is_detecting=not rich_message.get("skip_entity_detection"))
    blocks = Composer(names, load).blocks(tree)
    if not blocks:
        raise MarkupError("RICH_MESSAGE_EMPTY")
    rich_limits.check(blocks)
    return {"blocks": blocks} | ({"is_rtl": True} if rich_message.get("is_rtl") else {})


def _content(rich_message: dict[str, Any]) -> str:
    """Return the HTML of a message, which must be its one content."""
    for name in rich_message:
        if name not in (*CONTENTS, *FLAGS, "media"):
            raise MarkupError(f'can\'t parse InputRichMessage: unknown field "{name}"')
    for name in FLAGS:
        if not isinstance(rich_message.get(name, False), bool):
            raise MarkupError(f'can\'t parse InputRichMessage: Field "{name}" must be of type Boolean')
    names = [name for name in CONTENTS if rich_message.get(name)]
    if not names:
        raise MarkupError("rich message must be non-empty")
    if len(names) > 1:
        raise MarkupError("exactly one of the fields html, markdown, or blocks must be used")
    if names != ["html"]:
        raise MarkupError(f"the sandbox reads rich messages in html alone, not in {names[0]}")
    if not isinstance(rich_message["html"], str):
        raise MarkupError('can\'t parse InputRichMessage: Field "html" must be of type String')
    return str(rich_message["html"])
