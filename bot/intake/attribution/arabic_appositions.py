"""Arabic mentions with their appositions: 'the minister, So-and-so,', 'So-and-so, the minister', 'a man named X'."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.intake.attribution import arabic_nouns as nouns
from bot.intake.attribution.arabic_mentions import MentionReader
from bot.intake.attribution.view import Mention
from bot.intake.normalized import words
from bot.intake.tables import roles
from bot.intake.tables.arabic_phrases import AS_FOR
from bot.intake.tables.arabic_verbs import verb

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.intake.attribution.view import View
    from bot.intake.normalized import Normalized

_COMMAS = frozenset({"،", ","})
_CLOSING = _COMMAS | {"", ".", ":", "؛"}
_LONGEST_MARKED = 4  # words of a name between marks
_FARTHEST_RANK = 9  # words after the title as far as it was read
_LONGEST_PLACE = 5  # words of where a title is held
_CLAUSES = frozenset({"ان", "انه", "انها", "انهم", "الذي", "التي", "الذين", "حيث", "بان", "بعد", "قبل", "خلال", "عقب"})
_LONGEST_AGED = 5  # words of a name before its age


class _Appositions(MentionReader):
    """Reads mentions with their appositions."""

    def whole(self, start: int, *, has_object: bool = False) -> Mention | None:
        """Read the mention that begins at a token, and who stands in apposition to it."""
        mention = self.read(start, has_object=has_object)
        if mention is None:
            return None
        if mention.is_org:
            return self._marked(mention)
        if mention.kind == "title":
            return self._named(mention) or self._after_comma(mention) or self._of_rank(mention) or mention
        if mention.role and self._is_of_noun(mention):
            return self._after_comma(mention) or mention
        return mention if has_object else self._with_role(mention)

    def _is_of_noun(self, mention: Mention) -> bool:
        """Whether what was taken for a name may be an adjective: 'his colleague at the national Union, So-and-so,'."""
        is_owner = mention.head in nouns.OWNED and not self.view.word(mention.start).startswith("ال")
        name = mention.name or ""
        return len(words(name)) == 1 and (name.startswith("ال") or is_owner)

    def _after_comma(self, title: Mention) -> Mention | None:
        """Read the name that a comma parts from its title, and that a comma, an end or a quotation closes."""
        at = self._past_place(title.end)
        if not title.is_definite or title.gender == "p" or self.view.word(at) not in _COMMAS:
            return None
        inner = self._between_commas(at + 1)
        if inner is None:
            return None
        return self._joined(title, inner, inner.end + (self.view.word(inner.end) in _COMMAS))

    def _past_place(self, at: int) -> int:
        """Past where a title is held: 'the coordinator of the Red Cross in the north, So-and-so,'."""
        if self.view.word(at) != "في":
            return at
        ends = range(at + 2, min(at + _LONGEST_PLACE, len(self.view.tokens)))
        end = next((end for end in ends if not self.view.tokens[end].is_word or self.view.is_quote(end)), at)
        return end if self.view.word(end) in _COMMAS else at

    def _between_commas(self, start: int) -> Mention | None:
        """Read a name of two words or more that stands alone between commas, a role before it or not."""
        end = start
        while end < len(self.view.tokens) and end - start <= nouns.LONGEST_NAME and not self._stops(end):
            end += 1
        if not self._is_closed(end):
            return None
        read = self.read(start)
        if read and read.kind == "name" and read.end == end and not read.is_org and read.role:
            return read
        if read and (read.is_org or read.role):
            return None
        first = self.view.word(start)
        at = start + (end - start > 2 and first.startswith("ال") and first.endswith(("ي", "يه")))  # noqa: PLR2004 - 'the physicist'
        if end - at < 2:  # noqa: PLR2004 - one word may be anything
            return None
        name = self._text(at, end)
        return Mention("name", at, end, name, name=name)

    def _is_closed(self, at: int) -> bool:
        return self.view.word(at) in _CLOSING or self.view.is_quote(at)

    def _named(self, title: Mention) -> Mention | None:
        """Read the name after 'named', 'known as': 'a worker whose first name is X'."""
        at = title.end + (self.view.word(title.end) in _COMMAS)
        if self.view.word(at) not in nouns.NAMED_AS:
            return None
        at += 1
        while self.view.word(at) in nouns.NAMED_AS_TOO:
            at += 1
        marked = self._in_marks(at)
        if marked:
            return self._joined(title, marked, at + 1)
        inner = self.read(at)
        if inner is None or inner.kind != "name":
            return None
        return self._joined(title, inner, inner.end + (self.view.word(inner.end) in _COMMAS))

    def _of_rank(self, title: Mention) -> Mention | None:
        """Read a rank and a name some words after a title: 'head of the brigades in the north, Colonel So-and-so'."""
        if title.gender == "p" or not title.is_definite:
            return None
        for at in range(title.end, min(title.end + _FARTHEST_RANK, len(self.view.tokens) - 1)):
            word, before = self.view.word(at), self.view.word(at - 1)
            if not self.view.tokens[at].is_word or self.view.is_quote(at) or word in _CLAUSES or verb(word):
                return None
            if not word.startswith("ال") or nouns.bare(word) not in nouns.RANKS:
                continue
            if at == title.start + 1 or before in nouns.STAFFED or (nouns.is_role(before) and before[:2] != "ال"):
                return None  # 'the colonel's wife', 'the office of Doctor So-and-so'
            inner = self.read(at)
            if inner is None or inner.kind != "name" or inner.is_org:
                return None
            whole = replace(title, end=at, text=self._text(title.start, at))
            return self._joined(whole, inner, inner.end)
        return None

    def _in_marks(self, at: int) -> Mention | None:
        """Read a name between marks."""
        if not self.view.is_quote(at):
            return None
        token = self.view.tokens[at]
        name = self.source.original(token.start + 1, token.end - 1)
        if not 0 < len(words(name)) <= _LONGEST_MARKED:
            return None
        return Mention("name", at, at + 1, name, name=name)

    def _joined(self, title: Mention, inner: Mention, end: int) -> Mention:
        role = inner.role if inner.role and title.is_org else title.text
        return replace(
            title, kind="name", end=end, text=self._text(title.start, inner.end), name=inner.name, role=role,
            gender=title.gender or inner.gender, is_org=False, is_definite=True,
        )  # fmt: skip

    def _with_role(self, named: Mention) -> Mention:
        """Read the role after a name: 'So-and-so, head of the union,', and without a comma 'So-and-so head of'."""
        is_parted = self.view.word(named.end) in _COMMAS
        at = named.end + is_parted
        if named.end - named.start < 2 or not nouns.is_role(self.view.word(at)):  # noqa: PLR2004 - a name alone is often none
            return named
        if named.role and named.head not in nouns.HONORIFICS:
            return named
        title = self.read(at)
        if title is None or title.kind != "title" or title.is_org or title.gender == "p":
            return named
        if is_parted and not self._is_closed(title.end):
            return named
        end = title.end + (is_parted and self.view.word(title.end) in _COMMAS)
        return replace(named, end=end, role=title.text, head=title.head, gender=title.gender or named.gender)

    def _marked(self, org: Mention) -> Mention:
        """Read an outlet, a party, a company whose name stands between marks after its noun."""
        if (org.kind != "title" and org.end - org.start > 1) or not org.head:
            return org
        if self.view.word(org.start).startswith("ال") or org.head in roles.DOCUMENTS_AR:
            return org
        marked = self._in_marks(org.end)
        if marked is None:
            return org
        return replace(
            org, kind="name", end=org.end + 1, text=self._text(org.start, org.end + 1), name=marked.name, role=org.text
        )

    def aged(self, at: int) -> Mention | None:
        """Read the name before an age or a minute in brackets: 'So-and-so (58 years)'."""
        if self.view.word(at) != "(":
            return None
        is_age = self.view.word(at + 1).isdigit() and self.view.word(at + 2) in nouns.YEARS_OF_AGE
        is_minute = self.view.word(at + 1) == "د" and self.view.word(at + 2).isdigit()
        for start in range(max(0, at - _LONGEST_AGED), at) if is_age or is_minute else ():
            if self.view.word(start).startswith(("ال", "وال")) and start < at - 2:
                continue  # 'the substitute So-and-so'
            mention = self.read(start)
            if mention and mention.end == at and mention.kind == "name" and not mention.is_org:
                return mention
        return None


def read(
    view: View, text: Normalized, start: int, surnames: Collection[str], *, has_object: bool = False
) -> Mention | None:
    """Read the mention that begins at a token; with `has_object`, what the verb is done to follows it."""
    return _Appositions(view, text, surnames).whole(start, has_object=has_object)


def titled(view: View, text: Normalized, surnames: Collection[str]) -> list[Mention]:
    """Return the mentions of a sentence that begin with a role or an organisation's noun, or have an age."""
    reader = _Appositions(view, text, surnames)
    listed: list[Mention] = []
    at = 0
    while at < len(view.tokens):
        word = view.word(at)
        begins = (
            view.tokens[at].is_word
            and (nouns.is_role(word) or nouns.is_organisation(word))
            and word not in roles.STOPS_AR
        )
        if (word in nouns.EXPECTED and view.word(at - 1) in {"من", "ومن"}) or word in nouns.LED_BY:
            begins = False
        begins = begins or (at == 1 and view.word(0) in AS_FOR)
        mention = reader.whole(at) if begins and not view.is_quote(at) else reader.aged(at)
        if mention:
            listed.append(mention)
        at = max(at + 1, mention.end if mention else 0)
    return listed
