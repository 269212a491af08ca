"""Arabic verbs and phrases of saying in a sentence, each with its subject."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.intake.attribution import arabic_nouns as nouns
from bot.intake.attribution.arabic_subjects import Subjects, unjoined
from bot.intake.attribution.view import Cue
from bot.intake.normalized import plain, words
from bot.intake.tables import arabic_phrases as phrases
from bot.intake.tables import roles
from bot.intake.tables.arabic_verbs import Verb, verb

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.intake.attribution.view import CueKind, Mention, View
    from bot.intake.normalized import Normalized


class _Finder(Subjects):
    """Finds the cues of one sentence."""

    def find(self) -> list[Cue]:
        at = 0
        while at < len(self.view.tokens):
            if self.view.is_quote(at) or not self.view.tokens[at].is_word:
                at += 1
                continue
            end = self._own(at) or self._by(at)
            if not end:
                known = verb(self.view.word(at))
                end = self._verb(at, known) if known and self._is_verb(at, known) else 0
            at = max(at + 1, end)
        return self.cues

    def _phrase_end(self, at: int, phrase: Sequence[str]) -> int:
        """Return where the phrase ends; one that ends in ل is joined to the next word. 0 if it does not stand here."""
        for number, part in enumerate(phrase):
            word = self.view.word(at + number)
            if part == "ل" and number == len(phrase) - 1:
                return at + number if word.startswith("ل") and len(word) > 2 else 0  # noqa: PLR2004 - ل and a word
            if word != part:
                return 0
        return at + len(phrase)

    def _own(self, at: int) -> int:
        """Read 'as he put it': the speaker was named before."""
        for phrase in phrases.OWN_FIRST.get(self.view.word(at), ()):
            end = self._phrase_end(at, phrase)
            if not end:
                continue
            known = verb(phrase[-1])
            if known and not known.suffix and (subject := self._read(end)):
                self.cues.append(Cue(at, subject.end, " ".join(phrase), "by", subject, trails=True))
                return subject.end
            female = phrase[-1].endswith("ها") or bool(known and known.person == "f")
            subject = self._main_subject("f" if female else "m")
            inner = self._read(end) if known else None
            self.cues.append(
                Cue(at, inner.end if inner else end, " ".join(phrase), "by", inner or subject, trails=True)
            )
            return inner.end if inner else end
        return 0

    def _by(self, at: int) -> int:
        for phrase in phrases.BY_FIRST.get(self.view.word(at), ()):
            end = self._phrase_end(at, phrase)
            if not end:
                continue
            if self.view.word(end) in {"ما", "لما"} and (known := verb(self.view.word(end + 1))):
                return self._said_by(at, end + 1, known)
            subject = self._read(end)
            if subject:
                if phrase[-1] == "ل":
                    subject = unjoined(subject)
                self.cues.append(Cue(at, subject.end, " ".join(phrase), "by", subject, trails=True))
                return subject.end
        thus = at + 1 if self.view.word(at) == "هكذا" else at + 2 if self._is_in_these_words(at) else 0
        if thus and (subject := self._read(thus + 1)):
            self.cues.append(Cue(at, subject.end, self.view.word(thus), "by", subject, trails=True))
            return subject.end
        if self.view.word(at) in phrases.WHAT and (known := verb(self.view.word(at + 1))):
            return self._said_by(at, at + 1, known)
        return 0

    def _is_in_these_words(self, at: int) -> bool:
        """Whether 'with these words' follows a quotation: any verb may come next."""
        return self.view.word(at) in {"بهذه", "بتلك"} and self.view.word(at + 1) in {"الكلمات", "العبارات", "العباره"}

    def _said_by(self, start: int, at: int, known: Verb) -> int:
        """Read 'as X said', 'by what X reported (about it)'."""
        place = at + 1
        while self.view.word(place) in {"به", "عنه", "له", "ذلك", "في", "بيان"} | roles.SKIPPED_AR:
            place += 1
        carrier = None
        if "quote" in known.kinds:
            if self.view.word(at + 1) in phrases.ABOUT and (outlet := self._read(at + 2)):
                self.cues.append(Cue(start, outlet.end, known.lemma, "by", outlet, trails=True))
                return outlet.end
            carrier = self._read(at + 1)
            about = carrier.end if carrier else at + 1
            if self.view.is_quote(about):
                carrier, about = self._marked(about) or carrier, about + 1
            subject = self._read(about + 1) if self.view.word(about) == "عن" else carrier
        else:
            subject = self._read(place)
        subject = subject or self._implicit(at, known)
        end = max(subject.end, at + 1)
        self.cues.append(Cue(start, end, known.lemma, "by", subject, carrier, trails=True))
        return end

    def _is_verb(self, at: int, known: Verb) -> bool:
        """Whether the form is a verb here, and not a noun that is spelled alike."""
        before, after = self.view.word(at - 1), self.view.word(at + 1)
        is_start = not before or before in phrases.CLAUSE or self.view.is_quote(at - 1)
        if known.form == "participle":
            leads = after in phrases.LED or self.view.is_quote(at + 1) or self.view.is_quote(at + 2)
            return leads or (is_start and known.prefix != "")
        if not known.is_noun or known.prefix:
            return True
        if after in phrases.ON_IT and known.lemma in phrases.WRITTEN:
            return True
        return is_start or self._ends_mention(at)

    def _ends_mention(self, at: int) -> bool:
        return any(mention.end == at and self._is_topic(mention) for mention in self.mentions)

    def _verb(self, at: int, known: Verb) -> int:
        if "quote" in known.kinds and (end := self._quotes(at, known)):
            return end
        if known.lemma == "ورد" and not known.prefix and self._is_answer(at):
            known = Verb("رد", known.kinds, known.form, known.person, "و", known.suffix)
        if self.view.word(at + 1) in phrases.ON_IT and known.lemma in phrases.WRITTEN:
            self.cues.append(Cue(at, at + 2, known.lemma, "describe", None))
            return at + 2
        place, carrier = self._past_hearers(at, known)
        if known.form == "present" and known.person == "f" and _is_masculine(self._read(place)):
            return at + 1  # 'توجه' is 'he turned to' then, and not 'she directs'
        after = self._subject_after(at, place, known)
        if self._is_thought(at, known):
            return at + 1
        end = after.end if after and after.start > at else at + 1
        carrier = carrier or self._carrier(end if end > at + 1 else place)
        if known.lemma in phrases.INFORMED and after and _is_media(after) and (teller := self._before(at, known)):
            after, carrier = teller, after
        subject = self._issuer(after) or self._before(at, known) or self._implicit(at, known)
        subject = _gendered(subject, known)
        kind: CueKind = "describe" if "describe" in known.kinds and self._describes(end) else "say"
        is_participle = known.form == "participle"
        trails = not known.prefix and not is_participle
        self.cues.append(Cue(at, end, known.lemma, kind, subject, carrier, is_participle=is_participle, trails=trails))
        return end

    def _is_answer(self, at: int) -> bool:
        """Whether 'ورد' is 'and answered', and not 'it was mentioned': somebody is answered, or answers."""
        after = self.view.word(at + 1)
        return after in phrases.ANSWERED or (
            self.view.word(at + 1) not in {"في", "ان", "على", "علي"} and bool(self._read(at + 1))
        )

    def _is_thought(self, at: int, known: Verb) -> bool:
        """Whether a body is said to expect something: 'she said that the bank expects “…”' are her words."""
        if known.lemma not in phrases.THOUGHT or known.form != "present" or not self.cues:
            return False
        topic = next((mention for mention in self.mentions if mention.end == at), None)
        if topic is None:
            return self.view.word(at - 1) in {"انه", "انها", "بانه", "بانها"}
        return topic.is_org and topic.kind == "title" and self.view.word(topic.start - 1) in {"ان", "بان"}

    def _past_hearers(self, at: int, known: Verb) -> tuple[int, Mention | None]:
        """Past those who were told, and the outlet among them: 'قال للصحفيين', 'قالت لرويترز'."""
        place = at + 1
        if known.lemma in {"جاء", "ورد"} and self.view.word(place) == "في":
            place += 1
        if self.view.word(place) == "كل" and self.view.word(place + 1) == "من":
            place += 2
        if known.lemma in {"جاء", "اتي"} and self.view.word(place) in phrases.SAID:
            place += 1
        while self.view.word(place) in phrases.PASSED and not self.view.is_quote(place):
            if self.view.word(place) == "من" and self.view.word(place + 1) not in phrases.OWN_SIDE:
                return self._past_place(place + 1), None
            place += 1
            if self.view.word(place) in {"،", ","} and self.view.word(place - 1) in roles.SKIPPED_AR:
                place += 1
        if self.view.word(place) in phrases.MEDIA_PREFIXED:
            carrier = self._read_joined(place)
            return carrier.end, carrier
        return place, None

    def _past_place(self, at: int) -> int:
        """Past where somebody speaks from: 'said from the dock', 'said from Geneva the envoy'."""
        while at < len(self.view.tokens) and self.view.tokens[at].is_word and not self.view.is_quote(at):
            word = self.view.word(at)
            if word in roles.STOPS_AR or nouns.is_role(word) or nouns.is_given(word) or word in self.surnames:
                break
            at += 1
        return at

    def _subject_after(self, at: int, place: int, known: Verb) -> Mention | None:
        """Return the subject after the verb, or before it if 'الذي', 'قد' or 'كان' lead it."""
        if known.form == "participle":
            return self._earlier_subject(at, None)
        before = self.view.word(at - 1)
        led = known.prefix == "ف" and self.view.word(0) in phrases.AS_FOR
        if (before in phrases.AFTER_SUBJECT | phrases.WAS or led) and (subject := self._before(at, known)):
            return subject
        has_object = known.lemma in phrases.TRANSITIVE and not known.suffix
        subject = self._read(self._after_asides(at, place), has_object=has_object)
        return None if known.person == "f" and _is_masculine(subject) else subject

    def _describes(self, at: int) -> bool:
        for place in range(at, min(at + 12, len(self.view.tokens))):
            if self.view.is_quote(place):
                return True
            if self.view.word(place).startswith(("بان", "ب")) and self.view.is_quote(place + 1):
                return True
        return False

    def _quotes(self, at: int, known: Verb) -> int:
        """Read 'نقلت Y عن X قوله': X speaks, Y carries it. 0 if it is not that."""
        carrier = self._read(at + 1) or self._marked(at + 1)
        place = carrier.end if carrier else at + 1
        if carrier and self.view.is_quote(place) and self.view.word(place + 1) == "عن":
            carrier = self._marked(place)
            place += 1
        for about in range(place, min(place + 7, len(self.view.tokens))):
            if self.view.is_quote(about):
                return 0
            word = self.view.word(about)
            if word in {"عن", "الي"}:
                subject = self._read(about + 1)
                if subject:
                    end = subject.end + 1 if self.view.word(subject.end) in phrases.SPEECH else subject.end
                    reporter = carrier or (None if self._is_passive(at, about) else self._implicit(at, known))
                    self.cues.append(Cue(at, end, known.lemma, "quote", subject, reporter))
                    return end
            if word in phrases.ABOUT:
                subject = self._implicit(at, known, sex="f" if word == "عنها" else "m")
                self.cues.append(Cue(at, about + 1, known.lemma, "quote", subject, carrier))
                return about + 1
        return 0

    def _is_passive(self, at: int, about: int) -> bool:
        """Whether 'it was reported of X that he said' stands here: at the beginning, and about X at once."""
        return about == at + 1 and not self.cues and self.view.word(at)[:1] == "و"


def _gendered(subject: Mention, known: Verb) -> Mention:
    """Return the subject with the gender that its verb has, where the name itself tells none."""
    if subject.kind != "name" or subject.is_org or subject.gender is not None or known.person not in {"m", "f"}:
        return subject
    return replace(subject, gender=known.person)


def _is_masculine(subject: Mention | None) -> bool:
    """Whether a title is a man's, so that it cannot be the subject of a feminine verb before it."""
    if subject is None:
        return False
    is_title = subject.kind == "title" and not subject.is_org and subject.gender is None
    return is_title and subject.head in roles.ROLES_AR and subject.head not in nouns.WOMEN


def _is_media(mention: Mention) -> bool:
    return any(word in roles.MEDIA_AR for word in words(plain(mention.text)))


def cues(view: View, text: Normalized, surnames: Collection[str]) -> tuple[list[Cue], Sequence[Mention]]:
    """Return the cues of a sentence in order, and its mentions that begin with a role."""
    finder = _Finder(view, text, surnames)
    listed = finder.find()
    subjects = {cue.subject.start: cue.subject for cue in listed if cue.subject and cue.subject.end > cue.subject.start}
    # What a verb is done to begins after its subject, and is no name of that.
    mentions = [
        own if (own := subjects.get(mention.start)) and own.end < mention.end and own.kind == "title" else mention
        for mention in finder.mentions
    ]
    return listed, mentions
