"""`/corrections` and `/today`: corrections of the stories, and what happened on one day of the year."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.context import resolve_chat
from bot.handlers.reader.argument_parser import naming
from bot.handlers.reader.registry import router
from bot.handlers.responder import show
from bot.text.dates.date_parser import read_day
from bot.views import anniversaries, lists
from bot.views import corrections as pages
from bot.views.reader_context import ReaderContext
from bot.views.recipes import making

if TYPE_CHECKING:
    from telegram import Update

    from bot.handlers.callback import ReaderCallback
    from bot.handlers.context import AppContext, ChatContext, HandlerContext
    from bot.views.callback_data import ReaderLink
    from bot.views.document import Document


@router.command("corrections", is_question=True)
async def corrections(update: Update, context: HandlerContext) -> None:
    """Handle `/corrections`, of all stories or of the named one."""
    app, chat = context.app, await resolve_chat(update, context.app)
    await show_corrections(app, chat, " ".join(context.args or ()))


async def show_corrections(app: AppContext, chat: ChatContext, typed: str) -> None:
    """Show the corrections of all stories, or of the one that the typed words name."""
    all_stories, reader = (await app.story_cache.stories()).stories, _reader_context(app, chat)
    named = naming(typed, all_stories) if typed else []
    document: Document
    recipe = None
    if typed and not named:
        document = lists.unmatched(typed, all_stories, reader.words, chat.preferences)
    elif len(named) > 1:
        document = pages.choice(typed, named, reader)
    else:
        document = pages.page(all_stories, named[0] if named else None, None, reader)
        recipe = making.of_corrections(all_stories, named[0] if named else None, None)
    await show(app, chat, document, recipe=recipe)


@router.callback("corrected")
async def corrections_page(callback: ReaderCallback, link: ReaderLink) -> None:
    """Handle a button of the list of corrections: another page, or one story's."""
    await callback.answer()
    snapshot = await callback.app.story_cache.stories()
    story = snapshot.by_number.get(link.number or 0)
    start = (link.start, link.value) if link.start and link.value else None
    reader = _reader_context(callback.app, _in_link_language(callback.chat, link))
    document = pages.page(snapshot.stories, story, start, reader)
    recipe = making.of_corrections(snapshot.stories, story, start)
    await show(callback.app, callback.chat, document, callback.message_id, recipe=recipe)


@router.command("today", is_question=True)
async def today(update: Update, context: HandlerContext) -> None:
    """Handle `/today`, or another day of the year."""
    app, chat = context.app, await resolve_chat(update, context.app)
    await show_anniversaries(app, chat, " ".join(context.args or ()))


async def show_anniversaries(app: AppContext, chat: ChatContext, typed: str) -> None:
    """Show what happened today in other years, or on the day that the typed words mean."""
    reader = _reader_context(app, chat)
    span = read_day(typed, reader.today) if typed else None
    day = span.first if span and span.first == span.last else reader.today
    snapshot = await app.story_cache.stories()
    recipe = making.of_day(snapshot.stories, f"{day:%m-%d}", 0)
    is_read = not typed or bool(span and day == span.last)
    document = anniversaries.page(snapshot.stories, day, 0, reader, unread=None if is_read else typed)
    await show(app, chat, document, recipe=recipe)


@router.callback("today")
async def anniversaries_page(callback: ReaderCallback, link: ReaderLink) -> None:
    """Handle a button of `/today`: another day in place, or the rest of a day as a new message."""
    await callback.answer()
    reader = _reader_context(callback.app, _in_link_language(callback.chat, link))
    day = anniversaries.read_yearly(link.value or "") or reader.today
    snapshot = await callback.app.story_cache.stories()
    document = anniversaries.page(snapshot.stories, day, link.start or 0, reader)
    recipe = making.of_day(snapshot.stories, f"{day:%m-%d}", link.start or 0)
    message_id = None if link.start else callback.message_id
    await show(callback.app, callback.chat, document, message_id, recipe=recipe)


def _reader_context(app: AppContext, chat: ChatContext) -> ReaderContext:
    return ReaderContext(app.words_for(chat.preferences), chat.preferences, app.now())


def _in_link_language(chat: ChatContext, link: ReaderLink) -> ChatContext:
    """Return the chat in the button's language."""
    return replace(chat, preferences=replace(chat.preferences, language=link.language))
