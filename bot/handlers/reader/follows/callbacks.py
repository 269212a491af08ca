"""Buttons of what is followed beside stories: in its list, below pushes, and below a person's card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import Problem
from bot.handlers import responder
from bot.handlers.reader import language_forget, subscribe
from bot.handlers.reader.follows.commands import followed, pages_for
from bot.handlers.reader.registry import router
from bot.handlers.reader.subscribe_callbacks import in_link_language
from bot.services import subscriptions
from bot.services.follows import requests
from bot.services.follows.naming import person_topic
from bot.services.follows.terms import own_links
from bot.views import correction_notes
from bot.views.follow_pages import person_button

if TYPE_CHECKING:
    from bot.handlers.callback import ReaderCallback
    from bot.model import Person
    from bot.services.follows.requests import FollowState
    from bot.store.topics import Topic
    from bot.views.callback_data import ReaderLink

PUSH = "push"  # the value of the button below a push, which stays as it is


@router.callback("topics")
@in_link_language
async def show_list(callback: ReaderCallback, link: ReaderLink) -> None:
    """Show the list of what is followed, or another page of it; anybody may look."""
    await callback.answer()
    state = await requests.read_state(callback.app.database, callback.chat.chat_id)
    await _list(callback, state, -(link.start or 0) if link.value == "stories" else link.start)


@router.callback("allstories")
@in_link_language
async def every_story(callback: ReaderCallback, link: ReaderLink) -> None:
    """Follow every story, or none; persons, places and words stay as they are."""
    if not await language_forget.require_allowed(callback):
        return
    app, request = callback.app, subscribe.request_of(callback)
    if link.value == "off":
        await subscribe.apply_change(app, subscriptions.leave_stories(app.database, request))
    else:
        await subscribe.apply_change(app, subscriptions.follow(app.database, request))
    await callback.answer()
    await _list(callback, await requests.read_state(app.database, callback.chat.chat_id), None)


@router.callback("refollow")
@in_link_language
async def follow_again(callback: ReaderCallback, link: ReaderLink) -> None:
    """Undo the muting of something that was followed; its list then shows it."""
    if not await language_forget.require_allowed(callback):
        return
    app, words = callback.app, callback.app.words_for(callback.chat.preferences)
    state = await requests.follow_again(app.database, subscribe.request_of(callback), link.number or 0)
    topic = await _find_topic(callback, link, state.followed)
    if topic is None:
        return
    app.chat_cache.changed(callback.chat.chat_id)
    app.due_changed.set()
    await callback.answer(words.text("say.topic_followed", name=topic.name(callback.chat.preferences.language)))
    await _list(callback, state, None)


@router.callback("drop")
@in_link_language
async def drop(callback: ReaderCallback, link: ReaderLink) -> None:
    """End following or muting something: in its list, or below a push that came because of it."""
    if not await language_forget.require_allowed(callback):
        return
    app, words = callback.app, callback.app.words_for(callback.chat.preferences)
    before = await requests.read_state(app.database, callback.chat.chat_id)
    topic = await _find_topic(callback, link, before.all)
    if topic is None:
        return
    request = subscribe.request_of(callback)
    state, _ = await requests.drop(app.database, request, [topic.id])
    app.due_changed.set()
    await callback.answer(words.text("say.topic_dropped", name=topic.name(callback.chat.preferences.language)))
    if link.value == PUSH:
        await responder.show(
            app, callback.chat, pages_for(app, callback.chat).confirmed("page.follows.dropped", [topic])
        )
    else:
        await _list(callback, state, None)


@router.callback("person")
@in_link_language
async def person(callback: ReaderCallback, link: ReaderLink) -> None:
    """Follow a person, or end it, from below their card; the button then shows the other state."""
    app, words = callback.app, callback.app.words_for(callback.chat.preferences)
    snapshot = await app.story_cache.stories()
    story = snapshot.by_number.get(link.number or 0)
    someone = next((person for person in story.dossier.people if person.id == link.value), None) if story else None
    if story is None or someone is None:
        await callback.answer(
            words.text(correction_notes.gone(story, link.value) if story else "say.story_gone"), alert=True
        )
        return
    if not await language_forget.require_allowed(callback):
        return
    request, topic = subscribe.request_of(callback), person_topic(someone, snapshot.stories)
    known = topic_of(await requests.read_state(app.database, callback.chat.chat_id), someone)
    if known:
        await requests.drop(app.database, request, [known.id])
    elif isinstance(result := await requests.follow(app.database, request, [topic]), Problem):
        await callback.answer(words.text(result.key, **result.data), alert=True)
        return
    app.chat_cache.changed(callback.chat.chat_id)
    app.due_changed.set()
    key = "say.topic_dropped" if known else "say.topic_followed"
    await callback.answer(words.text(key, name=topic.name(callback.chat.preferences.language)))
    button = person_button(story, someone, words, followed=known is None)
    if not await responder.relabel(app, callback, button):
        await responder.show(app, callback.chat, pages_for(app, callback.chat).begun([topic]))


def topic_of(state: FollowState, person: Person) -> Topic | None:
    """Return the topic by which a chat follows a person; None if it does not."""
    links = own_links(person)
    return next((topic for topic in state.followed if not topic.links.isdisjoint(links)), None)


async def _find_topic(callback: ReaderCallback, link: ReaderLink, topics: tuple[Topic, ...]) -> Topic | None:
    """Return the topic that a button is about; None where it is gone, of which whoever tapped is told."""
    topic = next((topic for topic in topics if topic.id == link.number), None)
    if topic is None:
        words = callback.app.words_for(callback.chat.preferences)
        await callback.answer(words.text("say.topic_gone"), alert=True)
    return topic


async def _list(callback: ReaderCallback, state: FollowState, start: int | None) -> None:
    page = pages_for(callback.app, callback.chat).listing(await followed(callback.app, state), start)
    await responder.show(callback.app, callback.chat, page, callback.message_id)
