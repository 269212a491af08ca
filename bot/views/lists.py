"""The list of stories, the choice among several that match, and what is said when none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document import Button, Document, Heading, Paragraph, Points, Run, Style
from bot.i18n import dates, numbers, reading
from bot.links import PageLink, PositionLink, Section, StoriesLink
from bot.pages.labels import shorten, story_title

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.audience import Preferences
    from bot.document import Buttons
    from bot.i18n.catalogue import Words
    from bot.story import Story

PAGE = 8  # stories on one page of a list
_BUTTON = 60  # UTF-16 units of a title on a button: clients cut what is longer, in the middle
_LINE = 150
_ASKED = 60
_UNMATCHED: dict[Section | None, str] = {
    Section.QUOTES: "page.unmatched_quotes",
    Section.TIMELINE: "page.unmatched_timeline",
}


def stories(
    every: Sequence[Story], start: int | None, words: Words, preferences: Preferences, now: datetime
) -> Document:
    """The page of the list that holds the story numbered `start`, or the first; each title leads to its cover.

    When each was updated is told as seen from `now`.
    """
    if not every:
        return none(words)
    words = words.in_digits(preferences.digits)
    at = next((index for index, one in enumerate(every) if one.number == start), 0) // PAGE
    shown = every[at * PAGE : (at + 1) * PAGE]
    pages = [every[first].number for first in range(0, len(every), PAGE)]
    lines = Points(tuple(_line(one, words, preferences, now) for one in shown))
    language = Button(words.text("button.other_language"), StoriesLink(preferences.language.other, start))
    buttons = (*_covers(shown, preferences), *_pager(pages, at, words), (language,))
    return Document(preferences.language, (_heading(words), lines), buttons)


def none(words: Words) -> Document:
    """That there is no story yet."""
    return Document(words.language, (_heading(words), _sentence(words, "page.stories.empty")))


def choice(asked: str, places: Sequence[tuple[Story, PageLink]], words: Words, preferences: Preferences) -> Document:
    """Which of the stories or speakers that match `asked` is meant: a button each for the first eight."""
    names = len({place.story for _, place in places}) < len(places)
    title = Heading((Run(words.text("page.choice.who" if names else "page.choice.title")),), level=1)
    if len(places) <= PAGE:
        key = "page.choice.which_name" if names else "page.choice.which"
    else:
        key = "page.choice.many_names" if names else "page.choice.many"
    which = _sentence(words, key, asked=shorten(asked, _ASKED))
    shown = places[:PAGE]
    if names:
        told = _speakers(shown, words, preferences)
    else:
        told = [story_title(one, preferences, _BUTTON) for one, _ in shown]
    rows = tuple((Button(label, place),) for label, (_, place) in zip(told, shown, strict=True))
    return Document(preferences.language, (title, which), rows)


def unmatched(
    asked: str, every: Sequence[Story], words: Words, preferences: Preferences, section: Section | None = None
) -> Document:
    """That nothing matches what was `asked` of a section, and what there is instead."""
    if not every:
        return none(words)
    said = _sentence(words, _UNMATCHED.get(section, "page.unmatched"), asked=shorten(asked, _ASKED))
    more = Button(words.text("button.all_stories"), StoriesLink(preferences.language))
    rows = (*_covers(every[:PAGE], preferences), *(((more,),) if len(every) > PAGE else ()))
    return Document(preferences.language, (said,), rows)


def _heading(words: Words) -> Heading:
    return Heading((Run(words.text("page.stories.title")),), level=1)


def _sentence(words: Words, key: str, **values: str) -> Paragraph:
    return Paragraph((Run(words.text(key, **values)),))


def _speakers(places: Sequence[tuple[Story, PageLink]], words: Words, preferences: Preferences) -> list[str]:
    """The speakers' names; those who share theirs are told apart by their stories, or within one by their roles."""
    people = [(story, story.dossier.person(place.speaker or "")) for story, place in places]
    names = [reading.told(person.name, preferences)[0] for _, person in people]
    labels: list[str] = []
    for (story, person), name in zip(people, names, strict=True):
        namesakes = [one for (one, _), its in zip(people, names, strict=True) if its == name]
        apart = person.role if namesakes.count(story) > 1 else story.dossier.title if len(namesakes) > 1 else None
        more = words.text("page.dash") + reading.told(apart, preferences)[0] if apart else ""
        labels.append(shorten(name + more, _BUTTON))
    return labels


def _line(story: Story, words: Words, preferences: Preferences, now: datetime) -> Paragraph:
    language = story.dossier.title.told(preferences.language)[1]
    title = Run(story_title(story, preferences, _LINE), Style.STRONG, language=language)
    missing = not story.dossier.title.has(preferences.language)
    said = (Run(words.text("page.other_language")),) if missing else ()
    updated = Run(words.text("page.dot") + dates.spell_recent(story.at, now, preferences))
    return Paragraph((title, *said, updated))


def _covers(shown: Sequence[Story], preferences: Preferences) -> Buttons:
    language = preferences.language
    return tuple(
        (Button(story_title(one, preferences, _BUTTON), PageLink(one.number, Section.COVER, language)),)
        for one in shown
    )


def _pager(pages: list[int], at: int, words: Words) -> Buttons:
    if len(pages) == 1:
        return ()
    language = words.language
    before = (Button("◀", StoriesLink(language, pages[at - 1])),) if at else ()
    after = (Button("▶", StoriesLink(language, pages[at + 1])),) if at + 1 < len(pages) else ()
    position = numbers.show(f"{at + 1}/{len(pages)}", words.digits)
    return ((*before, Button(position, PositionLink()), *after),)
