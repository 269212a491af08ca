"""Words that are typed without a command: a section's name, a question, else a search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.context import resolve_chat
from bot.handlers.reader import chat_settings, language_forget, plain_question, search, sections, subscribe
from bot.handlers.reader.argument_parser import Match, resolve
from bot.handlers.reader.follows import commands as follow_commands
from bot.handlers.reader.pictures import card
from bot.handlers.reader.typed import item_ids
from bot.handlers.reader.typed.typed_names import EDGES, NAME_WORDS, is_search, is_topic, named_section
from bot.handlers.responder import open_page
from bot.text.query_parser import is_narrowing
from bot.text.questions import addressed
from bot.views import about
from bot.views.callback_data import PageLink, Section

if TYPE_CHECKING:
    from telegram import Message, Update

    from bot.handlers.context import AppContext, ChatContext, HandlerContext
    from bot.views.document import Document


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
    if name in sections.TOPICS and name not in sections.CHAT_TOPICS:
        await sections.TOPICS[name](app, chat, " ".join(parts[1:]))
        return
    typed = typed.lstrip("/")
    if topic := sections.topic_handler(typed):
        await topic(app, chat, "")
        return
    for cut in range(min(len(parts), NAME_WORDS), 0, -1):
        if await _named_words(app, chat, parts, cut, typed):
            return
    if chat.guest is not None and snapshot.stories:  # who has one message is shown the story, not where its name stands
        meaning = resolve(typed, Section.COVER, snapshot.stories, snapshot.stories[0])
        if isinstance(meaning, Match):
            await sections.answer(app, chat, Section.COVER, meaning)
            return
    await _ask_or_search(app, chat, typed)


async def plain_words(update: Update, context: HandlerContext, typed: str) -> None:
    """Answer words: a section's name, alone or before its arguments; a question; else a search."""
    app, chat = context.app, await resolve_chat(update, context.app)
    parts = typed.lstrip("/").split()  # Telegram allows only Latin letters in commands, but people type Arabic ones
    if topic := sections.topic_handler(typed) if parts else sections.greet:
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
        and await item_ids.open_item(app, chat, typed, sections.current_story(chat, snapshot))
    ):
        return
    if is_narrowing(typed) or not await plain_question.answer(app, chat, typed):
        await search.answer(app, chat, typed, otherwise=otherwise, is_topic=True)


async def _named_words(app: AppContext, chat: ChatContext, parts: list[str], cut: int, typed: str) -> bool:
    """Answer words of which the first `cut` name a section, or the search. Return whether they do."""
    name, rest = " ".join(parts[:cut]), " ".join(parts[cut:])
    if (section := named_section(name)) is not None:
        await sections.ask(app, chat, section, rest, typed)
        return True
    if is_search(name):
        await search.answer(app, chat, rest)
        return True
    if rest and is_topic(name, ("card",)):
        await card.answer(app, chat, rest)
        return True
    return False
