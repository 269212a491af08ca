"""`/card`, and the button for a picture: of a quotation, an event, a timeline or a story."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors.pictures import PicturesUnavailable
from bot.handlers.context import message_of, resolve_chat
from bot.handlers.reader.argument_parser import Ambiguous, Match, NoMatch, resolve
from bot.handlers.reader.registry import router
from bot.handlers.reader.typed import item_ids
from bot.handlers.responder import respond, show
from bot.handlers.responding.picture_responder import send_item_picture
from bot.handlers.responding.prepared_page import prepare
from bot.services.pictures.pictures import missing_libraries
from bot.text.normalize import ascii_digits
from bot.views import lists
from bot.views.callback_data import PageLink, Section, read_payload
from bot.views.document import Document, Paragraph, Run
from bot.views.pictures import compose, picture_menu
from bot.views.recipes import making

if TYPE_CHECKING:
    from telegram import Update

    from bot.handlers.callback import ReaderCallback
    from bot.handlers.context import AppContext, ChatContext, HandlerContext
    from bot.model import Story
    from bot.views.callback_data import ReaderLink


@router.command("card", is_question=True)
async def card(update: Update, context: HandlerContext) -> None:
    """Handle `/card`: of an item by its id or number, of a speaker, of the message replied to; else show the choice."""
    app, chat = context.app, await resolve_chat(update, context.app)
    await answer(app, chat, " ".join(context.args or ()), _replied(update, app))


async def answer(app: AppContext, chat: ChatContext, typed: str, replied: PageLink | None = None) -> None:
    """Send the picture that is typed or replied to, or ask which."""
    snapshot = await app.story_cache.stories()
    if not app.pictures.are_available:
        words = app.words_for(chat.preferences)
        await _say(app, chat, words.text(PicturesUnavailable.key, missing=", ".join(missing_libraries())))
        return
    if not snapshot.stories:
        await show(app, chat, lists.none(app.words_for(chat.preferences)))
        return
    current = snapshot.by_number.get((replied and replied.story) or chat.current or 0, snapshot.stories[0])
    item = _item(current, typed.strip().lower(), replied)
    if item and await send_item_picture(app, chat, current, item):
        return
    if await item_ids.tell_withdrawn(app, chat, current, item or item_ids.read(typed)):
        return
    await _resolve(app, chat, typed, current)


async def _resolve(app: AppContext, chat: ChatContext, typed: str, current: Story) -> None:
    """Take words for a speaker or a story, as `/quotes` does."""
    stories, words, preferences = (
        (await app.story_cache.stories()).stories,
        app.words_for(chat.preferences),
        chat.preferences,
    )
    match resolve(typed, Section.QUOTES, stories, current):
        case Match(story, speaker):
            await _offer(app, chat, story, speaker)
        case Ambiguous(asked, choices):
            pages = [
                PageLink(match.story.number, Section.QUOTES, words.language, speaker=match.speaker) for match in choices
            ]
            links = [(match.story, page) for match, page in zip(choices, pages, strict=True)]
            await show(app, chat, lists.choice(asked, links, words, preferences))
        case NoMatch(asked):
            is_id = item_ids.read(asked) is not None
            await show(app, chat, lists.unmatched(asked, stories, words, preferences, Section.QUOTES, is_id=is_id))


@router.callback(picture_menu.VERB)
async def picture_button(callback: ReaderCallback, link: ReaderLink) -> None:
    """Send the picture of an item or of the story as a new message; show what there is instead if it is gone."""
    story = (await callback.app.story_cache.stories()).by_number.get(link.number or 0)
    chat = _in_language(callback.chat, link)
    if story is not None and compose.find(story, link.value) is not None:
        await callback.answer()
        await send_item_picture(callback.app, chat, story, link.value)
        return
    page = await prepare(callback.app, chat, PageLink(link.number or 0, Section.COVER, link.language, link.value))
    await callback.answer(callback.app.translators[link.language].text(page.notice) if page.notice else None)
    await respond(callback.app, chat, page)


@router.callback(picture_menu.MENU_VERB)
async def menu_button(callback: ReaderCallback, link: ReaderLink) -> None:
    """Show another part of the choice."""
    await callback.answer()
    stories = await callback.app.story_cache.stories()
    chat, story = _in_language(callback.chat, link), stories.by_number.get(link.number or 0)
    words = callback.app.words_for(chat.preferences)
    if story is None:
        document = lists.stories(stories.stories, None, words, chat.preferences, callback.app.now())
        await show(callback.app, callback.chat, document, callback.message_id)
        return
    start = link.start or 1
    document = picture_menu.choice(story, picture_menu.items(story), words, chat.preferences, start)
    await show(callback.app, chat, document, callback.message_id, recipe=making.of_pictures(story, None, start))


def _item(story: Story, typed: str, replied: PageLink | None) -> str | None:
    """Return the item that is meant: by its id, its number in the choice, or a message replied to."""
    if not typed and replied:
        return replied.item
    if compose.find(story, typed or None) is not None:
        return typed or None
    number, ids = ascii_digits(typed), picture_menu.items(story)
    return ids[int(number) - 1] if number.isdecimal() and 1 <= int(number[:6]) <= len(ids) else None


async def _offer(app: AppContext, chat: ChatContext, story: Story, speaker: str | None) -> None:
    """Send the only picture of a speaker, or ask which."""
    ids = picture_menu.items(story, speaker)
    if speaker and len(ids) == 1:
        await send_item_picture(app, chat, story, ids[0])
    else:
        words = app.words_for(chat.preferences)
        document = picture_menu.choice(story, ids, words, chat.preferences)
        await show(app, chat, document, recipe=making.of_pictures(story, speaker))


def _replied(update: Update, app: AppContext) -> PageLink | None:
    """Return the page that the message replied to leads to, by the deep link in it."""
    message = message_of(update)
    replied = message.reply_to_message if message else None
    if replied is None or replied.from_user is None or replied.from_user.id != app.bot.id:
        return None
    begin = f"https://t.me/{app.bot.username}?start="
    entities = (*(replied.entities or ()), *(replied.caption_entities or ()))
    urls = [url for entity in entities if (url := entity.url) and url.startswith(begin)]
    return next((link for url in urls if (link := read_payload(url.removeprefix(begin)))), None)


def _in_language(chat: ChatContext, link: ReaderLink) -> ChatContext:
    return replace(chat, preferences=replace(chat.preferences, language=link.language))


async def _say(app: AppContext, chat: ChatContext, text: str) -> None:
    await show(app, chat, Document(chat.preferences.language, (Paragraph((Run(text),)),)))
