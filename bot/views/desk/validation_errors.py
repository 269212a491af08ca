"""What a draft may not be published with, in words, each with the button that leads to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.desk.editing import HEAD, PARTS
from bot.handlers.desk import gist
from bot.handlers.desk.screens import button, rows, screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.document import Button, Document
    from bot.errors import Problem
    from bot.handlers.desk.turn import Turn
    from bot.store.drafts import Draft

_LISTED = 12
_PLACE = re.compile(r"(\w+)(?:\[(\d+)\])?")
_LABEL = 40  # UTF-16 units


def told(turn: Turn, draft: Draft, problems: Sequence[Problem]) -> Document:
    """The draft's problems, as many as are put right in one go, and where each is."""
    words, preferences = turn.words, turn.who.preferences
    lines, doors = [], dict[str, "Button"]()
    for one in problems[:_LISTED]:
        part, item = _place(draft, one)
        where = words.text(f"desk.part.{part}") if part in {*HEAD, *PARTS} else ""
        if part in PARTS and item:
            where = gist.line(draft.dossier, item, words, preferences, _LABEL)
            doors[item.id] = button(where, "item", draft.id, part, item=item.id)
        elif part in {*HEAD, *PARTS}:
            doors[part] = button(where, "part", draft.id, part)
        lines.append(words.text("desk.publish.fault", where=where, what=words.text(one.key, **one.data)))
    head = words.count("desk.publish.faults", len(problems))
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    title = gist.title(draft.dossier, words)
    return screen(words, title, head, *lines, rows=(*rows(doors.values()), back))


def _place(draft: Draft, problem: Problem) -> tuple[str, Any]:
    found = _PLACE.match(problem.path or "")
    if found is None:
        return "", None
    part, at = found[1], found[2]
    every = getattr(draft.dossier, part, ())
    return part, every[int(at)] if at is not None and int(at) < len(every) else None
