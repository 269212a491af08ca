"""Questions in plain words: who, when, where, how many, what somebody said, what happened, is there news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.reader import latest
from bot.handlers.reader.follows import person_card
from bot.handlers.reader.share import address
from bot.handlers.responder import open_page, show
from bot.handlers.responding.prepared_page import may_switch
from bot.services.questions.answer import AnswerKind
from bot.services.questions.find import Finder
from bot.store.daily_counts import FRUITLESS_SEARCH, SEARCH
from bot.store.story_cache import StorySnapshot
from bot.text.query_parser import Query
from bot.text.questions.parsed_question import Kind as QuestionKind
from bot.text.questions.parser import read, topic
from bot.text.questions.small_talk import SmallTalk
from bot.views import about
from bot.views import answer as pages
from bot.views.callback_data import PageLink, Section
from bot.views.reader_context import ReaderContext
from bot.views.recipes import making
from bot.views.recipes.recipe import Kind
from bot.views.search_results import Item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.context import AppContext, ChatContext
    from bot.model import Story
    from bot.services.questions.answer import Answer
    from bot.text.questions.parsed_question import Question

_SECTIONS = {
    "cover": Section.COVER,
    "summary": Section.SUMMARY,
    "quotes": Section.QUOTES,
    "timeline": Section.TIMELINE,
    "people": Section.PEOPLE,
    "sources": Section.SOURCES,
}


async def answer(app: AppContext, chat: ChatContext, typed: str) -> bool:
    """Answer typed words if they are a question that stories may answer, or small talk. Return whether they were."""
    question = read(typed)
    if question is None:
        return False
    snapshot = await app.story_cache.stories()
    if not (snapshot.stories or question.talk):
        return False
    reply = await Finder(app.database, app.vocabulary, snapshot, chat.current).answer(question)
    if question.kind is not QuestionKind.SMALL_TALK:
        is_fruitless = reply.kind is AnswerKind.NOT_TOLD and not reply.items
        for name in (SEARCH, *((FRUITLESS_SEARCH,) if is_fruitless else ())):
            app.write_behind.counts.note(name, app.now(), chat.preferences.language.value)
    current = snapshot.by_number.get(chat.current or 0, snapshot.stories[0]) if snapshot.stories else None
    await _show(app, chat, question, reply, current)
    return True


async def answer_topic(app: AppContext, chat: ChatContext, typed: str, shown: Sequence[Item]) -> bool:
    """Show what the stories that a search has shown have on words that ask nothing. Return whether they have it."""
    stories = {item.story.number: item.story for item in shown}
    if not stories:
        return False
    question = topic(typed)
    snapshot = StorySnapshot(tuple(stories.values()), stories, {story.slug: story for story in stories.values()})
    reply = await Finder(app.database, app.vocabulary, snapshot, chat.current).answer_topic(question)
    if reply.kind is not AnswerKind.SEVERAL:
        return False
    app.write_behind.counts.note(SEARCH, app.now(), chat.preferences.language.value)
    await _show(app, chat, question, reply, None)
    return True


async def show_person(app: AppContext, chat: ChatContext, story: Story, person_id: str, typed: str) -> None:
    """Show the card of a person or organisation, as to who asks who that is."""
    item = Item(story, "people", person_id, chat.preferences.language)
    await _show_item(app, chat, (item,), Query(typed, ()))


async def _show_item(
    app: AppContext, chat: ChatContext, items: tuple[Item, ...], query: Query, read_as: str | None = None
) -> None:
    reader = ReaderContext(app.words_for(chat.preferences), chat.preferences, app.now())
    page = pages.answer(items, query, reader, address(app), read_as, inline=app.has_inline_mode)
    recipe = making.of_answer(Kind.ANSWER, items, query, read_as)
    await show(app, chat, await person_card.with_follow_button(app, chat, page, items[0]), recipe=recipe)


async def _show(app: AppContext, chat: ChatContext, question: Question, reply: Answer, current: Story | None) -> None:
    reader = ReaderContext(app.words_for(chat.preferences), chat.preferences, app.now())
    query = Query(reply.read or question.text, question.all_words)
    items = tuple(Item(item.story, item.part, item.item, reader.language) for item in reply.items)
    match reply.kind:
        case AnswerKind.NEWS:
            await latest.show_news(app, chat, reply.story.slug if reply.story else "")
        case AnswerKind.SECTION if reply.story:
            section = _SECTIONS[reply.section or "summary"]
            speaker = reply.person.id if reply.person else None
            await open_page(app, chat, PageLink(reply.story.number, section, reader.language, speaker=speaker))
        case AnswerKind.SMALL_TALK if reply.talk is SmallTalk.HELP:
            await show(app, chat, about.usage(reader.words))
        case AnswerKind.SMALL_TALK:
            followed = await app.chat_cache.follows(chat.chat_id, current.number) if current else False
            inline = may_switch(app, chat)
            page = pages.small_talk(str(reply.talk), current, reader, followed=followed, inline=inline)
            await show(app, chat, page)
        case AnswerKind.ITEM:
            await _show_item(app, chat, items, query, reply.read)
        case AnswerKind.NO_WORDS if reply.person:
            page = pages.no_words(reply.person, items, query, reader, reply.read)
            person = (reply.story.number, reply.person.id) if reply.story else None
            recipe = making.of_answer(Kind.NO_WORDS, items, query, reply.read, person)
            if reply.story:
                own = Item(reply.story, "people", reply.person.id, reader.language)
                page = await person_card.with_follow_button(app, chat, page, own)
            await show(app, chat, page, recipe=recipe)
        case AnswerKind.SEVERAL:
            recipe = making.of_answer(Kind.SEVERAL, items, query)
            await show(app, chat, pages.several(items, query, reader), recipe=recipe)
        case _:
            recipe = making.of_answer(Kind.NOT_TOLD, items, query)
            await show(app, chat, pages.not_told(items, query, reader), recipe=recipe)
