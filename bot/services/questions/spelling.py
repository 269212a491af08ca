"""Corrects misspelt words of a question, where only one name or long word can be meant."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.text.clitics import bare
from bot.text.query_parser import respell
from bot.text.questions.word_keys import has_synonyms

if TYPE_CHECKING:
    from bot.store.vocabulary_cache import VocabularyCache
    from bot.text.questions.parsed_question import Question

_SHORTEST_NAME, _SHORTEST = 4, 7  # letters of a word that is corrected: shorter ones are too easily another
_NEAR, _FAR = 1, 2  # mistakes in a word, and in one of six letters or more
_LONG = 6
_FIRST_LETTERS = ("sz", "ckqg", "vw", "jyg", "td", "كقغ", "تط", "سصز", "دض", "ذظز", "بف")


async def correct(vocabulary: VocabularyCache, question: Question) -> Question | None:
    """Return the question with misspelt words replaced; None if none is, or it is not clear what is meant."""
    asked = tuple(word for word in question.all_words if not has_synonyms(word) and len(word) >= _SHORTEST_NAME)
    near = await vocabulary.near(asked, 1) if asked else {}
    meant = {
        word: near_words[0]
        for word, near_words in near.items()
        if near_words and _is_meant(word, near_words[0], is_name=vocabulary.is_name(near_words[0]))
    }
    if not meant:
        return None
    return replace(
        question,
        text=respell(question.text, {word: vocabulary.printed(other) for word, other in meant.items()}),
        words=tuple(meant.get(word, word) for word in question.words),
        topic=tuple(meant.get(word, word) for word in question.topic),
    )


def _is_meant(word: str, other: str, *, is_name: bool) -> bool:
    from rapidfuzz.distance import OSA

    typed, known = bare(word), bare(other)
    if not _are_alike(typed[0], known[0]) or " " in other or len(typed) < (_SHORTEST_NAME if is_name else _SHORTEST):
        return False
    typed = known[0] + typed[1:]
    return OSA.distance(typed, known) <= (_FAR if len(typed) >= _LONG and is_name else _NEAR)


def _are_alike(letter: str, other: str) -> bool:
    """Whether names are begun with either letter, as they are transliterated: Selensky, Kaddafi."""
    return letter == other or any({letter, other} <= set(group) for group in _FIRST_LETTERS)
