"""`/search`, and questions in plain words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.context import resolve_chat
from bot.handlers.reader import plain_question
from bot.handlers.reader.registry import router
from bot.handlers.responder import show
from bot.model.search_fields import find
from bot.services import search as searches
from bot.store.daily_counts import FRUITLESS_SEARCH, SEARCH
from bot.text import query_parser
from bot.views import about
from bot.views.reader_context import ReaderContext
from bot.views.recipes import making
from bot.views.search_results import PAGE, Item, Results, SavedSearch, search_results, usage

if TYPE_CHECKING:
    from telegram import Update

    from bot.handlers.callback import ReaderCallback
    from bot.handlers.context import AppContext, ChatContext, HandlerContext
    from bot.text.query_parser import Query
    from bot.views.callback_data import ReaderLink
    from bot.views.document import Document

_NEAR = 3  # suggested spellings


@router.command("search", is_question=True)
async def search(update: Update, context: HandlerContext) -> None:
    """Handle `/search`: results, or without words how to search."""
    app, chat = context.app, await resolve_chat(update, context.app)
    await answer(app, chat, " ".join(context.args or ()))


async def answer(
    app: AppContext, chat: ChatContext, typed: str, *, otherwise: Document | None = None, is_topic: bool = False
) -> None:
    """Send the results of a search; without anything to search for, `otherwise` or how to search.

    Of a topic that no text has in these words, what is told of it in others comes first.

    Where nothing matches, nor anything spelt like it, `otherwise` is appended.
    """
    reader = ReaderContext(app.words_for(chat.preferences), chat.preferences, app.now())
    query = query_parser.read(typed, reader.today)
    if query.is_empty:
        is_faulty = query.unread or query.lacking
        await show(app, chat, usage(reader, query) if is_faulty else otherwise or usage(reader))
        return
    results = await _find(app, chat, query, reader)
    if is_topic and not results.whole and await plain_question.answer_topic(app, chat, typed, results.items):
        return
    for name in (SEARCH, *(() if results.items else (FRUITLESS_SEARCH,))):
        app.write_behind.counts.note(name, app.now(), chat.preferences.language.value)
    page = search_results(results, reader)
    if otherwise and not results.items and not results.instead:
        page = replace(otherwise, blocks=(page.blocks[0], *otherwise.blocks))
    await show(app, chat, page, recipe=making.of_search(results))


@router.callback("more")
async def more(callback: ReaderCallback, link: ReaderLink) -> None:
    """Handle a button of a saved search: one page of its results, or that it is no longer kept."""
    app = callback.app
    preferences = replace(callback.chat.preferences, language=link.language)
    reader = ReaderContext(app.words_for(preferences), preferences, app.now())
    text = await searches.saved(app.database, callback.chat.chat_id, link.number or 0)
    await callback.answer()
    if text is None:
        await show(app, callback.chat, about.notice(reader.words, "say.search_gone"))
        return
    results = await _find(app, callback.chat, query_parser.read(text, reader.today), reader, link.start or 0)
    document = search_results(results, reader)
    await show(app, callback.chat, document, callback.message_id, recipe=making.of_search(results))


async def _find(app: AppContext, chat: ChatContext, query: Query, reader: ReaderContext, start: int = 0) -> Results:
    hits = await searches.find(app.database, query, reader.language, PAGE, start)
    snapshot = await app.story_cache.stories()
    items = tuple(
        Item(story, hit.part, hit.item, hit.language)
        for hit in hits.hits
        if (story := snapshot.by_number.get(hit.story)) and find(story.dossier, hit.part, hit.item)
    )
    instead = () if hits.whole or start else await _respell(app, query)
    if chat.guest is not None:  # whose one message has no buttons that search on
        return Results(query, items, start, whole=hits.whole)
    texts = (*instead, *([query.text] if hits.more or start else []))
    numbers = await searches.save(app.database, chat.chat_id, texts, app.now())
    offered = tuple(SavedSearch(numbers[text], text) for text in instead)
    own = SavedSearch(numbers[query.text], query.text) if query.text in numbers else None
    return Results(query, items, start, hits.more, hits.whole, offered, own)


async def _respell(app: AppContext, query: Query) -> tuple[str, ...]:
    """Return the search with unknown words replaced by suggestions, as stories print them, the likeliest first."""
    unknown = tuple(word for word in query.all_words if word not in query_parser.STOP_WORDS)
    suggestions = {word: near for word, near in (await app.vocabulary.near(unknown, _NEAR)).items() if near}
    if not suggestions:
        return ()
    likeliest = {word: near[0] for word, near in suggestions.items()}
    choices = [likeliest, *({**likeliest, word: other} for word, near in suggestions.items() for other in near[1:])]
    texts = [
        query_parser.respell(query.text, {word: app.vocabulary.printed(near) for word, near in choice.items()})
        for choice in choices
    ]
    return tuple(dict.fromkeys(texts))[:_NEAR]
