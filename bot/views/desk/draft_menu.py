"""The screens of a draft: its menu, a part with its items, an item."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.forms.dossier_edit import HEAD, PARTS, PICTURE, find
from bot.forms.form_fields import fields
from bot.forms.missing_translations import waiting
from bot.model.roles import Action, may
from bot.views.desk import item_summary
from bot.views.desk.screen import button, rows, screen
from bot.views.document import Paragraph, Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.i18n.catalogue import Translator
    from bot.model.reader import Preferences
    from bot.model.roles import Role
    from bot.store.drafts import Draft
    from bot.views.document import Button, Document

PAGE = 8  # items of a part on one screen
_BUTTON = 45  # UTF-16 units of an item on a button
_EDITABLE = frozenset(("open", "submitted"))
_MENU_ROWS = 8  # of buttons: as many as a phone of 390 px shows below a draft's header
_LEAST = 9  # rank of what is used least; 0 is always on the menu


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a draft's menu, and what blocks publishing it for them; whether a question in it waits for them."""

    user_id: int
    role: Role
    blocker: str | None
    is_resumable: bool


def draft(
    draft: Draft, viewer: Viewer, lines: Sequence[str], words: Translator, others: Sequence[Draft] = ()
) -> Document:
    """Build a draft's menu: its header and description (`lines`), its parts, and the actions that work for the viewer.

    `others` are further drafts of its story that the viewer may open.
    """
    shown, hidden = _rows(draft, viewer, words, others)
    last = [button(words.text("desk.button.more"), "draftmore", draft.id)] if hidden else []
    return screen(
        words,
        item_summary.title(draft.dossier, words),
        "\n".join(lines),
        rows=(*shown, [*last, _button(words, "desk")]),
    )


def more(draft: Draft, viewer: Viewer, words: Translator, others: Sequence[Draft] = (), *, header: str) -> Document:
    """Build the screen of the actions for which the menu has no room, below the draft's header."""
    _, hidden = _rows(draft, viewer, words, others)
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    return screen(words, item_summary.title(draft.dossier, words), header, rows=(*hidden, back))


def _rows(
    draft: Draft, viewer: Viewer, words: Translator, others: Sequence[Draft]
) -> tuple[list[Sequence[Button]], list[Sequence[Button]]]:
    """Return the menu's rows and those for which it has no room: what is used most is kept, in the order of reading."""
    dossier, is_live = draft.dossier, draft.state in _EDITABLE
    waits = [button(words.text("desk.button.resume"), "resume", draft.id)] if viewer.is_resumable and is_live else []
    heads = [_part(draft, part, words) for part in HEAD]
    lists = [_part(draft, part, words, len(getattr(dossier, part))) for part in PARTS]
    missing = len(waiting(dossier))
    copy = [button(words.text("desk.intake.title"), "intake", draft.id)] if is_live else []
    if missing and is_live:
        copy.append(button(words.count("desk.draft.waiting", missing), "waiting", draft.id))
    if is_live:
        copy.append(button(words.text("desk.part.picture"), "cover", draft.id))
    opened = [[button(words.text("desk.draft.open", draft=other.id), "draft", other.id)] for other in others]
    may_publish = may(viewer.role, Action.PUBLISH) and bool(_PUBLISHING.get(viewer.blocker))
    ranked: list[tuple[int, Sequence[Button]]] = [(0, waits), (0, heads), *((0, row) for row in rows(lists))]
    ranked.append((3 if may_publish else 4, copy))
    for rank, verbs in _actions(draft, viewer, may_publish=may_publish):
        ranked.append((rank, [button(words.text(f"desk.button.{verb}"), verb, draft.id) for verb in verbs]))
    ranked = [(rank, row) for rank, row in (*ranked, *((_LEAST, row) for row in opened)) if row]
    kept = sorted(range(len(ranked)), key=lambda number: (ranked[number][0], number))[: _MENU_ROWS - 1]
    return [ranked[number][1] for number in sorted(kept)], [
        row for number, (_, row) in enumerate(ranked) if number not in kept
    ]


def _actions(draft: Draft, viewer: Viewer, *, may_publish: bool) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield rows of the verbs that work for the viewer now, with their ranks: none that is refused at its last tap."""
    is_author, may_review = draft.author == viewer.user_id, may(viewer.role, Action.REVIEW)
    yield 2, ("preview", "changes")
    if draft.state == "submitted" and may_review and not is_author:
        yield 1, ("return",) if draft.approved_by else ("approve", "return")
    if draft.state in _EDITABLE:
        publishing = _PUBLISHING.get(viewer.blocker, ())
        yield (
            2,
            publishing if may(viewer.role, Action.PUBLISH) else tuple(verb for verb in publishing if verb == "blocked"),
        )
    if draft.state == "open" and viewer.blocker != "unchanged":
        yield 4 if may_publish else 1, ("submit",)
    if draft.state == "submitted" and viewer.user_id in {draft.author, draft.holder}:
        yield 1, ("withdraw",)
    if draft.state == "scheduled":
        yield 1, ("schedule", "export") if may(viewer.role, Action.SCHEDULE) else ("export",)
    if draft.state in _EDITABLE:
        yield _LEAST - 2, ("letgo" if draft.holder == viewer.user_id else "claim",)
        yield _LEAST - 1, ("export", "discard")


# What is offered of publishing, by what blocks it: where that can be mended, the way to it.
_PUBLISHING: Mapping[str | None, tuple[str, ...]] = MappingProxyType(
    {None: ("publish", "schedule"), "moved": ("blocked",), "invalid": ("blocked",)}
)


def part(draft: Draft, part: str, start: int, words: Translator, preferences: Preferences, *, header: str) -> Document:
    """Build the screen of a part below the draft's header: its items from index `start` on, and a button to add one."""
    heading, dossier = words.text(f"desk.part.{part}"), draft.dossier
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    if part in HEAD:
        texts = tuple(item_summary.head(dossier, part, words)) or (words.text("desk.part.empty"),)
        change = [button(words.text("desk.button.change"), "change", draft.id, part)]
        reply = _note(words, "desk.item.reply") if draft.state in _EDITABLE else None
        return screen(words, heading, header, *texts, reply, rows=(change, back))
    entries = getattr(dossier, part)
    first = start - start % PAGE if start < len(entries) else 0
    shown = entries[first : first + PAGE]
    numbered = tuple(
        Paragraph((Run(f"{number}. {item_summary.line(dossier, entry, words, preferences)}"),))
        for number, entry in enumerate(shown, first + 1)
    )
    opening = [
        [
            button(
                f"{number}. {item_summary.line(dossier, entry, words, preferences, _BUTTON)}",
                "item",
                draft.id,
                part,
                item=entry.id,
            )
        ]
        for number, entry in enumerate(shown, first + 1)
    ]
    add = [button(words.text(f"desk.add.{part}"), "add", draft.id, part)]
    pager = _pager(draft, part, first, len(entries))
    listed = numbered or (words.text("desk.part.empty"),)
    hint = _note(words, f"desk.hint.{part}") if _has_hint(part, len(entries)) and draft.state in _EDITABLE else None
    return screen(words, heading, header, *listed, hint, rows=(*opening, pager, add, back))


def picture(draft: Draft, words: Translator, *, header: str) -> Document:
    """Build the screen of what is said of a draft's picture, below the draft's header."""
    texts = tuple(item_summary.head(draft.dossier, PICTURE, words))
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    change: list[Button] = []
    if draft.state in _EDITABLE:
        change = [
            button(words.text("desk.button.field", field=words.text(f"desk.field.{name}")), "change", draft.id, PICTURE,
                   value=name)
            for name in fields(PICTURE)
        ]  # fmt: skip
        change.append(button(words.text("desk.cover.replace"), "coverask", draft.id))
        change.append(button(words.text("desk.button.remove"), "coverdrop", draft.id))
    show = [button(words.text("desk.cover.show"), "cover", draft.id)]
    return screen(words, words.text("desk.part.picture"), header, *texts, rows=(*rows(change), show, back))


def item(
    draft: Draft,
    part: str,
    item_id: str,
    words: Translator,
    preferences: Preferences,
    *,
    header: str,
    story: int | None = None,
) -> Document | None:
    """Build an item's screen below the draft's header, with a button to change each field; None if it is missing.

    Of a published item, `story` is the number of the story in which the viewer may correct it.
    """
    entry = find(draft.dossier, part, item_id)
    if entry is None:
        return None
    entries = getattr(draft.dossier, part)
    position = [present.id for present in entries].index(item_id) + 1
    change = [_change(draft, part, item_id, name, words) for name in fields(part)]
    moves = [
        *([button(words.text("desk.button.up"), "up", draft.id, part, item=item_id)] if position > 1 else []),
        *(
            [button(words.text("desk.button.down"), "down", draft.id, part, item=item_id)]
            if position < len(entries)
            else []
        ),
    ]
    remove = button(words.text("desk.button.remove"), "remove", draft.id, part, item=item_id)
    add = button(words.text(f"desk.add.{part}"), "add", draft.id, part)
    back = [button(words.text(f"desk.part.{part}"), "part", draft.id, part, value=str(position - 1))]
    menu = [button(words.text("desk.button.draft"), "draft", draft.id)]
    marks = [_key(draft, item_id, words, is_key=entry.key)] if part == "events" else []
    heading = words.text("desk.item.title", part=words.text(f"desk.part.{part}"), at=position, count=len(entries))
    blocks = item_summary.full(draft.dossier, part, entry, words, preferences)
    reply = _note(words, "desk.item.reply") if draft.state in _EDITABLE else None
    correct = _correct(draft, part, item_id, story, words) if story else []
    buttons = (*rows(change), marks, moves, [remove, add], correct, [*back, *menu])
    return screen(words, heading, header, *blocks, reply, rows=buttons)


def _key(draft: Draft, item_id: str, words: Translator, *, is_key: bool) -> Button:
    """Build the button that puts an event on the story's cover, or takes it off."""
    return button(
        words.text("desk.button.unkey" if is_key else "desk.button.key"), "key", draft.id, "events", item=item_id
    )


def _change(draft: Draft, part: str, item_id: str, name: str, words: Translator) -> Button:
    label = words.text("desk.button.field", field=words.text(f"desk.field.{name}"))
    return button(label, "change", draft.id, part, item=item_id, value=name)


def _correct(draft: Draft, part: str, item_id: str, story: int, words: Translator) -> list[Button]:
    """Build the button that corrects a published item; in the draft that does so, the one that leads on."""
    if draft.correction and draft.correction.item == item_id:
        return [button(words.text("desk.correct.publish"), "publish", draft.id)]
    return [button(words.text("desk.correct.button"), "correct", None, part, item=item_id, value=str(story))]


def _has_hint(part: str, count: int) -> bool:
    """Return whether a part's screen says how to write whole items; of several sources, which is the main one."""
    return part in {"quotes", "events", "key_points", "summary"} or (part == "sources" and count > 1)


def _note(words: Translator, key: str) -> Paragraph:
    return Paragraph((Run(words.text(key)),), note=True)


def _part(draft: Draft, part: str, words: Translator, count: int | None = None) -> Button:
    name = words.text(f"desk.part.{part}")
    label = name if count is None else words.text("desk.part.counted", part=name, count=count)
    return button(label, "part", draft.id, part)


def _button(words: Translator, verb: str) -> Button:
    return button(words.text(f"desk.button.{verb}"), verb)


def _pager(draft: Draft, part: str, first: int, count: int) -> list[Button]:
    if count <= PAGE:
        return []
    before = [button("◀", "part", draft.id, part, value=str(first - PAGE))] if first else []
    after = [button("▶", "part", draft.id, part, value=str(first + PAGE))] if first + PAGE < count else []
    return [*before, *after]
