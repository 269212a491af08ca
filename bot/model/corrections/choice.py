"""What an editor chose of the corrections that publishing a draft writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.model.corrections.correction import CorrectionClass
from bot.model.text import Localized


@dataclass(frozen=True, slots=True)
class CorrectionChoice:
    """Class and reason of a draft's corrections; `item` is the one that the draft was begun to correct, if any.

    Of class `withdrawn` only the item is, which the draft has no more; what else it changes is corrected.
    """

    item: str | None = None
    class_: CorrectionClass = CorrectionClass.CORRECTED
    why: Localized | None = None

    @property
    def is_withdrawal(self) -> bool:
        """Whether the item is withdrawn."""
        return self.class_ is CorrectionClass.WITHDRAWN

    @property
    def is_unexplained(self) -> bool:
        """Whether the item is withdrawn without a reason: nothing is."""
        return self.is_withdrawal and self.why is None

    def to_json(self) -> dict[str, Any]:
        """Return the choice as plain data."""
        why = self.why.model_dump(exclude_none=True) if self.why else None
        return {"item": self.item, "class": self.class_.value, "why": why}


def read(stored: dict[str, Any] | None) -> CorrectionChoice | None:
    """Read what `to_json` made."""
    if stored is None:
        return None
    why = Localized.model_validate(stored["why"]) if stored["why"] else None
    return CorrectionChoice(stored["item"], CorrectionClass(stored["class"]), why)
