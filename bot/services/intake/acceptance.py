"""Makes items of a dossier from accepted proposals, as typing them does: with their people and their source. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from bot.forms import dossier_edit
from bot.forms.quoted_text import strip_outer_marks
from bot.intake.proposals import Decision, listed, person_key, waiting
from bot.intake.result import Event, Person, Quote
from bot.model.language import Language
from bot.text.transliterate import slug

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.intake.proposals import Proposal, StoredIntake
    from bot.model import Dossier

_SEPARATOR = " / "


@dataclass(frozen=True, slots=True)
class Names:
    """What acceptance needs to know of the database and the catalogue.

    `retired` are ids that no new item may get, `slugs` those of all stories; `outlet` names a source that the copy does
    not name, by language; `untitled` is the slug of a story without a title.
    """

    retired: Collection[str]
    slugs: Collection[str]
    outlet: Mapping[Language, str]
    untitled: str


def accept(
    stored: StoredIntake, dossier: Dossier, keys: Collection[str], names_: Names, *, singly: bool = False
) -> tuple[StoredIntake, Dossier]:
    """Accept the open proposals of these keys; what lacks a decision, such as a speaker, stays open.

    `singly` says that an editor looked at each: people who may be some of the dossier's are somebody else, and what
    the copy does not tell as happened is taken all the same.
    """
    chosen = [proposal for proposal in waiting(listed(stored, dossier)) if proposal.key in keys]
    chosen.sort(key=lambda proposal: int(proposal.key[1:]))  # the copy's order, not that of doubts
    work = _Acceptance(stored, dossier, names_, singly=singly)
    for part in ("title", "people", "quotes", "events"):
        for proposal in chosen:
            if proposal.part == part and proposal.key not in work.stored.decisions:
                work.take(proposal)
    return work.stored, work.dossier


def choose_person(stored: StoredIntake, key: str, item: str) -> StoredIntake:
    """Decide that a person of the copy is one of the dossier."""
    return stored.decide(key, Decision("accepted", item))


def choose_speaker(stored: StoredIntake, key: str, name: str) -> StoredIntake:
    """Set the speaker of a quotation, by a name of the copy or the dossier."""
    number = int(key[1:])
    quotes = list(stored.result.quotes)
    quotes[number] = replace(quotes[number], speaker=name, speaker_by="name")
    return replace(stored, result=replace(stored.result, quotes=tuple(quotes)))


class _Acceptance:
    """The dossier and the intake while proposals are accepted."""

    def __init__(self, stored: StoredIntake, dossier: Dossier, names_: Names, *, singly: bool) -> None:
        self.stored, self.dossier, self._singly = stored, dossier, singly
        self._names, self._language = names_, Language(stored.result.language)

    def take(self, proposal: Proposal) -> None:
        """Make the item; where its texts break the model's rules (too long), it stays open and nothing is made."""
        before = self.stored, self.dossier
        try:
            item = self._made(proposal)
        except ValidationError:
            self.stored, self.dossier = before
            return
        if item is not None:
            self.stored = self.stored.decide(proposal.key, Decision("accepted", item or None))
        else:
            self.stored, self.dossier = before

    def _made(self, proposal: Proposal) -> str | None:
        """Return the new item's id, '' for the title; None if an editor has to decide something first."""
        match proposal.entry:
            case Person() as person:
                return None if person.doubts and not self._singly else self._person(person)
            case Quote() as quote:
                speaker = self._speaker(quote)
                return self._quote(quote, speaker) if speaker else None
            case Event() as event:
                if event.status != "happened" and not self._singly:
                    return None
                values = {"text": self._text(" ".join(event.text.split())), "sources": [self._source()]}
                return self._add("events", {**values, **({"date": event.date} if event.date else {})})
            case title:
                self._title(" ".join(title.split()))
                return ""

    def _quote(self, quote: Quote, speaker: str) -> str:
        words = self._text(strip_outer_marks(quote.text))
        values = {"speaker": speaker, "words": words, "language": next(iter(words)), "sources": [self._source()]}
        return self._add("quotes", values)

    def _speaker(self, quote: Quote) -> str | None:
        """Return the id of who said it, made if new; None if nobody is named, or it may be one of several."""
        if quote.speaker is None:
            return None
        from bot.intake import names  # not at import: its tables cost a start megabytes

        key = person_key(self.stored, quote.speaker)
        decision = self.stored.decisions.get(key) if key else None
        if decision and decision.item and dossier_edit.find(self.dossier, "people", decision.item):
            return decision.item
        registry = {
            person.id: [text for text in (person.name.ar, person.name.en, *person.also) if text]
            for person in self.dossier.people
        }
        person = self.stored.result.people[int(key[1:])] if key else Person(quote.speaker, "person", None, (), None)
        match = names.find(person.name, registry, also=person.also)
        if match.id or match.doubts:
            return match.id
        item = self._person(person)
        if key:
            self.stored = self.stored.decide(key, Decision("accepted", item))
        return item

    def _person(self, person: Person) -> str:
        values: dict[str, Any] = {"name": self._text(person.name), "kind": person.kind, "also": list(person.also)}
        if person.role:
            values["role"] = self._text(person.role)
        return self._add("people", {**values, "sources": [self._source()]})

    def _title(self, title: str) -> None:
        texts = {**self.dossier.title.model_dump(exclude_none=True), str(self._language): title}
        self.dossier = dossier_edit.set_head(self.dossier, "title", texts)
        if self.dossier.slug == self._names.untitled:
            own = slug(self.dossier.title.ar, self.dossier.title.en, self._names.slugs)
            self.dossier = self.dossier.model_copy(update={"slug": own})

    def _source(self) -> str:
        """Return the id of the copy's own entry among the sources, made at the first need."""
        if self.stored.source and dossier_edit.find(self.dossier, "sources", self.stored.source):
            return self.stored.source
        values = self._source_values()
        for source in self.dossier.sources:
            same = source.model_dump(mode="json", exclude_none=True, exclude={"id"})
            if same == values:
                self.stored = replace(self.stored, source=source.id)
                return source.id
        item = self._add("sources", values)
        self.stored = replace(self.stored, source=item)
        return item

    def _source_values(self) -> dict[str, Any]:
        result = self.stored.result
        printed = [name for name in dict.fromkeys((*result.outlets, *result.agencies)) if name not in result.quoted]
        if self.stored.outlet and not printed:
            printed = [self.stored.outlet]
        outlet = self._text(_SEPARATOR.join((*printed, *result.bylines))) if printed else dict(self._names.outlet)
        values: dict[str, Any] = {"outlet": outlet, "language": str(self._language)}
        if result.title:
            values["title"] = self._text(" ".join(result.title.split()))
        if result.date:
            values["date"] = result.date
        return values

    def _add(self, part: str, values: Mapping[str, Any]) -> str:
        self.dossier, item = dossier_edit.add(self.dossier, part, values, retired=self._names.retired)
        return item

    def _text(self, text: str) -> dict[str, str]:
        """Return a text under its own language: a copy may quote the other, or have a name in its letters."""
        from bot.intake.segments import language_of  # not at import: its tables cost a start megabytes

        has_letters = any(char.isalpha() for char in text)
        return {language_of(text) if has_letters else str(self._language): text}
