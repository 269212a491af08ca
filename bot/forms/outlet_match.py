"""Which outlet a typed name may be: of another story, or of those that the program knows; its names in both languages.

A name in full is proposed with its other language, what is only like one with what it is like; only an outlet of the
story itself is taken without a tap, and said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.forms.answer_base import NotUnderstood, ParsedAnswer
from bot.forms.form_fields import FieldKind
from bot.forms.form_state import Notice
from bot.i18n import outlets
from bot.model.language import Language, are_translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.forms.answer_base import FieldContext
    from bot.forms.form_state import FormContext

    Names = Mapping[str, str]

_WORDS = 5  # of an outlet's name that ends in a full stop, as "Inc." does
KNOWN = "desk.form.refused.outlet_known"  # why a name in full is not taken yet: it is proposed
OFFERED = 4  # outlets proposed beside the name as typed
_LIKE = 84  # of 100: 'Rueters' is 86 % of 'Reuters', and 'Al-Arab' 77 % of 'Al Arabiya'
_SHORT = 4  # letters of a name that is only found as it is: 'AFP' and 'AP' are near


def read_outlet(typed: str, as_typed: Names, field: FieldContext, url: str | None) -> ParsedAnswer:
    """Parse an outlet's name: of the story itself it brings its other language; any other known one must be chosen.

    A sentence is refused: it is the item's text in the other language, typed a question late.
    """
    if typed.endswith((".", "!", "?", "؟")) and len(typed.split()) > _WORDS:
        raise NotUnderstood("desk.form.refused.outlet_sentence")
    own = Language(next(iter(as_typed)))
    known = find_outlet(typed, field.context)
    if known and _is_of_story(known, field.context):
        notice = Notice("desk.form.outlet_known", {"name": known[own], "other": known[own.other]})
        return ParsedAnswer(_from(own, known), (notice,))
    if proposed := (known,) if known else match_outlet(typed, field.context):
        candidates = tuple(_as_answer(_from(own, names), field, url) for names in (*proposed, as_typed))
        key = KNOWN if known else "desk.form.refused.outlet"
        raise NotUnderstood(key, candidates=candidates, name=typed)
    return ParsedAnswer(as_typed)


def _is_of_story(names: Names, context: FormContext) -> bool:
    """Return whether the story has a source of this outlet, in both languages."""
    sources = context.dossier.sources if context.dossier else ()
    return any(source.outlet.model_dump(exclude_none=True) == names for source in sources)


def _from(own: Language, names: Names) -> dict[str, str]:
    """Order names so that the language that was typed comes first: a new source is taken to be in it."""
    return {code: names[code] for code in (str(own), str(own.other)) if code in names}


def _as_answer(names: Names, field: FieldContext, url: str | None) -> dict[str, Any]:
    """Return the answer that names an outlet: a new source of an item, a source, or the name of one."""
    new = {"outlet": dict(names), **({"url": url} if url else {})}
    if field.step.kind is FieldKind.SOURCES:
        present = field.question.answers.get("sources") or {}
        return {"ids": [] if present.get("preset") else present.get("ids", []), "new": new}
    return new if field.step.kind is FieldKind.PRINTED else dict(names)


def find_outlet(typed: str, context: FormContext) -> dict[str, str] | None:
    """Return the names of the outlet that is called so, in both languages; None if none is, or only in one."""
    plain = outlets.plain(typed)
    for names in _elsewhere(context):
        if plain in map(outlets.plain, names.values()) and are_translated(names):
            return dict(names)
    known = outlets.find(typed)
    return {str(language): name for language, name in known.names.items()} if known else None


def match_outlet(typed: str, context: FormContext) -> tuple[dict[str, str], ...]:
    """Return the names of outlets that a typed name is like, the likeliest first; empty where it is like none."""
    plain = outlets.plain(typed)
    bare = _without_kind(plain)
    if len(bare) < _SHORT and bare == plain:
        return ()
    likeness: dict[tuple[str, ...], float] = {}
    names_by_key: dict[tuple[str, ...], Names] = {}
    for names, spellings in _all(context):
        best = max((_likeness(bare, spelling) for spelling in spellings), default=0.0)
        key = tuple(map(outlets.plain, names.values()))
        if best >= _LIKE and best > likeness.get(key, 0.0):
            likeness[key], names_by_key[key] = best, names
    nearest = sorted(likeness, key=lambda key: -likeness[key])[:OFFERED]
    return tuple(dict(names_by_key[key]) for key in nearest)


def _likeness(bare: str, spelling: str) -> float:
    from rapidfuzz import fuzz  # not at import: a start does without it

    other = _without_kind(outlets.plain(spelling))
    if bare == other:
        return 100.0
    return fuzz.ratio(bare, other) if min(len(bare), len(other)) >= _SHORT else 0.0


def _all(context: FormContext) -> Iterator[tuple[Names, Iterable[str]]]:
    """Yield the outlets with both names, and all that each is called by; those of other stories first."""
    for names in _elsewhere(context):
        if are_translated(names):
            yield names, names.values()
    for outlet in outlets.known():
        yield {str(language): name for language, name in outlet.names.items()}, outlet.spellings


def _elsewhere(context: FormContext) -> Iterator[Names]:
    own = (source.outlet for source in context.dossier.sources) if context.dossier else ()
    for outlet in (*own, *context.outlets):
        yield outlet.model_dump(exclude_none=True)


def _without_kind(plain: str) -> str:
    words = [word for word in plain.split() if word not in outlets.KINDS]
    return " ".join(words) or plain
