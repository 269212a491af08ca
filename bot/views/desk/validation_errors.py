"""Screen of the validation errors that block publishing, each with a button to its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.forms.dossier_edit import HEAD, PARTS
from bot.views.desk import item_summary
from bot.views.desk.screen import button, rows, screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.errors import Problem
    from bot.i18n.catalogue import Translator
    from bot.model.reader import Preferences
    from bot.store.drafts import Draft
    from bot.views.document import Button, Document

_LISTED = 12
_PLACE = re.compile(r"(\w+)(?:\[(\d+)\])?")
_LABEL = 40  # UTF-16 units


def validation_errors(
    draft: Draft, problems: Sequence[Problem], words: Translator, preferences: Preferences
) -> Document:
    """Build the screen of a draft's validation errors: the first of them, and buttons to their places."""
    lines, links = [], dict[str, "Button"]()
    for problem in problems[:_LISTED]:
        part, item = _place(draft, problem)
        where = words.text(f"desk.part.{part}") if part in {*HEAD, *PARTS} else ""
        if part in PARTS and item:
            where = item_summary.line(draft.dossier, item, words, preferences, _LABEL)
            links[item.id] = button(where, "item", draft.id, part, item=item.id)
        elif part in {*HEAD, *PARTS}:
            links[part] = button(where, "part", draft.id, part)
        lines.append(words.text("desk.publish.fault", where=where, what=words.text(problem.key, **problem.data)))
    head = words.count("desk.publish.faults", len(problems))
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    title = item_summary.title(draft.dossier, words)
    return screen(words, title, head, *lines, rows=(*rows(links.values()), back))


def _place(draft: Draft, problem: Problem) -> tuple[str, Any]:
    match = _PLACE.match(problem.path or "")
    if match is None:
        return "", None
    part, index = match[1], match[2]
    entries = getattr(draft.dossier, part, ())
    return part, entries[int(index)] if index is not None and int(index) < len(entries) else None
