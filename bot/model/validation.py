"""Cross-item rules of a dossier: unique ids, existing references, original words of a quotation."""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from pydantic_core import PydanticCustomError

from bot.errors import Problem
from bot.model.corrections.correction import CorrectionClass
from bot.model.language import Language
from bot.model.link import check as check_form
from bot.model.link import telegram_accepts, tidy
from bot.model.story import LINK_LIMIT
from bot.model.text import ITEM_ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SECTIONS = ("key_points", "summary", "quotes", "events", "people", "sources", "corrections")
_SHOWN = 40  # characters of something wrong that are repeated to whoever typed it
# A file with more than these is not mistyped but another kind of file, and comparing everything would take long.
_SUGGESTIONS, _COMPARED = 20, 500
_LINK_SHOWN = 100
_ORIGINALS = frozenset(Language)


class _Unknown(NamedTuple):
    key: str
    name: str
    known: Mapping[str, None]
    path: str


def check(dossier: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return a problem with its path for every broken rule of a dossier given as plain data.

    The data is that of a file or of `Dossier.model_dump(mode="json")`. Parts of a wrong shape are skipped, because the
    model refuses them, so that one malformed part hides no problem of the others.
    """
    items = [(path, item, item["id"]) for path, item in _items(dossier) if isinstance(item.get("id"), str)]
    ids: dict[str, dict[str, None]] = {
        section: {name: None for path, _, name in items if path.startswith(f"{section}[")} for section in _SECTIONS
    }
    everything = {name: None for names in ids.values() for name in names}
    unknown = (
        *_unknown_sources(dossier, ids["sources"]),
        *_unknown(dossier, "quotes", "speaker", ids["people"]),
        *_unknown(dossier, "corrections", "item", everything | dict.fromkeys(_withdrawn(dossier))),
    )
    return (
        *_still_there(dossier, everything),
        *_equal_ids(items),
        *_sources_twice(dossier),
        *_originals(dossier),
        *_refused_links(dossier),
        *(_unknown_problem(missing, suggest=number < _SUGGESTIONS) for number, missing in enumerate(unknown)),
    )


def _items(dossier: Mapping[str, Any], *sections: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for section in sections or _SECTIONS:
        items = dossier.get(section)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict):
                yield f"{section}[{index}]", item


def _equal_ids(items: Iterable[tuple[str, Mapping[str, Any], str]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for path, _, name in items:
        if first.setdefault(name, path) != path:
            yield Problem("problem.id_twice", {"id": name[:_SHOWN], "first": first[name]}, path=f"{path}.id")


def _named_sources(dossier: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    for path, item in _items(dossier):
        named = item.get("sources")
        if isinstance(named, list):
            yield f"{path}.sources", named


def _sources_twice(dossier: Mapping[str, Any]) -> Iterator[Problem]:
    for path, named in _named_sources(dossier):
        seen: set[str] = set()
        for index, name in enumerate(named):
            if isinstance(name, str) and name in seen:
                yield Problem("problem.source_twice", {"id": name[:_SHOWN]}, path=f"{path}[{index}]")
            elif isinstance(name, str):
                seen.add(name)


def _unknown_sources(dossier: Mapping[str, Any], known: Mapping[str, None]) -> Iterator[_Unknown]:
    for path, named in _named_sources(dossier):
        for index, name in enumerate(named):
            if _is_id(name) and name not in known:
                yield _Unknown("problem.unknown_source", name, known, f"{path}[{index}]")


def _unknown(dossier: Mapping[str, Any], section: str, field: str, known: Mapping[str, None]) -> Iterator[_Unknown]:
    for path, item in _items(dossier, section):
        name = item.get(field)
        if _is_id(name) and name not in known:
            yield _Unknown(f"problem.unknown_{field}", name, known, f"{path}.{field}")


def _withdrawn(dossier: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids of what was withdrawn: corrections may name it, and nothing may bring it back."""
    for _, item in _items(dossier, "corrections"):
        if item.get("class") == CorrectionClass.WITHDRAWN and _is_id(name := item.get("item")):
            yield name


def _still_there(dossier: Mapping[str, Any], known: Mapping[str, None]) -> Iterator[Problem]:
    gone = set(_withdrawn(dossier))
    for path, item in _items(dossier, "corrections"):
        if item.get("class") == CorrectionClass.WITHDRAWN and item.get("item") in gone & known.keys():
            yield Problem("problem.withdrawn_there", {"id": str(item["item"])}, path=f"{path}.item")


def _is_id(name: Any) -> TypeGuard[str]:
    """Return whether the name has the form of an id; the model refuses others."""
    return isinstance(name, str) and re.fullmatch(ITEM_ID, name) is not None


def _unknown_problem(unknown: _Unknown, *, suggest: bool) -> Problem:
    near = get_close_matches(unknown.name, islice(unknown.known, _COMPARED), n=1) if suggest else []
    data: dict[str, str | int] = {"id": unknown.name}
    if near:
        return Problem(f"{unknown.key}_near", data | {"near": near[0]}, path=unknown.path)
    return Problem(unknown.key, data, path=unknown.path)


def _originals(dossier: Mapping[str, Any]) -> Iterator[Problem]:
    for path, quote in _items(dossier, "quotes"):
        words, language = quote.get("words"), quote.get("language")
        if isinstance(words, dict) and words and language in _ORIGINALS and not words.get(language):
            yield Problem("problem.words_not_original", {"language": str(language)}, path=f"{path}.words")


def _is_link(url: str) -> bool:
    """Return whether the model accepts the form of the link; what it refuses is its to report."""
    try:
        return len(check_form(url)) <= LINK_LIMIT
    except PydanticCustomError:
        return False


def _refused_links(dossier: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield links that Telegram refuses: they would fail every page that shows them."""
    for path, source in _items(dossier, "sources"):
        url = tidy(source.get("url"))
        if isinstance(url, str) and _is_link(url) and not telegram_accepts(url):
            yield Problem("problem.link_refused", {"url": url[:_LINK_SHOWN]}, path=f"{path}.url")
