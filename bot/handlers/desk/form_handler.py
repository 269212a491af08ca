"""Answering: a form is begun, each answer moves it on, and its question is asked again whenever it may have been lost.

A question is stored before it is asked, in the transaction that takes the answer to the one before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.deeds import doing
from bot.desk import forms
from bot.desk.editing import HEAD
from bot.desk.prompts import prompt
from bot.desk.question import Done, Ended, Next, Refused, Typed
from bot.desk.roles import Action
from bot.handlers.desk import gist, landing, names, questions, rights
from bot.handlers.desk.questions import FORM, STORY, Kind
from bot.handlers.desk.screens import asking, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.i18n import dates, zones
from bot.links import PARTS
from bot.store import drafts
from bot.story import Dossier, Localized, LocalizedLine, PartialDate

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.deeds import Doing
    from bot.desk.question import Known, Question, Result
    from bot.store.drafts import Changes, Draft

    Move = Callable[[Question, Known], Result | None]

PATIENCE = timedelta(hours=24)  # after which somebody else's open question gives way
UNTITLED = "untitled"  # the slug of a story that has no title yet


async def begin_story(turn: Turn) -> None:
    """Begin a draft of a new story, and ask for its title, which a command's words give."""
    async with doing(turn.services.database, turn.deed, Action.DRAFT) as act:
        if act.is_first:
            empty = Dossier.model_construct(
                slug=UNTITLED, title=LocalizedLine.model_construct(), standfirst=Localized.model_construct()
            )
            draft = await drafts.create(act.conn, empty, base=None, author=turn.user.id, at=act.deed.at)
            await act.record(draft=draft.id)
            moved = await _pose(act, turn, draft, STORY)
            if turn.args and (message := turn.update.message):
                title = replace(questions.said(message), text=" ".join(turn.args))
                moved = await _step(act, turn, moved.draft, lambda form, known: forms.answer(form, title, known))
        else:
            moved = await _again(act, turn)
    await _show(turn, moved)


async def begin(turn: Turn, part: str, item: str | None = None, field: str | None = None) -> None:
    """Ask for a new item of a part, or for what is to change: the head's part, an item, or one field of it."""
    async with doing(turn.services.database, turn.deed, Action.DRAFT, draft=turn.draft_id) as act:
        draft = await rights.hold(act, turn.draft_id)
        obstacle = _obstacle(turn, draft)
        part = STORY if part == "title" and draft.slug == UNTITLED else part
        if act.is_first and obstacle is None:
            moved = await _pose(act, turn, draft, part, item=item, field=field)
        else:
            moved = _Moved(draft, await questions.known(act.conn, turn, draft))
    if obstacle == "desk.ask.busy" and draft.asked:
        since = zones.spell(draft.asked_at or draft.changed_at, turn.who.preferences.zone, turn.who.preferences)
        await turn.tell(obstacle, name=await names.of(turn.services, draft.asked), since=since)
    else:
        await _show(turn, moved, turn.words.text(obstacle) if obstacle else None)


async def take(turn: Turn, draft: Draft, typed: Typed) -> None:
    """Words answer the form's question."""
    await _show(turn, await _move(turn, draft.id, lambda form, known: forms.answer(form, typed, known)))


async def retyped(turn: Turn) -> None:
    """A message that answered was changed: it answers anew."""
    message = turn.update.edited_message
    draft = await questions.answered_by(turn.services, turn.user.id, message) if message else None
    if message and draft:
        typed = questions.said(message)
        moved = await _move(turn, draft.id, lambda form, known: forms.replace(form, typed, known))
        await _show(turn, moved, turn.words.text("desk.ask.replaced") if moved.result else None)


async def tapped(turn: Turn) -> None:
    """A button of a question: a choice, or skip, back, done, cancel."""
    link = turn.link
    code = f"{link.value}-{link.item}" if link.item else link.value or ""
    await _show(turn, await _move(turn, turn.draft_id, lambda form, known: forms.tap(form, code, known)))


async def ask(turn: Turn, draft: Draft, notice: str | None = None) -> None:
    """Ask the form's open question (again)."""
    async with turn.services.database.read() as conn:
        known = await questions.known(conn, turn, draft)
    await _show(turn, _Moved(draft, known), notice)


@dataclass(frozen=True, slots=True)
class _Moved:
    """A draft as an answer to `form` left it, with what is known then; no result where nothing was answered."""

    draft: Draft
    known: Known
    result: Result | None = None
    form: Question | None = None


async def _move(turn: Turn, draft_id: int, move: Move) -> _Moved:
    async with doing(turn.services.database, turn.deed, Action.DRAFT, draft=draft_id) as act:
        draft = await rights.hold(act, draft_id)
        if act.is_first:
            return await _step(act, turn, draft, move)
        return _Moved(draft, await questions.known(act.conn, turn, draft))


async def _step(act: Doing, turn: Turn, draft: Draft, move: Move) -> _Moved:
    """Move the form in the draft on, where there is one, and it is this person's."""
    known = await questions.known(act.conn, turn, draft)
    form = questions.form(draft)
    result: Result | None = None
    if form and form.by == turn.user.id:
        result = move(form, known)
    elif form is None and draft.question:
        result = Ended("desk.form.unreadable")
    match result:
        case Next() | Refused():
            draft = await _save(act, draft, {"question": questions.stored(result.question), "asked": turn.user.id})
        case Done():
            dossier = _made(draft, result)
            stored = questions.stored(result.question)
            draft = await _save(act, draft, {"dossier": dossier, "question": stored, "asked": turn.user.id})
        case Ended() if draft.slug == UNTITLED and draft.base is None:
            draft = await _save(act, draft, {"state": "discarded", "question": None, "asked": None})
        case Ended():
            draft = await _save(act, draft, {"question": None, "asked": None})
    return _Moved(draft, replace(known, dossier=known.dossier and draft.dossier), result, form)


def _made(draft: Draft, done: Done) -> Dossier:
    """What a form made of the dossier; the form that begins a story knows of nothing but its title and slug."""
    if done.question.part == STORY:
        return draft.dossier.model_copy(update={"title": done.dossier.title, "slug": done.dossier.slug})
    return done.dossier


async def _pose(act: Doing, turn: Turn, draft: Draft, part: str, **about: str | None) -> _Moved:
    """Begin a form in the draft. It counts its turns from the draft's version: no earlier form's buttons are meant."""
    await questions.pause_others(act, draft)
    known = await questions.known(act.conn, turn, draft, part)
    form = forms.begin(part, turn.user.id, known, **about).model_copy(update={"turn": draft.version})
    return _Moved(await _save(act, draft, {"question": questions.stored(form), "asked": turn.user.id}), known)


async def _again(act: Doing, turn: Turn) -> _Moved:
    """The draft that a command of this person began before."""
    asked = await drafts.asking(act.conn, turn.user.id)
    draft = asked or (await drafts.of_author(act.conn, turn.user.id))[0]
    return _Moved(draft, await questions.known(act.conn, turn, draft))


async def _save(act: Doing, draft: Draft, changes: Changes) -> Draft:
    await drafts.save(act.conn, draft.id, draft.version, at=act.deed.at, **changes)
    saved = await drafts.get(act.conn, draft.id)
    return saved or draft


def _obstacle(turn: Turn, draft: Draft) -> str | None:
    """Why a form cannot be begun in the draft: another is half answered, by this person or by somebody else."""
    form = questions.form(draft)
    if form is None or form.finished or not form.said:
        return None
    if form.by == turn.user.id:
        return "desk.ask.open"
    return "desk.ask.busy" if draft.asked and turn.services.now() - draft.changed_at < PATIENCE else None


async def _show(turn: Turn, moved: _Moved, notice: str | None = None) -> None:
    """Ask what is to be asked now; where nothing is, show what came of it."""
    draft, words = moved.draft, turn.words
    form = questions.form(draft) or moved.form
    told = "\n".join((*((notice,) if notice else ()), *_told(turn, moved.result))) or None
    over = form is None or form.by != turn.user.id or isinstance(moved.result, Ended)
    question = None if over or form is None else prompt(form, moved.known, words)
    if question and form:
        document = asking(words, gist.title(draft.dossier, words), question, draft.id, turn.who.preferences)
        await turn.show(document, notice=told)
    elif draft.state == "discarded":
        await turn.show(screen(words, words.text("desk.home.title"), words.text("desk.draft.discarded")), notice=told)
    elif form and form.part in HEAD:
        await landing.section(turn, draft, form.part, notice=told)
    elif form and form.part in PARTS:
        await landing.item(turn, draft, form.part, form.item, notice=told)
    else:
        await landing.menu(turn, draft, notice=told)


def _told(turn: Turn, result: Result | None) -> list[str]:
    """The sentences that an answer is acknowledged with."""
    words = turn.words
    match result:
        case Refused(key, values):
            return [words.text(key, **values)]
        case Ended(key):
            return [words.text(key)]
        case Next() | Done():
            told = [words.text(one.key, **one.values) for one in result.told]
            if isinstance(result.understood, PartialDate):
                told.append(
                    words.text("desk.ask.understood", date=dates.spell(result.understood, turn.who.preferences))
                )
            return [*told, *([words.text("desk.ask.saved")] if isinstance(result, Done) else [])]
    return []


TAPS = {"answer": Deal(Action.DRAFT, tapped)}
COMMANDS: dict[str, Deal] = {}
QUESTIONS = {FORM: Kind(Action.DRAFT, take, ask)}
