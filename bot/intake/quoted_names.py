"""Names between quotation marks: agencies, bodies, titles of works, and what somebody is usually called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.attribution.arabic_nouns import bare
from bot.intake.attribution.governing import INTRODUCES
from bot.intake.tables import roles
from bot.intake.tables.english_words import FUNCTION_EN
from bot.intake.tables.furniture import AGENCIES
from bot.intake.tables.outlets import OUTLETS_AR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.intake.attribution.view import Cue, View

_LONGEST = 5  # words of a body's name
_BODIES_AR = frozenset("شبكه جمعيه لجان لجنه رابطه نقابه مرصد مركز تجمع تنسيقيه حزب حركه هييه".split())
_TOLD_AR = frozenset("به عنه قالت اعلنت افادت ذكرت تلقت نشرت نشرته اوردته".split())
_NAMING_AR = frozenset("سمي اسمي لقب اطلق".split())
_THAT = frozenset("فان فانه ان انه انها انهم بان بانه بانها".split())
_CALLED_EN = frozenset("called titled named entitled dubbed nicknamed labelled labeled".split())
_PRESENT_AR = regex.compile(r"[يت]\p{L}{3,}")


def is_body(seen: View, at: int, cue: Cue | None, inner: Sequence[str], *, arabic: bool) -> bool:
    """Whether an agency, or a body that is said to have told something, stands between the marks."""
    if len(inner) > _LONGEST:
        return False
    name = " ".join(inner)
    if name in AGENCIES or name in OUTLETS_AR:
        return True
    is_noun = bare(inner[0]) in roles.ORGS_AR or bare(inner[0]) in _BODIES_AR
    is_teller = cue is not None and cue.kind == "by" and at - 1 <= cue.end <= at
    return arabic and is_noun and (is_teller or seen.word(at - 1) in _TOLD_AR)


def is_name(seen: View, at: int, cue: Cue | None, content: str, inner: Sequence[str], *, arabic: bool) -> bool:
    """Whether what stands between the marks is the name or title of something."""
    before = seen.word(at - 1)
    if arabic:
        if seen.word(at - 2) in _THAT:
            return False  # the predicate of a clause
        if before.startswith("ال") and cue and any(seen.word(place) in _THAT for place in range(cue.end, at)):
            return False  # what a clause says of the noun before
        is_introduced = (
            before in roles.INTRODUCERS_AR or bare(before) in roles.INTRODUCERS_AR or before[1:] in roles.INTRODUCERS_AR
        )
        named = seen.word(at - 2) in roles.INTRODUCERS_AR and (before in {"ب", "ل", "باسم"} or before.startswith("ال"))
        return (is_introduced or named) and len(inner) <= 6  # noqa: PLR2004 - longer is no name
    is_object = cue is not None and cue.kind == "describe"  # 'called the plan “a joke”'
    if (before in roles.INTRODUCERS_EN and not is_object) or (
        before in {"as", ","} and seen.word(at - 2) in roles.INTRODUCERS_EN
    ):
        return len(inner) <= 10  # noqa: PLR2004 - titles of works can be long
    if before in {":", "as"}:
        return False
    capitals = [word for word in content.split() if word.lower() not in FUNCTION_EN]
    return len(capitals) > 1 and len(inner) <= 8 and all(not word[0].islower() for word in capitals)  # noqa: PLR2004


def is_introduced(seen: View, at: int, *, arabic: bool) -> bool:
    """Whether the Arabic noun before the marks has what is in them for its name: 'the village of «…»'."""
    before, noun = seen.word(at - 1), seen.word(at - 2)
    if not arabic:
        return before in _CALLED_EN and noun in roles.INTRODUCERS_EN
    if noun in _THAT:
        return False
    if at == 0:  # the subject of a headline
        return bool(_PRESENT_AR.fullmatch(seen.word(1)))
    noun = noun if before.startswith("ال") and noun else before
    return noun in roles.INTRODUCERS_AR or noun[1:] in roles.INTRODUCERS_AR


def is_scare(seen: View, at: int, inner: Sequence[str], *, beside: bool, arabic: bool) -> bool:
    """Whether the words are only held at a distance, and nobody's quoted."""
    if beside:
        return False
    before = seen.word(at - 1)
    if arabic:
        return inner[0].startswith("ال") and before not in INTRODUCES | {"ب", "من"}
    return before in roles.DETERMINERS_EN


def is_usual_name(seen: View, cue: Cue | None) -> bool:
    """Whether the words are what somebody is usually called: 'they call her “…”', not 'he called it “…”'."""
    if cue is None or cue.kind != "describe" or cue.verb not in _NAMING_AR:
        return False
    return bool(_PRESENT_AR.fullmatch(seen.word(cue.start).lstrip("وف")))
