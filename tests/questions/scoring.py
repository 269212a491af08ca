"""Tables of readers' questions, asked of the services, and scored.

python -m tests.questions held        # figures of the reported half, questions that failed by number alone
python -m tests.questions tuning -v   # of the half that rules are made on, with what was shown instead
"""

from __future__ import annotations

from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from bot import dossier, starter
from bot.model.language import Language
from bot.services import publishing, search
from bot.services.questions.answer import Answer, AnswerKind, Found
from bot.services.questions.find import Finder
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.store.story_cache import StoryCache
from bot.store.vocabulary_cache import VocabularyCache
from bot.text import query_parser
from bot.text.questions.parser import read, topic

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from bot.store.database import Database

HERE = Path(__file__).parent
KURSK, DAM = "kursk", "dam"
# The starter, and stories that were made up for the questions, as `NAME.yaml` beside this file.
STORIES = (
    KURSK,
    DAM,
    "election",
    "transfer",
    "strike",
    "outbreak",
    "flight",
    "bank",
    "trial",
    "kidnapping",
    "wildfire",
    "hospitals",
)
# The tables, and which story a question without a `story` is about.
HELD = {"held.yaml": KURSK}
TUNING = {
    "tuning.yaml": KURSK,
    "second.yaml": KURSK,
    "second_dam.yaml": DAM,
    "third.yaml": KURSK,
    "fourth.yaml": KURSK,
    "fifth.yaml": KURSK,
    "sixth.yaml": KURSK,
    "seventh.yaml": KURSK,
    "eighth.yaml": KURSK,
    "ninth.yaml": KURSK,
    "tenth.yaml": KURSK,
    "eleventh.yaml": KURSK,
    "twelfth.yaml": KURSK,
    "thirteenth.yaml": KURSK,
    "fourteenth.yaml": KURSK,
    "fifteenth.yaml": KURSK,
    "sixteenth.yaml": KURSK,
}
BY_OTHERS = frozenset(
    f"{name}.yaml" for name in ("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth")
)
"""Tables for tuning by others, who had read no rule."""
RESULTS = ("right", "wrong", "missed", "warned")
"""The right answer first; a wrong one as if sure; said not to stand there, though it does; so, above the right item."""
_AT = datetime(2025, 4, 29, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A question of a table: in which file and language, and what is to be shown first."""

    file: str
    language: str
    number: int
    text: str
    story: str
    expect: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """How a question was answered (one of `RESULTS`), and what was shown."""

    row: TableRow
    became: str
    shown: str


def questions(tables: dict[str, str]) -> list[TableRow]:
    """Read the questions of tables."""
    asked = []
    for file, story in tables.items():
        table = yaml.safe_load((HERE / file).read_text(encoding="utf-8"))
        for language, rows in table.items():
            asked += [
                TableRow(file, language, number, row["q"], row.get("story", story), row["expect"])
                for number, row in enumerate(rows, 1)
            ]
    return asked


@asynccontextmanager
async def story_database(folder: Path, story: str) -> AsyncIterator[Database]:
    """Open a new database with one of the `STORIES`."""
    ((name, content),) = starter.stories()
    read_story = (
        dossier.read(content, name) if story == KURSK else dossier.read((HERE / f"{story}.yaml").read_bytes(), story)
    )
    database = await open_database(f"sqlite+aiosqlite:///{folder / story}.db")
    try:
        await migrate(database)
        await publishing.import_dossier(database, read_story, note=None, at=_AT)
        yield database
    finally:
        await database.close()


async def score(folder: Path, asked: Iterable[TableRow]) -> list[Score]:
    """Ask questions, each of its story alone; return how they were answered."""
    scores: list[Score] = []
    waiting = list(asked)
    for story in STORIES:
        async with story_database(folder, story) as database:
            finder = Finder(database, VocabularyCache(database), await StoryCache(database).stories())
            for row in waiting:
                if row.story == story:
                    answer = await ask(finder, row)
                    scores.append(Score(row, classify(row.expect, answer), describe(answer)))
    return scores


async def ask(finder: Finder, row: TableRow) -> Answer:
    """Answer a question as a reader is: what is none to the rules is a search, partial matches below a warning."""
    if question := read(row.text):
        return await finder.answer(question)
    query = query_parser.read(row.text, _AT.date())
    page = await search.find(finder.database, query, Language(row.language), 5)
    items = tuple(Found(finder.snapshot.stories[0], hit.part, hit.item) for hit in page.hits)
    if items and not page.whole:
        answer = await finder.answer_topic(topic(row.text))
        if answer.kind in {AnswerKind.ITEM, AnswerKind.SEVERAL}:
            return answer
    return Answer(AnswerKind.ITEM if page.whole and items else AnswerKind.NOT_TOLD, items)


def classify(expect: dict[str, Any], answer: Answer) -> str:
    """Return which of `RESULTS` an answer is."""
    first = answer.items[0].item if answer.items else None
    is_first = first in {expect.get("item"), expect.get("person"), *expect.get("items_any", ())}
    match answer.kind:
        case AnswerKind.NOT_TOLD:
            return "right" if "nothing" in expect else "warned" if first and is_first else "missed"
        case AnswerKind.SEVERAL:
            return "right" if is_first else "missed"
        case AnswerKind.SMALL_TALK:
            is_right = expect.get("human") in {True, str(answer.talk)}
        case AnswerKind.NEWS:
            is_right = expect.get("section") == "latest"
        case AnswerKind.SECTION:
            is_right = expect.get("section") == answer.section or (answer.person is not None and is_first)
        case AnswerKind.NO_WORDS:
            is_right = answer.person is not None and expect.get("no_words_of") == answer.person.id
        case _:
            is_right = is_first
    return "right" if is_right else "wrong"


def describe(answer: Answer) -> str:
    """Say in a word what was shown."""
    parts = (answer.kind, answer.section, answer.talk, *(item.item for item in answer.items[:3]), answer.read)
    return " ".join(str(part) for part in parts if part)


def figures(scores: Iterable[Score]) -> dict[str, Counter[str]]:
    """Count the results by table and language, and by language over all tables."""
    counted: dict[str, Counter[str]] = {}
    for result in scores:
        for name in (f"{result.row.file} {result.row.language}", result.row.language):
            counted.setdefault(name, Counter())[result.became] += 1
    return dict(sorted(counted.items(), reverse=True))
