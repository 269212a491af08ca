"""The tally of a copy's proposals: accept or drop all, see what was dropped of the copy, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import IntakeGone
from bot.forms.missing_translations import waiting as missing
from bot.handlers.desk import permissions, review_notices
from bot.handlers.desk.drafts import draft_screens
from bot.handlers.desk.intake import day, heading
from bot.handlers.desk.registry import router
from bot.intake.proposals import waiting
from bot.model.roles import Action, may
from bot.services.intake import edit
from bot.views.desk.wire import proposals as views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.desk.desk_context import DeskContext
    from bot.model.language import Language
    from bot.services.intake.edit import IntakeStep


async def show(desk: DeskContext, step: IntakeStep, notice: str | None = None) -> None:
    """Show the tally; before it the copy's day is asked for, and after the last decision a new story's title."""
    if not step.stored.is_day_asked:
        await day.ask(desk, step.draft)
    elif not is_waiting(step) and heading.is_missing(step.draft):
        await heading.begin(desk, step.draft, notice)
    else:
        draft = step.draft
        status = await draft_screens.read_status(desk, draft)
        may_publish = may(desk.role, Action.PUBLISH) and status.blocker is None
        header = await draft_screens.header(desk, draft)
        gaps = missing(draft.dossier)
        document = views.tally(
            draft, step.stored, step.proposals, desk.words, desk.chat.preferences,
            gaps=gaps, header=header, may_publish=may_publish,
        )  # fmt: skip
        await desk.show(document, notice=notice)
    await review_notices.tell_voided(desk, step.draft, step.voided)


def is_waiting(step: IntakeStep) -> bool:
    """Return whether something is still to be decided."""
    return bool(waiting(step.proposals))


async def read(desk: DeskContext) -> IntakeStep:
    """Read the actor's intake in the button's draft; raises IntakeGone."""
    draft = await permissions.read_draft(desk, desk.draft_id)
    step = await edit.read(desk.app.database, draft, context=desk.action_context)
    if step is None:
        raise IntakeGone(draft=draft.id)
    return step


def outlet(desk: DeskContext) -> Mapping[Language, str]:
    """Name the source of a copy that names none, by language."""
    return {language: words.text("desk.intake.outlet") for language, words in desk.app.translators.items()}


@router.callback("intakeall", right=Action.DRAFT)
async def accept_all(desk: DeskContext) -> None:
    """Accept all that needs no decision of an editor's first, such as who spoke."""
    step = await read(desk)
    keys = {proposal.key for proposal in waiting(step.proposals)}
    step = await edit.accept(desk.app.database, step.draft.id, keys, outlet(desk), context=desk.action_context)
    await show(desk, step, views.left(waiting(step.proposals), desk.words))


@router.callback("intakerest", right=Action.DRAFT)
async def drop_all(desk: DeskContext) -> None:
    """Drop all that is undecided."""
    step = await read(desk)
    keys = {proposal.key for proposal in waiting(step.proposals)}
    await show(desk, await edit.drop(desk.app.database, step.draft.id, keys, context=desk.action_context))


@router.callback("copydrop", right=Action.DRAFT)
async def show_dropped(desk: DeskContext) -> None:
    """List what of the copy is not the story, and why."""
    step = await read(desk)
    await desk.show(views.dropped(step.draft, step.stored, desk.words))
