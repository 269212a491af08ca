"""Assembly of the stages' findings into one result, with the copy's own words and offsets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from bot.intake import outlets
from bot.intake.dating import events as event_rules
from bot.intake.normalized import plain as made_plain
from bot.intake.normalized import words
from bot.intake.quotations import trimmed
from bot.intake.result import Dropped, Event, Intake, Paragraph, Quote
from bot.intake.tables.furniture import AGENCIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.intake.cleaning.boilerplate import Cleaned
    from bot.intake.cleaning.headers import Header
    from bot.intake.dating.events import FoundEvent
    from bot.intake.marks import Marked
    from bot.intake.normalized import Normalized
    from bot.intake.quotations import Found
    from bot.intake.result import Person
    from bot.intake.segments import Sentence, Tongue

_RUN = 4  # words that hardly come twice: fewer may


@dataclass(slots=True)
class Quoted:
    """The outlets and agencies that a copy quotes without being theirs."""

    outlets: list[str] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)


def _canonical(name: str) -> str:
    """Return what two ways to print an outlet's name have in common."""
    folded = made_plain(name)
    return AGENCIES.get(folded) or folded.removeprefix("the ").replace("-", " ").removeprefix("ال")


@dataclass(frozen=True, slots=True)
class Assembly:
    """The stages' findings of one copy."""

    text: Normalized
    language: Literal["ar", "en"]
    header: Header
    cleaned: Cleaned
    kept: Sequence[Sentence]
    repeated: Sequence[Sentence]
    marked: Sequence[Marked]
    tongues: Sequence[Tongue]

    def put_together(
        self,
        match: Sequence[Found],
        dated: Sequence[FoundEvent],
        persons: Sequence[Person],
        today: date | None,
        title: int,
    ) -> Intake:
        """Assemble the result. The first `title` sentences are the title's; the events' are counted after them."""
        cleaned = self.cleaned
        quotes = self._quotes(match, title)
        quoted = self._quoted(quotes)
        return Intake(
            language=self.language,
            title=self.text.original(cleaned.title.start, cleaned.title.end) if cleaned.title else None,
            date=today.isoformat() if today else None,
            asks_date=today is None,
            outlets=(*self.header.outlets, *quoted.outlets),
            agencies=(*self.header.agencies, *quoted.agencies),
            bylines=tuple(self.header.bylines),
            paragraphs=tuple(self._paragraphs()),
            dropped=tuple(self._dropped()),
            quotes=tuple(quotes),
            events=tuple(self._event(found_event, title) for found_event in event_rules.rank(dated)),
            people=tuple(persons),
            quoted=(*quoted.outlets, *quoted.agencies),
        )

    def _quoted(self, quotes: Sequence[Quote]) -> Quoted:
        """Return the outlets and agencies that the copy quotes and was not credited to, each under one of its names."""
        known = {_canonical(name) for name in (*self.header.agencies, *self.header.outlets)}
        made = Quoted()
        for quote in quotes:
            name = (quote.carrier or "").removeprefix("وكالة ")
            if made_plain(name) in AGENCIES and _canonical(name) not in known:
                known.add(_canonical(name))
                made.agencies.append(name)
        for sentence, tongue in zip(self.kept, self.tongues, strict=True):
            for outlet in outlets.find(self.text.plain, sentence.start, sentence.end, arabic=tongue == "ar"):
                name = self.text.original(outlet.start, outlet.end)
                if _canonical(name) in known:
                    continue
                known.add(_canonical(name))
                (made.agencies if outlet.is_agency else made.outlets).append(name)
        return made

    def _paragraphs(self) -> list[Paragraph]:
        """Group the kept sentences by paragraph."""
        runs: list[tuple[int, int, int]] = []
        gone = {sentence.start for sentence in self.repeated}
        for sentence in sorted([*self.kept, *self.repeated], key=lambda item: item.start):
            if sentence.start in gone:
                runs.append((-1, 0, 0))
            elif runs and runs[-1][0] == sentence.paragraph:
                runs[-1] = (sentence.paragraph, runs[-1][1], sentence.end)
            else:
                runs.append((sentence.paragraph, sentence.start, sentence.end))
        return [Paragraph(*self._piece(start, end)) for paragraph, start, end in runs if paragraph >= 0]

    def _piece(self, start: int, end: int) -> tuple[str, int, int]:
        places = self.text.places
        return self.text.original(start, end), places[start], self.text.end_place(end)

    def _dropped(self) -> list[Dropped]:
        parts = [(dropped.start, dropped.end, str(dropped.why)) for dropped in self.cleaned.dropped]
        parts += [(sentence.start, sentence.end, "repeated") for sentence in self.repeated]
        made = []
        for start, end, why in sorted(parts):
            text, since, _until = self._piece(start, end)
            lead = len(text) - len(text.lstrip())
            if text.strip():
                made.append(Dropped(text.strip(), why, since + lead, since + lead + len(text.strip())))
        return made

    def _quotes(self, match: Sequence[Found], title: int) -> list[Quote]:
        """Return the quotations, each once; one of the title only if the story has not its words."""
        body = _once([self._quote(entry) for entry in match if entry.sentences[0] >= title])
        said = [" ".join(words(made_plain(quote.text))) for quote in body]
        headed = [self._quote(item) for item in match if item.sentences[0] < title]
        new = [
            quote
            for quote in headed
            if not any(f" {' '.join(words(made_plain(quote.text)))} " in f" {text} " for text in said)
        ]
        return [*_once(new), *body]

    def _quote(self, match: Found) -> Quote:
        pieces = []
        for number in match.parts:
            marked = self.marked[number]
            pieces.append(trimmed(" ".join(self.text.original(start, end) for start, end in marked.parts)))
        sentences = [self.kept[number] for number in dict.fromkeys(match.sentences)]
        first, last = self.marked[match.parts[0]], self.marked[match.parts[-1]]
        speaker = match.speaker
        return Quote(
            text=" … ".join(piece for piece in pieces if piece),
            kind="statement" if match.is_statement else "fragment",
            speaker=speaker.text,
            speaker_id=None,
            speaker_by=speaker.by if speaker.text else "none",
            carrier=match.carrier,
            verb=match.verb,
            sentence=" ".join(self.text.original(sentence.start, sentence.end) for sentence in sentences),
            start=self.text.places[first.parts[0][0]],
            end=self.text.end_place(last.parts[-1][1]),
        )

    def _event(self, match: FoundEvent, title: int) -> Event:
        sentence = self.kept[title + match.sentence]
        text, start, end = self._piece(sentence.start, sentence.end)
        when = match.dated.when
        precision: Literal["day", "month", "year", "none"] = when.precision  # type: ignore[assignment] # one of the four
        said = self.text.original(match.dated.start, match.dated.end)
        return Event(" ".join(text.split()), str(when) or None, precision, match.dated.status, said, text, start, end)


def _once(quotes: Sequence[Quote]) -> list[Quote]:
    """Drop quotations printed twice: the fuller one stays, of two alike the one with a known speaker."""
    kept: list[tuple[Quote, list[str]]] = []
    begun: dict[tuple[str, ...], int] = {}  # which quotation begins with these words
    held: dict[tuple[str, ...], int] = {}  # and which has them
    for quote in quotes:
        own = words(made_plain(quote.text))
        runs = [tuple(own[at : at + _RUN]) for at in range(max(1, len(own) - _RUN + 1))]
        near = [held.get(runs[0]), *(begun.get(run) for run in runs)]
        same = next((number for number in near if number is not None and _is_same(own, kept[number][1])), None)
        if same is None:
            same = len(kept)
            kept.append((quote, own))
        elif len(own) > len(kept[same][1]) or (kept[same][0].speaker is None and quote.speaker):
            kept[same] = (quote, own)
        begun.setdefault(runs[0], same)
        for run in runs:
            held.setdefault(run, same)
    return [quote for quote, _ in kept]


def _is_same(item: list[str], other: list[str]) -> bool:
    if item == other:
        return True
    shorter, longer = sorted((" ".join(item), " ".join(other)), key=len)
    return min(len(item), len(other)) >= _RUN and f" {shorter} " in f" {longer} "
