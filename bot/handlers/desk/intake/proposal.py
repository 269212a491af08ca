"""One proposal at a time: accept, change as at the desk, drop, or show the sentence that it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.forms import form as forms
from bot.forms.form_state import Typed
from bot.handlers.desk import form_handler
from bot.handlers.desk.drafts import draft_screens
from bot.handlers.desk.intake import heading, overview
from bot.handlers.desk.registry import router
from bot.intake.proposals import waiting
from bot.intake.result import Quote
from bot.model.roles import Action
from bot.services.drafts import forms as draft_forms
from bot.services.intake import acceptance, edit
from bot.views.desk.wire import proposals as views

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.intake.proposals import Proposal
    from bot.services.intake.edit import IntakeStep


@router.callback("card", right=Action.DRAFT)
async def show_proposal(desk: DeskContext) -> None:
    """Show a proposal by its key; without one the first that is undecided."""
    await _show(desk, await overview.read(desk), desk.link.value)


@router.callback("cardsaid", right=Action.DRAFT)
async def show_sentence(desk: DeskContext) -> None:
    """Show a proposal with the sentence that it came from."""
    await _show(desk, await overview.read(desk), desk.link.value, with_sentence=True)


@router.callback("cardyes", right=Action.DRAFT)
async def accept(desk: DeskContext) -> None:
    """Accept a proposal, and show the next."""
    step, proposal = await _accepted(desk)
    if proposal.state == "open":
        await _show(desk, step, proposal.key, notice=desk.words.text("desk.intake.undecided"))
    else:
        await _show(desk, step, None)


@router.callback("cardno", right=Action.DRAFT)
async def drop(desk: DeskContext) -> None:
    """Drop a proposal, and show the next."""
    key = {desk.link.value or ""}
    await _show(desk, await edit.drop(desk.app.database, desk.draft_id, key, context=desk.action_context), None)


@router.callback("cardedit", right=Action.DRAFT)
async def change(desk: DeskContext) -> None:
    """Put a proposal into the draft, and open it at the desk; a quotation without a speaker opens as a form."""
    step, proposal = await _accepted(desk)
    if proposal.part == "title":
        await heading.begin(desk, step.draft)
    elif proposal.state == "accepted" and proposal.known:
        await draft_screens.item(desk, step.draft, proposal.part, proposal.known)
    elif isinstance(proposal.entry, Quote):
        typed = Typed(proposal.entry.text, 0, int(desk.app.now().timestamp()), formatted=False)
        form = await draft_forms.begin_with(
            desk.app.database, step.draft.id, "quotes",
            apply=lambda form, known: forms.give(form, "words", typed, known),
            language=desk.words.language, context=desk.action_context,
        )  # fmt: skip
        await form_handler.show(desk, form, desk.words.text(form.obstacle) if form.obstacle else None)
    else:
        await _show(desk, step, proposal.key, notice=desk.words.text("desk.intake.undecided"))


@router.callback("cardwho", right=Action.DRAFT)
async def choose_person(desk: DeskContext) -> None:
    """Handle who a person of the copy is, or who said a quotation: one of the draft (item), or one of the copy."""
    key, _, other = (desk.link.value or "").partition("-")
    step = await overview.read(desk)
    proposal = _find(step, key)
    person = desk.link.item
    if proposal.part == "people" and person:
        step = await edit.choose(
            desk.app.database, step.draft.id, lambda stored, _: acceptance.choose_person(stored, key, person),
            context=desk.action_context,
        )  # fmt: skip
        await _show(desk, step, None)
        return
    name = views.name_of(step.draft.dossier, step.stored, person, other)
    if proposal.part != "quotes" or name is None:
        raise LinkInvalid
    step = await edit.choose(
        desk.app.database, step.draft.id, lambda stored, _: acceptance.choose_speaker(stored, key, name),
        context=desk.action_context,
    )  # fmt: skip
    await _show(desk, step, key)


async def _accepted(desk: DeskContext) -> tuple[IntakeStep, Proposal]:
    key = desk.link.value or ""
    step = await edit.accept(
        desk.app.database, desk.draft_id, {key}, overview.outlet(desk), singly=True, context=desk.action_context
    )
    return step, _find(step, key)


def _find(step: IntakeStep, key: str) -> Proposal:
    proposal = next((proposal for proposal in step.proposals if proposal.key == key), None)
    if proposal is None:
        raise LinkInvalid
    return proposal


async def _show(
    desk: DeskContext, step: IntakeStep, key: str | None, *, with_sentence: bool = False, notice: str | None = None
) -> None:
    """Show an undecided proposal, the first where `key` names none; without any left the tally."""
    left = waiting(step.proposals)
    proposal = next((proposal for proposal in left if proposal.key == key), left[0] if left else None)
    if proposal is None:
        await overview.show(desk, step, notice)
        return
    document = views.card(
        step.draft, step.stored, proposal, desk.words, desk.chat.preferences, with_sentence=with_sentence
    )
    await desk.show(document, notice=notice)
