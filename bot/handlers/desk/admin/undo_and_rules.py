"""What the owners set, and what one takes back oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import undoing
from bot.deeds import doing
from bot.desk.roles import Action
from bot.errors import LinkInvalid
from bot.handlers.desk.screens import button, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.store import broadcasts, rules, stories

if TYPE_CHECKING:
    from bot.store.audit import Entry

_SET = {"on": True, "off": False}


async def show(turn: Turn) -> None:
    """The desk's rules, with the buttons that change them."""
    words = turn.words
    async with turn.services.database.read() as conn:
        on = await rules.four_eyes(conn)
    state = "on" if on else "off"
    change = [button(words.text(f"desk.rules.turn_{'off' if on else 'on'}"), "foureyes", value="off" if on else "on")]
    home = [button(words.text("desk.button.desk"), "desk")]
    told = words.text(f"desk.rules.four_eyes_{state}")
    await turn.show(screen(words, words.text("desk.rules.title"), told, rows=(change, home)))


async def set_four_eyes(turn: Turn) -> None:
    """Four eyes are asked for from now on, or no longer."""
    on = _SET.get(turn.link.value or "")
    if on is None:
        raise LinkInvalid
    async with doing(turn.services.database, turn.deed, Action.RULES, four_eyes=on) as act:
        if act.is_first and await rules.four_eyes(act.conn) is not on:
            await rules.set_four_eyes(act.conn, on=on)
            await act.record(four_eyes=on)
    await show(turn)


async def undo(turn: Turn) -> None:
    """`/undo`: this person's last deed at the desk is taken back."""
    entry = await undoing.undo(turn.services.database, turn.deed)
    turn.services.noted.set()
    words = turn.words
    draft = entry.detail.get("draft")
    opened = [button(words.text("desk.button.draft"), "draft", draft)] if draft else []
    home = [button(words.text("desk.button.desk"), "desk")]
    told = words.text(f"desk.undo.{entry.action}")
    about = words.text("desk.undo.story", slug=entry.slug) if entry.slug else None
    pushed = await _pushed(turn, entry)
    out = words.text("desk.undo.pushed", number=pushed) if pushed else None
    back = [button(words.text("desk.push.button.retract"), "retract", pushed)] if pushed else []
    await turn.show(screen(words, words.text("desk.undo.title"), told, about, out, rows=(back, opened, home)))


async def _pushed(turn: Turn, entry: Entry) -> int | None:
    """The push that told of the revision that was taken back, where one did: it is out, and says so still."""
    if entry.action not in {Action.PUBLISH, Action.RESTORE}:
        return None
    async with turn.services.database.read() as conn:
        story = await stories.find(conn, entry.slug or "")
        recent = await broadcasts.latest(conn, states=broadcasts.OUT)
    number, revision = story.number if story else None, entry.detail["revision"]
    return next((one.id for one in recent if (one.story, one.revision) == (number, revision)), None)


COMMANDS = {"undo": Deal(Action.UNDO, undo)}
TAPS = {
    "undo": Deal(Action.UNDO, undo),
    "rules": Deal(Action.RULES, show),
    "foureyes": Deal(Action.RULES, set_four_eyes),
}
