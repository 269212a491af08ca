"""What a form began with: merges its answers with what others changed meanwhile, by field and language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from bot.forms.dossier_edit import HEAD, PARTS, find, set_head
from bot.model import DRAFT
from bot.model.merging.rebase import rebase

if TYPE_CHECKING:
    from bot.forms.form_state import FormContext, Question
    from bot.model import Dossier
    from bot.model.merging.rebase import Rebased


def of(part: str, item: str | None, dossier: Dossier | None) -> dict[str, Any] | None:
    """Return the text or item that a form changes, as JSON; None for a form that adds one."""
    held = None if dossier is None else getattr(dossier, part) if part in HEAD else find(dossier, part, item or "")
    dumped: dict[str, Any] | None = held.model_dump(mode="json", exclude_none=True) if held else None
    return dumped


def rebased(question: Question, dossier: Dossier) -> Question:
    """Return the form as if it had begun with the dossier as it is now."""
    if question.part in (*HEAD, *PARTS):
        return question.model_copy(update={"base": of(question.part, question.item, dossier)})
    return question


def as_begun(question: Question, context: FormContext) -> FormContext:
    """Return the context with what the form changes as it was when the form began, and all else as it is now."""
    dossier, base = context.dossier, question.base
    if dossier is None or base is None or base == of(question.part, question.item, dossier):
        return context
    try:
        if question.part in HEAD:
            return replace(context, dossier=set_head(dossier, question.part, base))
        item = PARTS[question.part].model.model_validate(base, context=DRAFT)
    except ValidationError:  # begun by a program whose items were others: what is there now counts
        return context
    entries = tuple(item if entry.id == question.item else entry for entry in getattr(dossier, question.part))
    return replace(context, dossier=dossier.model_copy(update={question.part: entries}))


def merge(begun: FormContext, mine: Dossier, context: FormContext) -> Rebased | None:
    """Merge the answered dossier with the draft's of now; None if nothing of what the form changes has changed."""
    if begun is context or begun.dossier is None or context.dossier is None:
        return None
    return rebase(begun.dossier, mine, context.dossier)
