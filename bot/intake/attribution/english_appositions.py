"""English mentions with what follows them: 'of the ministry', and their appositions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.attribution.english_mentions import MentionReader
from bot.intake.attribution.view import Mention
from bot.intake.tables import roles
from bot.intake.tables.english_verbs import INFLECTED, MEDIA_NOUNS
from bot.intake.tables.english_words import FUNCTION_EN
from bot.intake.tables.places import is_place_en

if TYPE_CHECKING:
    from bot.intake.attribution.view import View
    from bot.intake.normalized import Normalized

_TIED = frozenset("of for at from to with in on".split())
_AGE = regex.compile(r"^\d{1,3}$")


class _Appositions(MentionReader):
    """Reads mentions whole."""

    def _extended(self, mention: Mention, depth: int) -> Mention:
        """Extend a mention by what follows: 'of the ministry', and its apposition."""
        end = mention.end
        if mention.head in MEDIA_NOUNS and self.view.word(end) == "the" and self._capital(end):
            named = self.read(end, depth + 1)  # 'the opposition daily The Bugle'
            return (
                _moved(replace(named, start=mention.start), named.end, named.text)
                if named and named.is_org
                else mention
            )
        if mention.kind == "title" and depth < 3:  # noqa: PLR2004 - of the head of the office of
            while self.view.word(end) in _TIED and (inner := self.read(end + 1, depth + 1)):
                if inner.kind == "pronoun" or (
                    self.view.word(end) in {"in", "on", "to", "with"} and not _is_tied(inner)
                ):
                    break
                end = inner.end
            end = self._complement(end)
        elif self.view.word(end) == "of" and depth < 3 and (inner := self.read(end + 1, depth + 1)):  # noqa: PLR2004
            end = inner.end if inner.is_org or inner.kind == "title" else end
        mention = _moved(mention, end, self._text(mention.start, end))
        return self._apposed(mention) if depth == 0 else mention

    def _complement(self, end: int) -> int:
        """Past 'of the province', 'familiar with the matter': plain words that say whose or what kind."""
        word = self.view.word(end)
        if word == "familiar" or (word == "close" and self.view.word(end + 1) == "to") or word == "briefed":
            at = end + 2
        elif word in {"of", "for", "at"}:
            at = end + 1
        else:
            return end
        at += self.view.word(at) in roles.DETERMINERS_EN
        last = at
        while (
            last < at + 3
            and self.view.word(last).isalpha()
            and self.view.word(last) not in FUNCTION_EN
            and self.view.word(last) not in INFLECTED
        ):
            last += 1
        return last if last > at else end

    def _apposed(self, mention: Mention) -> Mention:
        end = mention.end
        if self.view.word(end) != ",":
            return mention
        at = end + 1
        if _AGE.match(self.view.word(at)) and self.view.word(at + 1) == ",":
            at += 2
        inner = self.read(at, 1)
        if not inner or inner.kind in {"pronoun", mention.kind} or mention.head in roles.DOCUMENTS_EN:
            return mention
        closing = self.view.word(inner.end)
        if closing not in {",", "", "."} and not (closing in INFLECTED or closing in {"who", "\ufffc", "–", "-", "—"}):
            return mention
        title, named = (mention, inner) if mention.kind == "title" else (inner, mention)
        if title.is_org != named.is_org and not (title.is_org and not named.role):
            return mention
        after = inner.end + 1 if closing == "," else inner.end
        role = title.text if named.role is None else named.role
        for word in ("the ", "The ", "a ", "an ", "A ", "An "):
            role = role.removeprefix(word)
        return Mention(
            "name", mention.start, after, self._text(mention.start, inner.end), named.name, role, title.head,
            title.gender or named.gender, named.is_org,
        )  # fmt: skip


def _is_tied(inner: Mention) -> bool:
    return (
        inner.is_org
        or inner.head in roles.ORG_NOUNS_EN
        or any(is_place_en(word) for word in inner.text.lower().split())
    )


def _moved(mention: Mention, end: int, text: str) -> Mention:
    role = text if mention.kind == "title" else mention.role
    for word in ("the ", "The ", "a ", "an ", "A ", "An "):
        role = role.removeprefix(word) if role and mention.kind == "title" else role
    return Mention(
        mention.kind, mention.start, end, text, mention.name, role, mention.head, mention.gender, mention.is_org,
        mention.is_definite,
    )  # fmt: skip


def read(view: View, text: Normalized, start: int) -> Mention | None:
    """Read the mention that begins at a token."""
    return _Appositions(view, text).read(start)


def mentions(view: View, text: Normalized) -> list[Mention]:
    """Return the mentions of a sentence, in order; none lies within another."""
    reader = _Appositions(view, text)
    listed: list[Mention] = []
    at = 0
    while at < len(view.tokens):
        mention = None if view.is_quote(at) else reader.read(at)
        if mention:
            listed.append(mention)
        at = max(at + 1, mention.end if mention else 0)
    return listed
