"""A section of the story that typed words name: its page, or which stories there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.reader import plain_question
from bot.handlers.reader.argument_parser import Ambiguous, Match, NoMatch, people, resolve
from bot.handlers.reader.typed import item_ids
from bot.handlers.reader.typed.typed_names import NAME_WORDS, named_section
from bot.handlers.responder import open_page, show
from bot.views import lists
from bot.views.callback_data import PageLink, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.context import AppContext, ChatContext
    from bot.handlers.reader.argument_parser import Meaning
    from bot.model import Story
    from bot.model.language import Language
    from bot.store.story_cache import StorySnapshot


async def ask(app: AppContext, chat: ChatContext, section: Section, typed: str, question: str = "") -> None:
    """Open a section of the story that is named, or answer `question` where it names none."""
    snapshot = await app.story_cache.stories()
    if not snapshot.stories:
        await answer(app, chat, section, NoMatch(typed))
        return
    current = current_story(chat, snapshot)
    if section is Section.COVER and typed.lower() not in snapshot.by_slug:
        section, typed = _whole_story(typed)
    is_slug = typed.lower() in snapshot.by_slug
    if not is_slug and await item_ids.open_item(app, chat, typed, current):
        return
    meaning = resolve(typed, section, snapshot.stories, current)
    if section is Section.PEOPLE and isinstance(meaning, NoMatch) and (person := _person(typed, snapshot.stories)):
        await plain_question.show_person(app, chat, person.story, person.speaker or "", typed)
        return
    if isinstance(meaning, NoMatch) and question and await plain_question.answer(app, chat, question):
        return
    await answer(app, chat, section, meaning)


def current_story(chat: ChatContext, snapshot: StorySnapshot) -> Story:
    """Return the story that the chat is at; else the first."""
    return snapshot.by_number.get(chat.current or 0, snapshot.stories[0])


def _person(typed: str, stories: Sequence[Story]) -> Match | None:
    """Return the one person or organisation that is named, of the first story that has one."""
    for story in stories:
        if len(named := people(story, typed)) == 1:
            return named[0]
    return None


def _whole_story(typed: str) -> tuple[Section, str]:
    """Whether all of the story is requested, by words before or behind its name; and its name."""
    parts = typed.split()
    for cut in range(min(len(parts), NAME_WORDS), 0, -1):
        for section_words, story_words in ((parts[:cut], parts[cut:]), (parts[-cut:], parts[:-cut])):
            if named_section(" ".join(section_words)) is Section.WHOLE:
                return Section.WHOLE, " ".join(story_words)
    return Section.COVER, typed


async def answer(app: AppContext, chat: ChatContext, section: Section, meaning: Meaning) -> None:
    """Open the page that is meant, ask which, or say what there is instead."""
    words, preferences = app.words_for(chat.preferences), chat.preferences
    match meaning:
        case Match():
            await open_page(app, chat, _link(meaning, section, preferences.language))
        case Ambiguous(typed, choices):
            links = [(match.story, _link(match, section, preferences.language)) for match in choices]
            await show(app, chat, lists.choice(typed, links, words, preferences))
        case NoMatch(typed):
            snapshot = await app.story_cache.stories()
            is_id = item_ids.read(typed) is not None
            page = lists.unmatched(typed, snapshot.stories, words, preferences, section, is_id=is_id)
            await show(app, chat, page)


def _link(match: Match, section: Section, language: Language) -> PageLink:
    return PageLink(match.story.number, section, language, speaker=match.speaker, span=match.span)
