"""Who a typed speaker may be: of the story, or of any other; nobody but a full name is taken without asking."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.forms.entries.attribution import read_speaker
from bot.model.language import Language
from bot.text.clitics import bare
from bot.text.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.forms.entries.attribution import Attribution
    from bot.forms.form_state import FormContext
    from bot.model import Person

OFFERED = 5  # people proposed beside 'someone new'
_SHORT = 3  # letters of a word that tells nobody: an article, a particle


def match_speaker(typed: str, context: FormContext) -> tuple[dict[str, Any], ...]:
    """Return the answers that a typed speaker may stand for, the likeliest first, someone new last.

    A single one is certain: a person's name in full, or a name like nobody's.
    """
    own = context.dossier.people if context.dossier else ()
    exact = [person for person in own if _is_named(person, typed)]
    if len(exact) == 1:
        return ({"id": exact[0].id},)
    speaker = read_speaker(typed)
    exact = exact or [person for person in own if _is_named(person, speaker.name)]
    if len(exact) == 1:
        return ({"id": exact[0].id},)
    likely = exact or [person for person in own if _may_be(person, speaker)]
    elsewhere = [person for person in context.people if _is_named(person, speaker.name) or _may_be(person, speaker)]
    elsewhere = [person for person in elsewhere if not any(_is_same(person, other) for other in own)]
    answers = [{"id": person.id} for person in likely]
    answers += [_copied(person) for person in _once(elsewhere)]
    return (*answers[:OFFERED], newcomer(speaker, context.language))


def newcomer(speaker: Attribution, otherwise: Language) -> dict[str, Any]:
    """Return the answer that adds somebody: their name and role, in the language of their script."""
    language = _language(speaker.name, otherwise)
    role = {"role": {str(language): speaker.role}} if speaker.role else {}
    return {"new": {str(language): speaker.name}, **role}


def _language(text: str, otherwise: Language) -> Language:
    is_arabic = re.search(r"[\u0600-\u06ff]", text)
    return Language.AR if is_arabic else Language.EN if re.search(r"[a-z]", text, re.IGNORECASE) else otherwise


def _copied(person: Person) -> dict[str, Any]:
    """Return the answer that adds somebody whom another story has: by copy, so that each file stays whole."""
    held = person.model_dump(mode="json", exclude_none=True)
    return {
        "new": held["name"],
        "known": {name: held[name] for name in ("kind", "role", "about", "also") if held.get(name)},
    }


def names(person: Person) -> list[str]:
    """Return a person's names in both languages, and their other spellings."""
    own = (person.name.localize(language)[0] for language in Language if person.name.has(language))
    return [*own, *person.also]


def _is_named(person: Person, typed: str) -> bool:
    return fold(typed) in map(fold, names(person))


def _may_be(person: Person, speaker: Attribution) -> bool:
    """Return whether a name may be the person's: spelled apart or in the other script, a part of it, or their title."""
    from bot.intake.names import compare  # not at import: its tables cost a start megabytes

    typed = speaker.name
    own = names(person)
    if any(compare(typed, name) != "different" for name in own) or _has_words(own, typed):
        return True
    if " " not in typed and any(compare(typed, name.split()[0]) == "same" for name in own):  # a first name alone
        return True
    return speaker.is_title and _has_words(list(_roles(person)), typed)


def _has_words(texts: Iterable[str], typed: str) -> bool:
    words = {bare(word) for word in fold(typed).split() if len(word) >= _SHORT and word != "the"}
    return bool(words) and words <= {bare(word) for word in fold(" ".join(texts)).split()}


def _roles(person: Person) -> Iterator[str]:
    if person.role:
        yield from (person.role.localize(language)[0] for language in Language if person.role.has(language))


def _is_same(person: Person, other: Person) -> bool:
    return bool(set(map(fold, names(person))) & set(map(fold, names(other))))


def _once(people: Iterable[Person]) -> list[Person]:
    """Drop people whom several stories have, but for the first."""
    kept: list[Person] = []
    for person in people:
        if not any(_is_same(person, other) for other in kept):
            kept.append(person)
    return kept
