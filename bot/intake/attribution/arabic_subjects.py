"""Subjects of Arabic verbs of saying: after the verb, before it, or in the sentence before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.intake.attribution import arabic_nouns as nouns
from bot.intake.attribution.arabic_appositions import read, titled
from bot.intake.attribution.arabic_nouns import is_organisation, is_role
from bot.intake.attribution.view import Mention
from bot.intake.normalized import plain
from bot.intake.tables import arabic_phrases as phrases
from bot.intake.tables import roles

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.intake.attribution.view import Cue, View
    from bot.intake.normalized import Normalized
    from bot.intake.tables.arabic_verbs import Verb


def unjoined(subject: Mention) -> Mention:
    """Return a mention without the ل that is joined to it: 'وفقا لمصدر'."""
    text = subject.text
    if subject.start == subject.end or not text.startswith("ل") or text.startswith("لل"):
        return subject
    role = subject.role[1:] if subject.role and subject.role.startswith("ل") else subject.role
    name = subject.name[1:] if subject.name == text else subject.name
    return replace(subject, text=text[1:], role=role, name=name)


class Subjects:
    """A sentence, its cues so far, and who can be meant in it."""

    def __init__(self, view: View, text: Normalized, surnames: Collection[str]) -> None:
        self.view, self.source, self.surnames = view, text, surnames
        self.cues: list[Cue] = []
        self.mentions: list[Mention] = titled(view, text, surnames)

    def _read(self, at: int, *, has_object: bool = False) -> Mention | None:
        """Read the mention that begins at a place."""
        return read(self.view, self.source, at, self.surnames, has_object=has_object)

    def _after_asides(self, at: int, place: int) -> int:
        """Past what stands between commas before the subject: 'قال، مساء الاثنين، الوزير'."""
        if place != at + 1 or self.view.word(place) not in {"،", ","}:
            return place
        for end in range(place + 1, min(place + 6, len(self.view.tokens))):
            if self.view.word(end) in {"،", ","}:
                return end + 1
            if self.view.word(end) not in roles.SKIPPED_AR:
                break
        return place

    def _earlier_subject(self, at: int, sex: str | None) -> Mention | None:
        for cue in reversed(self.cues):
            if cue.end > at or cue.subject is None or (cue.kind == "by" and cue.subject.kind != "implicit"):
                continue
            if sex and cue.subject.gender not in {None, sex} and not (sex == "m" and cue.subject.gender == "o"):
                continue
            return cue.carrier if cue.kind == "quote" and cue.carrier is not None and sex is None else cue.subject
        return None

    def _read_joined(self, at: int) -> Mention:
        """Read the outlet whose name has a ل before it."""
        end = at + 1
        while end < len(self.view.tokens) and end < at + 4:
            word = self.view.word(end)
            if not self.view.tokens[end].is_word or word in roles.STOPS_AR or is_role(word):
                break
            end += 1
        text = self.source.original(self.view.tokens[at].start, self.view.tokens[end - 1].end)
        text = ("ال" + text[2:]) if text.startswith("لل") else text[1:]
        return Mention("name", at, end, text, name=text, is_org=True, gender="o")

    def _carrier(self, at: int) -> Mention | None:
        """Return the outlet that was told, close after the speaker."""
        for place in range(at, min(at + 8, len(self.view.tokens))):
            if self.view.is_quote(place) or self.view.word(place) in {"ان", "انه", "انها", ":"}:
                return None
            if self.view.word(place) in phrases.MEDIA_PREFIXED:
                return self._read_joined(place)
            if self.view.word(place) in {"مع", "الي"} and self.view.word(place + 1) in roles.MEDIA_AR:
                return self._read(place + 1)
        return None

    def _marked(self, at: int) -> Mention | None:
        """Read an outlet whose name stands between marks."""
        if not self.view.is_quote(at) or self.view.word(at + 1) != "عن":
            return None
        token = self.view.tokens[at]
        name = self.source.original(token.start + 1, token.end - 1)
        return Mention("name", at, at + 1, name, name=name, is_org=True, gender="f")

    def _text(self, start: int, end: int) -> str:
        return self.source.original(self.view.tokens[start].start, self.view.tokens[end - 1].end)

    def _issuer(self, subject: Mention | None) -> Mention | None:
        """Return the issuer of a document that speaks: 'قال بيان للجيش', 'جاء في بيان صادر عن الوزارة'."""
        if subject is None or subject.head not in roles.DOCUMENTS_AR:
            return subject
        inside = self.view.word(subject.start + 1)
        if subject.end > subject.start + 2 and inside[:1] == "ل" and inside[1:] in roles.ORGS_AR:
            name = self._text(subject.start + 1, subject.end)[1:]
            return Mention(
                "name", subject.start, subject.end, name, name=name, head=inside[1:], is_org=True, gender="o"
            )
        if subject.end - subject.start > 3:  # noqa: PLR2004
            return subject
        if subject.end > subject.start + 1 and inside.startswith("لل") and is_organisation(inside):
            head = inside[2:]
            named = self._text(subject.start + 1, subject.end)
            if subject.end > subject.start + 2:
                name = "ال" + named[2:]
                return Mention("name", subject.start, subject.end, name, name=name, head=head, is_org=True, gender="o")
            return Mention(
                "title", subject.start, subject.end, "ال" + head, role="ال" + head, head=head, is_org=True, gender="f"
            )
        if subject.end > subject.start + 1 and (inner := self._read(subject.start + 1)) and inner.is_org:
            return inner
        place = subject.end
        for at in range(place, min(place + 4, len(self.view.tokens))):
            if self.view.word(at) in {"عن", "من"}:
                inner = self._read(at + 1)
                return inner or subject
        return subject

    def _before(self, at: int, known: Verb) -> Mention | None:
        """Return the subject before its verb: 'الوزير قال', 'كان الرئيس قد اتهم', 'أما الوزير فقال'."""
        if known.prefix == "ف" and self.view.word(0) in phrases.AS_FOR and (topic := self._read(1)):
            return topic
        if coordinated := self._of_other_verb(at, phrases.PERSON[known.person]):
            return coordinated
        if known.form == "participle":
            return self._earlier_subject(at, phrases.PERSON[known.person]) or self._after_first_word(at)
        if known.prefix == "و":
            sex = phrases.PERSON[known.person]
            return self._earlier_subject(at, sex) or self._of_leading_verb(at, sex)
        if known.lemma in {"جاء", "ورد"}:
            return None
        subject = self._of_clause(at) or self._of_relative(at) or self._topic(at)
        if subject is None and known.prefix == "ف" and not self.cues:
            subject = self._after_first_word(at)  # 'He was asked about it, and answered'
        return subject or self._earlier_or_first(at, known)

    def _of_clause(self, at: int) -> Mention | None:
        """Return the subject of a clause without 'who': 'to X, in which he said', 'X has said before'."""
        if self.view.word(at + 1) in phrases.ON_IT:
            return next((mention for mention in self.mentions if mention.end == at), None)
        if (
            self.view.word(0) in phrases.BEFORE_NOW
            and self.view.word(1).startswith("ل")
            and self.view.word(at - 1) == "ان"
        ):
            subject = self._read(1)
            return unjoined(subject) if subject else None
        return None

    def _of_other_verb(self, at: int, sex: str | None) -> Mention | None:
        """Return the subject of a verb before that is none of saying: 'the head went there, and promised'."""
        since = max((cue.end for cue in self.cues if cue.end <= at), default=0)
        for mention in reversed(self.mentions):
            before, lead = self.view.word(mention.start - 1), self.view.word(mention.start - 2)
            if mention.end > at or mention.start < since or mention.kind == "implicit":
                continue
            begins = (before[:1] == "و" and len(before) > 4 and since) or lead in phrases.WHEN  # noqa: PLR2004 - a و and a verb
            if not begins or nouns.is_role(before) or nouns.is_organisation(before) or nouns.is_given(before[1:]):
                continue
            is_female = before.endswith("ت")
            if is_female == (sex == "f") and (mention.gender == "f" or not is_female or mention.head in nouns.WOMEN):
                return mention
        return None

    def _of_leading_verb(self, at: int, sex: str | None) -> Mention | None:
        """Return the subject of the verb that the clause begins with: 'the producer phoned me and said'."""
        for mention in reversed(self.mentions):
            first = mention.start - 1
            if mention.end > at or not (mention.kind == "name" or mention.is_definite) or mention.is_org:
                continue
            if self.view.word(first) in phrases.DONE_TO:
                first -= 1
            leads = first >= 0 and (first == 0 or not self.view.tokens[first - 1].is_word)
            word = self.view.word(first)
            if not leads or not self.view.tokens[first].is_word or nouns.is_role(word) or word in roles.STOPS_AR:
                continue
            if (word.endswith("ت") == (sex == "f")) and mention.gender in {None, sex}:
                return mention
        return None

    def _of_relative(self, at: int) -> Mention | None:
        """Return who stands before 'الذي قال', 'كانت تقول'."""
        last = at
        while last > 0 and self.view.word(last - 1) in phrases.BETWEEN:
            last -= 1
            if self.view.word(last) in phrases.RELATIVE | phrases.WAS:
                ends = next((mention for mention in self.mentions if mention.end == last), None)
                if ends:
                    return ends
        return None

    def _topic(self, at: int) -> Mention | None:
        """Return the mention that the clause begins with, not far before."""
        is_led = self.view.word(at - 1) in phrases.BETWEEN
        for mention in reversed(self.mentions):
            if mention.end <= at and self._is_topic(mention) and (is_led or mention.end >= at - 12):
                return mention
        return None

    def _earlier_or_first(self, at: int, known: Verb) -> Mention | None:
        earlier = self._earlier_subject(at, phrases.PERSON[known.person])
        if earlier:
            return earlier
        if self._begins_with_verb():
            return None
        first = self._read(1 if self.view.word(0) in phrases.OPENERS else 0)
        if first and first.end <= at and first.kind == "name" and plain(first.name or "") != self.view.word(0):
            return first
        return first if first and first.end in {at, at - 1} else None

    def _begins_with_verb(self) -> bool:
        """Whether the sentence begins with 'and' and a word that is nobody: a verb, most likely, or an adverb."""
        word = self.view.word(0)
        if word[:1] not in "وف" or len(word) < 4:  # noqa: PLR2004 - a short word has nothing joined to it
            return False
        if word in phrases.OPENERS or word in self.surnames or nouns.is_given(word):
            return False
        return not (
            nouns.is_role(word)
            or nouns.is_organisation(word)
            or word.startswith(("وال", "فال"))
            or nouns.is_given(word[1:])
        )

    def _is_topic(self, mention: Mention) -> bool:
        return mention.start == 0 or self.view.word(mention.start - 1) in phrases.BEFORE_TOPIC

    def _main_subject(self, sex: str | None) -> Mention:
        return (
            self._earlier_subject(len(self.view.tokens), sex)
            or self._first_subject()
            or Mention("implicit", 0, 0, gender=sex)
        )

    def _first_subject(self) -> Mention | None:
        """Return the subject of the sentence's first verb, whatever the verb."""
        for start in (0, 1):
            mention = self._read(start, has_object=True)
            if mention and (mention.role or mention.name in self.surnames or start):
                return mention
        return None

    def _after_first_word(self, at: int) -> Mention | None:
        """Return the subject of the verb that the sentence begins with: 'The director thanked them, calling it “…”'."""
        if nouns.is_role(self.view.word(0)) or nouns.is_organisation(self.view.word(0)):
            return None
        first = self._read(1, has_object=True)
        return first if first and first.end <= at and (first.role or first.name) else None

    def _implicit(self, at: int, known: Verb, sex: str | None = None) -> Mention:
        return Mention("implicit", at, at, gender=sex or phrases.PERSON[known.person])
