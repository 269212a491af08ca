"""The publish panel of a draft: show it, and take what is chosen on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bot.dossier import validate
from bot.errors import FourEyesMissing
from bot.forms.answer_parser import is_word
from bot.forms.entries.text_languages import split_by_language
from bot.handlers.desk import free_text_question, permissions
from bot.handlers.desk.drafts import draft_screens, rebase
from bot.handlers.desk.registry import router
from bot.model.corrections.choice import CorrectionChoice
from bot.model.language import Language
from bot.model.roles import Action, may
from bot.services import publication_choices, publication_panel, stories
from bot.services.publication_panel import NOTE, PANEL, WHY
from bot.views.desk import item_summary
from bot.views.desk.publishing import publish_panel
from bot.views.desk.publishing.publish_panel import PanelFacts
from bot.views.desk.screen import button, screen
from bot.views.desk.validation_errors import validation_errors

if TYPE_CHECKING:
    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.drafts import Draft


async def open_panel(desk: DeskContext, draft_id: int) -> None:
    """Show what blocks publishing the draft; else its panel."""
    draft = await permissions.read_draft(desk, draft_id)
    if not await is_hindered(desk, draft):
        await require_seen(desk, draft)
        await reopen(desk, draft)


async def reopen(desk: DeskContext, draft: Draft) -> None:
    """Show the panel with what was chosen on it; the next message is the push's headline, or a reason still missing."""
    await _ask(desk, await publication_panel.open_panel(desk.app.database, draft.id, context=desk.action_context))


async def open_after(desk: DeskContext, draft: Draft, notice: str) -> None:
    """Show the panel of a draft that this very update changed: the update is marked as processed by then."""
    context = replace(desk.action_context, update_id=None)
    opened = await publication_panel.open_panel(desk.app.database, draft.id, context=context)
    await (_ask(desk, opened) if _is_unexplained(opened) else _show(desk, opened, notice))


@router.callback("pubnote", right=Action.PUBLISH)
async def ask_note(desk: DeskContext) -> None:
    """Handle a tap on the note: the next message is the revision's note."""
    context = desk.action_context
    await _ask(desk, await publication_panel.open_panel(desk.app.database, desk.draft_id, context=context, asks=NOTE))


@router.callback("pubfix", right=Action.PUBLISH)
async def toggle_corrections(desk: DeskContext) -> None:
    """Handle a tap that leaves the corrections out, or writes them after all."""
    database = desk.app.database
    await _show(desk, await publication_panel.toggle_corrections(database, desk.draft_id, context=desk.action_context))


@router.callback("pubclass", right=Action.PUBLISH)
async def next_class(desk: DeskContext) -> None:
    """Handle a tap on the corrections' class: they get the next one."""
    database = desk.app.database
    await _show(desk, await publication_panel.next_class(database, desk.draft_id, context=desk.action_context))


@router.callback("pubwhy", right=Action.PUBLISH)
async def ask_why(desk: DeskContext) -> None:
    """Handle a tap on the corrections' reason: the next message is it."""
    context = desk.action_context
    await _ask(desk, await publication_panel.open_panel(desk.app.database, desk.draft_id, context=context, asks=WHY))


@router.question(PANEL, right=Action.PUBLISH)
async def take(desk: DeskContext, draft: Draft, typed: Typed) -> None:
    """Take the push's headline, in the languages of its script, or the note or reason asked for; show the panel."""
    database, context = desk.app.database, desk.action_context
    asked, answered = (draft.question or {}).get("asks"), publication_panel.answered_as(draft, typed.message)
    if free_text_question.is_end(typed):
        may_return = asked in {NOTE, WHY} and not _is_unexplained(draft)
        await (reopen(desk, draft) if may_return else free_text_question.drop(desk, draft))
    elif answered == WHY:
        await _take_why(desk, draft, typed)
    elif answered == NOTE:
        note = free_text_question.read(typed)
        with_note = await publication_panel.set_note(database, draft.id, note, message=typed.message, context=context)
        await _show(desk, with_note, free_text_question.plain(desk, typed))
    else:
        await _take_headline(desk, draft, typed)


async def _take_why(desk: DeskContext, draft: Draft, typed: Typed) -> None:
    """Take the reason in the languages of its lines; 'skip' keeps the one that is there."""
    text = "" if is_word(typed.text, "clear") else free_text_question.read(typed)
    if text is None and draft.correction and draft.correction.why:
        await reopen(desk, draft)
        return
    explained = await publication_panel.set_why(
        desk.app.database, draft.id, _by_script(text or ""), message=typed.message, context=desk.action_context
    )
    await (_ask if _is_unexplained(explained) else _show)(desk, explained)


async def _take_headline(desk: DeskContext, draft: Draft, typed: Typed) -> None:
    texts = {} if is_word(typed.text, "skip") else split_by_language(typed.text, desk.words.language)
    try:
        headed = await publication_panel.set_headline(
            desk.app.database, draft.id, texts, message=typed.message, context=desk.action_context
        )
    except ValidationError:
        await desk.tell("desk.push.unfit.headline")
        return
    await _show(desk, headed, free_text_question.plain(desk, typed))


@router.ask(PANEL)
async def _ask(desk: DeskContext, draft: Draft) -> None:
    """Ask for the note or the reason, or show the panel, which asks for the headline."""
    asked, words = (draft.question or {}).get("asks"), desk.words
    if asked == WHY or _is_unexplained(draft):
        back = [button(words.text("desk.button.back"), "calloff" if _is_unexplained(draft) else "publish", draft.id)]
        text = publish_panel.why_asked(draft.correction or CorrectionChoice(), words)
        await desk.show(screen(words, item_summary.title(draft.dossier, words), text, rows=[back]))
        return
    if asked != NOTE:
        await _show(desk, draft)
        return
    back = [button(words.text("desk.button.back"), "publish", draft.id)]
    note = words.text("desk.draft.note", note=draft.note) if draft.note else None
    title, text = item_summary.title(draft.dossier, words), words.text("desk.publish.note")
    await desk.show(screen(words, title, text, note, rows=[back]))


def _is_unexplained(draft: Draft) -> bool:
    return draft.correction is not None and draft.correction.is_unexplained


def _by_script(text: str) -> dict[Language, str]:
    """Sort the lines of a text by the language of their script: a reason is given in one or in both.

    Both may stand in one line, with `|` between, as in items that are written whole.
    """
    lines: dict[Language, list[str]] = {}
    for line in filter(None, text.splitlines()):
        for language, part in split_by_language(line, Language.EN).items():
            lines.setdefault(language, []).append(part)
    return {language: "\n".join(of_language) for language, of_language in lines.items()}


async def is_hindered(desk: DeskContext, draft: Draft) -> bool:
    """Return whether something blocks publishing the draft; it is shown, with what can be done about it."""
    newest = await stories.find(desk.app.database, draft.slug)
    if newest and newest.revision != draft.base:
        await rebase.show_moved(desk, draft, newest)
        return True
    if newest and newest.dossier == draft.dossier:
        await desk.tell("desk.publish.nothing")
        return True
    if problems := validate(draft.dossier):
        await desk.show(validation_errors(draft, problems, desk.words, desk.chat.preferences))
        return True
    return False


async def require_seen(desk: DeskContext, draft: Draft) -> None:
    """Raise FourEyesMissing if publishing would: at once, and not at the last tap."""
    if (await draft_screens.read_status(desk, draft)).blocker == "four_eyes":
        raise FourEyesMissing(draft=draft.id)


async def _show(desk: DeskContext, draft: Draft, notice: str | None = None) -> None:
    app = desk.app
    panel = await publication_panel.read(app.database, draft, app.now(), app.settings.rate, app.translators)
    facts = PanelFacts(
        draft=draft,
        dossier=panel.dossier,
        before=panel.before,
        update=panel.content.update if panel.content else None,
        forecast=panel.forecast,
        is_update=publication_choices.read(draft).is_update,
        may_push=may(desk.role, Action.PUSH),
        copies=panel.copies,
    )
    header = await draft_screens.header(desk, draft, with_title=False)
    await desk.show(publish_panel.document(facts, header, app.translators, desk.chat.preferences), notice=notice)
