"""Mentions, commands, hashtags, cashtags, links and e-mail addresses that Telegram finds in a plain text.

The rules are those of TDLib's td/telegram/MessageEntity.cpp (find_entities). Phone numbers are found by Telegram's
servers alone, by rules that are not public: none is found here. Bank cards have no type in the Bot API's reference.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from siyaq_sandbox.entities import Entity
from siyaq_sandbox.marks import utf16_length
from siyaq_sandbox.web_addresses import GOOD_END, PATH, find_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

Span = tuple[int, int, str]
NAME = "[a-zA-Z0-9_]"
MENTION = re.compile(rf"(?<!\w)@(?:{NAME}{{4,32}}|(?i:gif|nft|pic|ufc|vid))(?!\w)")
COMMAND = re.compile(rf"(?<![\w/<>])/{NAME}{{1,64}}(?:@{NAME}{{3,32}}|(?!@))(?![\w/<>])")
CASHTAG = re.compile(rf"\$(?:1INCH|[A-Z]{{1,8}}+)(?:@{NAME}{{3,32}}+(?!{NAME}))?+")
CHANNEL = re.compile(f"@{NAME}{{3,32}}")
OWN_LINK = re.compile(
    rf"(?i:tg|ton|tonsite)://[a-zA-Z0-9_-]{{1,253}}(?:/(?:{PATH}*{GOOD_END})?|[?#]{PATH}*{GOOD_END})?"
)
SIMPLE = ((MENTION, "mention"), (COMMAND, "bot_command"), (OWN_LINK, "url"))
LONGEST_HASHTAG = 256


def find(text: str) -> list[Entity]:
    """Find what a plain text holds, in order."""
    entities: list[Entity] = []
    done, units = 0, 0
    for begin, end, kind in spans(text):
        units += utf16_length(text[done:begin])
        length = utf16_length(text[begin:end])
        entities.append(Entity(kind, units, length))
        done, units = end, units + length
    return entities


def spans(text: str) -> Iterator[Span]:
    """Find where in a plain text something stands, in characters; the first of those that overlap is kept."""
    candidates = [(*match.span(), kind) for pattern, kind in SIMPLE for match in pattern.finditer(text)]
    candidates += [*_hashtags(text), *_cashtags(text), *find_addresses(text)]
    done = 0
    for begin, end, kind in sorted(candidates, key=lambda span: (span[0], -span[1])):
        if begin >= done:
            yield begin, end, kind
            done = end


def _hashtags(text: str) -> Iterator[Span]:
    """Find hashtags: at least one letter; of a longer one its first 256 characters."""
    at = 0
    while (sign := text.find("#", at)) >= 0:
        end = at = _run_end(text, sign + 1)
        if sign and _is_tag_letter(text[sign - 1]):
            continue
        tag = text[sign + 1 : min(end, sign + 1 + LONGEST_HASHTAG)]
        channel = CHANNEL.match(text, end) if end == sign + 1 + len(tag) else None
        at = channel.end() if channel and tag else end
        has_letter = any(unicodedata.category(char).startswith("L") for char in tag)
        if has_letter and text[at : at + 1] != "#":
            yield sign, channel.end() if channel else sign + 1 + len(tag), "hashtag"


def _cashtags(text: str) -> Iterator[Span]:
    """Find cashtags: a dollar sign and capitals, alone."""
    for match in CASHTAG.finditer(text):
        sides = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
        if not any(side == "$" or _is_tag_letter(side) for side in sides):
            yield *match.span(), "cashtag"


def _run_end(text: str, at: int) -> int:
    """Return the offset of the first character that cannot stand in a hashtag."""
    while at < len(text) and _is_tag_letter(text[at]):
        at += 1
    return at


def _is_tag_letter(char: str) -> bool:
    """Whether a character can stand in a hashtag: a letter or decimal digit of any script, and some more."""
    category = unicodedata.category(char)
    return category[0] == "L" or category == "Nd" or char in "_\u200c\u00b7" or "\u0d80" <= char <= "\u0dff"
