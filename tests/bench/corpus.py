"""A generated store of many items: invented words in both languages, as unequally frequent as those of real texts."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from bot.model import Dossier
from bot.model.language import Language
from bot.services import publishing
from bot.text.stemmer import words

if TYPE_CHECKING:
    from bot.store.database import Database

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KNOWN = 20_000  # words of each language
LENGTH = 20  # words of a text
ITEMS = {"quotes": 350, "events": 450, "summary": 100, "key_points": 20, "people": 60, "sources": 20}  # of a story
_SYLLABLES = {
    Language.AR: ["با", "كو", "رس", "ني", "مد", "عل", "سا", "حر", "فت", "جم", "لو", "شي", "طا", "قد", "هم", "زر"],
    Language.EN: [
        "ba",
        "ko",
        "ris",
        "ni",
        "med",
        "al",
        "sa",
        "har",
        "fet",
        "jo",
        "lu",
        "shi",
        "ta",
        "qad",
        "hem",
        "zor",
    ],
}


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a store was filled with: the words of each language, the most frequent first, and the names of speakers."""

    items: int
    words: dict[Language, list[str]]
    speakers: dict[Language, list[str]]


class _Author:
    def __init__(self, language: Language, dice: random.Random) -> None:
        syllables = _SYLLABLES[language]
        made = {"".join(dice.choices(syllables, k=dice.choice((2, 3, 3, 4)))): None for _ in range(2 * KNOWN)}
        self.words = list(made)[:KNOWN]
        # Zipf's law with Mandelbrot's shift: the first stands in about two of five texts.
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self._dice = dice

    def text(self, length: int = LENGTH) -> str:
        return " ".join(self._dice.choices(self.words, cum_weights=self._weights, k=length))


async def fill(database: Database, stories: int, *, seed: int = 1) -> Corpus:
    """Publish so many stories of 1,002 things to find; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    authors = {language: _Author(language, dice) for language in Language}
    names = [{language.value: author.text(2) for language, author in authors.items()} for _ in range(200)]
    for number in range(stories):
        dossier = Dossier.model_validate(_story(number, authors, names, dice))
        async with database.write() as conn:
            await publishing.revise(conn, dossier, base=None, note=None, author=None, at=NOW)
    speakers = {language: [words(name[language.value])[0] for name in names] for language in Language}
    return Corpus(
        stories * (sum(ITEMS.values()) + 2), {language: author.words for language, author in authors.items()}, speakers
    )


def _story(
    number: int, authors: dict[Language, _Author], names: list[dict[str, str]], dice: random.Random
) -> dict[str, Any]:
    def localized(length: int = LENGTH) -> dict[str, str]:
        return {language.value: author.text(length) for language, author in authors.items()}

    def day() -> str:
        return str(date(2015, 1, 1) + timedelta(days=dice.randrange(4000)))

    def ids(part: str) -> list[dict[str, Any]]:
        return [{"id": f"{part[0]}{part[-2]}{at}", "sources": ["se0"]} for at in range(ITEMS[part])]

    cast = dice.sample(names, ITEMS["people"])
    people = [answer | {"name": name, "about": localized()} for answer, name in zip(ids("people"), cast, strict=True)]
    return {
        "slug": f"story-{number}",
        "title": localized(5),
        "standfirst": localized(),
        "quotes": [
            answer | {"speaker": dice.choice(people)["id"], "words": localized(), "language": "en", "date": day()}
            for answer in ids("quotes")
        ],
        "events": [answer | {"text": localized(), "date": day()} for answer in ids("events")],
        "summary": [answer | {"text": localized(2 * LENGTH)} for answer in ids("summary")],
        "key_points": [answer | {"text": localized()} for answer in ids("key_points")],
        "people": people,
        "sources": [
            {"id": answer["id"], "outlet": localized(2), "title": localized(8), "language": "en", "date": day()}
            for answer in ids("sources")
        ],
    }
