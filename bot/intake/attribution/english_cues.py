"""English verbs and phrases of saying in a sentence, each with its subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.intake.attribution.english_appositions import read
from bot.intake.attribution.english_mentions import is_media
from bot.intake.attribution.english_saying_nouns import SayingNouns
from bot.intake.attribution.view import Cue, Mention
from bot.intake.tables import roles
from bot.intake.tables.english_verbs import ADVERBS, BY_PHRASES, INFLECTED
from bot.intake.tables.english_words import PREPOSITIONS_EN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.intake.attribution.view import View
    from bot.intake.normalized import Normalized
    from bot.intake.tables.english_verbs import Verb

_PHRASES = {
    first: [tuple(phrase.split()) for phrase in BY_PHRASES.split("|") if phrase.split()[0] == first]
    for first in {phrase.split()[0] for phrase in BY_PHRASES.split("|")}
}
_HEARERS = frozenset(
    "tell ask inform warn remind assure urge advise notify brief address reassure message text email".split()
)
_CLAUSES = frozenset({"that", "whether", "if", "how", "why"})
_ONLY_BESIDE = frozenset("see show shoot put lay lie go set ensure mean know".split())
_OPINIONS = frozenset(
    "maintain believe think fear feel hope expect reckon suppose guess hold realise realize understand".split()
)
_PRONOUNS = frozenset({"it", "he", "she", "they", "there"})
_BE = frozenset("was were is are been being be".split())
_SIDE = frozenset(", : that as to \ufffc – - — simply back out up on further in again later".split())


class _Finder(SayingNouns):
    """Finds the cues of one sentence."""

    def find(self) -> list[Cue]:
        at = 0
        while at < len(self.view.tokens):
            end = self._phrase(at)
            if end == at:
                known = INFLECTED.get(self.view.word(at))
                end = self._verb(at, known) if known and self._is_verb(at, known) else at
            at = max(at + 1, end)
        return self.cues

    def _phrase(self, at: int) -> int:
        word = self.view.word(at)
        if end := self._saying_noun(at) or self._view_of(at):
            return end
        for phrase in _PHRASES.get(word, ()):
            if any(self.view.word(at + n) != part for n, part in enumerate(phrase)):
                continue
            subject = read(self.view, self.source, at + len(phrase))
            if subject is None:
                continue
            carrier = self._earlier_subject(at) if word in {"citing", "quoting"} else None
            self.cues.append(
                Cue(
                    at,
                    subject.end,
                    " ".join(phrase),
                    "by",
                    subject,
                    carrier,
                    trails=True,
                    is_participle=carrier is not None,
                )
            )
            return subject.end
        return at

    def _is_verb(self, at: int, known: Verb) -> bool:
        """Whether the form is a verb here: not a noun after 'the' or an adjective, nor a name."""
        before = self.view.word(at - 1)
        if self.view.tokens[at].is_capital and at > 0 and not self.view.is_quote(at - 1):
            return False
        if known.form == "base":
            return before in {
                "to",
                "they",
                "we",
                "i",
                "you",
                "would",
                "will",
                "could",
                "should",
                "might",
                "must",
                "can",
            } or (before in ADVERBS or self.view.word(at - 1) in roles.PLURALS_EN or before == "and")
        if known.form == "present" and (before in roles.DETERMINERS_EN or before in PREPOSITIONS_EN):
            return False
        return not (before in roles.DETERMINERS_EN or (known.form == "past" and before in PREPOSITIONS_EN))

    def _verb(self, at: int, known: Verb) -> int:
        is_passive = self._is_passive(at, known)
        quoted = self._quoted_as(at, known, is_passive=is_passive)
        if quoted:
            return quoted
        if known.lemma == "put" and not self._puts_it(at):
            return at
        if (
            known.lemma == "cite"
            and not is_passive
            and (cited := read(self.view, self.source, at + 1))
            and cited.kind != "pronoun"
        ):
            self.cues.append(Cue(at, cited.end, "cite", "by", cited, self._subject(at, known), is_participle=True))
            return cited.end
        object_end = self._object(at, known)
        is_weak = known.kinds == {"weak"} and known.lemma != "put"
        beside = self._beside(at, object_end)
        after = self.view.word(object_end)
        leads = (after in _CLAUSES and known.lemma not in _ONLY_BESIDE) or (
            known.lemma in _OPINIONS and after in _PRONOUNS
        )
        if is_weak and not leads and (not beside or known.form == "base"):
            return at
        if leads and not beside and at == 0:
            return at  # 'Asked whether he would come, the minister …'
        subject = self._agent(at) if is_passive else self._subject(at, known)
        carrier = self._hearer(at, object_end)
        kind = "describe" if "describe" in known.kinds and not self._speaks(object_end) else "say"
        is_parted = self.view.word(at - 1) == "," and self.view.is_quote(at - 2)
        follows = is_parted or self.view.is_quote(at - 1) or self._after_quote(subject, at)
        self.cues.append(
            Cue(
                min(at, subject.start) if subject and follows else at, max(object_end, at + 1), known.lemma,
                "describe" if kind == "describe" else "say", subject, carrier, known.form == "ing", follows,
            )
        )  # fmt: skip
        return max(at + 1, object_end)

    def _puts_it(self, at: int) -> bool:
        return self.view.word(at + 1) in {"it", ":", ","} or "as" in {self.view.word(at - 2), self.view.word(at - 3)}

    def _speaks(self, at: int) -> bool:
        return self.view.word(at) in {":", "that"}

    def _is_passive(self, at: int, known: Verb) -> bool:
        if known.form != "past":
            return False
        place = at - 1
        while self.view.word(place) in ADVERBS - _BE or self.view.word(place).endswith("ly"):
            place -= 1
        return self.view.word(place) in _BE

    def _quoted_as(self, at: int, known: Verb, *, is_passive: bool) -> int:
        """Read 'was quoted as saying', 'quoted X as saying'; return its end, and add a cue; 0 if it is not that."""
        if known.lemma not in {"quote", "cite", "report", "hear", "record"} or known.form not in {
            "past",
            "ing",
            "present",
        }:
            return 0
        place = at + 1
        inner = None if is_passive else read(self.view, self.source, at + 1)
        if inner:
            place = inner.end
            if known.lemma == "quote" and self.view.word(place) in {":", "\ufffc"}:
                self.cues.append(Cue(at, place, "quote", "quote", inner, self._subject(at, known)))
                return place
        while place < at + 12 and self.view.word(place) not in {"as", "saying"}:  # by whom, and where
            if not self.view.word(place) or self.view.is_quote(place):
                return 0
            place += 1
        if self.view.word(place) == "as":
            place += 1
        if self.view.word(place) not in {
            "saying",
            "stating",
            "telling",
            "warning",
            "adding",
            "declaring",
            "describing",
        }:
            return 0
        subject = inner or self._subject(at, known)
        carrier = self._subject(at, known) if inner else self._agent(at)
        self.cues.append(Cue(at, place + 1, "quote", "quote", subject, carrier, trails=self.view.is_quote(at - 1)))
        return place + 1

    def _object(self, at: int, known: Verb) -> int:
        """Return where the hearer after 'told' and the like ends."""
        end = at + 1
        if known.lemma in _HEARERS or "describe" in known.kinds:
            if self.view.word(end) in {"him", "her", "them", "me", "us", "it", "you", "everyone"}:
                return end + 1
            listener = self.by_start.get(end)
            if listener and listener.kind != "pronoun":
                return listener.end
        return end

    def _hearer(self, at: int, end: int) -> Mention | None:
        """Return the news outlet that was told."""
        for place in range(at + 1, min(at + 7, len(self.view.tokens))):
            mention = self.by_start.get(place)
            is_told = place == at + 1 and end > at + 1
            is_after = self.view.word(place - 1) in {"to", "with", "on"} and place > at + 1
            if mention and (is_told or is_after) and is_media(mention):
                return mention
        return None

    def _beside(self, at: int, end: int) -> bool:
        """Whether a quotation is next to the verb, but for a hearer, a comma, a colon or 'that'."""
        place = end
        while self.view.word(place) in _SIDE and place < end + 3:
            if self.view.is_quote(place):
                return True
            place += 1
        if self.view.is_quote(at - 1):
            return True
        before = at - 1
        while before >= 0 and self.view.word(before) in ADVERBS:
            before -= 1
        mention = self.by_end.get(before + 1)
        return bool(mention) and self.view.is_quote(mention.start - 1) if mention else False

    def _after_quote(self, subject: Mention | None, at: int) -> bool:
        if subject is None or subject.start >= at:
            return False
        before = subject.start - 1
        if self.view.word(before) in {",", "–", "—", "-", "as", "so"}:
            before -= 1
        return self.view.is_quote(before)


def cues(view: View, text: Normalized) -> tuple[list[Cue], Sequence[Mention]]:
    """Return the cues of a sentence in order, and its mentions."""
    finder = _Finder(view, text)
    return finder.find(), finder.mentions
