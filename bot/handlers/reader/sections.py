"""Readers' commands for stories and static pages, and their plain words."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.handlers.context import resolve_chat
from bot.handlers.reader import (
    chat_settings,
    corrections_today,
    latest,
    plain_question,
)
from bot.handlers.reader.argument_parser import Ambiguous, Match, NoMatch, people, resolve
from bot.handlers.reader.pictures import card
from bot.handlers.reader.registry import router
from bot.handlers.reader.typed import item_ids
from bot.handlers.reader.typed.typed_names import EDGES, NAME_WORDS, command, named_section
from bot.handlers.responder import open_page, preferred_format, show
from bot.handlers.responding.prepared_page import may_switch
from bot.i18n.catalogue import folded_names
from bot.text.normalize import fold
from bot.views import about, lists, privacy, section_page
from bot.views.callback_data import PageLink, Section

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from telegram import Update

    from bot.handlers.callback import ReaderCallback
    from bot.handlers.context import AppContext, ChatContext, HandlerContext
    from bot.handlers.reader.argument_parser import Meaning
    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.language import Language
    from bot.store.story_cache import StorySnapshot
    from bot.views.callback_data import ReaderLink
    from bot.views.document import Document

SECTIONS = {
    "story": Section.COVER,
    "summary": Section.SUMMARY,
    "quotes": Section.QUOTES,
    "timeline": Section.TIMELINE,
    "people": Section.PEOPLE,
    "sources": Section.SOURCES,
}
_STATIC = ("help", "about", "privacy", "language")
TOPICS = {
    "latest": latest.show_news,
    "corrections": corrections_today.show_corrections,
    "today": corrections_today.show_anniversaries,
    "settings": chat_settings.overview,
    "zone": chat_settings.offer,
    "card": card.answer,
}
CHAT_TOPICS = frozenset({"settings", "zone"})
_OF_CHAT = frozenset({"privacy", "language"})


@router.command(*SECTIONS, is_question=True)
async def section(update: Update, context: HandlerContext) -> None:
    """Handle `/summary` and its kin, with a story's slug, words of its title, or nothing."""
    chat = await resolve_chat(update, context.app)
    await ask(context.app, chat, SECTIONS[command(update)], " ".join(context.args or ()))


async def greet(app: AppContext, chat: ChatContext, _typed: str = "") -> None:
    """Send the greeting: in private above the cover of the story that comes first, elsewhere alone."""
    words, snapshot = _words(app, chat), await app.story_cache.stories()
    if not chat.private or not snapshot.stories:
        await show(app, chat, about.greeting(words, None))
        return
    story, format_ = snapshot.stories[0], preferred_format(app, chat)
    link = PageLink(story.number, Section.COVER, chat.preferences.language, format=format_)
    followed, inline = await app.chat_cache.follows(chat.chat_id, story.number), may_switch(app, chat)
    others = len(snapshot.stories) > 1
    cover = section_page.compose(story, link, words, chat.preferences, others, followed=followed, inline=inline)
    await show(app, chat, about.greeting(words, cover), format_=format_)


@router.callback("help")
async def help_button(callback: ReaderCallback, link: ReaderLink) -> None:
    """Handle the button of the greeting: send the help."""
    await callback.answer()
    await show(callback.app, callback.chat, about.usage(callback.app.translators[link.language]))


@router.command("stories", is_question=True)
async def stories(update: Update, context: HandlerContext) -> None:
    """Handle `/stories`: list the stories."""
    await _list(context.app, await resolve_chat(update, context.app))


async def _list(app: AppContext, chat: ChatContext) -> None:
    snapshot = await app.story_cache.stories()
    await show(app, chat, lists.stories(snapshot.stories, None, _words(app, chat), chat.preferences, app.now()))


@router.command("help", "about", "privacy", is_question=True)
async def static_page(update: Update, context: HandlerContext) -> None:
    """Handle `/about` and `/privacy`, and readers' `/help`."""
    await _page_of(command(update))(context.app, await resolve_chat(update, context.app), "")


def _static(words: Translator, name: str, chat: ChatContext) -> Document:
    match name:
        case "about":
            return about.about(words, version("siyaq"))
        case "privacy":
            return privacy.page(words)
        case "language":
            return about.languages(words, chat.chosen)
    return about.usage(words)


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
    words, preferences = _words(app, chat), chat.preferences
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


async def _listed(app: AppContext, chat: ChatContext, _typed: str) -> None:
    await _list(app, chat)


def _page_of(name: str) -> Callable[[AppContext, ChatContext, str], Awaitable[None]]:
    async def show_page(app: AppContext, chat: ChatContext, _typed: str) -> None:
        await show(app, chat.openly() if name in _OF_CHAT else chat, _static(_words(app, chat), name, chat))

    return show_page


def topic_handler(typed: str) -> Callable[[AppContext, ChatContext, str], Awaitable[None]] | None:
    """Return the handler of a topic across all stories (news, corrections) by its name in either language."""
    folded = EDGES.sub("", fold(typed))
    for name, handler in {**TOPICS, **_OWN_TOPICS}.items():
        if folded in folded_names(f"say.typed.{name}"):
            return handler
    return None


_OWN_TOPICS = {"start": greet, "stories": _listed, **{name: _page_of(name) for name in _STATIC}}


def _words(app: AppContext, chat: ChatContext) -> Translator:
    return app.words_for(chat.preferences)
