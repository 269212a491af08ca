"""What parsing an answer depends on, what it gives, and how it says that it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.forms.form_fields import FormField
    from bot.forms.form_state import FormContext, Notice, Question
    from bot.model import PartialDate
    from bot.text.dates.hijri import HijriDate


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    """A parsed answer: its JSON value, remarks to show, and the date as it was understood."""

    value: Any
    notices: tuple[Notice, ...] = ()
    understood: PartialDate | None = None


class NotUnderstood(Exception):
    """The answer cannot be parsed; `key` and `values` say what is expected."""

    def __init__(
        self,
        key: str,
        *,
        offers: tuple[PartialDate, ...] = (),
        candidates: tuple[dict[str, Any], ...] = (),
        **values: str | int | PartialDate | HijriDate,
    ) -> None:
        super().__init__(key)
        self.key, self.offers, self.candidates, self.values = key, offers, candidates, values


@dataclass(frozen=True, slots=True)
class FieldContext:
    """A field with what parsing its answer depends on; `main` is the text it asks a translation of, by language."""

    step: FormField
    question: Question
    context: FormContext
    main: Mapping[str, str]
    prose: bool
