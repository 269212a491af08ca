"""Screen of the desk's statistics: totals, a column a day, and a bar a story, language or command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.i18n import dates, languages, numbers
from bot.model.language import Language
from bot.views.desk.screen import button, screen
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from bot.i18n.catalogue import Translator
    from bot.model.reader import Preferences
    from bot.views.document import Document

_COLUMNS = "▁▂▃▄▅▆▇█"
_MOST_COLUMNS = 24  # in a row on a phone of 390 px: the chart has each day
_BAR = 8  # blocks of the longest bar
_LISTED = 6  # stories and commands
_TITLE = 40  # UTF-16 units of a story's title
_SERIES = ("pages", "commands", "searches", "nothing", "pushes", "sent", "reactions")


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of the days from `first` to `last`, both included, in UTC; `by_day` has a value for each day.

    Readers (by language, "" for none) and subscribers (by kind; `silent` ones are paused or out of reach) are those of
    now. Stories are named by slug, "" for those that are no longer live; corrections are those dated in the period.
    Reactions are those of now to posts in channels that were sent in the period, by the day of the post.
    """

    first: date
    last: date
    readers: Mapping[str, int]
    subscribers: Mapping[str, int]
    silent: int
    by_day: Mapping[str, tuple[int, ...]]
    commands: Mapping[str, int]
    pages_by_story: Mapping[str, int]
    pages_by_language: Mapping[str, int]
    pushes_by_story: Mapping[str, int]
    corrections_by_story: Mapping[str, int]
    commands_by_language: Mapping[str, int]
    reactions_by_story: Mapping[str, int]
    reactions_by_language: Mapping[str, int]


def statistics_screen(
    statistics: Statistics, titles: Mapping[str, str], words: Translator, preferences: Preferences
) -> Document:
    """Build the screen; `titles` are the stories' by slug."""
    home = [button(words.text("desk.button.desk"), "desk")]
    blocks = ("\n".join(lines) for lines in paragraphs(statistics, titles, words, preferences))
    return screen(words, words.text("desk.stats.title"), *blocks, rows=(home,))


def paragraphs(
    statistics: Statistics, titles: Mapping[str, str], words: Translator, preferences: Preferences
) -> Iterator[list[str]]:
    """Yield the lines of each paragraph."""
    first, last = (dates.format_day(day, preferences) for day in (statistics.first, statistics.last))
    yield [words.text("desk.stats.period", first=first, last=last)]
    yield list(_people(statistics, words))
    for name in _SERIES:
        values = statistics.by_day[name]
        if any(values):
            yield [_line(words.text(f"desk.stats.{name}"), sum(values), words), columns(values)]
    yield from _tables(statistics, titles, words)


def columns(values: Sequence[int]) -> str:
    """Draw a column for each value; many days share one."""
    share = -(-len(values) // _MOST_COLUMNS)
    added = [sum(values[at : at + share]) for at in range(0, len(values), share)]
    highest = max(added, default=0) or 1
    return "".join(_COLUMNS[round(value / highest * (len(_COLUMNS) - 1))] for value in added)


def _people(statistics: Statistics, words: Translator) -> Iterator[str]:
    yield words.count("desk.stats.readers", sum(statistics.readers.values()))
    yield from (_line(_language(name, words), count, words) for name, count in statistics.readers.items())
    yield words.count("desk.stats.subscribers", sum(statistics.subscribers.values()))
    yield from (
        _line(words.text(f"desk.stats.kind_{kind}"), count, words) for kind, count in statistics.subscribers.items()
    )
    if statistics.silent:
        yield words.count("desk.stats.silent", statistics.silent)


def _tables(statistics: Statistics, titles: Mapping[str, str], words: Translator) -> Iterator[list[str]]:
    def title(slug: str) -> str:
        return shorten(titles.get(slug) or words.text("desk.stats.other"), _TITLE)

    by_story = {
        "by_story": statistics.pages_by_story,
        "pushes_by_story": statistics.pushes_by_story,
        "reactions_by_story": statistics.reactions_by_story,
        "corrections_by_story": statistics.corrections_by_story,
    }
    by_language = {
        "by_language": statistics.pages_by_language,
        "commands_by_language": statistics.commands_by_language,
        "reactions_by_language": statistics.reactions_by_language,
    }
    tables = [(name, {title(slug): count for slug, count in counts.items()}) for name, counts in by_story.items()]
    for at, (name, counts) in enumerate(by_language.items()):  # behind the stories of the same
        tables.insert(2 * at + 1, (name, {_language(code, words): count for code, count in counts.items()}))
    tables.append(("by_command", {f"/{name}": count for name, count in statistics.commands.items()}))
    for name, counts in tables:
        if counts:
            yield [words.text(f"desk.stats.{name}"), *_bars(counts, words)]


def _bars(counts: Mapping[str, int], words: Translator) -> Iterator[str]:
    highest = max(counts.values())
    for label, count in list(counts.items())[:_LISTED]:
        bar = "▓" * max(1, round(count / highest * _BAR))
        yield f"{bar} {_line(label, count, words)}"


def _line(label: str, count: int, words: Translator) -> str:
    return words.text("desk.stats.line", label=label, number=numbers.format_number(count, words.digits))


def _language(name: str, words: Translator) -> str:
    return languages.name(Language(name), words.language) if name else words.text("desk.stats.no_language")
