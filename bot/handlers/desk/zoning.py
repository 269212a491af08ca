"""The way to an hour: first it is seen that the draft can be published, then the zone is asked for, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deeds import doing
from bot.desk.roles import Action
from bot.errors import LinkInvalid
from bot.handlers.desk import gist, notes, publishing, rights, scheduling
from bot.handlers.desk.questions import Kind
from bot.handlers.desk.screens import button, screen, zoning
from bot.handlers.desk.turn import Deal, Turn
from bot.i18n import zones
from bot.store import schedule, seats
from bot.store.drafts import LIVE

if TYPE_CHECKING:
    from bot.desk.question import Typed
    from bot.store.drafts import Draft

ZONE = "zone"


async def plan(turn: Turn) -> None:
    """A draft is to be published at an hour; of one that is already, when, and what can be done about it."""
    draft = await rights.look(turn, turn.draft_id)
    async with turn.services.database.read() as conn:
        due = await schedule.get(conn, draft.id)
    if due and turn.link.value is None:
        await scheduling.card(turn, draft, due)
    elif not await publishing.is_hindered(turn, draft):
        await _ask_hour(turn, draft.id)


async def change(turn: Turn) -> None:
    """A tap that asks for another zone, or, with one, chooses it."""
    if turn.link.value is None:
        async with doing(turn.services.database, turn.deed, Action.SCHEDULE, draft=turn.draft_id) as act:
            draft = await rights.hold(act, turn.draft_id, LIVE)
            if act.is_first:
                draft = await notes.ask(act, draft, ZONE)
        await ask(turn, draft)
    elif turn.link.value in zones.OFFERED:
        await _choose(turn, turn.draft_id, zones.OFFERED[turn.link.value])
    else:
        raise LinkInvalid


async def take(turn: Turn, draft: Draft, typed: Typed) -> None:
    """A city was typed, or the zone's own name."""
    if notes.is_end(typed):
        await notes.drop(turn, draft)
    elif zone := zones.read_zone(typed.text):
        await _choose(turn, draft.id, zone)
    else:
        await turn.tell("desk.schedule.zone_unknown")


async def ask(turn: Turn, draft: Draft) -> None:
    """Ask in which zone this person names hours."""
    words = turn.words
    offered = zoning(words, "zone", draft.id)
    back = [button(words.text("desk.button.back"), "calloff", draft.id)]
    told = words.text("desk.schedule.which_zone")
    await turn.show(screen(words, gist.title(draft.dossier, words), told, rows=(*offered, back)))


async def _ask_hour(turn: Turn, draft_id: int) -> None:
    async with doing(turn.services.database, turn.deed, Action.SCHEDULE, draft=draft_id) as act:
        draft = await rights.hold(act, draft_id, LIVE)
        zone = (await seats.get(act.conn, turn.user.id)).zone
        if act.is_first:
            draft = await notes.ask(act, draft, scheduling.HOUR if zone else ZONE)
    await (scheduling.ask(turn, draft) if zone else ask(turn, draft))


async def _choose(turn: Turn, draft_id: int, zone: str) -> None:
    async with turn.services.database.write() as conn:
        await seats.set_zone(conn, turn.user.id, zone)
    await _ask_hour(turn, draft_id)


COMMANDS: dict[str, Deal] = {}
TAPS = {"schedule": Deal(Action.SCHEDULE, plan), "zone": Deal(Action.SCHEDULE, change)}
QUESTIONS = {ZONE: Kind(Action.SCHEDULE, take, ask)}
