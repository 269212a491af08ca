"""People and organisations as English sentences name them: names, titles, appositions, pronouns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.attribution.view import Mention
from bot.intake.tables import roles
from bot.intake.tables.english_verbs import INFLECTED, MEDIA, MEDIA_NOUNS
from bot.intake.tables.english_words import FUNCTION_EN
from bot.intake.tables.given_names import gender
from bot.intake.tables.nationalities import DEMONYM_EN
from bot.intake.tables.places import is_place_en

if TYPE_CHECKING:
    from bot.intake.attribution.view import View
    from bot.intake.normalized import Normalized

_LONGEST, _ADJECTIVES = 16, 2  # tokens of a mention, and of those that only describe it
_OPEN_MODIFIER = regex.compile(r".*-(?:based|led|born|backed|old|elect|general|designate|in-law|affiliated|appointed)$")
_AGED = regex.compile(r"\d{1,3}-year-old")
_JOINING = frozenset({"of", "and", "the", "for"})
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_OF_NAMES = frozenset(
    "house isle church bay gulf board college school states republic kingdom league order academy city".split()
)


class MentionReader:
    """Reads one mention from a place in a sentence."""

    def __init__(self, view: View, text: Normalized) -> None:
        self.view, self.source = view, text

    def read(self, start: int, depth: int = 0) -> Mention | None:
        """Read the mention that begins at a token; `depth` counts those that it stands within."""
        word = self.view.word(start)
        if word in roles.PRONOUNS_EN:
            return Mention("pronoun", start, start + 1, word, gender=roles.PRONOUNS_EN[word])
        if word == "another" and (self.view.word(start + 1) in INFLECTED or self.view.word(start + 1) in {",", "."}):
            return Mention("title", start, start + 1, word, role=word, head=word, is_definite=False)
        at = start + 1 if word in roles.DETERMINERS_EN else start
        end = self._run(at, has_determiner=at > start)
        if end <= at:
            return None
        made = self._classified(start, at, end)
        return self._extended(made, depth) if made else None

    def _run(self, at: int, *, has_determiner: bool) -> int:
        """Return where the words that can belong to a name or title end."""
        start = at
        while at < len(self.view.tokens) and at - start < _LONGEST:
            is_led = has_determiner and at - start <= _ADJECTIVES
            if self._belongs(at, start):
                at += 1
            elif (is_led or self.view.word(at - 1) in _POSSESSIVE) and (ahead := self._noun_ahead(at)) > at:
                at = ahead
            else:
                break
        while at > start and self.view.word(at - 1) in {"'s", "’s", "'", "’", ".", "of", "and", "&"}:
            at -= 1
        return at

    def _belongs(self, at: int, start: int) -> bool:
        token, word = self.view.tokens[at], self.view.word(at)
        if word in FUNCTION_EN and not (word in _JOINING and at > start):
            return word in roles.NAME_PARTICLES_EN and at > start and self._capital(at - 1) and self._capital(at + 1)
        if word in _JOINING:
            return self._joins(at, start)
        if token.is_word and (
            token.is_capital or ("-" in word and any(part[:1].isupper() for part in token.text.split("-")))
        ):
            return True
        if word in roles.ROLES_EN or word in roles.PLURALS_EN or word in roles.ORG_NOUNS_EN:
            return not (word in INFLECTED and at > start and self._ends_noun(at - 1))
        if _AGED.fullmatch(word) and not self._noun_ahead(at + 1):
            return True
        if word in roles.ROLE_MODIFIERS_EN or _OPEN_MODIFIER.match(word):
            return self._noun_ahead(at) > 0
        if word in _POSSESSIVE:
            return (
                at > start
                and (word.endswith("s") or self.view.word(at - 1).endswith("s"))
                and at + 1 < len(self.view.tokens)
                and (self._capital(at + 1) or self._noun_ahead(at + 1) > 0)
            )
        if word == ".":
            return at > start and len(self.view.word(at - 1)) <= 3 and self._capital(at + 1)  # noqa: PLR2004 - Mr., J.
        return word in roles.NAME_PARTICLES_EN and at > start and self._capital(at + 1)

    def _joins(self, at: int, start: int) -> bool:
        """Whether 'of' or 'and' stands inside a title or a name: 'Secretary of State', 'Bank of England'."""
        if at == start or at + 1 >= len(self.view.tokens):
            return False
        if self.view.word(at) == "the":
            return self.view.word(at - 1) == "of" and self._capital(at + 1) and self._capital(at - 2)
        following = self.view.tokens[at + 1]
        before = self.view.word(at - 1)
        is_department = following.word in roles.DEPARTMENTS_EN and following.is_capital
        if self.view.word(at) == "and":
            return is_department and before in roles.DEPARTMENTS_EN
        if self.view.word(at) == "for":
            return is_department and self._capital(at - 1) and before in roles.DEPARTMENTS_EN | roles.ROLES_EN
        is_noun = before in roles.ROLES_EN or before in roles.ORG_NOUNS_EN or before in _OF_NAMES
        return self._capital(at - 1) and is_noun and (following.is_capital or following.word == "the")

    def _capital(self, at: int) -> bool:
        token = self.view.tokens[at] if 0 <= at < len(self.view.tokens) else None
        return token is not None and token.is_word and token.is_capital

    def _ends_noun(self, at: int) -> bool:
        word = self.view.word(at)
        return self._capital(at) or word in roles.ROLES_EN or word in roles.PLURALS_EN

    def _noun_ahead(self, at: int) -> int:
        """Return the place of a role or organisation in the next words, with only plain words before it; 0 for none."""
        for place in range(at, min(at + 4, len(self.view.tokens))):
            word = self.view.word(place)
            if word in roles.ROLES_EN or word in roles.PLURALS_EN or word in roles.ORG_NOUNS_EN or self._capital(place):
                return place
            is_plain = word.isalpha() or "-" in word or (word in _POSSESSIVE and place > at)
            if not is_plain or word in FUNCTION_EN or (word in INFLECTED and word not in roles.ROLE_MODIFIERS_EN):
                return 0
        return 0

    def _text(self, start: int, end: int) -> str:
        return self.source.original(self.view.tokens[start].start, self.view.tokens[end - 1].end)

    def _classified(self, start: int, at: int, end: int) -> Mention | None:
        words = [self.view.word(place) for place in range(at, end)]
        nouns = [place for place in range(at, end) if self._is_title_noun(place, at, end)]
        last = max(nouns, default=-1)
        if last < 0 and (owned := self._of_country(start, at, end)):
            return owned
        if last < 0:
            if end == 1 and words[0].endswith("ing"):
                return None  # 'Opening the case', 'Shelling was reported'
            if not any(self._capital(place) for place in range(at, end)):
                return None
            return self._named(start, at, end, role=None)
        if last + 1 < end and self._capital(last + 1) and self.view.word(last) not in roles.ORG_NOUNS_EN:
            return self._named(start, last + 1, end, role=self._text(at, last + 1), head=self.view.word(last))
        head = self.view.word(last)
        is_org = head in roles.ORG_NOUNS_EN and head not in roles.ROLES_EN
        name = self._text(at, end) if is_org and self._is_org_name(at, end) else None
        plural = head in roles.PLURALS_EN and not is_org
        return Mention(
            "name" if name else "title",
            start,
            end,
            self._text(start, end),
            name=name,
            role=None if name else self._text(at, end),
            head=head,
            gender="o" if is_org else "p" if plural else _role_gender(words),
            is_org=is_org,
            is_definite=self.view.word(start) not in {"a", "an", "one", "another", "some", "two", "three", "several"}
            and (start < at or not plural),
        )

    def _of_country(self, start: int, at: int, end: int) -> Mention | None:
        """Read the person after a country: 'Sweden's Nils Lindqvist'."""
        for place in range(at + 1, end - 1):
            if self.view.word(place) in _POSSESSIVE and all(is_place_en(self.view.word(n)) for n in range(at, place)):
                if place + 2 >= end or is_place_en(
                    self.view.word(place + 1)
                ):  # one word is often a thing: 'Iran's Parliament'
                    return None
                return self._named(start, place + 1, end, role=self._text(at, place))
        return None

    def _is_org_name(self, at: int, end: int) -> bool:
        tokens = self.view.tokens[at:end]
        return all(
            token.is_capital or not token.is_word or token.word in {"of", "and", "the", "for"} for token in tokens
        )

    def _is_title_noun(self, place: int, at: int, end: int) -> bool:
        word = self.view.word(place)
        if word in roles.DEPARTMENTS_EN and place > at and self.view.word(place - 1) in _JOINING:
            return True
        if _AGED.fullmatch(word) and place == end - 1:
            return True
        if word not in roles.ROLES_EN and word not in roles.PLURALS_EN and word not in roles.ORG_NOUNS_EN:
            return False
        if self._capital(place) and place == end - 1 and place > at and word in roles.ROLES_EN:
            before = self.view.word(place - 1)
            return gender(before, arabic=False) is None  # 'Stephen King' is a name, 'Foreign Minister' a title
        return True

    def _named(self, start: int, at: int, end: int, role: str | None, head: str = "") -> Mention | None:
        name = self._text(at, end)
        if len(name) == 1:
            return None  # the label of a question
        lower = name.lower()
        first = lower.split()[0]
        last = lower.split()[-1]
        is_aged = bool(_AGED.fullmatch(first)) and end == at + 2
        if role is None and self.view.word(start) == "the" and (end == at + 1 or is_aged) and DEMONYM_EN.search(last):
            return Mention("title", start, end, self._text(start, end), role=None, head="person")
        is_org = role is None and (
            (name.isupper() and len(name) > 1)
            or (lower.split()[-1] in MEDIA and not gender(first, arabic=False))
            or self.view.word(start) == "the"
        )
        if role is None and start == at and all(is_place_en(word) for word in lower.split()):
            is_org = True
        sex = _role_gender((role or "").lower().split()) or gender(first, arabic=False)
        return Mention(
            "name", start, end, self._text(start, end), name, role, head, "o" if is_org else sex, is_org,
        )  # fmt: skip

    def _extended(self, mention: Mention, depth: int) -> Mention:  # noqa: ARG002 - for readers that extend it
        """Extend a mention by what follows it: `english_appositions` does."""
        return mention


def _role_gender(words: list[str]) -> str | None:
    if any(word.rstrip(".") in roles.FEMALE_EN for word in words):
        return "f"
    return "m" if any(word.rstrip(".") in roles.MALE_EN for word in words) else None


def is_media(mention: Mention) -> bool:
    """Whether the mention is of somebody who carries news."""
    words = mention.text.lower().replace("'s", "").split()
    if mention.kind == "title" and not mention.is_org and mention.head in roles.ROLES_EN | roles.PLURALS_EN:
        return False  # 'a television crew'
    return any(word in MEDIA or word in MEDIA_NOUNS for word in words)
