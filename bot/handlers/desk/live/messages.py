"""What a member sends while they cover a story: a text or a photo is an event, a location its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.forms.answer_parser import is_word
from bot.forms.entries.text_languages import split_by_language
from bot.handlers.desk import conversation_state
from bot.handlers.desk.live import card, session
from bot.handlers.desk.registry import router
from bot.i18n import outlets
from bot.model import LINE_LIMIT, printable
from bot.model.roles import Action
from bot.services.live import coverage as live
from bot.services.live import events
from bot.services.live.events import LiveMessage
from bot.views.desk.live import live_card

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from bot.handlers.desk.desk_context import DeskContext
    from bot.model.language import Language
    from bot.services.live.coverage import Coverage


async def text(desk: DeskContext) -> None:
    """Take a text: the answer to what the coverage asks, else an event."""
    coverage, message = await session.require(desk), desk.update.message
    if message is None:
        return
    typed = conversation_state.said(message).text
    if coverage.asks and any(is_word(typed, word) for word in ("cancel", "back", "skip")):
        place = coverage.place if coverage.asks != "place" else None  # a place without a name is none
        quiet = replace(coverage, asks=None, draft=None, place=place)
        await live.save(desk.app.database, quiet, context=desk.action_context)
        await desk.tell("desk.live.next")
    elif coverage.asks == "source":
        await _name_source(desk, coverage, typed)
    elif coverage.asks == "place" and coverage.place:
        await _name_place(desk, coverage, typed)
    elif coverage.asks == "text" and coverage.draft:
        changed = await events.change(
            desk.app.database, coverage.draft, _texts(desk, typed), coverage, context=desk.action_context
        )
        await card.show(desk, changed)
    else:
        await _add(desk, coverage, typed)


async def picture(desk: DeskContext) -> None:
    """Take a photo: with a caption an event, without one the photo of the last; other media are none."""
    coverage, message = await session.require(desk), desk.update.message
    if message is None:
        return
    caption = printable(message.caption or "").strip()
    if not message.photo:
        await desk.tell("desk.live.no_media")
    elif caption and coverage.asks is None:
        await _add(desk, coverage, caption, message.photo[-1].file_id)
    else:
        photo = message.photo[-1].file_id
        live_event = await events.set_photo(desk.app.database, coverage, photo, context=desk.action_context)
        if live_event:
            await card.show(desk, live_event)
        else:
            await desk.tell("desk.live.photo_none")


async def place(desk: DeskContext) -> None:
    """Take a location: the place of the last event that has none, else of the next; its name is asked for."""
    coverage, message = await session.require(desk), desk.update.message
    if message is None or message.location is None:
        return
    point: dict[str, Any] = {"latitude": message.location.latitude, "longitude": message.location.longitude}
    title = printable(message.venue.title).strip() if message.venue else ""
    if title:
        await _place(desk, coverage, {**point, "name": _named(desk, title)})
        return
    await live.keep_place(desk.app.database, coverage, point, context=desk.action_context)
    question = desk.words.text("desk.live.place_ask")
    await desk.show(live_card.asking(coverage.story.dossier, question, desk.words))


async def retyped(desk: DeskContext, draft_id: int) -> None:
    """Take an edited message: the event that it became says what it says now."""
    message = desk.update.edited_message
    if message and message.text:
        typed = conversation_state.said(message).text
        changed = await events.change(desk.app.database, draft_id, _texts(desk, typed), context=desk.action_context)
        await card.show(desk, changed)


@router.callback("livefix", right=Action.DRAFT)
async def ask_text(desk: DeskContext) -> None:
    """Handle [Change], and [Add …] with the language that is missing: the next message is the text."""
    coverage = await session.require(desk)
    live_event = await events.read(desk.app.database, desk.draft_id, context=desk.action_context)
    await live.ask(desk.app.database, coverage, "text", live_event.draft.id, context=desk.action_context)
    await desk.show(card.question(desk, live_event, desk.link.value), anew=True)


async def _add(desk: DeskContext, coverage: Coverage, typed: str, photo: str | None = None) -> None:
    message = desk.update.message
    assert message  # noqa: S101 - it is what was typed
    sent = LiveMessage(message.message_id, message.date, _texts(desk, typed), photo)
    added = await events.add(desk.app.database, coverage, sent, context=desk.action_context)
    if added:
        await card.show(desk, added)


async def _name_source(desk: DeskContext, coverage: Coverage, typed: str) -> None:
    name = " ".join(typed.split())
    if not name or len(name) > LINE_LIMIT:
        await desk.tell("desk.form.refused.long", limit=LINE_LIMIT, length=len(name))
        return
    known, names = outlets.find(name), _named(desk, name)
    if known:
        names |= known.names  # the language that was typed stays first: the source is taken to be in it
    database, context = desk.app.database, desk.action_context
    await session.show(desk, await live.set_source(database, coverage, None, names, context=context))


async def _name_place(desk: DeskContext, coverage: Coverage, typed: str) -> None:
    name = " ".join(typed.split())
    if len(name) > LINE_LIMIT:
        await desk.tell("desk.form.refused.long", limit=LINE_LIMIT, length=len(name))
    else:
        await _place(desk, coverage, {**(coverage.place or {}), "name": _named(desk, name)})


async def _place(desk: DeskContext, coverage: Coverage, named: Mapping[str, Any]) -> None:
    placed = await events.set_place(desk.app.database, coverage, named, context=desk.action_context)
    if placed:
        await card.show(desk, placed)
    else:
        await desk.tell("desk.live.place_kept", place=next(iter(named["name"].values())))


def _texts(desk: DeskContext, typed: str) -> Mapping[Language, str]:
    return split_by_language(typed, desk.words.language)


def _named(desk: DeskContext, name: str) -> dict[Language, str]:
    return dict(split_by_language(name, desk.words.language))
