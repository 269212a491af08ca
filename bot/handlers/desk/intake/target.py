"""Where a copy belongs: a draft, a story, or a new one; and which of two readings of a file is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.handlers.desk import free_text_question, permissions, story_picker
from bot.handlers.desk.intake import overview
from bot.handlers.desk.registry import router
from bot.model.roles import Action
from bot.services import drafts
from bot.services.intake import edit, wire_copy
from bot.services.intake.copy_questions import COPY, ask
from bot.views.desk.screen import button, screen
from bot.views.desk.wire import copy_target as views

if TYPE_CHECKING:
    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext
    from bot.model import Story
    from bot.services.intake.wire_copy import WireCopy
    from bot.store.drafts import Draft
    from bot.views.document import Document

LISTED = 6


async def screen_of(desk: DeskContext, copy: WireCopy) -> Document:
    """Build the screen that asks where a copy belongs; where its encoding is in doubt, which reading is right."""
    words, first = desk.words, copy.parts[0]
    if first.other is not None:
        texts = ((first.encoding or "", first.text), (first.other_encoding or "", first.other))
        return views.readings(copy.id, texts, words)
    described = views.described(len(copy.parts), first.file, words)
    if copy.draft:
        return views.into(copy.id, described, await permissions.read_draft(desk, copy.draft), words)
    live = (await desk.app.story_cache.stories()).stories
    result = await edit.analyze_copy(copy.text, live=[story.dossier for story in live])
    slugs = [likely.slug for likely in result.stories]
    likely = [story for slug in slugs for story in live if story.slug == slug]
    in_hand = await drafts.read_in_hand(desk.app.database, desk.user.id)
    return views.where(copy.id, described, likely, in_hand[:LISTED], words)


@router.callback("copyread", right=Action.DRAFT)
async def choose_target(desk: DeskContext) -> None:
    """Handle 'Read it as wire copy' below a longer text."""
    copy = await _copy(desk)
    if copy:
        await desk.show(await screen_of(desk, copy))


@router.callback("copyenc", right=Action.DRAFT)
async def choose_encoding(desk: DeskContext) -> None:
    """Handle the choice between two readings of a file."""
    copy = await _copy(desk)
    if copy:
        is_other = story_picker.numbers(desk, 2)[1] == 1
        chosen = await wire_copy.choose_encoding(desk.app.database, copy, other=is_other, context=desk.action_context)
        await desk.show(await screen_of(desk, chosen))


@router.callback("copyinto", right=Action.DRAFT)
async def place(desk: DeskContext) -> None:
    """Handle where a copy belongs: read it there, and show what was found."""
    copy = await _copy(desk)
    if copy is None:
        return
    story = await _story(desk)
    step = await edit.begin(desk.app.database, copy, desk.link.draft, story, context=desk.action_context)
    await overview.show(desk, step)


@router.callback("intake", right=Action.DRAFT)
async def open_intake(desk: DeskContext) -> None:
    """Show the copy's proposals in a draft; where none wait, ask for copy."""
    draft = await permissions.read_draft(desk, desk.draft_id)
    step = await edit.read(desk.app.database, draft, context=desk.action_context)
    if step and (not step.stored.is_day_asked or overview.is_waiting(step)):
        await overview.show(desk, step)
    else:
        await _ask(desk, await ask(desk.app.database, draft.id, COPY, context=desk.action_context))


@router.question(COPY, right=Action.DRAFT)
async def _take(desk: DeskContext, draft: Draft, typed: Typed) -> None:
    """Take a message as copy for the draft."""
    from bot.handlers.desk.intake import receive

    if free_text_question.is_end(typed):
        await free_text_question.drop(desk, draft)
    else:
        await receive.message(desk)


@router.ask(COPY)
async def _ask(desk: DeskContext, draft: Draft) -> None:
    words = desk.words
    cancel = [button(words.text("desk.form.control.cancel"), "calloff", draft.id)]
    await desk.show(screen(words, words.text("desk.intake.title"), words.text("desk.intake.send"), rows=(cancel,)))


async def _copy(desk: DeskContext) -> WireCopy | None:
    """Read the copy that the button names; where it is gone, say so, and where it was read, show that."""
    copy = await wire_copy.read(desk.app.database, story_picker.numbers(desk)[0], context=desk.action_context)
    if copy is None:
        await desk.tell("desk.text.gone")
        return None
    if copy.taken is None:
        return copy
    draft = await permissions.read_draft(desk, copy.taken)
    step = await edit.read(desk.app.database, draft, context=desk.action_context)
    if step:
        await overview.show(desk, step)
    else:
        await desk.tell("desk.text.gone")
    return None


async def _story(desk: DeskContext) -> Story | None:
    """Return the story that the button names, if it names one."""
    parts = story_picker.numbers(desk)
    if desk.link.item not in {None, "story"} or (desk.link.item and len(parts) != 2):  # noqa: PLR2004 - copy and story
        raise LinkInvalid
    return await story_picker.numbered(desk, parts[1]) if desk.link.item else None
