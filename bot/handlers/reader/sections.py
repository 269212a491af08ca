"""Readers' commands for stories and static pages, and their plain words."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.handlers.context import resolve_chat
from bot.handlers.reader import (
    chat_settings,
    corrections_today,
    language_forget,
    latest,
    plain_question,
    search,
    subscribe,
)
from bot.handlers.reader.argument_parser import Match, resolve
from bot.handlers.reader.follows import commands as follow_commands
from bot.handlers.reader.pictures import card
from bot.handlers.reader.registry import router
from bot.handlers.reader.typed import item_ids, section_of_story
from bot.handlers.reader.typed.typed_names import EDGES, NAME_WORDS, command, is_search, is_topic, named_section
from bot.handlers.responder import open_page, preferred_format, show
from bot.handlers.responding.prepared_page import may_switch
from bot.i18n.catalogue import folded_names
from bot.text.normalize import fold
from bot.text.query_parser import is_narrowing
from bot.text.questions import addressed
from bot.views import about, lists, privacy, section_page
from bot.views.callback_data import PageLink, Section

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Message, Update

    from bot.handlers.callback import ReaderCallback
    from bot.handlers.context import AppContext, ChatContext, HandlerContext
    from bot.i18n.catalogue import Translator
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
    await section_of_story.ask(context.app, chat, SECTIONS[command(update)], " ".join(context.args or ()))


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


async def free_text(update: Update, context: HandlerContext) -> None:
    """Handle plain words in private, where a mention of the bot says nothing."""
    typed = (update.message.text or update.message.caption or "") if update.message else ""
    await plain_words(update, context, addressed.without_mention(typed, context.app.bot.username))


def words_for_bot(message: Message, username: str) -> str | None:
    """Return what a message in a group, or its caption, asks of the bot; None if it is for others, or was forwarded."""
    typed = message.text or message.caption
    if not typed or typed.startswith("/") or message.forward_origin:
        return None
    replied = message.reply_to_message.from_user if message.reply_to_message else None
    return addressed.words_for_bot(typed, replied.username if replied else None, username)


async def stateless_words(app: AppContext, chat: ChatContext, typed: str) -> None:
    """Answer words that leave nothing behind; without any, by the cover of the story that comes first.

    Those of a guest, of whose chat nothing is known, and of a deep link: neither follows a story nor sets anything, but
    shows what can be chosen.
    """
    snapshot, parts = await app.story_cache.stories(), typed.lstrip("/").split()
    if not parts and snapshot.stories:
        await open_page(app, chat, PageLink(snapshot.stories[0].number, Section.COVER, chat.preferences.language))
        return
    name = parts[0] if parts and typed.startswith("/") else ""
    if name in TOPICS and name not in CHAT_TOPICS:
        await TOPICS[name](app, chat, " ".join(parts[1:]))
        return
    typed = typed.lstrip("/")
    if topic := topic_handler(typed):
        await topic(app, chat, "")
        return
    for cut in range(min(len(parts), NAME_WORDS), 0, -1):
        if await _named_words(app, chat, parts, cut, typed):
            return
    if chat.guest is not None and snapshot.stories:  # who has one message is shown the story, not where its name stands
        meaning = resolve(typed, Section.COVER, snapshot.stories, snapshot.stories[0])
        if isinstance(meaning, Match):
            await section_of_story.answer(app, chat, Section.COVER, meaning)
            return
    await _ask_or_search(app, chat, typed)


async def plain_words(update: Update, context: HandlerContext, typed: str) -> None:
    """Answer words: a section's name, alone or before its arguments; a question; else a search."""
    app, chat = context.app, await resolve_chat(update, context.app)
    parts = typed.lstrip("/").split()  # Telegram allows only Latin letters in commands, but people type Arabic ones
    if topic := topic_handler(typed) if typed.strip() else greet:
        await topic(app, chat, "")
        return
    if await language_forget.chosen_by_name(update, app, chat.openly(), EDGES.sub("", typed)):
        return
    for cut in range(min(len(parts), NAME_WORDS), 0, -1):
        name, rest = EDGES.sub("", " ".join(parts[:cut])), " ".join(parts[cut:])
        if following := follow_commands.named(name) or await subscribe.named_command(app, chat, name, rest):
            await following(update, context, rest)
            return
        if cut < len(parts) and is_topic(" ".join(parts[:cut]), ("zone",)):
            await chat_settings.set_typed(update, app, chat, " ".join(parts[cut:]))
            return
        if await _named_words(app, chat, parts, cut, typed):
            return
    # A group is not told of every command because a search found nothing.
    await _ask_or_search(
        app, chat, typed, otherwise=about.usage(app.words_for(chat.preferences)) if chat.private else None
    )


async def _ask_or_search(app: AppContext, chat: ChatContext, typed: str, otherwise: Document | None = None) -> None:
    snapshot = await app.story_cache.stories() if item_ids.read(typed) else None
    if (
        snapshot
        and snapshot.stories
        and await item_ids.open_item(app, chat, typed, section_of_story.current_story(chat, snapshot))
    ):
        return
    if is_narrowing(typed) or not await plain_question.answer(app, chat, typed):
        await search.answer(app, chat, typed, otherwise=otherwise, is_topic=True)


async def _named_words(app: AppContext, chat: ChatContext, parts: list[str], cut: int, typed: str) -> bool:
    """Answer words of which the first `cut` name a section, or the search. Return whether they do."""
    name, rest = " ".join(parts[:cut]), " ".join(parts[cut:])
    if (section := named_section(name)) is not None:
        await section_of_story.ask(app, chat, section, rest, typed)
        return True
    if is_search(name):
        await search.answer(app, chat, rest)
        return True
    if rest and is_topic(name, ("card",)):
        await card.answer(app, chat, rest)
        return True
    return False
