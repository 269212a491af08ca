"""Pictures as messages: sent by file id where Telegram has them, else uploaded once; and edited in place."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import structlog

from bot.errors import SiyaqError
from bot.errors.updates import RetryLater
from bot.handlers.responder import UNCHANGED, show
from bot.model.reader import Preferences
from bot.render import classic, request_body
from bot.services import subscriptions
from bot.services.pictures.pictures import PictureKey, compose_picture
from bot.store.picture_messages import PictureMessage
from bot.telegram_api.outcomes import Moved, Rejected, RetryAt, Sent, Unreachable, describe
from bot.telegram_api.rate_limiter import Priority
from bot.telegram_api.uploading.upload import Upload
from bot.views.document import Document, Paragraph, Run
from bot.views.pictures.caption import caption
from bot.views.pictures.compose import no_longer_so

if TYPE_CHECKING:
    from bot.handlers.context import AppContext, ChatContext
    from bot.model import Story
    from bot.telegram_api.outcomes import Outcome
    from bot.views.pictures.picture import Picture

_UPLOAD = "picture"  # the name of the file's part in the form
# Of a file id that is another bot's, or too old: "wrong file identifier/HTTP URL specified", "wrong remote file
# identifier specified: …", "FILE_REFERENCE_EXPIRED", "invalid file_id", "PHOTO_INVALID".
_FILE_REFUSED = ("file identifier", "file_id", "file_reference", "photo_invalid")

log = structlog.get_logger(__name__)


def is_file_refused(outcome: Outcome) -> bool:
    """Return whether a call was refused for the file id in it: the file must be uploaded anew."""
    return isinstance(outcome, Rejected) and any(words in outcome.description.lower() for words in _FILE_REFUSED)


async def send_item_picture(app: AppContext, chat: ChatContext, story: Story, item_id: str | None) -> bool:
    """Send the picture of an item or of the story, or why there is none; return False if the item is gone."""
    composed = compose_picture(story, item_id, app.words_for(chat.preferences), chat.preferences)
    if composed is None:
        return False
    key, picture = composed
    fields = caption_fields(app, story, item_id, chat.preferences)
    try:
        outcome = await _send_known_or_new(app, chat, key, picture, fields)
    except SiyaqError as error:
        await _tell(app, chat, error)
        return True
    if isinstance(outcome, Moved):
        await app.chat_cache.move(chat.chat_id, outcome.chat_id)
        moved = replace(chat, chat_id=outcome.chat_id, thread_id=None, reply_to=None)
        chat, outcome = moved, await _send_known_or_new(app, moved, key, picture, fields)
    await _handle_outcome(app, chat, outcome)
    if isinstance(outcome, Sent) and outcome.message_id is not None:
        content_hash = hash_of(app, story, item_id, chat.preferences)
        shown = PictureMessage(
            chat.chat_id, outcome.message_id, story.number, item_id, key.preferences, story.revision, content_hash
        )
        await app.pictures.note_message(shown)
    return True


async def edit_item_picture(
    app: AppContext, story: Story, item_id: str | None, preferences: Preferences, message: tuple[int, int]
) -> Outcome:
    """Replace the picture in a message (chat and message id) by that of the story's newest revision.

    Where the item is gone, the story's own picture takes its place, and the caption says so. Raises GlyphMissing,
    PicturesUnavailable or PictureFailed.
    """
    key, picture, fields = _newest(app, story, item_id, preferences)
    chat_id, message_id = message
    markup = {"reply_markup": fields.pop("reply_markup")} if "reply_markup" in fields else {}

    async def edit(file: str, upload: Upload | None = None) -> Outcome:
        media = {"type": "photo", "media": file, **fields}
        parameters = {"chat_id": chat_id, "message_id": message_id, "media": media, **markup}
        body = json.dumps(parameters, ensure_ascii=False).encode()
        return await app.client.call(
            "editMessageMedia", body, chat=chat_id, priority=Priority.MAINTENANCE, upload=upload
        )

    if file_id := await app.pictures.find_file(key):
        outcome = await edit(file_id)
        if not is_file_refused(outcome):
            return Sent(message_id, b"") if _is_unchanged(outcome) else outcome
        await app.pictures.forget_file(key)
    upload = Upload(_UPLOAD, await app.pictures.draw(key, picture))
    outcome = await edit(upload.reference, upload)
    await _keep(app, key, outcome)
    return outcome


def hash_of(app: AppContext, story: Story, item_id: str | None, preferences: Preferences) -> str:
    """Return a hash of all that a picture and its caption say now."""
    _, picture, fields = _newest(app, story, item_id, preferences)
    return sha256(repr((picture, fields)).encode()).hexdigest()


def _newest(
    app: AppContext, story: Story, item_id: str | None, preferences: Preferences
) -> tuple[PictureKey, Picture, dict[str, Any]]:
    """Compose an item's picture and the parameters of its caption; the story's where the item is gone."""
    words = app.words_for(preferences)
    if composed := compose_picture(story, item_id, words, preferences):
        return *composed, caption_fields(app, story, item_id, preferences)
    composed = compose_picture(story, None, words, preferences)
    assert composed  # noqa: S101 - a story has one
    fields = caption_fields(app, story, None, preferences)
    return *composed, fields | {"caption": f"{words.text('page.picture.withdrawn')}\n{fields['caption']}"}


async def send_picture(app: AppContext, chat: ChatContext, picture: Picture) -> None:
    """Draw and send a picture that is sent only once, such as a chart; say why if it cannot be."""
    try:
        upload = Upload(_UPLOAD, await app.pictures.drawing.draw(picture))
    except SiyaqError as error:
        await _tell(app, chat, error)
        return
    await _handle_outcome(app, chat, await _call(app, chat, {"photo": upload.reference}, upload))


async def send_instead(app: AppContext, chat: ChatContext) -> str | None:
    """Return the file id of the picture that takes the place of one that no longer holds; upload it to the chat first.

    It is uploaded once for each bot and language. None if it could not be, of which the chat is told.
    """
    key = PictureKey(0, 0, None, Preferences(chat.preferences.language))
    if await app.pictures.find_file(key) is None:
        words = app.words_for(chat.preferences)
        try:
            outcome = await _send_known_or_new(
                app, chat, key, no_longer_so(words), {"caption": words.text("page.picture.instead.caption")}
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
    message = classic.message(document, classic.paginate(document), 0)
    kept: dict[str, Any] = {"caption": message["text"]}
    kept.update((name, value) for name, value in message.items() if name in {"parse_mode", "reply_markup"})
    return kept


async def _send_known_or_new(
    app: AppContext, chat: ChatContext, key: PictureKey, picture: Picture, fields: dict[str, Any]
) -> Outcome:
    if file_id := await app.pictures.find_file(key):
        outcome = await _call(app, chat, {"photo": file_id, **fields})
        if not is_file_refused(outcome):
            return outcome
        log.info("picture.file_refused", outcome=describe(outcome))
        await app.pictures.forget_file(key)
    upload = Upload(_UPLOAD, await app.pictures.draw(key, picture))
    outcome = await _call(app, chat, {"photo": upload.reference, **fields}, upload)
    await _keep(app, key, outcome)
    return outcome


async def _call(
    app: AppContext, chat: ChatContext, parameters: dict[str, Any], upload: Upload | None = None
) -> Outcome:
    prepared = request_body.prepare(parameters)
    body = request_body.send(prepared, chat.chat_id, chat.thread_id, chat.reply_to, chat.direct_topic_id)
    return await app.client.call("sendPhoto", body, chat=chat.chat_id, priority=Priority.READER, upload=upload)


async def _keep(app: AppContext, key: PictureKey, outcome: Outcome) -> None:
    """Remember the file id of an uploaded picture: of its largest size, which stands for all."""
    if not isinstance(outcome, Sent):
        return
    sizes = outcome.result.get("photo") if isinstance(outcome.result, dict) else None
    if sizes and isinstance(file_id := sizes[-1].get("file_id"), str):
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


def _is_unchanged(outcome: Outcome) -> bool:
    return isinstance(outcome, Rejected) and UNCHANGED in outcome.description
