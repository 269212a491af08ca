"""Quotations: which words between marks are somebody's, whose they are, and what belongs together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake import outlets
from bot.intake.attribution.governing import COMMAS, INTRODUCES, governing, is_beside, is_carrier, is_of_relative
from bot.intake.attribution.speakers import NOBODY, Speaker
from bot.intake.marks import inside
from bot.intake.normalized import plain as made_plain
from bot.intake.normalized import words
from bot.intake.quoted_names import is_body, is_introduced, is_name, is_scare, is_usual_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.intake.attribution.entities import Entities
    from bot.intake.attribution.view import Cue, Mention, View
    from bot.intake.marks import Marked
    from bot.intake.normalized import Normalized
    from bot.intake.people import Seen
    from bot.intake.segments import Sentence

_BARE_THAT = frozenset(": ان وان بان وبان فان قايلا قايله بالقول كالتالي كالاتي ، - –".split())
_LAST = regex.compile(r"(?<!\.)[.,،;؛]+$")
_ABBREVIATED = regex.compile(r"(?:\p{Lu}\.){2,}$")
_NAMED_SO = frozenset({"علي", "عليه", "عليها", "عليهم", "اسم", "لقب", "تسميه", "وصف"})
_POINTS_BACK = frozenset({"that", "this", "so", "thus"})
_BE_HOW = frozenset({"'s", "’s", "is", "was", "were"})
_FIRST = 4  # tokens before the mention that a sentence begins with
_SHORT, _LONG = 4, 5  # words


@dataclass(slots=True, eq=False)
class Found:
    """One quotation: the numbers of its parts among the marked, and whose it is."""

    parts: list[int]
    sentences: list[int]
    cue: Cue | None
    speaker: Speaker
    carrier: str | None
    verb: str | None
    is_statement: bool
    paragraph: int


@dataclass(slots=True)
class Reader:
    """Reads the quotations of a copy sentence by sentence."""

    text: Normalized
    marked: Sequence[Marked]
    entities: Entities
    quotations: list[Found] = field(default_factory=list)
    seen: dict[int, Found] = field(default_factory=dict)

    def read(self, sentences: Sequence[Sentence], seen: Sequence[Seen]) -> list[Found]:
        """Return the quotations of the sentences, in order."""
        for number, sentence in enumerate(sentences):
            self._sentence(number, sentence, seen[number])
            if number and seen[number].view.word(0) in _POINTS_BACK:
                self._point_back(number, sentence, seen[number])
        return self.quotations

    def _sentence(self, number: int, sentence: Sentence, read: Seen) -> None:
        seen, cues, mentions = read.view, read.cues, read.mentions
        first = next((mention for mention in mentions if mention.start <= 2 and mention.kind != "pronoun"), None)  # noqa: PLR2004
        led = cues[0].start if cues else len(seen.tokens)
        if first and first.end <= led and (first.name or self.entities.arabic):
            self.entities.push(self.entities.resolve(first, sentence.start))
        speakers: dict[Cue, Speaker] = {}
        for cue in cues:
            speakers[cue] = self.entities.resolve(cue.subject, sentence.start)
            if speakers[cue].entity and cue.kind != "by":
                speakers[cue].entity.is_speaker = True  # type: ignore[union-attr] # just looked at
            if not cue.is_participle and not (cue.kind == "by" and is_carrier(cue.subject)):
                self.entities.push(speakers[cue])
        if not cues and (first is None or not (first.name or self.entities.arabic)):
            self._push_topic(mentions, sentence.start)
        for at, quotation in enumerate(seen.quotes):
            if quotation >= 0:
                self._quotation(read, at, speakers, number, sentence)

    def _point_back(self, number: int, sentence: Sentence, read: Seen) -> None:
        """Attribute the words of the sentence before: '“It roared.” That is how Douglas Keir described it.'."""
        last = self.quotations[-1] if self.quotations else None
        named = next((mention for mention in read.mentions if mention.name and not mention.is_org), None)
        if last is None or named is None or last.cue or last.sentences[-1] != number - 1 or not read.cues:
            return
        if last.paragraph == sentence.paragraph and read.view.word(1) in _BE_HOW:
            last.speaker = self.entities.resolve(named, sentence.start)

    def _push_topic(self, mentions: Sequence[Mention], place: int) -> None:
        named = next((mention for mention in mentions if mention.kind == "name" and not mention.is_org), None)
        person = next((item for item in mentions if item.kind == "title" and item.start <= _FIRST), None)
        if named:
            self.entities.push(self.entities.resolve(named, place))
        elif person and not person.is_org and person.gender != "p":
            self.entities.push(self.entities.resolve(person, place))  # 'One of them, a schoolgirl, was delighted.'

    def _quotation(self, read: Seen, at: int, speakers: dict[Cue, Speaker], number: int, sentence: Sentence) -> None:
        """Attribute a quotation to one of the sentence's cues, given in order with their speakers."""
        seen = read.view
        first = _before_colon(read.mentions, seen, at)
        marked = seen.quotes[at]
        cue, carrier = governing(seen, at, tuple(speakers))
        earlier = self.seen.get(marked)
        if earlier is not None:  # a later paragraph of the same quotation
            if earlier.cue is None and cue is not None:
                earlier.cue, earlier.speaker, earlier.verb = cue, speakers[cue], cue.verb
            if number not in earlier.sentences:
                earlier.sentences.append(number)
            return
        before = self._continued(seen, at, cue, number, sentence)
        if before is not None:
            before.parts.append(marked)
            before.sentences.append(number)
            self.seen[marked] = before
            return
        if not self._is_quotation(seen, at, cue):
            return
        speaker = speakers[cue] if cue else self._without_cue(read, at, first, sentence)
        mention = cue.carrier if cue and cue.carrier else carrier
        named = self.entities.resolve(mention, sentence.start).text if mention else None
        named = self._reporting(sentence, speaker, named)
        made = Found(
            [marked],
            [number],
            cue,
            speaker,
            named,
            cue.verb if cue else None,
            self._is_statement(seen, at, cue),
            sentence.paragraph,
        )
        if speaker.entity:
            speaker.entity.is_speaker = True
        self.quotations.append(made)
        self.seen[marked] = made

    def _reporting(self, sentence: Sentence, speaker: Speaker, carrier: str | None) -> str | None:
        """Return the one outlet that the sentence says was told, or carries it; None if the speaker is one.

        A carrier that was read already is called by its outlet's name.
        """
        listed = outlets.find(self.text.plain, sentence.start, sentence.end, arabic=self.entities.arabic)
        reporting = [item for item in listed if (item.reports or carrier) and not self._is_within(item)]
        names = {self.text.original(item.start, item.end): None for item in reporting}
        if carrier:
            held = set(words(made_plain(carrier)))
            near = [name for name in names if held & set(words(made_plain(name)))]
            is_noun = len(held) == 1 and len(names) == 1
            return near[0] if near else next(iter(names)) if is_noun else carrier
        if len(names) != 1:
            return None
        (name,) = names
        own = set(words(made_plain(speaker.text or "")))
        return None if own & set(words(made_plain(name))) else name

    def _is_within(self, outlet: outlets.Outlet) -> bool:
        """Whether somebody's words name an outlet; one that stands alone between marks is called so."""
        around = self.text.plain[outlet.start - 1 : outlet.start] + self.text.plain[outlet.end : outlet.end + 1]
        is_alone = len(around) == 2 and all(mark in "“”«»\"‘’'" for mark in around)  # noqa: PLR2004 - a mark on each side
        return not is_alone and inside(self.marked, outlet.start)

    def _without_cue(self, read: Seen, at: int, first: Mention | None, sentence: Sentence) -> Speaker:
        """Attribute words without a verb of saying: to whom a colon follows, to the one person named after them."""
        if of_colon := self._of_colon(read.view, at, first, sentence):
            return of_colon
        if at == 0 and not self.entities.arabic:
            after = next((item for item in read.mentions if item.start > 0 and item.name and not item.is_org), None)
            if after:
                return self.entities.resolve(after, sentence.start)
        return self._unattributed()

    def _of_colon(self, seen: View, at: int, first: Mention | None, sentence: Sentence) -> Speaker | None:
        """Attribute words after a colon without a verb of saying to whom their sentence begins with."""
        if seen.word(at - 1) != ":" or first is None or (first.kind == "title" and not first.is_definite):
            return None
        return self.entities.resolve(first, sentence.start)

    def _unattributed(self) -> Speaker:
        """Attribute words that stand alone: to whoever spoke last, else whom the sentence before named."""
        recent = self.entities.recent[-1] if self.entities.recent else NOBODY
        return Speaker(recent.text, "none", recent.entity, recent.gender, recent.is_org, recent.is_plural)

    def _continued(self, seen: View, at: int, cue: Cue | None, number: int, sentence: Sentence) -> Found | None:
        """Return the quotation that this one continues: split by its attribution, or fragments of one statement."""
        last = self.quotations[-1] if self.quotations else None
        if last is None:
            return None
        if cue is not None and last.cue is cue and seen.word(at - 1) != ":" and not is_of_relative(seen, at, cue):
            return last if _words(self.text, self.marked[seen.quotes[at]]) > 1 else None
        is_next = number - 1 in last.sentences and last.paragraph == sentence.paragraph
        if cue is None and is_next and last.cue is not None and at == 0 and last.cue.kind != "describe":
            return last
        return None

    def _is_statement(self, seen: View, at: int, cue: Cue | None) -> bool:
        """Whether the words stand as a sentence by themselves; a fragment needs some outside its marks.

        An English sentence begins with a capital. An Arabic one follows its verb, a colon or a bare 'that', which a
        fragment's subject stands between.
        """
        if not self.entities.arabic:
            if seen.word(at - 1) in {":", "that"}:
                return True
            content = self.text.original(*self.marked[seen.quotes[at]].parts[0]).lstrip(" …‘'“\"([")
            return content[:1].isupper() or not content[:1].isalpha()
        if cue is not None and cue.kind == "describe" and seen.word(at - 1) not in _BARE_THAT:
            return False
        return at == 0 or seen.word(at - 1) in _BARE_THAT or (cue is not None and is_beside(seen, at, cue, _BARE_THAT))

    def _is_quotation(self, seen: View, at: int, cue: Cue | None) -> bool:
        marked = self.marked[seen.quotes[at]]
        content = self.text.plain[marked.parts[0][0] : marked.parts[-1][1]]
        inner = words(content)
        if len(inner) < 2 or not any(word[0].isalpha() for word in inner):  # noqa: PLR2004 - single words are none
            return False
        if is_body(seen, at, cue, inner, arabic=self.entities.arabic):
            return False
        beside = cue is not None and is_beside(seen, at, cue)
        is_described = cue is not None and cue.kind == "describe" and self.entities.arabic
        if (is_introduced(seen, at, arabic=self.entities.arabic) or is_usual_name(seen, cue)) and len(inner) <= _SHORT:
            return False
        is_object = not self.entities.arabic and at > 0 and seen.word(at - 1) not in COMMAS | INTRODUCES
        if (
            not is_described
            and (is_object or not beside)
            and is_name(seen, at, cue, content, inner, arabic=self.entities.arabic)
        ):
            return False
        if cue is not None and cue.verb == "اطلق" and not _is_named_so(seen, at, cue):
            return False
        if cue is None:
            if at == 0 and content.rstrip().endswith(",") and not self.entities.arabic:
                return True  # '“It will pass,” is how Vane sees it.'
            leads = at == 0 or seen.word(at - 1) == ":"
            return len(inner) >= _LONG and leads and not marked.single
        if cue.kind == "describe":
            return (
                self.entities.arabic
                or beside
                or not is_scare(seen, at, inner, beside=beside, arabic=self.entities.arabic)
            )
        if len(inner) >= _SHORT:
            return True
        return not is_scare(seen, at, inner, beside=beside, arabic=self.entities.arabic)


def _is_named_so(seen: View, at: int, cue: Cue) -> bool:
    """Whether something is said to be called so, and not launched: 'they gave it the name «…»'."""
    return any(seen.word(place) in _NAMED_SO for place in range(cue.start, at))


def _before_colon(mentions: Sequence[Mention], seen: View, at: int) -> Mention | None:
    """Return who the clause before a place begins with: 'Asked about it, the minister was blunt: “…”'."""
    near = [mention for mention in mentions if mention.end < at and seen.word(mention.start - 1) in {",", "،"}]
    first = next((mention for mention in mentions if mention.start <= _FIRST and mention.end < at), None)
    return near[-1] if near and near[-1].end < at - 1 else first


def _words(text: Normalized, marked: Marked) -> int:
    return len(words(text.plain[marked.parts[0][0] : marked.parts[-1][1]]))


def trimmed(text: str) -> str:
    """Strip white space, and a comma or full stop that belongs to the sentence around."""
    bare_text = " ".join(text.split())
    if _ABBREVIATED.search(bare_text):
        return bare_text
    if bare_text.endswith(("...", "..")):
        return bare_text
    return str(_LAST.sub("", bare_text)).rstrip()
