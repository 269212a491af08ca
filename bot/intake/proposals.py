"""Proposals of a copy for a draft, and what was decided of them. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pydantic import TypeAdapter, ValidationError

from bot.intake.result import Event, Intake, Person, Quote  # noqa: TC001 - pydantic reads the annotations
from bot.model.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.model import Dossier

VERSION = 2

Part = Literal["title", "people", "quotes", "events"]
State = Literal["open", "accepted", "dropped", "known"]
Doubt = Literal["no_speaker", "unnamed", "fragment", "variant", "person", "no_date", "planned", "demanded", "denied"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of a proposal, and the item that it became or is, if any."""

    state: Literal["accepted", "dropped"]
    item: str | None = None


@dataclass(frozen=True, slots=True)
class StoredIntake:
    """What was found in a copy, as it is stored with the draft.

    `text` is the copy, read anew where its day is given later (`day`); `is_day_asked` until it is given or left open.
    `outlet` is the channel that it was forwarded from, `source` the id of the entry made for it. Decisions are kept by
    the keys of proposals.
    """

    text: str
    result: Intake
    day: str | None = None
    is_day_asked: bool = False
    outlet: str | None = None
    source: str | None = None
    decisions: dict[str, Decision] = field(default_factory=dict)

    def decide(self, key: str, decision: Decision) -> StoredIntake:
        """Return it with a proposal decided."""
        return replace(self, decisions={**self.decisions, key: decision})


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing that may go into the draft: the `entry` found, its state, and what is in doubt.

    `known` is the id of the item of the dossier that it is already.
    """

    key: str
    part: Part
    entry: str | Person | Quote | Event
    state: State
    doubts: tuple[Doubt, ...] = ()
    known: str | None = None

    @property
    def sentence(self) -> str | None:
        """Return the sentence of the copy that it came from."""
        return getattr(self.entry, "sentence", None)


@cache
def _stored() -> TypeAdapter[StoredIntake]:
    """Return the adapter, built when wire copy is first stored or read: 10 ms that no start should wait for."""
    return TypeAdapter(StoredIntake)


def dump(stored: StoredIntake) -> str:
    """Return the JSON to store, with its version."""
    return json.dumps({"version": VERSION, "intake": _stored().dump_python(stored, mode="json")}, ensure_ascii=False)


def load(content: str) -> StoredIntake | None:
    """Parse stored JSON; None if another version of the program wrote it in a form of its own."""
    tree: dict[str, Any] = json.loads(content)
    if tree.get("version") != VERSION:
        return None
    try:
        return _stored().validate_python(tree["intake"])
    except ValidationError:
        return None


def listed(stored: StoredIntake, dossier: Dossier) -> tuple[Proposal, ...]:
    """List all proposals beside the dossier as it is now: doubts first, then by part, in the copy's order.

    The copy's headline is one for a story that has no title in its language.
    """
    from bot.intake import stories  # not at import: its tables cost a start megabytes

    marked = stories.compared(stored.result, dossier, ())
    has_title = "t0" not in stored.decisions and dossier.title.has(Language(marked.language))
    titles = [Proposal("t0", "title", marked.title, "open")] if marked.title and not has_title else []
    proposals = [*titles, *_people(marked), *_quotes(marked), *_events(marked)]
    decided = [_decided(proposal, stored.decisions.get(proposal.key)) for proposal in proposals]
    return tuple(sorted(decided, key=lambda proposal: not proposal.doubts))


def waiting(proposals: tuple[Proposal, ...]) -> tuple[Proposal, ...]:
    """Return the proposals that are still to be decided."""
    return tuple(proposal for proposal in proposals if proposal.state == "open")


def person_key(stored: StoredIntake, name: str) -> str | None:
    """Return the key of the person whom the copy calls so, under any spelling."""
    for number, person in enumerate(stored.result.people):
        if name == person.name or name in person.also:
            return f"n{number}"
    return None


def _decided(proposal: Proposal, decision: Decision | None) -> Proposal:
    return replace(proposal, state=decision.state, known=decision.item, doubts=()) if decision else proposal


def _people(result: Intake) -> Iterator[Proposal]:
    for number, person in enumerate(result.people):
        doubts: tuple[Doubt, ...] = ("person",) if person.doubts else ()
        yield Proposal(f"n{number}", "people", person, "known" if person.matches else "open", doubts, person.matches)


def _quotes(result: Intake) -> Iterator[Proposal]:
    unsure = {name for person in result.people if person.doubts for name in (person.name, *person.also)}
    for number, quote in enumerate(result.quotes):
        if quote.duplicate_of:
            yield Proposal(f"q{number}", "quotes", quote, "known", known=quote.duplicate_of)
        else:
            yield Proposal(f"q{number}", "quotes", quote, "open", tuple(_doubts(quote, unsure)))


def _doubts(quote: Quote, unsure: set[str]) -> Iterator[Doubt]:
    if quote.speaker is None:
        yield "no_speaker"
    elif quote.speaker in unsure and quote.speaker_id is None:
        yield "person"
    elif quote.speaker_by != "name":
        yield "unnamed"
    if quote.kind == "fragment":
        yield "fragment"
    if quote.variant_of:
        yield "variant"


def _events(result: Intake) -> Iterator[Proposal]:
    for number, event in enumerate(result.events):
        if event.duplicate_of:
            yield Proposal(f"e{number}", "events", event, "known", known=event.duplicate_of)
        else:
            yield Proposal(f"e{number}", "events", event, "open", tuple(_event_doubts(event)))


def _event_doubts(event: Event) -> Iterator[Doubt]:
    if event.status != "happened":
        yield event.status
    if event.date is None:
        yield "no_date"
