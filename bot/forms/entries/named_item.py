"""Which items of a story typed words mean: an id, one that is nearly it, or words that stand in them. Pure."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from bot.forms.dossier_edit import PARTS
from bot.model.language import Language
from bot.model.search_fields import findable
from bot.text.normalize import fold

if TYPE_CHECKING:
    from bot.model import Dossier
    from bot.model.search_fields import Findable

_NEAR = 0.6  # of a mistyped id and the one that is meant: `q33`, `qq3`, `putn`


def exact(dossier: Dossier, typed: str) -> tuple[str, str] | None:
    """Return the part and id of the item of this id, in whatever case and digits; None if no item has it."""
    return next((place for place in _places(dossier) if place[1] == fold(typed)), None)


def near(dossier: Dossier, typed: str) -> list[tuple[str, str]]:
    """Return the items that may be meant: whose id is nearly that, or has that number; in which the words stand."""
    words = fold(typed).split()
    places, has = _places(dossier), {(each.part, each.item): _text(each) for each in findable(dossier)}
    alike = get_close_matches(fold(typed), [item for _, item in places], n=3, cutoff=_NEAR)
    numbered = [place for place in places if typed.isdecimal() and place[1].lstrip("kpqens") == fold(typed)]
    called = [place for place in places if words and all(word in has.get(place, "") for word in words)]
    return list(dict.fromkeys((*(place for place in places if place[1] in alike), *numbered, *called)))


def _places(dossier: Dossier) -> list[tuple[str, str]]:
    return [(part, item.id) for part in PARTS for item in getattr(dossier, part)]


def _text(item: Findable) -> str:
    """Return all that is said of an item, folded."""
    texts = (text for language in Language for text in item.texts_in(language))
    return fold("\n".join((*texts, *item.names, *item.speaker)))
