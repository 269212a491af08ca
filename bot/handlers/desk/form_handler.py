"""Handlers of forms: begin one, take answers by message, edit and button, and show what comes next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.forms import form as forms
from bot.forms.dossier_edit import HEAD, PICTURE
from bot.forms.entries import whole_item
from bot.forms.form_state import Done, Ended, Next, Refused
from bot.handlers.desk import conversation_state, member_names, review_notices
from bot.handlers.desk.conversation_state import FORM
from bot.handlers.desk.drafts import draft_screens
from bot.handlers.desk.registry import router
from bot.model import PartialDate
from bot.model.roles import Action
from bot.services.drafts import forms as draft_forms
from bot.views.callback_data import PARTS
from bot.views.desk import date_answers, item_summary
from bot.views.desk.conflict import conflict_screen
from bot.views.desk.form_prompt import prompt
from bot.views.desk.screen import asking, screen

if TYPE_CHECKING:
    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext
    from bot.services.drafts.forms import FormStep, Move
    from bot.store.drafts import Draft


async def begin_story(desk: DeskContext, text: Typed | None = None) -> None:
    """Create a draft of a new story, and ask for its title unless the command's arguments give it.

    `text` becomes the first paragraph of its summary.
    """
    said = conversation_state.said(desk.update.message) if desk.args and desk.update.message else None
    title = replace(said, text=said.text.split(maxsplit=1)[1]) if said else None  # with its lines, one a language
    step = await draft_forms.begin_story(
        desk.app.database, title, text, language=desk.words.language, context=desk.action_context
    )
    await show(desk, step)


async def begin(desk: DeskContext, part: str, item: str | None = None, field: str | None = None) -> None:
    """Begin the form for a new item of a part, for a part of the head, for an item, or for one of its fields."""
    step = await draft_forms.begin(
        desk.app.database, desk.draft_id, part,
        item=item, field=field, language=desk.words.language, context=desk.action_context,
    )  # fmt: skip
    await show(desk, step, desk.words.text(step.obstacle) if step.obstacle else None)


@router.question(FORM, right=Action.DRAFT)
async def take(desk: DeskContext, draft: Draft, typed: Typed) -> None:
    """Take a text message as the answer to the form's question."""
    await show(desk, await _move(desk, draft.id, lambda form, known: whole_item.answer(form, typed, known)))


async def retyped(desk: DeskContext) -> None:
    """Take an edited message: its text replaces the answer that it gave."""
    message = desk.update.edited_message
    draft = await conversation_state.answered_by(desk.app, desk.user.id, message) if message else None
    if message and draft:
        typed = conversation_state.said(message)
        step = await _move(desk, draft.id, lambda form, known: whole_item.replace(form, typed, known))
        await show(desk, step, desk.words.text("desk.ask.replaced") if step.result else None)


@router.callback("answer", right=Action.DRAFT)
async def tapped(desk: DeskContext) -> None:
    """Handle a button of a question: a choice, or skip, back, done, cancel."""
    link = desk.link
    code = f"{link.value}-{link.item}" if link.item else link.value or ""
    await show(desk, await _move(desk, desk.draft_id, lambda form, known: forms.tap(form, code, known)))


@router.ask(FORM)
async def ask(desk: DeskContext, draft: Draft) -> None:
    """Ask the form's open question again."""
    step = await draft_forms.read_step(
        desk.app.database, draft, language=desk.words.language, context=desk.action_context
    )
    await show(desk, step)


async def _move(desk: DeskContext, draft_id: int, apply: Move) -> FormStep:
    return await draft_forms.move(
        desk.app.database, draft_id, apply, language=desk.words.language, context=desk.action_context
    )


async def show(desk: DeskContext, step: FormStep, notice: str | None = None) -> None:
    """Show the next question or conflict; without one, the item, part or draft that the form was about."""
    notices = "\n".join((*((notice,) if notice else ()), *_acknowledge(desk, step))) or None
    if step.conflicts:
        await _show_conflict(desk, step)
    elif not await _show_question(desk, step, notices):
        await _show_result(desk, step, notices)
    await review_notices.tell_voided(desk, step.draft, step.voided)


async def _show_conflict(desk: DeskContext, step: FormStep) -> None:
    """Ask which side of the first conflict counts."""
    words, draft = desk.words, step.draft
    name = await member_names.of(desk, draft.changed_by or draft.author)
    theirs = words.text("desk.merge.theirs_is", name=name), words.text("desk.merge.theirs")
    await desk.show(
        conflict_screen(draft, step.conflicts, draft.dossier, words, desk.chat.preferences, verb="pick", labels=theirs)
    )


async def _show_question(desk: DeskContext, step: FormStep, notices: str | None) -> bool:
    """Show the form's question; return False if it asks nothing of this person."""
    draft, words = step.draft, desk.words
    form = conversation_state.form(draft) or step.form
    if form is None or form.by != desk.user.id or isinstance(step.result, Ended):
        return False
    question = prompt(form, step.context, words)
    if question is None:
        return False
    header = await draft_screens.header(desk, draft, with_title=False)
    title = item_summary.title(draft.dossier, words)
    await desk.show(asking(words, title, question, draft.id, desk.chat.preferences, header=header), notice=notices)
    return True


async def _show_result(desk: DeskContext, step: FormStep, notices: str | None) -> None:
    draft, words = step.draft, desk.words
    form = conversation_state.form(draft) or step.form
    if draft.state == "discarded":
        home = screen(words, words.text("desk.home.title"), words.text("desk.draft.discarded"))
        await desk.show(home, notice=notices)
    elif form and form.part in HEAD:
        await draft_screens.section(desk, draft, form.part, notice=notices)
    elif form and form.part == PICTURE:
        await draft_screens.picture(desk, draft, notice=notices)
    elif form and form.part in PARTS:
        await draft_screens.item(desk, draft, form.part, form.item, notice=notices)
    else:
        await draft_screens.menu(desk, draft, notice=notices)


def _acknowledge(desk: DeskContext, step: FormStep) -> list[str]:
    """Word what came of the input: why it was refused, remarks, the date as it was understood, and that it is saved."""
    words = desk.words
    result = step.result
    match result:
        case Refused(key, values):
            return [date_answers.refusal(words, key, values, desk.chat.preferences)]
        case Ended(key):
            return [words.text(key)]
        case Next() | Done():
            preferences = desk.chat.preferences
            sentences = [
                date_answers.refusal(words, notice.key, notice.values, preferences) for notice in result.notices
            ]
            if isinstance(result.understood, PartialDate):
                sentences.insert(0, date_answers.understood(words, result.understood, preferences))
            return [
                *sentences,
                *(_saved(desk, step, result) if isinstance(result, Done) and not step.conflicts else []),
            ]
    return []


def _saved(desk: DeskContext, step: FormStep, done: Done) -> list[str]:
    """Say that the answers are saved, and which sources a new item has."""
    saved, is_new = desk.words.text("desk.ask.saved"), step.form is not None and step.form.item is None
    sources = item_summary.outlets(step.draft.dossier, done.part, done.item, desk.words) if done.item else None
    if sources is None or not is_new:
        return [saved]
    return [saved, desk.words.text("desk.ask.sourced" if sources else "desk.ask.unsourced", sources=sources)]
