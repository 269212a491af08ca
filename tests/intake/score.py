"""How well intake does on a half of the corpus: `python -m tests.intake.score [dev|second|third|fourth|fifth|held] [-v]`.

Exact: the same words, but for case, vowel marks, space and the marks at the ends. Overlap: the words that two lists
share, whatever their borders. Speakers are counted over the quotations whose words were found. What an answer calls
optional is counted neither if it is there nor if it is not. `-v` prints the misses.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.intake import names
from bot.intake.analysis import analyze
from bot.intake.normalized import plain, words
from tests.intake import corpus, expected
from tests.intake.expected import Alternatives, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.intake.result import Intake, Quote
    from tests.intake.corpus import Article
    from tests.intake.expected import EventAnswer, QuoteAnswer


@dataclass(slots=True)
class Tally:
    """What was right, what was found, what was to be found."""

    right: float = 0
    proposed: float = 0
    wanted: float = 0

    def add(self, right: float, match: float, wanted: float) -> None:
        """Count more of it."""
        self.right, self.proposed, self.wanted = self.right + right, self.proposed + match, self.wanted + wanted

    def __str__(self) -> str:
        precision = self.right / self.proposed if self.proposed else 1.0
        recall = self.right / self.wanted if self.wanted else 1.0
        counts = f"{self.right:g} right, {self.proposed:g} found, {self.wanted:g} wanted"
        return f"precision {precision:.3f} recall {recall:.3f} ({counts})"


@dataclass(slots=True)
class Score:
    """The tallies of a half, and what was missed."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> Tally:
        return self.tallies.setdefault(name, Tally())

    def miss(self, article: str, what: str, text: object) -> None:
        """Note a miss."""
        self.misses.append(f"{article}: {what}: {text}")


def score(half: str) -> Score:
    """The score of a half of the corpus."""
    total = Score()
    for article in corpus.articles(half):
        intake = analyze(article.text, day=article.day)
        _quotes(article, intake, total)
        _dates(article, intake, total)
        _junk(article, intake, total)
        _lost(article, intake, total)
        _header(article, intake, total)
        _people(article, intake, total)
    return total


def _shared(item: Iterable[str], other: Iterable[str]) -> int:
    return sum(
        (
            Counter(word for text in item for word in words(plain(text)))
            & Counter(word for text in other for word in words(plain(text)))
        ).values()
    )


def _count(texts: Iterable[str]) -> int:
    return sum(len(words(plain(text))) for text in texts)


def _quotes(article: Article, intake: Intake, total: Score) -> None:
    wanted = {key(item.text): item for item in expected.quotes(article)}
    by_key = {key(quote.text): quote for quote in intake.quotes}
    neutral = {text for text, item in wanted.items() if item.is_optional}
    right = wanted.keys() & by_key.keys()
    total["quotes, exact"].add(len(right - neutral), len(by_key.keys() - neutral), len(wanted.keys() - neutral))
    own = [quote.text for text, quote in by_key.items() if text not in neutral]
    other = [item.text for item in wanted.values() if not item.is_optional]
    total["quotes, overlap"].add(_shared(own, other), _count(own), _count(other))
    for text in sorted(wanted.keys() - right - neutral):
        total.miss(article.name, "quote missed", wanted[text].text)
    for text in sorted(by_key.keys() - right):
        total.miss(article.name, "quote too many", by_key[text].text)
    for text in sorted(right - neutral):
        _speaker(article, by_key[text], wanted[text], total)


def _speaker(article: Article, quote: Quote, answer: QuoteAnswer, total: Score) -> None:
    is_right = answer.speaker.names(quote.speaker)
    total["speakers"].add(is_right, 1, 1)
    if answer.speaker_by in {"pronoun", "title"}:
        total["speakers by pronoun or title"].add(is_right, 1, 1)
    if answer.kind:
        total["kinds"].add(quote.kind == answer.kind, 1, 1)
        if quote.kind != answer.kind:
            total.miss(article.name, f"kind {answer.kind}, not {quote.kind}", quote.text[:60])
    if not is_right:
        what = f"speaker {str(answer.speaker)!r}, not {quote.speaker!r} ({quote.speaker_by})"
        total.miss(article.name, what, quote.text[:60])
    if not article.has_carriers:
        return
    is_carried = bool(quote.carrier) and answer.carrier.names(quote.carrier)
    total["carriers"].add(is_carried, bool(quote.carrier), bool(answer.carrier.spellings))
    if not answer.carrier.names(quote.carrier):
        total.miss(article.name, f"carrier {str(answer.carrier)!r}, not {quote.carrier!r}", quote.text[:60])


def _dates(article: Article, intake: Intake, total: Score) -> None:
    wanted = expected.events(article)
    left = [(event.date or "", key(event.sentence), event.status) for event in intake.events]
    right, neutral = 0, 0
    for answer in sorted(wanted, key=lambda item: item.is_optional):
        match = next((pair for pair in left if pair[0] == answer.date and answer.is_in(pair[1])), None)
        if match:
            left.remove(match)
            _status(article, match[2], answer, total)
            right += not answer.is_optional
            neutral += answer.is_optional
        elif not answer.is_optional:
            total.miss(article.name, f"date missed {answer.date or None}", answer.sentence[:80])
    for day, sentence, _ in left:
        total.miss(article.name, f"date too many {day or None}", sentence[:80])
    proposed = len(intake.events) - neutral
    total["dates"].add(right, proposed, sum(not answer.is_optional for answer in wanted))
    finer = [(day, sentence) for day, sentence, _ in left if _is_finer(day, sentence, wanted)]
    total["dates finer than the text"].add(len(finer), proposed, 0)
    for day, sentence in finer:
        total.miss(article.name, f"date finer than the text {day}", sentence[:80])


def _status(article: Article, status: str, answer: EventAnswer, total: Score) -> None:
    """Count what is told as planned, demanded or denied, and apart from it which of these it is."""
    if answer.status is None:
        return
    is_found, is_wanted = status != "happened", answer.status != "happened"
    total["not happened"].add(is_found and is_wanted, is_found, is_wanted)
    if is_wanted:
        total["planned, demanded or denied"].add(status == answer.status, 1, 1)
    if status != answer.status:
        total.miss(article.name, f"status {answer.status}, not {status} ({answer.date})", answer.sentence[:80])


def _is_finer(day: str, sentence: str, wanted: Sequence[EventAnswer]) -> bool:
    own = [answer.date for answer in wanted if answer.is_in(sentence)]
    return any(day != other and (not other or day.startswith(other)) for other in own)


def _junk(article: Article, intake: Intake, total: Score) -> None:
    dropped = [key(item.text) for item in intake.dropped]
    kept = [key(paragraph.text) for paragraph in intake.paragraphs]
    for text in expected.texts(article.listed("dropped")):
        is_right = any(
            text == other or text in other or (other in text and len(other) > 0.8 * len(text)) for other in dropped
        ) or (
            _shared([text], dropped) >= 0.9 * max(1, _count([text]))
            and not any(text in paragraph for paragraph in kept)
        )
        total["junk dropped"].add(is_right, is_right, 1)
        if not is_right:
            total.miss(article.name, "junk kept", text[:100])


def _lost(article: Article, intake: Intake, total: Score) -> None:
    """Count what was dropped and is of the story: neither junk, nor what may be dropped, nor kept elsewhere."""
    may_go = expected.texts([*article.listed("dropped"), *article.listed("either")])
    lost = [
        item
        for item in intake.dropped
        if not _is_junk(key(item.text), may_go) and not (item.why == "repeated" and _stays(item.text, intake))
    ]
    total["story lost"].add(len(lost), len(intake.dropped), 0)
    for item in lost:
        total.miss(article.name, f"story lost ({item.why})", item.text[:100])


def _header(article: Article, intake: Intake, total: Score) -> None:
    title, day, asks = (article.answers.get(name) for name in ("title", "date", "asks_date"))
    checks = {
        "title": Alternatives.read(title).reads(intake.title),
        "date": str(day or "") == (intake.date or ""),
        "asks_date": bool(asks) == intake.asks_date,
    }
    for name, is_right in checks.items():
        if name in article.answers:
            total[name].add(is_right, 1, 1)
            if not is_right:
                total.miss(article.name, f"{name} {article.answers[name]!r}", getattr(intake, name))
    for name in ("outlets", "agencies"):
        given = [Alternatives.read(item) for item in article.listed(name)]
        own = list(getattr(intake, name))
        right = sum(any(item.reads(other) for other in own) for item in given)
        extra = sum(not any(item.reads(other) for item in given) for other in own)
        total[name].add(right, right + extra, len(given))
        if extra or right < len(given):
            total.miss(article.name, f"{name} {[str(item) for item in given]}", own)


def _is_junk(text: str, junk: Sequence[str]) -> bool:
    return (
        not text
        or any(text in other or other in text for other in junk)
        or _shared([text], junk) >= 0.9 * max(1, _count([text]))
    )


def _stays(text: str, intake: Intake) -> bool:
    """Whether a repeated sentence's words are kept elsewhere."""
    own = set(words(plain(text)))
    kept = [*(paragraph.text for paragraph in intake.paragraphs), intake.title or ""]
    return any(len(own & set(words(plain(other)))) >= 0.8 * len(own) for other in kept)


def _people(article: Article, intake: Intake, total: Score) -> None:
    """Count who was named; who is too many only where the answers have everybody, with a kind."""
    if "people" not in article.answers:
        return
    wanted = expected.people(article)
    right = 0
    for person in wanted:
        match = next((entry for entry in intake.people if person.name.names(entry.name)), None)
        right += match is not None
        if match is None:
            total.miss(article.name, "person missed", person.name)
        elif person.kind:
            total["people's kinds"].add(match.kind == person.kind, 1, 1)
    extra = [item.name for item in intake.people if not any(person.name.names(item.name) for person in wanted)]
    is_whole = any(person.kind for person in wanted)
    total["people"].add(right, right + (len(extra) if is_whole else 0), len(wanted))
    for name in extra if is_whole else ():
        total.miss(article.name, "person too many", name)


def score_names(half: str) -> Score:
    """Recall on pairs of the same person, and wrong merges of different ones."""
    total = Score()
    same, different = corpus.names(half)
    for item, other in same:
        is_right = names.compare(item, other) == "same"
        total["names, same"].add(is_right, is_right, 1)
        if not is_right:
            total.miss("names", f"not brought together ({names.compare(item, other)})", f"{item} / {other}")
    for item, other in different:
        merged = names.compare(item, other) == "same"
        total["names, wrong merges"].add(merged, len(different) and 1, 0)
        if merged:
            total.miss("names", "merged", f"{item} / {other}")
    return total


def main() -> None:
    """Print the score of a half, and its misses."""
    half = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), "dev")
    for total in (score(half), score_names(half)):
        for name, tally in total.tallies.items():
            print(f"{name}: {tally}")  # noqa: T201 - the command's output
        for line in total.misses if "-v" in sys.argv else ():
            print(f"  {line}")  # noqa: T201 - the command's output


if __name__ == "__main__":
    main()
