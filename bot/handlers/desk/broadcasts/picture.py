"""The picture of an item that goes with a broadcast: chosen by a button, shown to the editor, sent by its file id."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import BroadcastLong, EmptyBroadcast, LinkInvalid
from bot.handlers.desk.broadcasts import draft
from bot.handlers.desk.registry import router
from bot.handlers.responding.picture_responder import send_instead, send_item_picture
from bot.model.broadcast import BroadcastCard, BroadcastSpec, CardPicture
from bot.model.reader import Preferences
from bot.model.roles import Action
from bot.services import broadcasts as broadcast_service
from bot.services.broadcasts import drafts
from bot.services.broadcasts.card import mark_of
from bot.services.pictures.pictures import key_of
from bot.views.desk.screen import button, screen
from bot.views.labels import shorten
from bot.views.pictures import compose, picture_menu
from bot.views.share_menu import item_label

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.model import Story
    from bot.model.language import Language
    from bot.services.broadcasts.compose import BroadcastContent
    from bot.store.broadcast_drafts import BroadcastDraft

_LISTED = 8
_BUTTON = 60  # UTF-16 units of an item on a button


@router.callback("pushpic", right=Action.PUSH)
async def picture(desk: DeskContext) -> None:
    """Handle a tap on the picture: remove the one that is there; else ask of which item, and take the answer."""
    broadcast_draft = await draft.read_draft(desk, desk.draft_id)
    spec = BroadcastSpec.from_json(broadcast_draft.spec)
    if desk.link.item is not None:
        await _take(desk, broadcast_draft, spec, desk.link.item)
    elif spec.card:
        await _store(desk, broadcast_draft, None)
    else:
        await _ask(desk, broadcast_draft, spec)


async def _ask(desk: DeskContext, broadcast_draft: BroadcastDraft, spec: BroadcastSpec) -> None:
    """Show the items of the broadcast that there are pictures of: those that are new first."""
    words = desk.words
    content = (await drafts.read_content_of(desk.app.database, spec)).content
    story = _story(content)
    new = {change.item for change in content.update.changes}
    items = sorted(picture_menu.items(story), key=lambda item: item not in new)[:_LISTED]
    preferences = desk.chat.preferences
    labels = {item: shorten(item_label(story, item, words, preferences), _BUTTON) for item in items}
    item_rows = [[button(label, "pushpic", broadcast_draft.id, item=item)] for item, label in labels.items()]
    back = [button(words.text("desk.button.back"), "proof", broadcast_draft.id)]
    name = words.text("desk.push.title", title=await draft.title(desk, spec))
    text = words.text("desk.push.card.which" if items else "desk.push.card.none")
    await desk.show(screen(words, name, text, rows=(*item_rows, back)))


async def _take(desk: DeskContext, broadcast_draft: BroadcastDraft, spec: BroadcastSpec, item: str) -> None:
    """Send the editor the picture in each language of the broadcast, and keep the file ids with it."""
    content = (await drafts.read_content_of(desk.app.database, spec)).content
    story = _story(content)
    if compose.find(story, item) is None:
        raise LinkInvalid
    await desk.acknowledge()
    pictures = [await _upload(desk, story, item, language) for language in content.languages]
    card = BroadcastCard(item, tuple(uploaded for uploaded in pictures if uploaded))
    if len(card.pictures) < len(pictures):  # why one is missing was said in its place
        await draft.card(replace(desk, button=None), broadcast_draft)
        return
    try:
        await broadcast_service.check(desk.app.database, replace(spec, card=card, photo=None), desk.app.translators)
    except BroadcastLong as problem:
        notice = desk.words.text("desk.push.card.long", **problem.data)
        await draft.card(replace(desk, button=None), broadcast_draft, notice)
        return
    await _store(replace(desk, button=None), broadcast_draft, card)


async def _store(desk: DeskContext, broadcast_draft: BroadcastDraft, card: BroadcastCard | None) -> None:
    context = desk.action_context
    await draft.card(desk, await drafts.set_card(desk.app.database, broadcast_draft.id, card, context=context))


async def _upload(desk: DeskContext, story: Story, item: str, language: Language) -> CardPicture | None:
    """Send a picture to the editor, and return it with the one that takes its place; None if it was not sent."""
    app, preferences = desk.app, Preferences(language)
    chat = replace(desk.chat, preferences=preferences)
    await send_item_picture(app, chat, story, item)
    file_id = await app.pictures.find_file(key_of(story, item, preferences))
    instead = await send_instead(app, chat)
    mark = mark_of(story, item, app.translators[language])
    return CardPicture(language, file_id, mark, instead) if file_id and instead and mark else None


def _story(content: BroadcastContent) -> Story:
    if content.update.story is None or content.update.words:
        raise EmptyBroadcast
    return content.update.story
