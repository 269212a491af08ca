"""`/start`: a greeting, or what a deep link's payload names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.context import resolve_chat
from bot.handlers.reader import search, sections, subscribe
from bot.handlers.reader.argument_parser import Match, NoMatch
from bot.handlers.reader.follows import commands as follow_commands
from bot.handlers.reader.typed import section_of_story
from bot.handlers.responder import open_page, show
from bot.services.search import saved
from bot.views import about
from bot.views.callback_data import Section, read_payload
from bot.views.start_payload import read_saved, read_search

if TYPE_CHECKING:
    from telegram import Update

    from bot.handlers.context import HandlerContext


async def start(update: Update, context: HandlerContext) -> None:
    """Handle `/start`: a greeting; with a payload, the story, page or words that it names."""
    app, chat = context.app, await resolve_chat(update, context.app)
    await subscribe.wake(app, chat)
    payload = context.args[0] if context.args else ""
    if not payload:
        await sections.greet(app, chat)
    elif link := read_payload(payload):
        await open_page(app, chat, replace(link, language=chat.preferences.language))
    elif (words := read_search(payload)) is not None:
        await _words(update, context, words)
    elif (number := read_saved(payload)) is not None:
        asked = await saved(app.database, chat.chat_id, number)
        notice = about.notice(app.words_for(chat.preferences), "say.asked_by_another")
        await (sections.stateless_words(app, chat, asked) if asked else show(app, chat, notice))
    else:
        story = (await app.story_cache.stories()).by_slug.get(payload.lower())
        await section_of_story.answer(app, chat, Section.COVER, Match(story) if story else NoMatch(payload))


async def _words(update: Update, context: HandlerContext, words: str) -> None:
    """Answer the words of a link; those that would follow or mute something show what is followed, and no more."""
    app, chat = context.app, await resolve_chat(update, context.app)
    if not words:
        await search.answer(app, chat, words)
    elif follow_commands.begins_with(words):
        await follow_commands.listing(update, context, "")
    else:
        await sections.stateless_words(app, chat, words)
