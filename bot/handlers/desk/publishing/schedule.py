"""Publishing at an hour: named in the editor's zone, echoed with it, moved, called off, and listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.deeds import doing
from bot.desk.roles import Action, may
from bot.dossier import judge
from bot.errors import DossierInvalid, DraftMoved, HourPast, LinkInvalid, RevisionConflict
from bot.handlers.desk import gist, landing, names, notes, rights
from bot.handlers.desk.questions import Kind
from bot.handlers.desk.screens import button, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.i18n import zones
from bot.i18n.hours import read_moment
from bot.publishing import expect_four_eyes
from bot.pushing import Push
from bot.store import drafts, schedule, seats, stories
from bot.store.drafts import LIVE
from bot.store.schedule import Due

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.deeds import Doing
    from bot.desk.question import Typed
    from bot.document import Button
    from bot.store.drafts import Draft

HOUR = "hour"
_PROPOSED = ((0, 18), (1, 8), (1, 18))  # days from today, and the hour


async def take_hour(turn: Turn, draft: Draft, typed: Typed) -> None:
    """The hour was typed: it is echoed as it was understood, to be confirmed."""
    if notes.is_end(typed):
        await notes.drop(turn, draft)
        return
    zone = await zone_of(turn)
    at = read_moment(typed.text, turn.services.now(), ZoneInfo(zone))
    if at is None:
        await turn.tell("desk.schedule.not_understood")
    elif at <= turn.services.now():
        await turn.tell("desk.schedule.past", hour=zones.spell(at, zone, turn.who.preferences))
    else:
        words = turn.words
        told = words.text("desk.schedule.understood", hour=zones.spell(at, zone, turn.who.preferences))
        yes = [_at(words.text("desk.schedule.yes"), draft, at)]
        back = [button(words.text("desk.button.back"), "calloff", draft.id)]
        await turn.show(screen(words, gist.title(draft.dossier, words), told, rows=(yes, back)))


async def put(turn: Turn) -> None:
    """A tap on an hour: the draft, as it was shown, is published then."""
    at, version = _read(turn)
    zone = await zone_of(turn)
    async with doing(turn.services.database, turn.deed, Action.SCHEDULE, draft=turn.draft_id) as act:
        draft = await rights.hold(act, turn.draft_id, LIVE)
        if act.is_first:
            await _put(act, draft, Due(draft.id, at, zone, act.deed.actor), version)
        draft = await rights.hold(act, turn.draft_id, LIVE)
        due = await schedule.get(act.conn, draft.id)
    turn.services.noted.set()
    if due:
        await card(turn, draft, due, turn.words.text("desk.schedule.put"))


async def set_push(turn: Turn) -> None:
    """A tap that has what is new pushed as well when the draft is published, or no longer."""
    async with doing(turn.services.database, turn.deed, Action.PUSH, draft=turn.draft_id) as act:
        draft = await rights.hold(act, turn.draft_id, LIVE)
        due = await schedule.get(act.conn, draft.id)
        if act.is_first and due:
            push = None if due.push else Push(draft.slug).dump_whole()
            await schedule.change(act.conn, draft.id, push=push)
            await act.record(draft.slug, draft=draft.id, with_draft=push is not None)
            due = await schedule.get(act.conn, draft.id)
    if due is None:
        raise DraftMoved(draft=draft.id)
    await card(turn, draft, due)


async def call_off(turn: Turn) -> None:
    """What waits for its hour is called off, and open again."""
    async with doing(turn.services.database, turn.deed, Action.SCHEDULE, draft=turn.draft_id) as act:
        draft = await rights.hold(act, turn.draft_id, LIVE)
        due = await schedule.get(act.conn, draft.id)
        if act.is_first and due:
            await schedule.remove(act.conn, draft.id)
            await drafts.save(act.conn, draft.id, draft.version, at=act.deed.at, state="open")
            await act.record(draft.slug, draft=draft.id, called_off=due.due_at.isoformat())
        draft = await rights.hold(act, turn.draft_id, LIVE)
    await landing.menu(turn, draft, notice=turn.words.text("desk.schedule.called_off"))


async def listed(turn: Turn) -> None:
    """`/scheduled`: what waits for its hour, the earliest first."""
    words = turn.words
    async with turn.services.database.read() as conn:
        every = await schedule.all_(conn)
        held = {one.draft_id: await drafts.get(conn, one.draft_id) for one in every}
    lines, doors = [], []
    for one in every:
        if draft := held[one.draft_id]:
            title = gist.title(draft.dossier, words)
            hour = zones.spell(one.due_at, one.zone, turn.who.preferences)
            name = await names.of(turn.services, one.by)
            lines.append(words.text(f"desk.schedule.line.{one.state}", title=title, hour=hour, name=name))
            doors.append([button(title, "schedule", draft.id)])
    home = [button(words.text("desk.button.desk"), "desk")]
    told = lines or [words.text("desk.schedule.none")]
    await turn.show(screen(words, words.text("desk.schedule.title"), *told, rows=(*doors, home)))


async def _put(act: Doing, draft: Draft, due: Due, version: int) -> None:
    """Schedule the draft; raises what publishing it now would, and HourPast."""
    if draft.version != version:
        raise DraftMoved(draft=draft.id)
    if due.due_at <= act.deed.at:
        raise HourPast
    newest = await stories.find(act.conn, draft.slug)
    if newest and newest.revision != draft.base:
        raise RevisionConflict(slug=draft.slug, base=draft.base or 0, newest=newest.revision)
    await expect_four_eyes(act, draft)
    if problems := judge(draft.dossier):
        raise DossierInvalid(problems)
    was = await schedule.get(act.conn, draft.id)
    await schedule.put(act.conn, replace(due, push=was.push if was else None))
    await drafts.save(act.conn, draft.id, version, at=act.deed.at, state="scheduled", question=None, asked=None)
    before = was.due_at.isoformat() if was else None
    await act.record(draft.slug, draft=draft.id, due_at=due.due_at.isoformat(), was=before)


async def ask(turn: Turn, draft: Draft) -> None:
    """Ask for the hour, in the zone that the editor chose."""
    words, zone = turn.words, await zone_of(turn)
    told = words.text("desk.schedule.ask", zone=zones.name(zone, words.language))
    another = [button(words.text("desk.schedule.zone"), "zone", draft.id)]
    back = [button(words.text("desk.button.back"), "calloff", draft.id)]
    offered = [[_at(zones.spell(at, zone, turn.who.preferences), draft, at)] for at in proposed(turn, zone)]
    await turn.show(screen(words, gist.title(draft.dossier, words), told, rows=(*offered, another, back)))


async def card(turn: Turn, draft: Draft, due: Due, notice: str | None = None) -> None:
    """Show when a draft is published, and what can be done about it."""
    words = turn.words
    hour = zones.spell(due.due_at, due.zone, turn.who.preferences)
    name = await names.of(turn.services, due.by)
    told = words.text(f"desk.schedule.card.{due.state}", hour=hour, name=name)
    now = [button(words.text("desk.schedule.now"), "publish", draft.id)]
    move = button(words.text("desk.schedule.move"), "schedule", draft.id, value="move")
    off = button(words.text("desk.schedule.call_off"), "unschedule", draft.id)
    queue = button(words.text("desk.button.queue"), "queue")
    pushed = words.text("desk.schedule.pushed") if due.push else None
    push = [button(words.text(f"desk.schedule.push_{'off' if due.push else 'on'}"), "duepush", draft.id)]
    back = [button(words.text("desk.button.draft"), "draft", draft.id), queue]
    title = gist.title(draft.dossier, words)
    offered = push if may(turn.role, Action.PUSH) else []
    await turn.show(screen(words, title, notice, told, pushed, rows=([move, off], offered, now, back)))


def proposed(turn: Turn, zone: str) -> Iterator[datetime]:
    """The hours that are proposed, of those that are still to come."""
    now = turn.services.now().astimezone(ZoneInfo(zone))
    for days, hour in _PROPOSED:
        at = (now + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
        if at > now:
            yield at


def _at(label: str, draft: Draft, at: datetime) -> Button:
    return button(label, "at", draft.id, item=f"v{draft.version}", value=str(int(at.timestamp())))


def _read(turn: Turn) -> tuple[datetime, int]:
    value, item = turn.link.value or "", turn.link.item or ""
    if not value.isdecimal() or not item[1:].isdecimal() or len(value) > len("9999999999"):
        raise LinkInvalid
    return datetime.fromtimestamp(int(value), UTC), int(item[1:])


async def zone_of(turn: Turn) -> str:
    """The zone, an IANA name, in which this person names hours; UTC until they chose one."""
    async with turn.services.database.read() as conn:
        return (await seats.get(conn, turn.user.id)).zone or "UTC"


COMMANDS = {"scheduled": Deal(Action.SCHEDULE, listed)}
TAPS = {
    "at": Deal(Action.SCHEDULE, put),
    "duepush": Deal(Action.PUSH, set_push),
    "unschedule": Deal(Action.SCHEDULE, call_off),
    "queue": Deal(Action.SCHEDULE, listed),
}
QUESTIONS = {HOUR: Kind(Action.SCHEDULE, take_hour, ask)}
