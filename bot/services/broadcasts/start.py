"""A push begins: counted beforehand, sent at once, at an hour, after approval, or with the draft that it tells of.

Its renditions are made before the transaction that stores them with its rows; what could not be foreseen (the number of
a new story, somebody's choice a moment ago) is made within it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import publishing
from bot.deeds import Deed, doing
from bot.desk.roles import Action
from bot.errors import HourPast, NotAllowed, ProofMoved, PushMoved, PushOwn, PushUnknown, SiyaqError
from bot.pushing.composing import about, look
from bot.pushing.foresight import foresee, foresee_draft, foresee_kept, matching
from bot.pushing.push import of, slug_of
from bot.store import audit, broadcasts, proofs, recipients, renditions, rules, stories

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Unpack

    from bot.deeds import Doing
    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.publishing import Published
    from bot.pushing.composing import Plates
    from bot.pushing.push import Push
    from bot.store.broadcasts import Broadcast, Changes, State
    from bot.store.database import Database
    from bot.store.proofs import Proof
    from bot.store.recipients import Combination, Tally
    from bot.story import Story

SHARE = 0.8  # of the rate: the rest is the readers'
URGENT = 0
_REMEMBERED = 200  # deeds of one person among which a repeated update's is looked for


@dataclass(frozen=True, slots=True)
class Forecast:
    """Who would get a push at once, who later (`tally.held`), and in how many `seconds` those at once would have it."""

    tally: Tally
    seconds: float


async def forecast(database: Database, push: Push, now: datetime, rate: float) -> Forecast:
    """What a push would be now, at a rate of messages a second for all that leaves; nothing is kept.

    What other pushes still have to send goes first. Raises what `composing.look` raises.
    """
    async with database.read() as conn:
        subject = await look(conn, push)
        tally = await recipients.tally(conn, subject.story, now)
        ahead = sum(one.counts.open for one in await broadcasts.in_state(conn, "running") if one.urgency <= URGENT)
    return Forecast(tally, (ahead + tally.total) / (rate * SHARE))


async def start(
    database: Database,
    push: Push,
    deed: Deed,
    *,
    words: Mapping[Language, Words],
    at: datetime | None = None,
    awaiting: bool = False,
    watch: tuple[int, int] | None = None,
    proof: Proof | None = None,
) -> int:
    """Push it now, `at` an hour, or, `awaiting`, once another editor approves; returns its number.

    Under the rule of four eyes every push awaits approval, but for those of the command line. `watch` is the chat and
    message that show its progress. A repeated update returns the number that the first made; and a `proof`, which is
    what was made ready, becomes a push once.

    Raises NotAllowed (written to the audit), HourPast, StoryUnknown, StoryArchived, RevisionUnknown, PushNothing,
    PushLong, and ProofMoved where the proof was changed since.
    """
    if at and at <= deed.at:
        raise HourPast
    plates = await foresee(database, push, deed.at, words)
    async with doing(database, deed, Action.PUSH, slug=push.slug) as act:
        if made := (await _became(act, proof) if proof else None if act.is_first else await _made(act)):
            return made
        if push.slug:
            await stories.hold(act.conn, push.slug)  # of two at once, the second sees what the first told
        plates = matching(plates, await look(act.conn, push), words)
        plates.check()
        awaiting = awaiting or (deed.actor != audit.SHELL and await rules.four_eyes(act.conn))
        state: State = "awaiting" if awaiting else "planned" if at else "running"
        number = await _add(act, push, plates, state, due_at=at or deed.at, watch=watch)
        if proof:
            await proofs.save(act.conn, proof, at=deed.at, broadcast_id=number, question=None, asked_at=None)
        await act.record(push.slug, push=number, update=deed.update_id)
        return number


async def publish(
    database: Database,
    draft_id: int,
    push: Push,
    *,
    version: int,
    deed: Deed,
    words: Mapping[Language, Words],
    note: str | None = None,
    watch: tuple[int, int] | None = None,
) -> tuple[Published, int | None]:
    """Publish a draft and push what is new in it, in one transaction; the number is None where it was published before.

    Raises what `publishing.publish` and `start` raise; nothing is published then, and nothing pushed.
    """
    foreseen = await foresee_draft(database, draft_id, push, deed.at, words)
    numbers: list[int] = []

    async def make(act: Doing, story: Story) -> None:
        named = replace(push, slug=story.slug)
        plates = matching(foreseen, await about(act.conn, named, story), words)
        numbers.append(await _add(act, named, plates, "running", due_at=deed.at, watch=watch))
        detail = {"push": numbers[0], "draft": draft_id}
        await audit.write(act.conn, audit.Entry(deed.actor, Action.PUSH, deed.at, story.slug, detail))

    done = await publishing.publish(database, draft_id, version=version, deed=deed, note=note, push=make)
    return done, numbers[0] if numbers else None


async def approve(database: Database, number: int, *, deed: Deed, words: Mapping[Language, Words]) -> Broadcast:
    """Let a push go that awaits approval: now, or at its hour; returns it as it is now.

    Raises NotAllowed (written to the audit), PushUnknown, PushMoved, PushOwn, and what `start` raises.
    """
    plates = await foresee_kept(database, number, deed.at, words)
    async with doing(database, deed, Action.PUSH, push=number) as act:
        held = await hold(act, number)
        if held.state != "awaiting":
            if act.is_first:
                raise PushMoved(number=number)
            return held
        if held.by == deed.actor:
            raise PushOwn
        if held.due_at > deed.at:
            await broadcasts.move(
                act.conn, number, "planned", at=deed.at, expected={"awaiting"}, approved_by=deed.actor
            )
        else:
            await _release(act, held, plates, words, approved_by=deed.actor)
        await act.record(await slug_of(act.conn, held), push=number, approved=True)
        return await hold(act, number)


async def run_due(
    database: Database, now: datetime, words: Mapping[Language, Words], owners: frozenset[int]
) -> tuple[tuple[Broadcast, SiyaqError | None], ...]:
    """Set on their way the planned pushes whose hour has come; what can no longer be pushed is called off.

    Returns each as it is now, and what stood in its way. `owners` are those of the settings.
    """
    async with database.read() as conn:
        due = await broadcasts.due(conn, now)
    return tuple([one for each in due if (one := await _run(database, each, now, words, owners))])


async def hold(act: Doing, number: int) -> Broadcast:
    """The push of this number, which nobody else changes until the deed is done; raises PushUnknown."""
    held = await broadcasts.hold(act.conn, number)
    if held is None:
        raise PushUnknown(number=number)
    return held


async def _run(
    database: Database, due: Broadcast, now: datetime, words: Mapping[Language, Words], owners: frozenset[int]
) -> tuple[Broadcast, SiyaqError | None] | None:
    """Set one on its way, or call it off; None where somebody else did."""
    plates = await foresee_kept(database, due.id, now, words)
    deed = Deed(due.by, now, owners | {audit.SHELL})
    try:
        async with doing(database, deed, Action.PUSH, push=due.id) as act:
            held = await hold(act, due.id)
            if held.state != "planned" or held.due_at > now:
                return None
            await _release(act, held, plates, words)
            return await hold(act, due.id), None
    except SiyaqError as problem:
        async with database.write() as conn:
            if not await broadcasts.move(conn, due.id, "called_off", at=now, expected={"planned"}):
                return None
            if not isinstance(problem, NotAllowed):  # which is in the audit already
                detail = {"push": due.id, "why": problem.key}
                await audit.write(conn, audit.Entry(due.by, Action.PUSH, now, None, detail, allowed=False))
            called_off = await broadcasts.get(conn, due.id)
            return (called_off, problem) if called_off else None


async def _became(act: Doing, proof: Proof) -> int | None:
    """The number of the push that the proof became before; raises ProofMoved where it is not as it was."""
    held = await proofs.hold(act.conn, proof.id)
    if held and held.broadcast_id:
        return held.broadcast_id
    if held is None or held.version != proof.version:
        raise ProofMoved
    return None


async def _made(act: Doing) -> int | None:
    """The number of the push that the deed's update made before."""
    actor, update = act.deed.actor, act.deed.update_id
    recent = await audit.read(act.conn, actor=actor, action=Action.PUSH, limit=_REMEMBERED)
    return next((one.detail["push"] for one in recent if one.allowed and one.detail.get("update") == update), None)


async def _add(
    act: Doing, push: Push, plates: Plates, state: State, *, due_at: datetime, watch: tuple[int, int] | None
) -> int:
    subject, goes = plates.subject, state == "running"
    number = await broadcasts.add(
        act.conn,
        kind=push.kind,
        state=state,
        story=subject.story,
        base=subject.base if goes else push.base,
        revision=subject.revision if goes else None,
        spec=push.dump(),
        urgency=URGENT,
        by=act.deed.actor,
        due_at=due_at,
        at=act.deed.at,
        watch=watch,
    )
    if goes:
        await _enqueue(act, number, plates)
    return number


async def _release(
    act: Doing, held: Broadcast, plates: Plates | None, words: Mapping[Language, Words], **changes: Unpack[Changes]
) -> None:
    """Set a kept push on its way, as things are now."""
    subject = await look(act.conn, of(held, await slug_of(act.conn, held)))
    plates = matching(plates, subject, words)
    changes |= {"base": subject.base, "revision": subject.revision}
    await broadcasts.move(act.conn, held.id, "running", at=act.deed.at, expected={held.state}, **changes)
    await _enqueue(act, held.id, plates)


async def _enqueue(act: Doing, number: int, plates: Plates) -> None:
    """Store the renditions that the recipients take, and a row for each of them."""
    conn, story, now = act.conn, plates.subject.story, act.deed.at
    kept: dict[Combination, int] = {}
    for combination in sorted(await recipients.uncovered(conn, number, story, now), key=_order):
        rendition, fallback = plates.of(combination)
        plain = replace(combination, rich=False)
        if fallback and plain not in kept:
            kept[plain] = await renditions.add(conn, number, fallback)
        if combination not in kept:
            classic = kept[plain] if fallback else None
            kept[combination] = await renditions.add(conn, number, rendition, classic)
    await recipients.enqueue(conn, number, story, now)


def _order(combination: Combination) -> tuple[bool, str, str, str, bool]:
    """Classic ones first: rich ones fall back on them."""
    language, months, digits = combination.language.value, combination.months.value, combination.digits.value
    return combination.rich, language, months, digits, combination.channel
