"""Searching: `/search`, and what is asked in plain words."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.handlers.opening import show
from bot.handlers.services import asker
from bot.i18n import queries
from bot.i18n.stems import tokens
from bot.pages import about
from bot.pages.found import PAGE, Item, Kept, Results, found, usage
from bot.pages.voice import Voice
from bot.store import queries as kept
from bot.store import search as searches
from bot.story.findable import find

if TYPE_CHECKING:
    from telegram import Update

    from bot.document import Document
    from bot.handlers.services import Asker, Context, Services
    from bot.handlers.tapping import Tap
    from bot.i18n.queries import Query
    from bot.links import ReaderLink

_NEAR = 3  # spellings that are offered


async def search(update: Update, context: Context) -> None:
    """`/search`, with what to look for; without it, how to."""
    services, who = context.services, await asker(update, context.services)
    await answer(services, who, " ".join(context.args or ()))


async def answer(services: Services, who: Asker, typed: str, *, otherwise: Document | None = None) -> None:
    """What `typed` finds, as a new message; where it asks for nothing, `otherwise` or how to search.

    Where it finds nothing, nor anything spelt like it, `otherwise` is shown as well.
    """
    voice = Voice(services.told(who.preferences), who.preferences, services.now())
    query = queries.read(typed, voice.today)
    if query.is_empty and not query.unread:
        await show(services, who, otherwise or usage(voice))
        return
    results = await _look(services, who, query, voice)
    page = found(results, voice)
    if otherwise and not results.items and not results.instead:
        page = replace(otherwise, blocks=(page.blocks[0], *otherwise.blocks))
    await show(services, who, page)


async def more(tap: Tap, link: ReaderLink) -> None:
    """The page of a kept search that a button leads to; that it is no longer kept."""
    services = tap.services
    preferences = replace(tap.who.preferences, language=link.language)
    voice = Voice(services.told(preferences), preferences, services.now())
    async with services.database.read() as conn:
        text = await kept.get(conn, tap.who.chat_id, link.number or 0)
    await tap.answer()
    if text is None:
        await show(services, tap.who, about.notice(voice.words, "say.search_gone"))
        return
    results = await _look(services, tap.who, queries.read(text, voice.today), voice, link.start or 0)
    await show(services, tap.who, found(results, voice), tap.message_id)


async def _look(services: Services, who: Asker, query: Query, voice: Voice, start: int = 0) -> Results:
    met = await services.database.look(lambda conn: searches.find(conn, query, voice.language, PAGE, start))
    shelved = await services.shelf.stories()
    items = tuple(
        Item(story, hit.part, hit.item, hit.language)
        for hit in met.hits
        if (story := shelved.by_number.get(hit.story)) and find(story.dossier, hit.part, hit.item)
    )
    instead = () if met.whole or start else await _respell(services, query, voice)
    texts = (*instead, *([query.text] if met.more or start else []))
    numbers = await _keep(services, who, texts)
    offered = tuple(Kept(numbers[text], text) for text in instead)
    own = Kept(numbers[query.text], query.text) if query.text in numbers else None
    return Results(query, items, start, met.more, met.whole, offered, own)


async def _keep(services: Services, who: Asker, texts: tuple[str, ...]) -> dict[str, int]:
    if not texts:
        return {}
    async with services.database.write() as conn:
        return {text: await kept.keep(conn, who.chat_id, text, services.now()) for text in texts}


async def _respell(services: Services, query: Query, voice: Voice) -> tuple[str, ...]:
    """The search with the words that stand nowhere spelled as those that do: the likeliest first."""
    near = {word: found for word, found in (await services.lexicon.near(query.every, _NEAR)).items() if found}
    likeliest = {word: found[0] for word, found in near.items()}
    choices = [likeliest, *({**likeliest, word: other} for word, found in near.items() for other in found[1:])]
    if not near:
        return ()
    printed = {word: await _printed(services, word, voice) for found in near.values() for word in found}
    told = [queries.respell(query.text, {word: printed[one] for word, one in choice.items()}) for choice in choices]
    return tuple(dict.fromkeys(told))[:_NEAR]


async def _printed(services: Services, words: str, voice: Voice) -> str:
    """Folded words as they are printed where they stand, with their hamzas and capitals."""
    shelved = await services.shelf.stories()
    told = []
    for word in words.split():
        only = partial(searches.find, query=queries.Query(word, (word,)), language=voice.language, limit=1)
        (hit, *_) = (await services.database.look(only)).hits or (None,)
        story = shelved.by_number.get(hit.story) if hit else None
        one = find(story.dossier, hit.part, hit.item) if story and hit else None
        texts = (*one.told(hit.language), *one.names, *one.speaker) if one and hit else ()
        told.append(next((text[t.start : t.end] for text in texts for t in tokens(text) if t.word == word), word))
    return " ".join(told)
