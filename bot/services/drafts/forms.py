"""Use cases of the forms that fill in a draft, one transaction each: begin a story, begin a form, take an answer.

The next question is stored in the transaction that takes the answer before it: after a crash it is asked again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.errors import DraftStale
from bot.forms import dossier_edit, form_base
from bot.forms import form as forms
from bot.forms.dossier_edit import PARTS
from bot.forms.entries.item_list import paragraphs
from bot.forms.entries.text_languages import language_of
from bot.forms.form_state import Done, Ended, Next, Refused
from bot.model import Dossier, Localized, LocalizedLine
from bot.model.merging.rebase import take
from bot.model.roles import Action
from bot.services.desk_transaction import desk_transaction
from bot.services.drafts import questions
from bot.services.drafts.conflicts import MINE, conflict_key, undecided
from bot.services.drafts.edit import get_for_update, save_dossier
from bot.services.drafts.questions import MERGE, STORY
from bot.store import draft_questions, drafts

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.forms.form_state import FormContext, Question, Result, Typed
    from bot.model.language import Language
    from bot.model.merging.rebase import Conflict
    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.services.drafts.edit import VoidedApproval
    from bot.store.database import Database
    from bot.store.drafts import Draft

    Move = Callable[[Question, FormContext], Result | None]

_TURNS = 1000  # the first turn has three digits at most, as all have: it is part of every button's callback data
UNTITLED = "untitled"  # slug of a story that has no title yet


@dataclass(frozen=True, slots=True)
class FormStep:
    """A draft after an input to its form, with the context of the next question.

    `result` is what came of the input, None if nothing was answered; `form` the form as it was before. `obstacle` is
    the catalogue's key of why a form cannot be begun. `conflicts` are those with what others changed meanwhile that are
    still to be decided; `voided` is the approval that the answer made void.
    """

    draft: Draft
    context: FormContext
    result: Result | None = None
    form: Question | None = None
    obstacle: str | None = None
    conflicts: tuple[Conflict, ...] = ()
    voided: VoidedApproval | None = None


async def begin_story(
    database: Database, title: Typed | None, text: Typed | None = None, *, language: Language, context: ActionContext
) -> FormStep:
    """Create a draft of a new story and begin the form that asks for its title, which may be given with the command.

    `text` becomes the first paragraphs of its summary.
    """
    async with desk_transaction(database, context, Action.DRAFT) as tx:
        if not tx.is_new_update:
            draft = await drafts.asking(tx.conn, context.actor) or (await drafts.of_author(tx.conn, context.actor))[0]
            return FormStep(draft, await questions.form_context(tx.conn, draft, context, language))
        empty = Dossier.model_construct(
            slug=UNTITLED, title=LocalizedLine.model_construct(), standfirst=Localized.model_construct()
        )
        for paragraph in paragraphs(text.text) if text else ():
            empty, _ = dossier_edit.add(empty, "summary", {"text": {language_of(paragraph, language): paragraph}})
        draft = await drafts.create(tx.conn, empty, base=None, author=context.actor, at=context.at)
        await tx.record(draft=draft.id)
        step = await _begin(tx, draft, STORY, language)
        if title is None:
            return step
        return await _move(tx, step.draft, language, lambda form, known: forms.answer(form, title, known))


async def begin(
    database: Database,
    draft_id: int,
    part: str,
    *,
    item: str | None,
    field: str | None,
    language: Language,
    context: ActionContext,
) -> FormStep:
    """Begin a form: for a new item of the part, for all of an item, or for one field of it.

    Nothing is begun where the actor has another form in the draft half answered; what others answer there stays theirs.
    """
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        obstacle = _obstacle(draft)
        part = STORY if part == "title" and draft.slug == UNTITLED else part
        if tx.is_new_update and obstacle is None:
            return await _begin(tx, draft, part, language, item=item, field=field)
        return FormStep(draft, await questions.form_context(tx.conn, draft, context, language), obstacle=obstacle)


async def begin_within(tx: DeskTransaction, draft: Draft, part: str, language: Language) -> FormStep:
    """Begin the form for a part in the transaction of what it follows: after a crash it is asked for all the same."""
    return await _begin(tx, draft, part, language)


async def begin_with(
    database: Database,
    draft_id: int,
    part: str,
    *,
    apply: Move,
    language: Language,
    context: ActionContext,
) -> FormStep:
    """Begin the form for a new item of the part, and apply an input to it; nothing is begun where another is open."""
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        obstacle = _obstacle(draft)
        if not tx.is_new_update or obstacle:
            return FormStep(draft, await questions.form_context(tx.conn, draft, context, language), obstacle=obstacle)
        step = await _begin(tx, draft, part, language, item=None, field=None)
        return await _move(tx, step.draft, language, apply)


async def move(
    database: Database, draft_id: int, apply: Move, *, language: Language, context: ActionContext
) -> FormStep:
    """Apply an input to the draft's form with a function of `forms.form`."""
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        if tx.is_new_update:
            return await _move(tx, draft, language, apply)
        return FormStep(draft, await questions.form_context(tx.conn, draft, context, language))


async def read_step(database: Database, draft: Draft, *, language: Language, context: ActionContext) -> FormStep:
    """Read the context in which the draft's open question is asked again."""
    async with database.read() as conn:
        return FormStep(draft, await questions.form_context(conn, draft, context, language))


async def settle(
    database: Database, draft_id: int, choice: tuple[str, str] | None, *, language: Language, context: ActionContext
) -> FormStep:
    """Decide one conflict of a finished form by `choice` (its key, a side); with the last one the answers are saved.

    What others change while they are decided is merged too. Raises DraftStale if nothing is to be decided.
    """
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        known = await questions.form_context(tx.conn, draft, context, language)
        pending = questions.pending(draft)
        if pending is None:
            raise DraftStale(draft=draft_id)
        form, chosen = pending
        chosen = {**chosen, **(dict([choice]) if choice else {})}
        result = forms.finish(form, known)
        if not tx.is_new_update or not isinstance(result, Done):
            return await _apply(tx, draft, result, known, form) if tx.is_new_update else FormStep(draft, known)
        return await _save_merged(tx, draft, result, chosen, FormStep(draft, known, result, form))


async def read_merge(database: Database, draft: Draft, *, language: Language, context: ActionContext) -> FormStep:
    """Read the conflicts of a finished form that are still to be decided."""
    async with database.read() as conn:
        known = await questions.form_context(conn, draft, context, language)
    pending = questions.pending(draft)
    result = forms.finish(pending[0], known) if pending else None
    conflicts = undecided(result.conflicts, pending[1]) if pending and isinstance(result, Done) else ()
    return FormStep(draft, known, conflicts=conflicts)


async def _begin(tx: DeskTransaction, draft: Draft, part: str, language: Language, **about: str | None) -> FormStep:
    """Begin a form. Turns go on from those of the actor's earlier questions, so that none of their buttons fits."""
    known = await questions.form_context(tx.conn, draft, tx.context, language, part)
    form = forms.begin(part, tx.context.actor, known, **about).model_copy(update={"turn": draft.turn % _TURNS})
    return FormStep(await _store(tx, draft, form), known)


async def _move(tx: DeskTransaction, draft: Draft, language: Language, apply: Move) -> FormStep:
    """Apply an input, where the draft has a form and it is the actor's; store what comes of it."""
    known = await questions.form_context(tx.conn, draft, tx.context, language)
    form = questions.form(draft)
    result: Result | None = None
    if form and form.by == tx.context.actor:
        result = apply(form, known)
    elif form is None and draft.question and questions.kind(draft) == questions.FORM:
        result = Ended("desk.form.unreadable")
    return await _apply(tx, draft, result, known, form)


async def _apply(
    tx: DeskTransaction, draft: Draft, result: Result | None, known: FormContext, form: Question | None
) -> FormStep:
    """Store what came of an input."""
    step = FormStep(draft, known, result, form)
    match result:
        case Next() | Refused():
            return replace(step, draft=await _store(tx, draft, result.question))
        case Done():
            return await _save_merged(tx, draft, result, {}, step)
        case Ended() if form and form.part == STORY and _is_empty(draft):
            await drafts.save(tx.conn, draft.id, draft.version, at=tx.context.at, state="discarded")
            await draft_questions.end_all(tx.conn, draft.id)
        case Ended():
            await questions.end(tx, draft)
    return replace(step, draft=await drafts.get(tx.conn, draft.id, tx.context.actor) or draft)


async def _save_merged(
    tx: DeskTransaction, draft: Draft, done: Done, chosen: dict[str, str], step: FormStep
) -> FormStep:
    """Save a finished form; where conflicts are undecided, store its answers with what was chosen, and ask."""
    left = undecided(done.conflicts, chosen)
    if left and done.answered:
        pending = {"kind": MERGE, "form": done.answered.model_dump(mode="json"), "chosen": chosen}
        return replace(step, draft=await questions.put(tx, draft, pending), conflicts=left)
    dossier = _dossier(draft, done)
    for conflict in done.conflicts:
        dossier = take(dossier, conflict) if chosen[conflict_key(conflict)] == MINE else dossier
    is_changed = dossier != draft.dossier
    voided = await save_dossier(tx, draft, dossier) if is_changed else None
    draft = await _store(tx, draft, form_base.rebased(done.question, dossier))
    return replace(step, draft=draft, context=replace(step.context, dossier=draft.dossier), voided=voided)


def _dossier(draft: Draft, done: Done) -> Dossier:
    """Return the edited dossier; the form that begins a story only sets its title and slug."""
    if done.question.part == STORY:
        return draft.dossier.model_copy(update={"title": done.dossier.title, "slug": done.dossier.slug})
    return done.dossier


async def _store(tx: DeskTransaction, draft: Draft, form: Question) -> Draft:
    return await questions.put(tx, draft, form.model_dump(mode="json"))


def _is_empty(draft: Draft) -> bool:
    """Return whether nothing was written in a story that was begun: then it goes when its form is cancelled."""
    return draft.slug == UNTITLED and draft.base is None and not any(getattr(draft.dossier, part) for part in PARTS)


def _obstacle(draft: Draft) -> str | None:
    """Return why the actor can begin no form: they have another one half answered."""
    return "desk.ask.open" if questions.is_half_answered(draft) else None
