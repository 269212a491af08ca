"""Screen of the validation errors that block publishing, each with a button to its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.forms.dossier_edit import HEAD, PARTS, PICTURE
from bot.forms.form_fields import fields
from bot.views.desk import item_summary
from bot.views.desk.screen import button, rows, screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.errors import Problem
    from bot.i18n.catalogue import Translator
    from bot.model.reader import Preferences
    from bot.store.drafts import Draft
    from bot.views.document import Button, Document

SOURCE_ALL = "srcall"  # gives every item without a source the story's main one
_NO_SOURCE = "problem.no_source"
_IN_WORDS = {_NO_SOURCE: "desk.fault.no_source"}  # problems that are worded for those who write files
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
        elif part == PICTURE:
            where = words.text("desk.part.picture")
            links[part] = button(where, "cover", draft.id)
            field = (problem.path or "").partition(".")[2]
            where += words.text("page.colon") + words.text(f"desk.field.{field}") if field in fields(PICTURE) else ""
        key = _IN_WORDS.get(problem.key, problem.key)
        lines.append(words.text("desk.publish.fault", where=where, what=words.text(key, **problem.data)))
    head = words.count("desk.publish.faults", len(problems))
    main = _main_source(draft, problems, words)
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    title = item_summary.title(draft.dossier, words)
    return screen(words, title, head, *lines, rows=(main, *rows(links.values()), back))


def _main_source(draft: Draft, problems: Sequence[Problem], words: Translator) -> list[Button]:
    """Offer the story's main source for all items that have none, such as those typed before the story had one."""
    count = sum(problem.key == _NO_SOURCE for problem in problems)
    if not count or not draft.dossier.sources:
        return []
    outlet = draft.dossier.sources[0].outlet.localize(words.language)[0]
    return [button(words.count("desk.publish.source_all", count, outlet=outlet), SOURCE_ALL, draft.id)]


def _place(draft: Draft, problem: Problem) -> tuple[str, Any]:
    match = _PLACE.match(problem.path or "")
    if match is None:
        return "", None
    part, index = match[1], match[2]
    entries = getattr(draft.dossier, part, ())
    return part, entries[int(index)] if index is not None and int(index) < len(entries) else None
