"""Which verb of saying a quotation belongs to, among those of its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.intake.attribution.arabic_nouns import bare
from bot.intake.normalized import plain, words
from bot.intake.tables import roles
from bot.intake.tables.english_verbs import MEDIA, MEDIA_NOUNS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.intake.attribution.view import Cue, Mention, View

COMMAS = frozenset(", ، - – — ؛ ; .".split())
INTRODUCES = frozenset(": that ان بان انه انها انهم بانه بانها باسم قايلا قايله بالقول كالتالي كالاتي".split())
_CLOSING, _BEFORE_CLOSING = 5, 12  # tokens after a verb that closes its sentence, and of its subject


def is_beside(seen: View, at: int, cue: Cue, introduces: Collection[str] = INTRODUCES) -> bool:
    """Whether nothing but a comma, a colon or 'that' stands between a cue and a quotation."""
    if cue.start > at:
        return all(seen.word(place) in COMMAS for place in range(at + 1, cue.start))
    between = range(cue.end, at)
    return len(between) <= 2 and all(seen.word(place) in COMMAS or seen.word(place) in introduces for place in between)  # noqa: PLR2004


def is_carrier(mention: Mention | None) -> bool:
    """Whether a mention is of somebody who carries what others say."""
    if mention is None:
        return False
    parts = set(words(plain(mention.text)))
    parts |= {bare(word) for word in parts}
    return not parts.isdisjoint(MEDIA | MEDIA_NOUNS | roles.MEDIA_AR)


def governing(seen: View, at: int, cues: Sequence[Cue]) -> tuple[Cue | None, Mention | None]:
    """Return the cue that a quotation at a token belongs to, and the outlet that a second cue names as its carrier."""
    leading = next((cue for cue in reversed(cues) if cue.start < at and cue.end <= at), None)
    trailing = next((cue for cue in cues if cue.start > at), None)
    cited = _cited(leading, cues)
    if cited and leading:
        return cited, leading.subject
    leading = _past_parenthesis(seen, leading, cues)
    if leading is None and at and (closing := _closing(seen, cues)):
        return closing, None
    if trailing and not (
        trailing.trails and all(seen.word(place) in COMMAS for place in range(at + 1, trailing.start))
    ):
        trailing = None
    if leading is None or trailing is None or at == 0:
        return (trailing if at == 0 and trailing else leading or trailing), None
    if trailing.kind == "by":
        if is_carrier(trailing.subject):
            return leading, trailing.subject
        return (leading if seen.word(at - 1) == ":" else trailing), None
    return leading, None


def _cited(leading: Cue | None, cues: Sequence[Cue]) -> Cue | None:
    """Return whom an outlet cites at its sentence's beginning: 'Citing two officials, Reuters said that “…”'."""
    if leading is None or not is_carrier(leading.subject):
        return None
    return next(
        (cue for cue in cues if cue.start == 0 and cue.kind == "by" and cue.verb in {"citing", "quoting"}), None
    )


def _past_parenthesis(seen: View, leading: Cue | None, cues: Sequence[Cue]) -> Cue | None:
    """Return the cue before, if this one only reports it: 'Smith replied, the court heard, “…”'."""
    if leading is None or leading.subject is None or leading.kind == "by":
        return leading
    if is_carrier(leading.subject):
        cited = next((cue for cue in cues if cue.end <= leading.start and cue.kind == "by" and cue.carrier), None)
        if cited:
            return cited  # 'Reuters, citing two officials, reported that “…”'
    is_aside = seen.word(leading.subject.start - 1) == "," and seen.word(leading.end) == ","
    earlier = next((cue for cue in reversed(cues) if cue.end < leading.subject.start and cue.kind == "say"), None)
    return earlier if is_aside and earlier else leading


def _closing(seen: View, cues: Sequence[Cue]) -> Cue | None:
    """Return the cue that ends its sentence and carries all of it: '… on “baseless” charges, the group said today'."""
    if cues and cues[-1].kind == "by" and seen.word(cues[-1].start - 1) in COMMAS:
        return cues[-1]  # 'The union “understands the anger” and calls for calm, according to its statement'
    cue = cues[-1] if len(cues) == 1 else None
    if cue is None or cue.subject is None or cue.kind != "say" or cue.is_participle:
        return None
    is_last = len(seen.tokens) - cue.end <= _CLOSING and not any(
        seen.is_quote(at) for at in range(cue.start, len(seen.tokens))
    )
    return (
        cue
        if is_last and "," in {seen.word(at) for at in range(max(0, cue.start - _BEFORE_CLOSING), cue.start)}
        else None
    )


def is_of_relative(seen: View, at: int, cue: Cue) -> bool:
    """Whether a relative clause after the verb has the quotation: '“…,” said Smith, who expects growth “…”'."""
    return any(seen.word(place) in {"who", "whose", "which"} for place in range(cue.end, at))
