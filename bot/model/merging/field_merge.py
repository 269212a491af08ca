"""Three-way merge of one item or text, by field and language: two who change different words do not meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from bot.model.language import Language
from bot.model.text import Localized

if TYPE_CHECKING:
    from bot.model.text import Model

Item = TypeVar("Item", bound="Model")


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A value that both sides changed differently: of a field, and of one language of it if it is a text."""

    field: str | None
    language: Language | None
    mine: Any
    theirs: Any


def merge_item(base: Item, mine: Item, theirs: Item) -> tuple[Item, tuple[FieldConflict, ...]]:
    """Merge my changes of an item since `base` onto theirs; conflicting values are theirs.

    Of the sources, those that either side added are kept and those that either side removed are not.
    """
    changed: dict[str, Any] = {}
    conflicts: list[FieldConflict] = []
    for name in type(theirs).model_fields:
        before, my, their = (getattr(item, name) for item in (base, mine, theirs))
        if their == before:
            changed[name] = my
        elif my in (before, their):
            changed[name] = their
        elif name == "sources":
            changed[name] = _merge_ids(before, my, their)
        elif isinstance(my, Localized) and isinstance(their, Localized):
            changed[name], clashes = merge_text(before, my, their)
            conflicts += [FieldConflict(name, clash.language, clash.mine, clash.theirs) for clash in clashes]
        else:
            changed[name] = their
            conflicts.append(FieldConflict(name, None, my, their))
    return theirs.model_copy(update=changed), tuple(conflicts)


def merge_text(
    base: Localized | None, mine: Localized, theirs: Localized
) -> tuple[Localized, tuple[FieldConflict, ...]]:
    """Merge my changes of a text since `base` onto theirs, each language by itself; conflicting words are theirs.

    The text is one conflict where some choice between the two would leave it in no language.
    """
    merged: dict[str, str | None] = {}
    conflicts: list[FieldConflict] = []
    for language in Language:
        before, my, their = (in_language(text, language) for text in (base, mine, theirs))
        merged[language] = my if their == before else their
        if their != before and my not in (before, their):
            conflicts.append(FieldConflict(None, language, my, their))
    lost = {conflict.language for conflict in conflicts if conflict.mine is None}
    if all(text is None or language in lost for language, text in merged.items()):
        return theirs, (FieldConflict(None, None, mine, theirs),)
    return theirs.model_copy(update=merged), tuple(conflicts)


def set_value(item: Item, conflict: FieldConflict, value: Any) -> Item:
    """Set the value of a conflict in an item, or in a text (`field` is None)."""
    if conflict.language is None:
        return item.model_copy(update={conflict.field: value}) if conflict.field else value
    if conflict.field is None:
        return item.model_copy(update={str(conflict.language): value})
    text = getattr(item, conflict.field).model_copy(update={str(conflict.language): value})
    return item.model_copy(update={conflict.field: text})


def in_language(text: Localized | None, language: Language) -> str | None:
    """Return a text's words in a language; None if it has none."""
    return text.localize(language)[0] if text is not None and text.has(language) else None


def _merge_ids(base: tuple[str, ...], mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    added = [item for item in mine if item not in base and item not in theirs]
    return (*(item for item in theirs if item in mine or item not in base), *added)
