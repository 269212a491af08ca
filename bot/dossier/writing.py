"""Writes a dossier as a normalised YAML file.

Not written by PyYAML's emitter, whose line breaking depends on its own width and is not stable: fields come in the
model's order, empty ones are omitted, and a long text is folded at spaces.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from yaml.resolver import Resolver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.model import Dossier

_WIDTH = 100  # characters of a folded line, without its indent
# The time has no seconds: with them readers of YAML 1.1 would take it for a moment and drop its zone.
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2})?)?")
_BREAK = re.compile("(?<! ) (?! )")


def write(dossier: Dossier) -> str:
    """Write a dossier as YAML, the same for equal dossiers, ending in a newline; `reading.read` is its inverse."""
    data = dossier.model_dump(mode="json", exclude_defaults=True)
    return "".join(f"{line}\n" for line in _fields(data, top=True))


def _fields(data: dict[str, Any], *, top: bool = False) -> Iterator[str]:
    for number, (key, value) in enumerate(data.items()):
        if top and number and not isinstance(value, str):
            yield ""
        yield from _field(key, value)


def _field(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        first, *rest = _text(value)
        yield f"{key}: {first}"
        yield from (f"  {line}" if line else "" for line in rest)
    elif isinstance(value, bool):
        yield f"{key}: {str(value).lower()}"
    elif isinstance(value, float):
        yield f"{key}: {_degrees(value)}"
    elif isinstance(value, dict):
        yield f"{key}:"
        yield from _indented(_fields(value))
    elif key == "sources" and all(isinstance(source, str) for source in value):  # of an item in a draft it may be empty
        yield f"{key}: [{', '.join(_scalar(source) for source in value)}]"
    else:
        yield f"{key}:"
        for number, item in enumerate(value):
            if number and isinstance(item, dict):
                yield ""
            yield from _item(item)


def _degrees(value: float) -> str:
    """Format a number without exponent: YAML 1.1 readers take `1e-05` for a string."""
    integer, _, part = f"{value:.6f}".partition(".")
    return f"{integer}.{part.rstrip('0') or '0'}"


def _item(item: Any) -> Iterator[str]:
    lines = _fields(item) if isinstance(item, dict) else iter(_text(item))
    yield f"  - {next(lines)}"
    yield from _indented(_indented(lines))


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"  {line}" if line else "" for line in lines)


def _text(text: str) -> list[str]:
    r"""Return the lines of a text, the first of which stands after its key.

    In a folded text a line break of the text is an empty line, and only single spaces can be broken at: more of them
    would not come back.
    """
    lines = text.split("\n")
    if any(len(line) > _WIDTH for line in lines):
        return [">-", *_folded(lines)]
    if len(lines) > 1:
        return ["|-", *lines]
    return [_scalar(text)]


def _folded(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number:
            yield ""
        if line:
            yield from _wrapped(line)


def _wrapped(line: str) -> Iterator[str]:
    row = ""
    for word in _BREAK.split(line):
        if row and len(row) + 1 + len(word) > _WIDTH:
            yield row
            row = word
        else:
            row = f"{row} {word}" if row else word
    yield row


def _scalar(text: str) -> str:
    return text if _is_plain(text) else json.dumps(text, ensure_ascii=False)


def _is_plain(text: str) -> bool:
    """Return whether the text needs no quotation marks, for us and for readers that resolve numbers and booleans."""
    if _DATE.fullmatch(text):
        return True
    is_word = text[0].isalpha() and not text.endswith(":") and ": " not in text and " #" not in text
    return is_word and not any(form.match(text) for _, form in Resolver.yaml_implicit_resolvers.get(text[0], ()))
