"""The screens of a draft: its menu, a part with its items, an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.editing import HEAD, PARTS, find
from bot.desk.forms import waiting
from bot.desk.roles import Action, may
from bot.desk.steps import fields
from bot.document import Paragraph, Run
from bot.handlers.desk import gist
from bot.handlers.desk.screens import button, rows, screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.audience import Preferences
    from bot.desk.roles import Role
    from bot.document import Button, Document
    from bot.i18n.catalogue import Words
    from bot.store.drafts import Draft

PAGE = 8  # items of a part on one screen
_BUTTON = 45  # UTF-16 units of an item on a button


# The verbs of a draft's menu, by its state, and whether who looks may publish.
_SEE, _FILES = ("preview", "changes"), ("export", "discard")
_FATES = {
    ("open", True): (_SEE, ("publish", "schedule"), ("submit",), _FILES),
    ("open", False): (_SEE, ("submit",), _FILES),
    ("submitted", True): (_SEE, ("approve", "return"), ("publish", "schedule"), _FILES),
    ("submitted", False): (_SEE, _FILES),
    ("scheduled", True): (_SEE, ("schedule", "export")),
    ("scheduled", False): (_SEE, ("export",)),
}


def draft(draft: Draft, role: Role, lines: Sequence[str], words: Words, *, resume: bool) -> Document:
    """The menu of a draft: what it is (`lines`), its parts, and what can become of it.

    `resume`: whether a question waits in it for whoever looks.
    """
    dossier = draft.dossier
    heads = [_part(draft, part, words) for part in HEAD]
    lists = [_part(draft, part, words, len(getattr(dossier, part))) for part in PARTS]
    missing = len(waiting(dossier))
    waits = [button(words.text("desk.button.resume"), "resume", draft.id)] if resume else []
    gaps = [button(words.count("desk.draft.waiting", missing), "waiting", draft.id)] if missing else []
    return screen(
        words,
        gist.title(dossier, words),
        "\n".join(lines),
        rows=(waits, heads, *rows(lists), gaps, *_fate(draft, role, words), [_button(words, "desk")]),
    )


def part(draft: Draft, part: str, start: int, words: Words, preferences: Preferences) -> Document:
    """A part of a draft: its items from number `start` on, each of which opens, and one more to add."""
    heading, dossier = words.text(f"desk.part.{part}"), draft.dossier
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    if part in HEAD:
        told = tuple(gist.head(dossier, part, words)) or (words.text("desk.part.empty"),)
        change = [button(words.text("desk.button.change"), "change", draft.id, part)]
        return screen(words, heading, *told, rows=(change, back))
    every = getattr(dossier, part)
    first = start - start % PAGE if start < len(every) else 0
    shown = every[first : first + PAGE]
    numbered = tuple(
        Paragraph((Run(f"{number}. {gist.line(dossier, one, words, preferences)}"),))
        for number, one in enumerate(shown, first + 1)
    )
    opening = [
        [
            button(
                f"{number}. {gist.line(dossier, one, words, preferences, _BUTTON)}", "item", draft.id, part, item=one.id
            )
        ]
        for number, one in enumerate(shown, first + 1)
    ]
    add = [button(words.text(f"desk.add.{part}"), "add", draft.id, part)]
    pager = _pager(draft, part, first, len(every))
    return screen(words, heading, *(numbered or (words.text("desk.part.empty"),)), rows=(*opening, pager, add, back))


def item(draft: Draft, part: str, item: str, words: Words, preferences: Preferences) -> Document | None:
    """An item in full, with each of its fields to change; None where it is gone."""
    found = find(draft.dossier, part, item)
    if found is None:
        return None
    every = getattr(draft.dossier, part)
    at = [one.id for one in every].index(item) + 1
    change = [
        button(
            words.text("desk.button.field", field=words.text(f"desk.field.{name}")),
            "change",
            draft.id,
            part,
            item=item,
            value=name,
        )
        for name in fields(part)
    ]
    moves = [
        *([button(words.text("desk.button.up"), "up", draft.id, part, item=item)] if at > 1 else []),
        *([button(words.text("desk.button.down"), "down", draft.id, part, item=item)] if at < len(every) else []),
    ]
    remove = button(words.text("desk.button.remove"), "remove", draft.id, part, item=item)
    add = button(words.text(f"desk.add.{part}"), "add", draft.id, part)
    back = [button(words.text(f"desk.part.{part}"), "part", draft.id, part, value=str(at - 1))]
    menu = [button(words.text("desk.button.draft"), "draft", draft.id)]
    heading = words.text("desk.item.title", part=words.text(f"desk.part.{part}"), at=at, count=len(every))
    blocks = gist.full(draft.dossier, part, found, words, preferences)
    return screen(words, heading, *blocks, rows=(*rows(change), moves, [remove, add], [*back, *menu]))


def _part(draft: Draft, part: str, words: Words, count: int | None = None) -> Button:
    name = words.text(f"desk.part.{part}")
    label = name if count is None else words.text("desk.part.counted", part=name, count=count)
    return button(label, "part", draft.id, part)


def _fate(draft: Draft, role: Role, words: Words) -> tuple[list[Button], ...]:
    """What can become of a draft in its state, by who looks at it."""
    rows = _FATES.get((draft.state, may(role, Action.PUBLISH)), (("preview",),))
    return tuple([button(words.text(f"desk.button.{verb}"), verb, draft.id) for verb in row] for row in rows)


def _button(words: Words, verb: str) -> Button:
    return button(words.text(f"desk.button.{verb}"), verb)


def _pager(draft: Draft, part: str, first: int, count: int) -> list[Button]:
    if count <= PAGE:
        return []
    before = [button("◀", "part", draft.id, part, value=str(first - PAGE))] if first else []
    after = [button("▶", "part", draft.id, part, value=str(first + PAGE))] if first + PAGE < count else []
    return [*before, *after]
