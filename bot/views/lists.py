"""The list of stories, the choice among several that match, and what is said when none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import dates, localized_text, numbers
from bot.views.callback_data import PageLink, PositionLink, Section, StoriesLink
from bot.views.document import Button, Document, Heading, Paragraph, Points, Run, Style
from bot.views.labels import shorten, story_title

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.reader import Preferences
    from bot.views.document import Buttons

PAGE = 8  # stories on one page of a list
_BUTTON = 60  # UTF-16 units of a title on a button: clients cut what is longer, in the middle
_LINE = 150
_ASKED = 60
_UNMATCHED: dict[Section | None, str] = {
    Section.QUOTES: "page.unmatched_quotes",
    Section.TIMELINE: "page.unmatched_timeline",
    Section.PEOPLE: "page.unmatched_people",
}


def stories(
    all_stories: Sequence[Story], start: int | None, words: Translator, preferences: Preferences, now: datetime
) -> Document:
    """Build the page of the story list that holds the story numbered `start`, or the first; titles link to covers.

    Times of updates are relative to `now`.
    """
    if not all_stories:
        return none(words)
    words = words.in_digits(preferences.digits)
    page_index = next((index for index, story in enumerate(all_stories) if story.number == start), 0) // PAGE
    shown = all_stories[page_index * PAGE : (page_index + 1) * PAGE]
    pages = [all_stories[first].number for first in range(0, len(all_stories), PAGE)]
    lines = Points(tuple(_line(story, words, preferences, now) for story in shown))
    language = Button(words.text("button.other_language"), StoriesLink(preferences.language.other, start))
    buttons = (*_covers(shown, preferences), *_pager(pages, page_index, words), (language,))
    return Document(preferences.language, (_heading(words), lines), buttons)


def none(words: Translator) -> Document:
    """Say that there is no story yet."""
    return Document(words.language, (_heading(words), _sentence(words, "page.stories.empty")))


def choice(
    asked: str, places: Sequence[tuple[Story, PageLink]], words: Translator, preferences: Preferences
) -> Document:
    """Ask which of the matching stories or speakers is meant, by a button for each of the first eight."""
    names = len({place.story for _, place in places}) < len(places)
    title = Heading((Run(words.text("page.choice.who" if names else "page.choice.title")),), level=1)
    if len(places) <= PAGE:
        key = "page.choice.which_name" if names else "page.choice.which"
    else:
        key = "page.choice.many_names" if names else "page.choice.many"
    sentence = _sentence(words, key, asked=shorten(asked, _ASKED))
    shown = places[:PAGE]
    if names:
        labels = _speakers(shown, words, preferences)
    else:
        labels = [story_title(story, preferences, _BUTTON) for story, _ in shown]
    rows = tuple((Button(label, place),) for label, (_, place) in zip(labels, shown, strict=True))
    return Document(preferences.language, (title, sentence), rows)


def unmatched(
    asked: str,
    all_stories: Sequence[Story],
    words: Translator,
    preferences: Preferences,
    section: Section | None = None,
    *,
    is_id: bool = False,
) -> Document:
    """Say that nothing matches what was `asked` of a section, or no item has this id; list what there is instead."""
    if not all_stories:
        return none(words)
    key = "page.unmatched_item" if is_id else _UNMATCHED.get(section, "page.unmatched")
    sentence = _sentence(words, key, asked=shorten(asked, _ASKED))
    more = Button(words.text("button.all_stories"), StoriesLink(preferences.language))
    rows = (*_covers(all_stories[:PAGE], preferences), *(((more,),) if len(all_stories) > PAGE else ()))
    return Document(preferences.language, (sentence,), rows)


def _heading(words: Translator) -> Heading:
    return Heading((Run(words.text("page.stories.title")),), level=1)


def _sentence(words: Translator, key: str, **values: str) -> Paragraph:
    return Paragraph((Run(words.text(key, **values)),))


def _speakers(places: Sequence[tuple[Story, PageLink]], words: Translator, preferences: Preferences) -> list[str]:
    """Label the speakers by name; equal names are distinguished by story, or within a story by role."""
    people = [(story, story.dossier.person(place.speaker or "")) for story, place in places]
    names = [localized_text.localize(person.name, preferences)[0] for _, person in people]
    labels: list[str] = []
    for (story, person), name in zip(people, names, strict=True):
        namesakes = [namesake_story for (namesake_story, _), other in zip(people, names, strict=True) if other == name]
        apart = person.role if namesakes.count(story) > 1 else story.dossier.title if len(namesakes) > 1 else None
        more = words.text("page.dash") + localized_text.localize(apart, preferences)[0] if apart else ""
        labels.append(shorten(name + more, _BUTTON))
    return labels


def _line(story: Story, words: Translator, preferences: Preferences, now: datetime) -> Paragraph:
    language = story.dossier.title.localize(preferences.language)[1]
    title = Run(story_title(story, preferences, _LINE), Style.STRONG, language=language)
    missing = not story.dossier.title.has(preferences.language)
    note = (Run(words.text("page.other_language")),) if missing else ()
    updated = Run(words.text("page.dot") + _developed(story, now, preferences))
    return Paragraph((title, *note, updated))


def _developed(story: Story, now: datetime, preferences: Preferences) -> str:
    """Name the day of the story's last development: 'today', '2 days ago', its date as finely as it is known."""
    when = story.developed
    if when is None:
        return dates.format_recent(story.at, now, preferences)
    return dates.format_recent_date(when, now, preferences)


def _covers(shown: Sequence[Story], preferences: Preferences) -> Buttons:
    language = preferences.language
    return tuple(
        (Button(story_title(story, preferences, _BUTTON), PageLink(story.number, Section.COVER, language)),)
        for story in shown
    )


def _pager(pages: list[int], page_index: int, words: Translator) -> Buttons:
    if len(pages) == 1:
        return ()
    language = words.language
    before = (Button("◀", StoriesLink(language, pages[page_index - 1])),) if page_index else ()
    after = (Button("▶", StoriesLink(language, pages[page_index + 1])),) if page_index + 1 < len(pages) else ()
    position = numbers.show(f"{page_index + 1}/{len(pages)}", words.digits)
    return ((*before, Button(position, PositionLink()), *after),)
