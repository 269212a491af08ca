"""Prompt of a form's current field, as the editor sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.forms import form_progress
from bot.forms.answer_parser import other_of
from bot.forms.choices import Choice, choices, controls, host
from bot.forms.form_fields import FieldKind
from bot.model.language import Language
from bot.views.desk import item_summary

if TYPE_CHECKING:
    from bot.forms.form_fields import FormField
    from bot.forms.form_state import FormContext, Question
    from bot.i18n.catalogue import Translator

_TEXTS = {FieldKind.LINE, FieldKind.NAME, FieldKind.PROSE, FieldKind.OTHER, FieldKind.OUTLET}
_OWN_WORDS = {"sources", "sources_link"}  # fields with the same prompt in every form


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question: its `text`, the field's current value (texts with their language, or a `date`), and its buttons."""

    text: str
    current: tuple[tuple[str, Language], ...]
    date: str | None
    choices: tuple[Choice, ...]
    controls: tuple[Choice, ...]


def prompt(question: Question, context: FormContext, words: Translator) -> Prompt | None:
    """Build the prompt of the current field; None if the form asks nothing."""
    field = form_progress.current(question, context)
    if field is None or question.finished:
        return None
    value = form_progress.current_value(field, question, context)
    texts = value if field.kind in _TEXTS else None
    return Prompt(
        _ask(question, field, context, words),
        tuple((text, Language(key)) for key, text in (texts or {}).items()),
        value if field.kind is FieldKind.DATE else None,
        choices(question, context, words),
        controls(question, context, words),
    )


def _ask(question: Question, field: FormField, context: FormContext, words: Translator) -> str:
    if field.kind is FieldKind.OTHER:
        label = words.text(f"desk.field.{field.after}")
        return words.text(
            f"desk.form.ask_{other_of(form_progress.main_of(field, question, context))}",
            field=item_summary.capitalised(label),
        )
    if field.kind is FieldKind.OUTLET:
        return words.text("desk.form.ask_outlet", host=host(question))
    if field.kind is FieldKind.WIRE_DATE:
        typed = question.answers["date"]["typed"]
        return words.text("desk.form.ask.wire_date" if typed else "desk.form.ask.wire_date_anew", typed=typed)
    if field.kind is FieldKind.SOURCES and context.dossier and not context.dossier.sources:
        return words.text("desk.form.ask.sources_first")
    if field.name in _OWN_WORDS:
        return words.text(f"desk.form.ask.{field.name}")
    return words.text(f"desk.form.ask.{question.part}.{field.name}")
