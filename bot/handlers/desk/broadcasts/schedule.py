"""A push at an hour: named in the editor's zone, which is asked for once, echoed with it, and kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.deeds import doing
from bot.desk.roles import Action
from bot.errors import LinkInvalid
from bot.handlers.desk import notes, proofing, scheduling, sending, wording
from bot.handlers.desk.questions import Kind
from bot.handlers.desk.screens import button, screen, zoning
from bot.handlers.desk.turn import Deal, Turn
from bot.i18n import zones
from bot.i18n.hours import read_moment
from bot.pushing.push import read_whole
from bot.store import seats

if TYPE_CHECKING:
    from bot.desk.question import Typed
    from bot.document import Button
    from bot.store.proofs import Proof

HOUR, ZONE = "pushhour", "pushzone"


async def plan(turn: Turn) -> None:
    """A tap that asks for an hour; or, with one, has the push go out then."""
    value = turn.link.value
    if value is None:
        await _ask(turn, turn.draft_id)
    elif value.isdecimal() and len(value) <= len("9999999999"):
        await sending.start_at(turn, datetime.fromtimestamp(int(value), UTC))
    else:
        raise LinkInvalid


async def change_zone(turn: Turn) -> None:
    """A tap that asks for another zone, or, with one, chooses it."""
    if turn.link.value is None:
        async with doing(turn.services.database, turn.deed, Action.PUSH) as act:
            proof = await proofing.hold(act, turn.draft_id)
            if act.is_first:
                proof = await wording.ask(act, proof, ZONE)
        await ask_zone(turn, proof)
    elif zone := zones.OFFERED.get(turn.link.value):
        await _choose(turn, turn.draft_id, zone)
    else:
        raise LinkInvalid


async def take_hour(turn: Turn, proof: Proof, typed: Typed) -> None:
    """The hour was typed: it is echoed as it was understood, to be confirmed."""
    if notes.is_end(typed):
        await wording.end(turn, proof)
        return
    zone = await scheduling.zone_of(turn)
    at = read_moment(typed.text, turn.services.now(), ZoneInfo(zone))
    if at is None:
        await turn.tell("desk.schedule.not_understood")
        return
    hour = zones.spell(at, zone, turn.who.preferences)
    if at <= turn.services.now():
        await turn.tell("desk.schedule.past", hour=hour)
        return
    words = turn.words
    yes = [_at(words.text("desk.schedule.yes"), proof, at)]
    back = [button(words.text("desk.button.back"), "proofdrop", proof.id)]
    told = words.text("desk.push.at", hour=hour)
    await turn.show(screen(words, await _name(turn, proof), told, rows=(yes, back)))


async def take_zone(turn: Turn, proof: Proof, typed: Typed) -> None:
    """A city was typed, or the zone's own name."""
    if notes.is_end(typed):
        await wording.end(turn, proof)
    elif zone := zones.read_zone(typed.text):
        await _choose(turn, proof.id, zone)
    else:
        await turn.tell("desk.schedule.zone_unknown")


async def ask_hour(turn: Turn, proof: Proof) -> None:
    """Ask for the hour, in the zone that the editor chose."""
    words, zone = turn.words, await scheduling.zone_of(turn)
    told = words.text("desk.push.ask.hour", zone=zones.name(zone, words.language))
    another = [button(words.text("desk.schedule.zone"), "pushzone", proof.id)]
    back = [button(words.text("desk.button.back"), "proofdrop", proof.id)]
    hours = [*scheduling.proposed(turn, zone)]
    offered = [[_at(zones.spell(at, zone, turn.who.preferences), proof, at)] for at in hours]
    await turn.show(screen(words, await _name(turn, proof), told, rows=(*offered, another, back)))


async def ask_zone(turn: Turn, proof: Proof) -> None:
    """Ask in which zone this person names hours."""
    words = turn.words
    offered = zoning(words, "pushzone", proof.id)
    back = [button(words.text("desk.button.back"), "proofdrop", proof.id)]
    told = words.text("desk.schedule.which_zone")
    await turn.show(screen(words, await _name(turn, proof), told, rows=(*offered, back)))


async def _choose(turn: Turn, number: int, zone: str) -> None:
    async with turn.services.database.write() as conn:
        await seats.set_zone(conn, turn.user.id, zone)
    await _ask(turn, number)


async def _ask(turn: Turn, number: int) -> None:
    async with doing(turn.services.database, turn.deed, Action.PUSH) as act:
        proof = await proofing.hold(act, number)
        zone = (await seats.get(act.conn, turn.user.id)).zone
        if act.is_first:
            proof = await wording.ask(act, proof, HOUR if zone else ZONE)
    await (ask_hour(turn, proof) if zone else ask_zone(turn, proof))


async def _name(turn: Turn, proof: Proof) -> str:
    return turn.words.text("desk.push.title", title=await proofing.title(turn, read_whole(proof.spec)))


def _at(label: str, proof: Proof, at: datetime) -> Button:
    return button(label, "pushat", proof.id, item=f"v{proof.version}", value=str(int(at.timestamp())))


COMMANDS: dict[str, Deal] = {}
TAPS = {"pushat": Deal(Action.PUSH, plan), "pushzone": Deal(Action.PUSH, change_zone)}
QUESTIONS = {
    HOUR: Kind(Action.PUSH, take_hour, ask_hour),
    ZONE: Kind(Action.PUSH, take_zone, ask_zone),
}
