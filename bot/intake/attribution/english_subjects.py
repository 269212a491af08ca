"""Subjects of English verbs of saying: before the verb, after it, or of the cue before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.intake.attribution.english_appositions import mentions
from bot.intake.attribution.view import Mention
from bot.intake.tables.english_verbs import ADVERBS, INFLECTED
from bot.intake.tables.english_words import CLAUSE_STARTS_EN, FUNCTION_EN
from bot.intake.tables.roles import DETERMINERS_EN, ROLE_MODIFIERS_EN

if TYPE_CHECKING:
    from bot.intake.attribution.view import Cue, View
    from bot.intake.normalized import Normalized
    from bot.intake.tables.english_verbs import Verb

_CATENATIVE = frozenset(
    "used going went came continued tried liked likes refused managed declined began started wanted wants".split()
)
_RELATIVE = frozenset({"who", "which", "that"})
_POINTING = frozenset({"this", "that", "some"})
_INDEFINITE = frozenset({"a", "an", "one", "another", "two", "three", "several"})
_NO_SPEAKER = frozenset(
    "deal plan move decision attack war day week month year time thing idea way vote law bill rule price share market"
    " rate game match result figure number case issue problem question answer fact point story".split()
)


def _is_common(word: str) -> bool:
    return word.isalpha() and word not in FUNCTION_EN and word not in INFLECTED and word not in _NO_SPEAKER


class Subjects:
    """A sentence, its mentions, and its cues so far."""

    def __init__(self, view: View, text: Normalized) -> None:
        self.view, self.source = view, text
        self.mentions = mentions(view, text)
        self.cues: list[Cue] = []
        self.by_end = {mention.end: mention for mention in self.mentions}
        self.by_start = {mention.start: mention for mention in self.mentions}

    def _agent(self, at: int) -> Mention | None:
        """Return the agent after the 'by' of a passive."""
        for place in range(at + 1, min(at + 5, len(self.view.tokens))):
            if self.view.word(place) == "by":
                return self.by_start.get(place + 1)
        return None

    def _subject(self, at: int, known: Verb) -> Mention | None:
        if self.view.is_quote(at - 1) or (
            self.view.is_quote(at - 2) and self.view.word(at - 1) in {",", "–", "—", "-"}
        ):
            inverted = self.by_start.get(at + 1)
            if inverted:
                return self._identified(inverted)
        aside = self.by_start.get(at + 1) if self.view.word(at - 1) == "," and known.form == "past" else None
        if aside and "," in {self.view.word(aside.end), self.view.word(aside.end - 1)} and "say" in known.kinds:
            return aside  # 'Nobody knew, said Amy Wu, “what it would do”'
        place = at - 1
        while place >= 0 and (self.view.word(place) in ADVERBS or self.view.word(place).endswith("ly")):
            place -= 2 if self.view.word(place) == "to" and self.view.word(place - 1) in _CATENATIVE else 1
        absolute = self.by_end.get(place + 1)
        if known.form == "ing" and absolute and self.view.word(absolute.start - 1) in {"with", "as"}:
            return absolute  # 'with the chair telling reporters'
        if known.form == "ing" and (earlier := self._earlier_subject(at)):
            return earlier
        if self.view.word(place) in _RELATIVE or (
            self.view.word(place) == "," and self.view.word(place - 1) in _RELATIVE
        ):
            before = place if self.view.word(place) in _RELATIVE else place - 1
            named = self.by_end.get(before) or self.by_end.get(before - 1)
            if named:
                return named
        adjacent = self.by_end.get(place + 1)
        if adjacent and self._can_be_subject(adjacent):
            return adjacent  # its apposition ends in the comma
        if adjacent is None and (common := self._common_noun(place)):
            return common
        if self.view.word(place) == "," and (aside := self._before_aside(place)):
            return aside
        near = self._nearest(place + 1)
        return near or self._earlier_subject(at)

    def _common_noun(self, at: int) -> Mention | None:
        """Read a noun that no table has, with its article or owner: 'my cellmate used to say'."""
        first = at
        while first > at - 3 and _is_common(self.view.word(first)) and not self.view.tokens[first].is_capital:
            first -= 1
        if first == at or first < 0 or self.view.word(first) not in DETERMINERS_EN - _POINTING:
            return None
        before = self.view.word(first - 1)
        if before and before not in CLAUSE_STARTS_EN and not self.view.is_quote(first - 1):
            return None
        text = self.source.original(self.view.tokens[first].start, self.view.tokens[at].end)
        is_definite = self.view.word(first) not in _INDEFINITE
        return Mention("title", first, at + 1, text, role=text, head=self.view.word(at), is_definite=is_definite)

    def _identified(self, title: Mention) -> Mention:
        """Return a title with the name that its bearer gave: 'its caretaker, who gave his name only as Benito'."""
        if title.kind != "title" or self.view.word(title.end) != "," or self.view.word(title.end + 1) != "who":
            return title
        aside = [self.view.word(at) for at in range(title.end + 2, min(title.end + 12, len(self.view.tokens)))]
        if "as" not in aside or not {"name", "identified", "named", "known"} & set(aside[: aside.index("as")]):
            return title
        named = self.by_start.get(title.end + 3 + aside.index("as"))
        if named is None or named.kind != "name":
            return title
        return replace(title, kind="name", name=named.name, role=title.role or title.text)

    def _before_aside(self, at: int) -> Mention | None:
        """Return who stands before an aside that a comma ends: 'Smith, who came after her husband left, said'."""
        inside = self.by_end.get(at)
        named = inside if inside and inside.kind == "name" and self.view.word(inside.start - 1) == "as" else None
        for mention in reversed(self.mentions):
            if mention.end < at and self.view.word(mention.end) == "," and self._can_be_subject(mention):
                if named and mention.kind == "title":  # 'the woman, who gave her name as Lida,'
                    return replace(mention, kind="name", name=named.name, role=mention.role or mention.text)
                return named or mention
        return named

    def _earlier_subject(self, at: int) -> Mention | None:
        """Return the subject of the last cue before, in the same sentence; else who the sentence begins with."""
        for cue in reversed(self.cues):
            if cue.end <= at and cue.subject:
                return (
                    cue.carrier
                    if cue.kind == "quote" and cue.carrier and self.view.word(at) == "citing"
                    else cue.subject
                )
        return self._nearest(at)

    def _nearest(self, at: int) -> Mention | None:
        """Return the nearest mention before a place that can be a subject; else the one that ends there."""
        for mention in reversed(self.mentions):
            if mention.end <= at and self._can_be_subject(mention):
                return mention
        return self.by_end.get(at)

    def _can_be_subject(self, mention: Mention) -> bool:
        at = mention.start - 1
        while self.view.word(at) in ROLE_MODIFIERS_EN and at >= 0:
            at -= 1  # 'but former captain Smith'
        before = self.view.word(at)
        if mention.kind == "pronoun" and mention.gender != "o":
            return True
        if not before or self.view.is_quote(mention.start - 1):
            return True
        if before in CLAUSE_STARTS_EN or before.endswith("ly"):
            return True
        spoken = INFLECTED.get(before)
        return spoken is not None and spoken.form == "past" and "say" in spoken.kinds  # 'alleged the defendant said'
