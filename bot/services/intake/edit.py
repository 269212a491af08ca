"""Use cases of a copy's proposals for a draft, one transaction each: begin, give the copy's day, accept, drop."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot.errors import IntakeGone, IntakeOpen
from bot.intake.proposals import Decision, StoredIntake, dump, listed, load, waiting
from bot.model import Dossier, Localized, LocalizedLine, PartialDate
from bot.model.roles import Action
from bot.services.desk_transaction import desk_transaction
from bot.services.drafts import questions
from bot.services.drafts.edit import get_for_update, save_dossier
from bot.services.drafts.forms import UNTITLED
from bot.services.intake import acceptance
from bot.services.intake.acceptance import Names
from bot.services.intake.copy_questions import COPY, DAY
from bot.services.intake.wire_copy import taken_content
from bot.store import audit, drafts, intakes, stories, wire_copies

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.intake.proposals import Proposal
    from bot.intake.result import Intake
    from bot.model import Story
    from bot.model.language import Language
    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.services.drafts.edit import VoidedApproval
    from bot.services.intake.wire_copy import WireCopy
    from bot.store.database import Database
    from bot.store.drafts import Draft

    Choice = Callable[[StoredIntake, Dossier], StoredIntake]
    Change = Callable[[StoredIntake, Dossier, Names], tuple[StoredIntake, Dossier]]


@dataclass(frozen=True)
class IntakeStep:
    """A draft with its intake after a step; `voided` is the approval that the step made void."""

    draft: Draft
    stored: StoredIntake
    voided: VoidedApproval | None = None

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """Return all proposals beside the draft as it is now, doubts first; compared once, which takes a while."""
        return listed(self.stored, self.draft.dossier)


async def analyze_copy(text: str, day: date | None = None, live: Collection[Dossier] = ()) -> Intake:
    """Analyse a copy in a thread: a long one takes a second, and others must be answered meanwhile."""
    from bot.intake.analysis import analyze  # not at import: its tables cost a start megabytes

    return await asyncio.to_thread(analyze, text, day=day, live=tuple(live))


async def begin(
    database: Database, copy: WireCopy, draft_id: int | None, story: Story | None, *, context: ActionContext
) -> IntakeStep:
    """Read a copy into a draft, into a new draft of a story, or into that of a new story.

    Raises IntakeOpen if proposals of an earlier copy are undecided in the draft.
    """
    result = await analyze_copy(copy.text)
    stored = StoredIntake(copy.text, result, is_day_asked=not asks_day(result), outlet=copy.outlet)
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id) if draft_id else await _new_draft(tx, story)
        _, earlier = await _stored(tx.conn, draft.id, context.actor)
        if earlier and (left := len(waiting(listed(earlier, draft.dossier)))):
            raise IntakeOpen(draft=draft.id, count=left)
        await intakes.put(tx.conn, draft.id, context.actor, dump(stored))
        if copy.id:
            await wire_copies.save(tx.conn, copy.id, copy.at, taken_content(copy, draft.id))
        await tx.record(draft.slug, draft=draft.id, intake=len(result.quotes) + len(result.events))
        if not stored.is_day_asked:
            draft = await questions.ask(tx, draft, DAY)
        elif questions.is_open(draft) and questions.kind(draft) == COPY:
            await questions.end(tx, draft)
        return IntakeStep(draft, stored)


def printed_days(stored: StoredIntake, today: date) -> tuple[date, ...]:
    """Return the days that the head of a copy prints, which its own may be among."""
    from bot.intake.dating import copy_day

    return copy_day.printed(stored.text, today, arabic=stored.result.language == "ar")


def asks_day(result: Intake) -> bool:
    """Return whether the copy's day is to be asked for: it has none, and something in it depends on that."""
    return result.asks_date and any(event.date is None for event in result.events)


async def read(database: Database, draft: Draft, *, context: ActionContext) -> IntakeStep | None:
    """Read the actor's intake in a draft, or that of the shell that made the draft; None without one."""
    async with database.read() as conn:
        _, stored = await _stored(conn, draft.id, context.actor)
    return IntakeStep(draft, stored) if stored else None


async def set_day(database: Database, draft: Draft, day: date | None, *, context: ActionContext) -> IntakeStep:
    """Read the copy anew as of its day, or leave its day open (None); the story keeps the day where it has none."""
    step = await read(database, draft, context=context)
    if step is None:
        raise IntakeGone(draft=draft.id)
    result = await analyze_copy(step.stored.text, day) if day else step.stored.result

    def change(stored: StoredIntake, dossier: Dossier, _names: Names) -> tuple[StoredIntake, Dossier]:
        dated = replace(stored, result=result, day=day.isoformat() if day else None, is_day_asked=True)
        if day is None or dossier.wire_date:
            return dated, dossier
        return dated, dossier.model_copy(update={"wire_date": PartialDate.parse(day.isoformat())})

    return await _change(database, draft.id, change, {}, context)


async def accept(
    database: Database, draft_id: int, keys: Collection[str], outlet: Mapping[Language, str],
    *, singly: bool = False, context: ActionContext,
) -> IntakeStep:  # fmt: skip
    """Accept proposals; `outlet` names, by language, the source of a copy that names none.

    `singly` says that an editor looked at each of them, as `acceptance.accept` has it.
    """
    return await _change(
        database,
        draft_id,
        lambda stored, dossier, names: acceptance.accept(stored, dossier, keys, names, singly=singly),
        outlet,
        context,
    )


async def drop(database: Database, draft_id: int, keys: Collection[str], *, context: ActionContext) -> IntakeStep:
    """Drop proposals."""

    def change(stored: StoredIntake, dossier: Dossier, _names: Names) -> tuple[StoredIntake, Dossier]:
        for proposal in waiting(listed(stored, dossier)):
            if proposal.key in keys:
                stored = stored.decide(proposal.key, Decision("dropped"))
        return stored, dossier

    return await _change(database, draft_id, change, {}, context)


async def choose(
    database: Database,
    draft_id: int,
    change: Callable[[StoredIntake, Dossier], StoredIntake],
    *,
    context: ActionContext,
) -> IntakeStep:
    """Decide who a person of the copy is, or who said something, with a function of `acceptance`."""
    return await _change(
        database, draft_id, lambda stored, dossier, _names: (change(stored, dossier), dossier), {}, context
    )


async def create_from_sure(
    database: Database, result: Intake, text: str, story: Story | None, outlet: Mapping[Language, str],
    *, context: ActionContext,
) -> IntakeStep:  # fmt: skip
    """Create a draft from all proposals that are sure; nobody holds it, and the rest waits there for any editor."""
    async with database.write() as conn:
        dossier = story.dossier if story else _empty()
        names = await _names(conn, dossier.slug, story.revision if story else None, outlet)
        stored = StoredIntake(text, result, is_day_asked=True)
        keys = {proposal.key for proposal in waiting(listed(stored, dossier)) if not proposal.doubts}
        left, filled = acceptance.accept(stored, dossier, keys, names)
        if result.date and filled.wire_date is None:
            filled = filled.model_copy(update={"wire_date": PartialDate.parse(result.date)})
        base = story.revision if story else None
        draft = await drafts.create(conn, filled, base=base, author=context.actor, at=context.at)
        await drafts.set_holder(conn, draft.id, None)
        await intakes.put(conn, draft.id, audit.SHELL, dump(left))
        entry = audit.Entry(
            context.actor, Action.DRAFT, context.at, draft.slug, {"draft": draft.id, "intake": len(keys)}
        )
        await audit.write(conn, entry)
        return IntakeStep(draft, left)


async def _new_draft(tx: DeskTransaction, story: Story | None) -> Draft:
    dossier, base = (story.dossier, story.revision) if story else (_empty(), None)
    return await drafts.create(tx.conn, dossier, base=base, author=tx.context.actor, at=tx.context.at)


def _empty() -> Dossier:
    return Dossier.model_construct(
        slug=UNTITLED, title=LocalizedLine.model_construct(), standfirst=Localized.model_construct()
    )


async def _change(
    database: Database, draft_id: int, change: Change, outlet: Mapping[Language, str], context: ActionContext
) -> IntakeStep:
    """Apply a pure function to the intake and the dossier, and save both."""
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        owner, stored = await _stored(tx.conn, draft_id, context.actor)
        if stored is None:
            raise IntakeGone(draft=draft_id)
        if not tx.is_new_update:
            return IntakeStep(draft, stored)
        names = await _names(tx.conn, draft.slug, draft.base, outlet)
        changed, dossier = change(stored, draft.dossier, names)
        await intakes.put(tx.conn, draft_id, owner, dump(changed))
        if changed.is_day_asked and questions.is_open(draft) and questions.kind(draft) == DAY:
            await questions.end(tx, draft)
        if dossier == draft.dossier:
            return IntakeStep(draft, changed)
        voided = await save_dossier(tx, draft, dossier)
        return IntakeStep(await get_for_update(tx, draft_id), changed, voided)


async def _names(conn: AsyncConnection, slug: str, base: int | None, outlet: Mapping[Language, str]) -> Names:
    return Names(
        retired=await stories.used_ids(conn, slug) if base else frozenset(),
        slugs=frozenset(story.slug for story in await stories.known(conn)),
        outlet=outlet,
        untitled=UNTITLED,
    )


async def _stored(conn: AsyncConnection, draft_id: int, actor: int) -> tuple[int, StoredIntake | None]:
    """Return whose intake the actor decides in a draft: their own, else what the shell left for everybody."""
    for owner in (actor, audit.SHELL):
        content = await intakes.get(conn, draft_id, owner)
        if content:
            return owner, load(content)
    return actor, None
