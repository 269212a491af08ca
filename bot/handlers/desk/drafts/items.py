"""Items of a draft: looked at, added, changed, moved and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deeds import doing
from bot.desk import editing
from bot.desk.roles import Action
from bot.errors import LinkInvalid
from bot.handlers.desk import answering, gist, landing, rights
from bot.handlers.desk.screens import button, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.store import drafts

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.store.drafts import Draft
    from bot.story import Dossier

_NAMED = 3  # items that are told of those that name what is to be removed


async def show_part(turn: Turn) -> None:
    """A part of a draft, from the item on that the button tells."""
    start = turn.link.value or "0"
    draft = await rights.look(turn, turn.draft_id)
    await landing.section(turn, draft, _part(turn), int(start) if start.isdecimal() else 0)


async def show_item(turn: Turn) -> None:
    """An item in full."""
    await landing.item(turn, await rights.look(turn, turn.draft_id), _part(turn), turn.link.item)


async def add(turn: Turn) -> None:
    """One more item for a part: its first question."""
    await answering.begin(turn, _part(turn))


async def change(turn: Turn) -> None:
    """What a text, an item or one of its fields is to be instead: asked."""
    field = turn.link.value.replace("-", "_") if turn.link.value else None
    await answering.begin(turn, _part(turn), turn.link.item, field)


async def up(turn: Turn) -> None:
    """An item changes places with the one before it."""
    await _move(turn, -1)


async def down(turn: Turn) -> None:
    """An item changes places with the one after it."""
    await _move(turn, 1)


async def remove(turn: Turn) -> None:
    """An item is to be taken away: asked once more, then done, unless others name it."""
    draft, words, part, item = await rights.look(turn, turn.draft_id), turn.words, _part(turn), turn.link.item or ""
    found = editing.find(draft.dossier, part, item)
    left = editing.remove(draft.dossier, part, item)
    if found is None:
        await landing.item(turn, draft, part, item)
    elif isinstance(left, editing.InUse):
        await turn.say(_in_use(turn, draft, left))
    elif turn.link.value == "yes":
        draft = await _save(turn, lambda dossier: _without(dossier, part, item))
        await landing.section(turn, draft, part, notice=words.text("desk.item.removed"))
    else:
        yes = button(words.text("desk.item.remove.yes"), "remove", draft.id, part, item=item, value="yes")
        no = button(words.text("desk.button.no"), "item", draft.id, part, item=item)
        told = gist.line(draft.dossier, found, words, turn.who.preferences)
        await turn.show(screen(words, words.text("desk.item.remove.sure"), told, rows=((yes, no),)))


async def _move(turn: Turn, by: int) -> None:
    part, item = _part(turn), turn.link.item or ""
    draft = await _save(turn, lambda dossier: editing.move(dossier, part, item, by))
    await landing.item(turn, draft, part, item)


async def _save(turn: Turn, edit: Callable[[Dossier], Dossier]) -> Draft:
    """The draft with its dossier edited; a redelivered update edits nothing."""
    async with doing(turn.services.database, turn.deed, Action.DRAFT, draft=turn.draft_id) as act:
        draft = await rights.hold(act, turn.draft_id)
        edited = edit(draft.dossier)
        if act.is_first and edited != draft.dossier:
            await drafts.save(act.conn, draft.id, draft.version, at=act.deed.at, dossier=edited)
            return await rights.hold(act, turn.draft_id)
        return draft


def _without(dossier: Dossier, part: str, item: str) -> Dossier:
    left = editing.remove(dossier, part, item)
    return dossier if isinstance(left, editing.InUse) else left


def _in_use(turn: Turn, draft: Draft, use: editing.InUse) -> str:
    words, preferences = turn.words, turn.who.preferences
    named = [editing.find(draft.dossier, part, item) for part, item in use.by[:_NAMED]]
    lines = (f"• {gist.line(draft.dossier, one, words, preferences)}" for one in named)
    return "\n".join((words.count("desk.item.in_use", len(use.by)), *lines))


def _part(turn: Turn) -> str:
    if turn.link.part not in gist.PARTS:
        raise LinkInvalid
    return turn.link.part


COMMANDS: dict[str, Deal] = {}
TAPS = {
    "part": Deal(Action.DRAFT, show_part),
    "item": Deal(Action.DRAFT, show_item),
    "add": Deal(Action.DRAFT, add),
    "change": Deal(Action.DRAFT, change),
    "up": Deal(Action.DRAFT, up),
    "down": Deal(Action.DRAFT, down),
    "remove": Deal(Action.DRAFT, remove),
}
