"""One header wherever a draft is shown: its title, who holds it, its state, and what blocks publishing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.views.desk import item_summary
from bot.views.labels import shorten

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator
    from bot.store.drafts import Draft

_TITLE = 60  # UTF-16 units of the title
_SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """What a header needs besides the draft, in words: names of who holds and who approved it, and its hour."""

    holder: str | None
    approver: str | None
    hour: str | None
    blocker: str | None = None
    problems: int = 0
    newest: int | None = None


def header(draft: Draft, facts: HeaderFacts, words: Translator, *, with_title: bool = True) -> str:
    """Return the header in a line; without the title where a heading above it has that."""
    title = (shorten(item_summary.title(draft.dossier, words), _TITLE),) if with_title else ()
    blocker = (_blocker(facts, words),) if facts.blocker else ()
    return _SEPARATOR.join((*title, *_holder(draft, facts, words), state(draft, facts, words), *blocker))


def state(draft: Draft, facts: HeaderFacts, words: Translator) -> str:
    """Name the draft's state: a draft, returned, submitted, approved by whom, scheduled for when."""
    if draft.state == "scheduled" and facts.hour:
        return words.text("desk.header.scheduled", hour=facts.hour)
    if draft.state == "submitted" and facts.approver:
        return words.text("desk.header.approved", name=facts.approver)
    if draft.state == "open" and draft.returned:
        return words.text("desk.state.returned")
    return words.text(f"desk.state.{draft.state}")


def _holder(draft: Draft, facts: HeaderFacts, words: Translator) -> tuple[str, ...]:
    if draft.state in {"published", "discarded"}:
        return ()
    return (words.text("desk.header.held", name=facts.holder) if facts.holder else words.text("desk.header.free"),)


def _blocker(facts: HeaderFacts, words: Translator) -> str:
    match facts.blocker:
        case "invalid":
            return words.count("desk.header.invalid", facts.problems)
        case "moved":
            return words.text("desk.header.moved", revision=facts.newest or 0)
    return words.text(f"desk.header.{facts.blocker}")
