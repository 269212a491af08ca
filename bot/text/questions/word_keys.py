"""Keys of words: what a question's word and a text's word share where they mean one thing.

A key is a stem as search has it, the bare form of an Arabic verb, or the number of a group of `synonyms.txt` or
`countries.txt`. Questions are matched more loosely than searches: readers ask in dialect, and in other tenses than
newspapers print.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.text.questions.question_words import FILLERS
from bot.text.stemmer import stem, stems, words

if TYPE_CHECKING:
    from collections.abc import Mapping

_CACHE_SIZE = 100_000
_HAMZA = "ء"
_PASSIVE = "ات"  # of dialects: اتبنى, it was built
_LEAST = 3  # letters that must remain of a verb, or what is taken off may be part of it
# Prefixes of keys, which no folded word contains: of a group of words, of a country, of a bare verb.
_GROUP, _COUNTRY, _BARE, _OWN = "=", "@", "~", "!"
# Words that have the stem of another one, which they are no form of: "defend", "preside", "universe".
_OWN_STEMS = {
    form: word
    for word in (
        "defendant",
        "presiding",
        "villager",
        "university",
        "organ",
        "generally",
        "policy",
        "community",
        "policies",
        "communities",
        "universities",
        "animation",
        "numerous",
        "several",
        "severe",
        "marines",
        "news",
        "capitalist",
    )
    for form in (word, f"{word}s")
} | {form: word for word in ("رييسي", "رييسيه") for form in (word, f"ال{word}")}
_PARTICLES = ("و", "ف", "ب", "ل", "ك", "س")
IMPERFECT = ("ي", "ت")
"""Letters before the verb of what is not over: he, she."""
_FUTURE, _PERSONS = ("س", "ه", "ح"), ("ي", "ت", "ن", "ا")  # the last two as Egypt and Syria speak
_NO_FUTURE = ("سيار", "سيد", "سيط", "سيا", "سين", "حيا", "حين", "هيي")  # cars, lords, life
_AND = ("و", "ف")
# Longest first; the last three as dialects write what is before them.
_ARTICLES = ("وبال", "وال", "بال", "كال", "فال", "ولل", "ال", "لل", "عال", "هال", "هل")
_SHORTEST = 2  # letters that must remain behind an article
_ENDINGS = (
    *("وها", "وهم", "وهو", "ناها", "تها", "تهم", "ته", "وه", "وا", "ون", "ين", "ان", "ات"),
    *("تم", "نا", "ها", "هم", "ت", "ه", "ي", "ا", "و"),
)


@lru_cache(_CACHE_SIZE)
def keys(word: str) -> frozenset[str]:
    """Return the keys of a folded word; of what stands in any sentence, its stems alone."""
    if word in _OWN_STEMS:
        return frozenset({_OWN + _OWN_STEMS[word]})
    forms = frozenset(stems(word))
    if word in FILLERS or (word[0] in _AND and word[1:] in FILLERS):
        return forms
    if word.isascii():
        return forms | _groups(forms)
    inner = _without_article(word)
    verbs = _verb_forms(word) | _verb_forms(inner)
    if word.endswith(_HAMZA) and len(word) > _LEAST:  # left out by many: الوزرا for الوزراء
        forms |= frozenset(stems(word.removesuffix(_HAMZA)))
    return (
        forms
        | {*stems(inner)}
        | {_BARE + verb for verb in verbs}
        | (_groups(frozenset({word, inner, stem(word), stem(inner)})) or _groups(forms | verbs | _as_he(word)))
    )


@lru_cache(_CACHE_SIZE)
def matters(word: str) -> frozenset[str]:
    """Return the numbers of the groups of `related.txt` that a folded word is in: of what matters it may speak."""
    if word in FILLERS:
        return frozenset()
    forms = stems(word) if word.isascii() else {*stems(word), *stems(_without_article(word)), *_verb_forms(word)}
    return frozenset(matter for form in forms for matter in _matters().get(form, ()))


@lru_cache(_CACHE_SIZE)
def text_keys(word: str) -> frozenset[str]:
    """Return the keys of a folded word of a text: a capital's are its country's, too, whose government it stands for.

    Not so for a word of a question: who asks about the capital does not ask about the country.
    """
    capitals = _capitals()
    return keys(word).union(*(capitals[form] for form in {*stems(word), _without_article(word)} if form in capitals))


def alternatives(word: str) -> tuple[str, ...]:
    """Return the stems by which search finds a folded word: its own, and those of the words of its groups."""
    inner = word if word.isascii() else _without_article(word)
    matches = dict.fromkeys((*stems(word), *stems(inner), *(() if word.isascii() else stems(f"ال{inner}"))))
    for key in sorted(keys(word)):
        if key[0] in {_GROUP, _COUNTRY}:
            matches |= dict.fromkeys(stem for member in _members()[key] for stem in stems(member))
    return tuple(matches)


def is_future(word: str) -> bool:
    """Whether a folded word is an Arabic verb with a letter of the future: سيعود, هيعود, but not سيطرة."""
    return (
        word[:1] in _FUTURE
        and word[1:2] in _PERSONS
        and len(word) > _LEAST + 1
        and not word.startswith(_NO_FUTURE)
        and has_synonyms(word[1:])
    )


def has_synonyms(word: str) -> bool:
    """Whether the folded word belongs to a group."""
    return any(key[0] in {_GROUP, _COUNTRY} for key in keys(word))


def countries(word_keys: frozenset[str]) -> frozenset[str]:
    """Return the keys that stand for countries."""
    return frozenset(key for key in word_keys if key.startswith(_COUNTRY))


def country_names(word: str) -> tuple[str, str, tuple[str, ...]] | None:
    """Return what the country of a folded word is called in English and Arabic, and all words for it, folded."""
    named = sorted(countries(keys(word)))
    if len(named) != 1:
        return None
    row = _rows("countries.txt")[int(named[0].removeprefix(_COUNTRY))].split()
    english, arabic = (next(name for name in row if name.isascii() is is_latin) for is_latin in (True, False))
    return english.title(), arabic, _members()[named[0]]


def _groups(forms: frozenset[str]) -> frozenset[str]:
    by_form = _by_form()
    return frozenset(group for form in forms for group in by_form.get(form, ()))


def _without_article(word: str) -> str:
    """Strip the article and what is joined to it, also of words as short as السد, which search leaves whole."""
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _SHORTEST:
            return word[len(article) :]
    return word


@lru_cache(_CACHE_SIZE)
def _verb_forms(word: str) -> frozenset[str]:
    """Return what a folded Arabic word may be a form of: without particles, the imperfect's letters and endings."""
    starts = {word}
    starts |= {form[1:] for form in tuple(starts) if form[:1] in _PARTICLES and len(form) > _LEAST}
    starts |= {form[1:] for form in tuple(starts) if form[:1] in _FUTURE and form[1:2] in IMPERFECT}
    imperfect = {form[1:] for form in starts if form[:1] in IMPERFECT and len(form) > _LEAST}
    starts |= imperfect | {f"ا{form}" for form in imperfect}  # of the fourth form and those after it
    starts |= {form.removeprefix(_PASSIVE) for form in tuple(starts) if len(form) > _LEAST + len(_PASSIVE)}
    ends = {form.removesuffix(end) for form in starts for end in _ENDINGS if form.endswith(end)}
    return frozenset(form for form in starts | ends if len(form) >= _LEAST)


def _as_he(word: str) -> frozenset[str]:
    """Return the imperfect that begins with ت as the groups have it, with ي."""
    return frozenset({f"ي{word[1:]}"}) if word[0] == "ت" else frozenset()


@cache
def _members() -> Mapping[str, tuple[str, ...]]:
    """Return the folded words of each group by its key."""
    return {
        f"{prefix}{number}": tuple(words(row))
        for prefix, name in ((_GROUP, "synonyms.txt"), (_COUNTRY, "countries.txt"))
        for number, row in enumerate(_rows(name))
    }


def _rows(name: str) -> list[str]:
    lines = files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def _by_form() -> Mapping[str, tuple[str, ...]]:
    """Return the groups by each form of their words."""
    by_member: defaultdict[str, list[str]] = defaultdict(list)
    for group, members in _members().items():
        for member in members:
            by_member[member].append(group)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for member, matches in by_member.items():  # each is stemmed once, in however many groups it stands
        for form in {*stems(member), *(() if member.isascii() else (member, _without_article(member)))}:
            groups[form] += matches
    return {form: tuple(dict.fromkeys(matches)) for form, matches in groups.items()}


@cache
def _matters() -> Mapping[str, tuple[str, ...]]:
    """Return the groups of `related.txt` by each form of their words."""
    matters: defaultdict[str, list[str]] = defaultdict(list)
    for number, row in enumerate(_rows("related.txt")):
        for member in words(row):
            for form in {*stems(member), *(() if member.isascii() else (member,))}:
                matters[form].append(str(number))
    return {form: tuple(dict.fromkeys(numbers)) for form, numbers in matters.items()}


@cache
def _capitals() -> Mapping[str, frozenset[str]]:
    """Return the keys of the country by each form of its capital."""
    rows = [words(row) for row in _rows("capitals.txt")]
    return {form: countries(keys(row[0])) for row in rows for word in row[1:] for form in {*stems(word), word}}


@cache
def _countries_of_capitals() -> Mapping[str, str]:
    rows = [words(row) for row in _rows("capitals.txt")]
    return {word: row[0] for row in rows for word in row[1:]}


def country_of_capital(word: str) -> str | None:
    """Return the English name of the country whose capital, and so government, a folded word names."""
    return _countries_of_capitals().get(word)


@cache
def directions() -> frozenset[str]:
    """Return the keys of north, south, east and west, which with a country's name are the name of another.

    Not at import: stemming loads what an idle bot does not need.
    """
    return frozenset().union(*map(keys, ("north", "south", "east", "west")))
