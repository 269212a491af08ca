"""Review: a draft is submitted with a note, and approved or returned with words by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deeds import doing
from bot.desk.roles import Action, may
from bot.errors import DraftMoved, OwnDraft
from bot.handlers.desk import comparing, gist, landing, names, notes, notices, rights
from bot.handlers.desk.questions import Kind
from bot.handlers.desk.screens import button, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.store import drafts

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.desk.question import Typed
    from bot.document import Document
    from bot.handlers.desk.notices import Hearer
    from bot.store.drafts import Draft, State

SUBMIT, RETURN = "submit", "return"
_OPEN: tuple[State, ...] = ("open",)
_SUBMITTED: tuple[State, ...] = ("submitted",)


async def submit(turn: Turn) -> None:
    """A draft is to be submitted: a note to the editors is asked for, which need not be."""
    async with doing(turn.services.database, turn.deed, Action.SUBMIT, draft=turn.draft_id) as act:
        draft = await rights.hold(act, turn.draft_id, _OPEN)
        if act.is_first:
            draft = await notes.ask(act, draft, SUBMIT)
    await _ask_note(turn, draft)


async def submit_bare(turn: Turn) -> None:
    """A draft is submitted without a note."""
    await _submit(turn, turn.draft_id, None)


async def take_note(turn: Turn, draft: Draft, typed: Typed) -> None:
    """The note was typed: the draft is submitted with it."""
    if notes.is_end(typed):
        await notes.drop(turn, draft)
    else:
        await _submit(turn, draft.id, notes.read(typed), notes.plain(turn, typed))


async def approve(turn: Turn) -> None:
    """An editor looks at what a submitted draft changes, or, where this version was looked at, approves it."""
    if turn.link.value is None:
        await _look_through(turn, await rights.look(turn, turn.draft_id))
        return
    async with doing(turn.services.database, turn.deed, Action.REVIEW, draft=turn.draft_id) as act:
        draft = await rights.hold(act, turn.draft_id, _SUBMITTED)
        _expect_another(turn, draft)
        if act.is_first and draft.approved_by != turn.user.id:
            if str(draft.version) != turn.link.value:
                raise DraftMoved(draft=draft.id)
            await drafts.save(act.conn, draft.id, draft.version, at=act.deed.at, approved_by=turn.user.id)
            await act.record(draft.slug, draft=draft.id, approved=True, author=draft.author)
        draft = await rights.hold(act, turn.draft_id, _SUBMITTED)
    await landing.menu(turn, draft, notice=turn.words.text("desk.review.approved"))
    if act.is_first:
        await notices.tell(turn.services, draft.author, await _told(turn, draft, "desk.review.your_approved"))


async def send_back(turn: Turn) -> None:
    """An editor returns a submitted draft: the words for its author are asked for."""
    async with doing(turn.services.database, turn.deed, Action.REVIEW, draft=turn.draft_id) as act:
        draft = await rights.hold(act, turn.draft_id, _SUBMITTED)
        _expect_another(turn, draft)
        if act.is_first:
            draft = await notes.ask(act, draft, RETURN)
    await _ask_words(turn, draft)


async def take_words(turn: Turn, draft: Draft, typed: Typed) -> None:
    """The words were typed: the draft is its author's again, and they are told."""
    if notes.is_end(typed):
        await notes.drop(turn, draft)
        return
    told = notes.read(typed)
    if told is None:
        await turn.tell("desk.review.words_needed")
        return
    async with doing(turn.services.database, turn.deed, Action.REVIEW, draft=draft.id) as act:
        if act.is_first:
            held = await rights.hold(act, draft.id, _SUBMITTED)
            await drafts.save(
                act.conn, held.id, held.version, at=act.deed.at,
                state="open", returned=told, approved_by=None, question=None, asked=None,
            )  # fmt: skip
            await act.record(draft.slug, draft=draft.id, returned=told, author=draft.author)
    words = turn.words
    rows = [[button(words.text("desk.button.desk"), "desk")]]
    plain = notes.plain(turn, typed)
    await turn.show(
        screen(words, gist.title(draft.dossier, words), words.text("desk.review.returned"), plain, rows=rows)
    )
    if act.is_first:
        await notices.tell(turn.services, draft.author, await _told(turn, draft, "desk.review.your_returned", told))


async def _submit(turn: Turn, draft_id: int, note: str | None, plain: str | None = None) -> None:
    async with doing(turn.services.database, turn.deed, Action.SUBMIT, draft=draft_id) as act:
        draft = await rights.hold(act, draft_id)
        if act.is_first and draft.state == "open":
            notes.expect_no_form(act, draft)
            await drafts.save(
                act.conn, draft.id, draft.version, at=act.deed.at,
                state="submitted", note=note, returned=None, approved_by=None, question=None, asked=None,
            )  # fmt: skip
            await act.record(draft.slug, draft=draft.id)
    words = turn.words
    rows = [[button(words.text("desk.button.undo"), "undo"), button(words.text("desk.button.desk"), "desk")]]
    await turn.show(
        screen(words, gist.title(draft.dossier, words), words.text("desk.review.submitted"), plain, rows=rows)
    )
    if act.is_first and draft.state == "open":
        compose = await _told(turn, draft, "desk.review.new", note, review=True)
        await notices.tell_those(turn.services, Action.REVIEW, compose, but={turn.user.id})


async def _told(
    turn: Turn, draft: Draft, key: str, note: str | None = None, *, review: bool = False
) -> Callable[[Hearer], Document]:
    """What somebody is told of a draft: by whom, which, the note; with what they can do about it."""
    name = await names.of(turn.services, turn.user.id)

    def compose(to: Hearer) -> Document:
        words = to.words
        opened = [button(words.text("desk.button.draft"), "draft", draft.id)]
        fate = [button(words.text(f"desk.button.{verb}"), verb, draft.id) for verb in ("approve", "return")]
        said = words.text("desk.draft.note", note=note) if note else None
        told = words.text(key, name=name, draft=draft.id)
        return screen(words, gist.title(draft.dossier, words), told, said, rows=(opened, fate if review else []))

    return compose


async def _look_through(turn: Turn, draft: Draft) -> None:
    words = turn.words
    _expect_another(turn, draft)
    if draft.state != "submitted":
        raise DraftMoved(draft=draft.id)
    changed = await comparing.of_draft(turn, draft)
    yes = button(words.text("desk.review.approve"), "approve", draft.id, value=str(draft.version))
    no = button(words.text("desk.button.return"), "return", draft.id)
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    asked = words.text("desk.review.look", name=await names.of(turn.services, draft.author))
    await turn.show(screen(words, gist.title(draft.dossier, words), asked, *changed, rows=([yes, no], back)))


async def _ask_note(turn: Turn, draft: Draft) -> None:
    words = turn.words
    bare = [button(words.text("desk.review.submit_bare"), "sendin", draft.id)]
    back = [button(words.text("desk.button.back"), "calloff", draft.id)]
    title = gist.title(draft.dossier, words)
    await turn.show(screen(words, title, words.text("desk.review.note"), rows=(bare, back)))


async def _ask_words(turn: Turn, draft: Draft) -> None:
    words = turn.words
    back = [button(words.text("desk.button.back"), "calloff", draft.id)]
    asked = words.text("desk.review.words", name=await names.of(turn.services, draft.author))
    await turn.show(screen(words, gist.title(draft.dossier, words), asked, rows=(back,)))


def _expect_another(turn: Turn, draft: Draft) -> None:
    if draft.author == turn.user.id or not may(turn.role, Action.REVIEW):
        raise OwnDraft(draft=draft.id)


COMMANDS: dict[str, Deal] = {}
TAPS = {
    "submit": Deal(Action.SUBMIT, submit),
    "sendin": Deal(Action.SUBMIT, submit_bare),
    "approve": Deal(Action.REVIEW, approve),
    "return": Deal(Action.REVIEW, send_back),
}
QUESTIONS = {
    SUBMIT: Kind(Action.SUBMIT, take_note, _ask_note),
    RETURN: Kind(Action.REVIEW, take_words, _ask_words),
}
