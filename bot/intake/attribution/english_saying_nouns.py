"""Nouns that carry words as verbs of saying do: 'his answer: “…”', '“…” came the reply from X', 'to X, it is “…”'."""

from __future__ import annotations

from bot.intake.attribution.english_appositions import read
from bot.intake.attribution.english_subjects import Subjects
from bot.intake.attribution.view import Cue, Mention, until
from bot.intake.tables.english_verbs import SAYING_NOUNS

_IS = frozenset({"was", "is", "were"})
_OWNERS = {"his": "m", "her": "f", "their": "p"}
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_QUOTED_NEAR = 5  # tokens between a quotation and 'the reply'


class SayingNouns(Subjects):
    """Finds the nouns of saying of a sentence."""

    def _saying_noun(self, at: int) -> int:
        """Add the cue of a noun of saying, and return its end; 0 if none stands here."""
        if self.view.word(at) not in SAYING_NOUNS:
            return 0
        if self.view.word(at + 1) in {"from", "of"} and self.view.word(at - 1) in {"the", "a"}:
            return self._of_somebody(at)
        if end := self._after_quotation(at):
            return end
        end = self._leads(at)
        subject = self._owner(at) if end else None
        if subject is None:
            return 0
        self.cues.append(Cue(at, end, "say", "say", subject))
        return end

    def _of_somebody(self, at: int) -> int:
        subject = self.by_start.get(at + 2)
        is_quoted = any(self.view.is_quote(place) for place in range(max(0, at - _QUOTED_NEAR), at))
        if subject is None or not (is_quoted or self.view.word(at + 1) == "from"):
            return 0
        start = at - 1
        while start > 0 and not self.view.is_quote(start - 1) and self.view.word(start - 1) not in {",", "."}:
            start -= 1
        self.cues.append(Cue(start if is_quoted else at, subject.end, "say", "by", subject, trails=True))
        return subject.end

    def _after_quotation(self, at: int) -> int:
        """Read '“…,” was Hugo Lind's message to ministers'; return its end, 0 if it is not that."""
        mention = next((mention for mention in self.mentions if mention.start < at <= mention.end + 1), None)
        before = mention.start - 1 if mention else at - 2
        if self.view.word(before) not in _IS or not any(self.view.is_quote(before - back) for back in (1, 2)):
            return 0
        subject = self._owner(at)
        if subject:
            self.cues.append(Cue(before, at + 1, "say", "by", subject, trails=True))
        return at + 1 if subject else 0

    def _leads(self, at: int) -> int:
        """Return where a noun ends that a quotation follows: 'answer:', 'answer was that'; 0 if none does."""
        after, then = self.view.word(at + 1), self.view.word(at + 2)
        if after in {":", "that"}:
            return at + 1
        is_followed = self.view.is_quote(at + 2) or then in {":", "that", "simple", "a"}
        return at + 2 if after in _IS and is_followed else 0

    def _owner(self, at: int) -> Mention | None:
        """Return whose noun it is: 'his answer', 'Senator Vane's answer'."""
        word = self.view.word(at - 1)
        if word in _OWNERS:
            return Mention("pronoun", at - 1, at, word, gender=_OWNERS[word])
        mention = next((mention for mention in self.mentions if mention.start < at <= mention.end + 1), None)
        if mention is None:
            return None
        for place in range(mention.start + 1, at):
            if self.view.word(place) in _POSSESSIVE:
                owner = read(until(self.view, place), self.source, mention.start)
                return owner if owner and owner.end <= place else None
        return None

    def _view_of(self, at: int) -> int:
        """Add the cue of whose view a sentence gives: 'To Rick Vane, the senator, it is “…”'; 0 if it has none."""
        subject = self.by_start.get(1) if at == 0 and self.view.word(0) in {"to", "for"} else None
        if subject is None or subject.kind == "pronoun" or subject.is_org or not (subject.role or subject.gender):
            return 0
        if "," not in {self.view.word(subject.end - 1), self.view.word(subject.end)}:
            return 0
        self.cues.append(Cue(0, subject.end, "say", "by", subject, trails=True))
        return subject.end
