"""`/follow`, `/unfollow`, `/follows`, `/mute` and `/unmute`, and the words that stand for them; in groups by admins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import Problem
from bot.handlers.context import resolve_chat
from bot.handlers.reader import language_forget, subscribe
from bot.handlers.reader.argument_parser import naming
from bot.handlers.reader.follows import schedule_words
from bot.handlers.reader.registry import router
from bot.handlers.reader.typed.typed_names import EDGES, NAME_WORDS
from bot.handlers.responder import show
from bot.i18n.catalogue import folded_names
from bot.services.follows import requests
from bot.services.follows.naming import Namesakes, read, word_topic
from bot.store.topics import NewTopic, TopicKind
from bot.text.normalize import fold
from bot.views.follow_pages import Followed, FollowPages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telegram import Update

    from bot.handlers.context import AppContext, ChatContext, HandlerContext
    from bot.model import Story
    from bot.services.follows.requests import FollowState

Handler = Callable[["Update", "HandlerContext", str], Awaitable[None]]


@router.command("follow")
async def follow_command(update: Update, context: HandlerContext) -> None:
    """Handle `/follow`: follow what is named in all stories; without a name, list what is followed."""
    await follow(update, context, _typed(context))


@router.command("unfollow")
async def unfollow_command(update: Update, context: HandlerContext) -> None:
    """Handle `/unfollow`: end following what is named, a story too; without a name, list what is followed."""
    await unfollow(update, context, _typed(context))


@router.command("follows")
async def follows_command(update: Update, context: HandlerContext) -> None:
    """Handle `/follows`: list what is followed and muted."""
    await listing(update, context, "")


@router.command("mute")
async def mute_command(update: Update, context: HandlerContext) -> None:
    """Handle `/mute`: send nothing because of what is named; without a name, list what is muted."""
    await mute(update, context, _typed(context))


@router.command("unmute")
async def unmute_command(update: Update, context: HandlerContext) -> None:
    """Handle `/unmute`: end muting what is named."""
    await unmute(update, context, _typed(context))


async def follow(update: Update, context: HandlerContext, typed: str) -> None:
    """Follow what is named: a person, a place or a word in all stories; a story, if it is named in full."""
    app, chat = context.app, (await resolve_chat(update, context.app)).openly()
    stories = (await app.story_cache.stories()).stories
    if not typed.strip():
        await listing(update, context, typed)
        return
    if schedule_words.is_choice(typed) or _is_story(typed, stories):
        await subscribe.begin(update, context, typed)
        return
    if not await language_forget.is_allowed(app, chat, update.message):
        await language_forget.refuse(app, chat)
        return
    named, pages = read(typed, stories), pages_for(app, chat)
    if problem := next((part for part in named if isinstance(part, Problem)), None):
        await _refuse(app, chat, problem)
        return
    for several in (part for part in named if isinstance(part, Namesakes)):
        await show(app, chat, pages.choice(several.typed, several.people))
    topics = [await _as_printed(app, part) for part in named if isinstance(part, NewTopic)]
    if topics and (state := await _put(update, app, chat, topics, muted=False)):
        await show(app, chat, pages.begun(topics, naming(typed, stories), unmuted=state.turned))


async def mute(update: Update, context: HandlerContext, typed: str) -> None:
    """Mute what is named."""
    app, chat = context.app, (await resolve_chat(update, context.app)).openly()
    if not typed.strip():
        await listing(update, context, typed)
        return
    if not await language_forget.is_allowed(app, chat, update.message):
        await language_forget.refuse(app, chat)
        return
    stories = (await app.story_cache.stories()).stories
    # Of several people of a name all are muted: by the word.
    named = [word_topic(part.typed, stories) if isinstance(part, Namesakes) else part for part in read(typed, stories)]
    if problem := next((part for part in named if isinstance(part, Problem)), None):
        await _refuse(app, chat, problem)
        return
    topics = [await _as_printed(app, part) for part in named if isinstance(part, NewTopic)]
    if topics and (state := await _put(update, app, chat, topics, muted=True)):
        await show(app, chat, pages_for(app, chat).muted(topics, state.turned))


async def unfollow(update: Update, context: HandlerContext, typed: str) -> None:
    """End following what is named; a story, where the chat follows nothing else of this name."""
    app, chat = context.app, (await resolve_chat(update, context.app)).openly()
    state = await requests.read_state(app.database, chat.chat_id)
    if typed.strip() and state.find(typed, muted=False):
        await _drop(update, context, typed, muted=False)
    elif typed.strip() and not naming(typed, (await app.story_cache.stories()).stories):
        await show(app, chat, pages_for(app, chat).unknown(typed, muted=False))
    elif typed.strip():
        await subscribe.end(update, context, typed)
    else:
        await listing(update, context, typed)


async def unmute(update: Update, context: HandlerContext, typed: str) -> None:
    """End muting what is named."""
    if typed.strip():
        await _drop(update, context, typed, muted=True)
    else:
        await listing(update, context, typed)


async def listing(update: Update, context: HandlerContext, _typed: str) -> None:
    """List what is followed and muted; anybody may look."""
    app, chat = context.app, (await resolve_chat(update, context.app)).openly()
    state = await requests.read_state(app.database, chat.chat_id)
    await show(app, chat, pages_for(app, chat).listing(await followed(app, state)))


async def followed(app: AppContext, state: FollowState) -> Followed:
    """Return what a chat follows as its list shows it."""
    stories, subscription = (await app.story_cache.stories()).stories, state.subscription
    picked = tuple(story for story in stories if story.number in subscription.stories)
    is_every = subscription.subscriber is not None and subscription.subscriber.every
    return Followed(None if is_every else picked, state.followed, state.muted)


def pages_for(app: AppContext, chat: ChatContext) -> FollowPages:
    """Return the pages in the chat's language."""
    return FollowPages(app.words_for(chat.preferences), chat.preferences)


def named(typed: str) -> Handler | None:
    """Return what handles words that stand for one of the commands; None for any others."""
    folded = fold(typed).strip()
    handlers: dict[str, Handler] = {
        "follow": follow,
        "unfollow": unfollow,
        "follows": listing,
        "mute": mute,
        "unmute": unmute,
    }
    return next((handlers[verb] for verb in handlers if folded in folded_names(f"page.follows.typed.{verb}")), None)


def begins_with(typed: str) -> bool:
    """Whether words begin with what stands for one of the commands, or for `/subscribe` and `/unsubscribe`."""
    parts = EDGES.sub("", typed).split()
    names = [EDGES.sub("", " ".join(parts[:cut])) for cut in range(1, NAME_WORDS + 1)]
    return any(named(name) or subscribe.is_named(name) for name in names)


async def _put(
    update: Update, app: AppContext, chat: ChatContext, topics: list[NewTopic], *, muted: bool
) -> FollowState | None:
    """Follow or mute topics; None where the chat has too many, which is said."""
    request = subscribe.build_request(app, chat, update.effective_chat)
    result = await requests.follow(app.database, request, topics, muted=muted)
    if isinstance(result, Problem):
        await _refuse(app, chat, result)
        return None
    app.chat_cache.changed(chat.chat_id)
    app.due_changed.set()
    return result


async def _drop(update: Update, context: HandlerContext, typed: str, *, muted: bool) -> None:
    app, chat = context.app, (await resolve_chat(update, context.app)).openly()
    if not await language_forget.is_allowed(app, chat, update.message):
        await language_forget.refuse(app, chat)
        return
    topics = (await requests.read_state(app.database, chat.chat_id)).find(typed, muted=muted)
    if not topics:
        await show(app, chat, pages_for(app, chat).unknown(typed, muted=muted))
        return
    request = subscribe.build_request(app, chat, update.effective_chat)
    await requests.drop(app.database, request, [topic.id for topic in topics])
    app.due_changed.set()
    key = "page.follows.unmuted" if muted else "page.follows.dropped"
    await show(app, chat, pages_for(app, chat).confirmed(key, topics))


async def _as_printed(app: AppContext, topic: NewTopic) -> NewTopic:
    """Spell a word as stories print it: with its capital and hamzas; as typed where none does."""
    if topic.kind is not TopicKind.WORD:
        return topic
    await app.vocabulary.near((), 0)  # reads the words of what was published since
    ((language, typed),) = topic.names
    printed = app.vocabulary.printed(fold(typed))
    return replace(topic, names=((language, printed),)) if fold(printed) == fold(typed) != printed else topic


async def _refuse(app: AppContext, chat: ChatContext, problem: Problem) -> None:
    sentence = app.words_for(chat.preferences).text(problem.key, **problem.data)
    await show(app, chat, pages_for(app, chat).problem(sentence))


def _is_story(typed: str, stories: Iterable[Story]) -> bool:
    """Whether words are a story's slug or its whole title."""
    folded = fold(typed).strip()
    titles = ((story.slug, *story.dossier.title.model_dump(exclude_none=True).values()) for story in stories)
    return any(folded == fold(title) for listed in titles for title in listed)


def _typed(context: HandlerContext) -> str:
    """Return what stands behind the command, line breaks as spaces."""
    return " ".join(context.args or ())
