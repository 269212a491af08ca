"""A draft's picture: asked for, shown, replaced and removed; what is said of it is a form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors.pictures import PhotoUnusable, PictureFailed
from bot.handlers.desk import form_handler, free_text_question, permissions, review_notices
from bot.handlers.desk.drafts import draft_screens
from bot.handlers.desk.registry import router
from bot.handlers.responding.picture_responder import send_cover
from bot.model.roles import Action
from bot.services import drafts
from bot.services.pictures import cover_pictures
from bot.services.pictures.cover_pictures import PHOTO
from bot.views.desk import item_summary
from bot.views.desk.screen import button, screen

if TYPE_CHECKING:
    from telegram import Message

    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.drafts import Draft

_LARGEST = 10_000_000  # bytes of a file: more than any photo has that Telegram shows as one
_NO_IMAGE = "desk.cover.not_an_image"


@router.callback("cover", right=Action.DRAFT)
async def show(desk: DeskContext) -> None:
    """Show a draft's picture and what can be done with it; where there is none, ask for it."""
    draft = await permissions.read_draft(desk, desk.draft_id)
    kept = await cover_pictures.read(desk.app.database, draft.dossier)
    if draft.dossier.picture is None:
        await _begin(desk)
        return
    await desk.acknowledge()
    if kept:
        await send_cover(desk.app, desk.chat, kept)
    await draft_screens.picture(replace(desk, button=None), draft)


@router.callback("coverask", right=Action.DRAFT)
async def _begin(desk: DeskContext) -> None:
    """Ask for a picture, in place of the one that is there."""
    await ask(desk, await cover_pictures.ask(desk.app.database, desk.draft_id, context=desk.action_context))


@router.callback("coverdrop", right=Action.DRAFT)
async def drop(desk: DeskContext) -> None:
    """Remove the picture, after a confirmation."""
    words = desk.words
    if desk.link.value == "yes":
        edited = await drafts.edit(
            desk.app.database, desk.draft_id, lambda dossier: dossier.model_copy(update={"picture": None}),
            context=desk.action_context,
        )  # fmt: skip
        await draft_screens.menu(desk, edited.draft, notice=words.text("desk.item.removed"))
        await review_notices.tell_voided(desk, edited.draft, edited.voided)
    else:
        draft = await permissions.read_draft(desk, desk.draft_id)
        yes = button(words.text("desk.item.remove.yes"), "coverdrop", draft.id, value="yes")
        no = button(words.text("desk.button.no"), "cover", draft.id)
        await desk.show(
            screen(words, words.text("desk.part.picture"), words.text("desk.cover.sure"), rows=((yes, no),))
        )


@router.ask(PHOTO)
async def ask(desk: DeskContext, draft: Draft) -> None:
    """Ask for the picture."""
    words = desk.words
    back = [button(words.text("desk.button.back"), "calloff", draft.id)]
    title = item_summary.title(draft.dossier, words)
    await desk.show(screen(words, title, words.text("desk.cover.ask"), rows=(back,)))


@router.question(PHOTO, right=Action.DRAFT)
async def take_none(desk: DeskContext, draft: Draft, typed: Typed) -> None:
    """Take words where a picture is asked for: `cancel` ends the question, others are refused."""
    if free_text_question.is_end(typed):
        await free_text_question.drop(desk, draft)
    else:
        await desk.tell(_NO_IMAGE)


@router.photo(PHOTO, not_an_image=_NO_IMAGE)
async def take(desk: DeskContext, draft: Draft, message: Message) -> bool:
    """Take a photo, or a file of an image, and ask whom to credit for it."""
    file = message.photo[-1] if message.photo else message.document
    if file is None:
        return False
    if (file.file_size or 0) > _LARGEST:
        await desk.tell("desk.cover.too_large", limit=_LARGEST // 1_000_000)
        return True
    content = bytes(await (await desk.app.bot.get_file(file.file_id)).download_as_bytearray())
    try:
        kept = await desk.app.pictures.drawing.reencode(content)
    except (PhotoUnusable, PictureFailed) as error:
        await desk.tell(error.key)
        return True
    if message.media_group_id:
        desk.app.albums.take(message.media_group_id)
    step = await cover_pictures.put(
        desk.app.database, draft.id, kept, language=desk.words.language, context=desk.action_context
    )
    await send_cover(desk.app, desk.chat, kept)
    await form_handler.show(desk, step)
    return True
