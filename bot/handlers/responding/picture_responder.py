"""Pictures as messages: sent by file id where Telegram has them, else uploaded once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from bot.errors import SiyaqError
from bot.errors.updates import RetryLater
from bot.handlers.responder import show
from bot.handlers.responding import copy_notes
from bot.model.reader import Preferences
from bot.render import classic, request_body
from bot.services import subscriptions
from bot.services.pictures.pictures import CoverKey, PictureKey, compose_picture
from bot.telegram_api.outcomes import Moved, Rejected, RetryAt, Sent, Unreachable, describe
from bot.telegram_api.rate_limiter import Priority
from bot.telegram_api.uploading.photo import file_id_of, is_file_refused
from bot.telegram_api.uploading.upload import Upload
from bot.views import about, item_card
from bot.views.callback_data import PageLink, Section, payload
from bot.views.document import Button, Document, Paragraph, Run
from bot.views.pictures.caption import caption
from bot.views.pictures.compose import no_longer_so

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.handlers.context import AppContext, ChatContext
    from bot.model import Story
    from bot.store.cover_pictures import CoverPicture
    from bot.telegram_api.features.ephemeral_messages import EphemeralTarget
    from bot.telegram_api.outcomes import Outcome
    from bot.views.pictures.picture import Picture

_UPLOAD = "picture"  # the name of the file's part in the form

log = structlog.get_logger(__name__)


async def send_item_picture(app: AppContext, chat: ChatContext, story: Story, item_id: str | None) -> bool:
    """Send the picture of an item or of the story, or why there is none; return False if the item is gone."""
    composed = compose_picture(story, item_id, app.words_for(chat.preferences), chat.preferences)
    if composed is None:
        return False
    if chat.ephemeral is not None:
        await _offer_in_private(app, chat, chat.ephemeral, story, item_id)
        return True
    key, picture = composed
    draw, fields = partial(app.pictures.draw, key, picture), caption_fields(app, story, item_id, chat.preferences)
    try:
        outcome = await _send_known_or_new(app, chat, key, draw, fields)
    except SiyaqError as error:
        await _tell(app, chat, error)
        return True
    if isinstance(outcome, Moved):
        await app.chat_cache.move(chat.chat_id, outcome.chat_id)
        moved = replace(chat, chat_id=outcome.chat_id, thread_id=None, reply_to=None)
        chat, outcome = moved, await _send_known_or_new(app, moved, key, draw, fields)
    await _handle_outcome(app, chat, outcome)
    copy_notes.note_picture(app, chat, outcome, (story, item_id), key.preferences)
    return True


async def send_picture(app: AppContext, chat: ChatContext, picture: Picture) -> None:
    """Draw and send a picture that is sent only once, such as a chart; say why if it cannot be."""
    try:
        upload = Upload(_UPLOAD, await app.pictures.drawing.draw(picture))
    except SiyaqError as error:
        await _tell(app, chat, error)
        return
    await _handle_outcome(app, chat, await _call(app, chat, {"photo": upload.reference}, upload))


async def send_cover(app: AppContext, chat: ChatContext, cover: CoverPicture) -> None:
    """Send a cover's picture, which the desk looks at."""

    async def read() -> bytes:
        return cover.content

    await _handle_outcome(app, chat, await _send_known_or_new(app, chat, CoverKey(cover.id), read, {}))


async def _offer_in_private(
    app: AppContext, chat: ChatContext, target: EphemeralTarget, story: Story, item_id: str | None
) -> None:
    """Show whoever asks the way to the item in their private chat: here, everybody would see its picture."""
    words, place = app.words_for(chat.preferences), item_card.find(story, item_id, chat.preferences.language)
    link = payload(place or PageLink(story.number, Section.COVER, chat.preferences.language))
    button = Button(words.text("button.open_private"), url=f"https://t.me/{app.bot.username}?start={link}")
    notice = about.notice(words, "say.picture_in_private", ((button,),))  # which all may see
    await show(app, replace(chat, ephemeral=replace(target, or_openly=True)), notice)


async def send_instead(app: AppContext, chat: ChatContext) -> str | None:
    """Return the file id of the picture that takes the place of one that no longer holds; upload it to the chat first.

    It is uploaded once for each bot and language. None if it could not be, of which the chat is told.
    """
    key = PictureKey(0, 0, None, Preferences(chat.preferences.language))
    if await app.pictures.find_file(key) is None:
        words = app.words_for(chat.preferences)
        draw = partial(app.pictures.draw, key, no_longer_so(words))
        try:
            outcome = await _send_known_or_new(
                app, chat, key, draw, {"caption": words.text("page.picture.instead.caption")}
            )
        except SiyaqError as error:
            await _tell(app, chat, error)
            return None
        await _handle_outcome(app, chat, outcome)
    return await app.pictures.find_file(key)


def caption_fields(app: AppContext, story: Story, item_id: str | None, preferences: Preferences) -> dict[str, Any]:
    """Return the parameters of a picture's caption and buttons."""
    address = f"https://t.me/{app.bot.username}"
    document = caption(story, item_id, app.words_for(preferences), preferences, address)
    return classic.caption(document)


async def _send_known_or_new(
    app: AppContext,
    chat: ChatContext,
    key: PictureKey | CoverKey,
    make: Callable[[], Awaitable[bytes]],
    fields: dict[str, Any],
) -> Outcome:
    if file_id := await app.pictures.find_file(key):
        outcome = await _call(app, chat, {"photo": file_id, **fields})
        if not is_file_refused(outcome):
            return outcome
        log.info("picture.file_refused", outcome=describe(outcome))
        await app.pictures.forget_file(key)
    upload = Upload(_UPLOAD, await make())
    outcome = await _call(app, chat, {"photo": upload.reference, **fields}, upload)
    await _keep(app, key, outcome)
    return outcome


async def _call(
    app: AppContext, chat: ChatContext, parameters: dict[str, Any], upload: Upload | None = None
) -> Outcome:
    prepared = request_body.prepare(parameters)
    body = request_body.send(prepared, chat.chat_id, chat.thread_id, chat.reply_to, chat.direct_topic_id)
    return await app.client.call("sendPhoto", body, chat=chat.chat_id, priority=Priority.READER, upload=upload)


async def _keep(app: AppContext, key: PictureKey | CoverKey, outcome: Outcome) -> None:
    """Remember the file id of an uploaded picture: of its largest size, which stands for all."""
    if file_id := file_id_of(outcome):
        await app.pictures.keep_file(key, file_id)


async def _handle_outcome(app: AppContext, chat: ChatContext, outcome: Outcome) -> None:
    if isinstance(outcome, Sent):
        return
    log.warning("picture.not_sent", chat=chat.chat_id, outcome=describe(outcome))
    if isinstance(outcome, RetryAt):
        raise RetryLater(outcome.seconds, describe(outcome))
    if isinstance(outcome, Unreachable):
        await subscriptions.mark_unreachable(app.database, chat.chat_id, outcome.reason, app.now())
    elif isinstance(outcome, Rejected):  # such as a group that allows no photos: words may be sent there
        await _say(app, chat, app.words_for(chat.preferences).text("error.picture_refused"))


async def _tell(app: AppContext, chat: ChatContext, error: SiyaqError) -> None:
    await _say(app, chat, app.words_for(chat.preferences).text(error.key, **error.data))


async def _say(app: AppContext, chat: ChatContext, text: str) -> None:
    await show(app, chat, Document(chat.preferences.language, (Paragraph((Run(text),)),)))
