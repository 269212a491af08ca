"""Says what is wrong with a file that is no YAML: the kinds of what its parsers find, by their words.

Two parsers read files, the one in C (libyaml) and PyYAML's own, and each has words of its own for the same mistake.
https://github.com/yaml/libyaml/blob/0.2.5/src/scanner.c, https://github.com/yaml/pyyaml/blob/6.0.2/lib/yaml/scanner.py
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.errors import Problem

if TYPE_CHECKING:
    import yaml

# By what a parser was doing, and what it found. The first that matches counts.
_KINDS = tuple(
    (re.compile(pattern), f"problem.yaml_{kind}")
    for pattern, kind in (
        (r"tab character|character '\\t'", "tab"),
        (r"quoted scalar: found unexpected (end of stream|document)", "quote_open"),
        (r"could not find expected ':'", "colon"),
        (r"mapping values are not allowed", "colon_within"),
        (r"sequence entries are not allowed", "dash"),
        (r"flow (sequence|mapping): .*expected ',' or '[]}]'", "bracket"),
        (r"block collection: .*expected ('-' indicator|<block end>)", "list"),
        (r"block mapping: .*expected (key|<block end>)", "fields"),
        (r"unknown escape character|hexdecimal number|escape sequence|invalid Unicode character escape", "escape"),
        (r"block scalar: .*(comment or|indentation indicator)", "bar"),
        (r"cannot start any token|mapping keys are not allowed", "character"),
        (r"scanning an (anchor|alias): ", "character"),
        (r"expected (the )?node content", "content"),
        (r"expected '?<document start>", "outside"),
    )
)
# What is found only behind it is shown where it begins.
_BEGUN = frozenset(("problem.yaml_quote_open", "problem.yaml_colon", "problem.yaml_character"))


def to_problem(error: yaml.YAMLError, text: str) -> Problem:
    """Convert a parser's error about `text` to a problem with its line and column; an unknown one is in its words."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    complaint = getattr(error, "problem", None) or str(error)
    if mark is None:
        return Problem("problem.yaml_syntax", {"column": 1, "said": complaint})
    context, begun = getattr(error, "context", None), getattr(error, "context_mark", None) or mark
    key = next((key for pattern, key in _KINDS if pattern.search(f"{context}: {complaint}")), None)
    if key is None:
        return Problem("problem.yaml_syntax", {"column": mark.column + 1, "said": complaint}, line=mark.line + 1)
    char = "".join(text.split("\n")[begun.line : begun.line + 1])[begun.column : begun.column + 1]
    data = {"column": mark.column + 1, "first": begun.line + 1, "char": char}
    if key in _BEGUN:
        return Problem(key, data | {"column": begun.column + 1}, line=begun.line + 1)
    return Problem(key, data, line=mark.line + 1)
