"""Ask for the texts and the photo of a broadcast draft, and take the answers."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bot.errors import BroadcastLong, EmptyBroadcast, LinkInvalid, RevisionUnknown, StoryArchived, StoryUnknown
from bot.forms.answer_parser import is_word
from bot.forms.entries.text_languages import split_by_language
from bot.handlers.desk import conversation_state, free_text_question
from bot.handlers.desk.broadcasts import draft
from bot.handlers.desk.registry import router
from bot.i18n import languages
from bot.model.broadcast import BroadcastSpec
from bot.model.language import Language
from bot.model.roles import Action
from bot.services import broadcasts as broadcast_service
from bot.services.broadcasts import drafts
from bot.services.broadcasts.drafts import PHOTO, WORDING
from bot.views.desk.screen import button, screen

if TYPE_CHECKING:
    from telegram import Message

    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.broadcast_drafts import BroadcastDraft

_PHOTO = "photo"
_NONE = ("skip", "done")  # typed for a text that the broadcast is to do without


@router.callback("pushnews", right=Action.PUSH)
async def announce(desk: DeskContext) -> None:
    """Handle a tap that begins an announcement about no story: ask for its words."""
    what = f"words-{desk.words.language}"
    await _ask(desk, await drafts.announce(desk.app.database, what, context=desk.action_context))


@router.callback("pushword", right=Action.PUSH)
async def change(desk: DeskContext) -> None:
    """Handle a tap on a text or the photo: ask for it; a photo that is there is removed."""
    what, database = desk.link.value or "", desk.app.database
    if what != _PHOTO and what not in draft.TEXTS:
        raise LinkInvalid
    if what == _PHOTO:
        broadcast_draft = await drafts.toggle_photo(database, desk.draft_id, what, context=desk.action_context)
    else:
        broadcast_draft = await drafts.ask(database, desk.draft_id, WORDING, context=desk.action_context, what=what)
    if conversation_state.is_open(broadcast_draft):
        await _ask(desk, broadcast_draft)
    else:
        await draft.card(desk, broadcast_draft)


@router.callback("proofdrop", right=Action.PUSH)
async def drop(desk: DeskContext) -> None:
    """Handle a tap that drops the question: show the card."""
    await end(desk, await draft.read_draft(desk, desk.draft_id))


@router.callback("proofclear", right=Action.PUSH)
async def clear(desk: DeskContext) -> None:
    """Handle a tap that removes a text: the composed headline is used, or no words in that language."""
    if desk.link.value in draft.TEXTS:
        broadcast_draft = await drafts.clear_text(
            desk.app.database, desk.draft_id, desk.link.value, context=desk.action_context
        )
    else:
        broadcast_draft = await draft.read_draft(desk, desk.draft_id)
    await draft.card(desk, broadcast_draft)


@router.question(WORDING, right=Action.PUSH)
async def take(desk: DeskContext, broadcast_draft: BroadcastDraft, typed: Typed) -> None:
    """Take a typed text: store it if it can be sent, and show the card."""
    if free_text_question.is_end(typed):
        await end(desk, broadcast_draft)
        return
    what = _asked_about(broadcast_draft)
    notice = free_text_question.plain(desk, typed)
    await _store(desk, broadcast_draft, typed.message, _texts(what, typed.text), notice=notice)


def _texts(what: str, typed: str) -> dict[str, str | None]:
    """Return what was typed for a text, and for the same in the other language where it has both; None removes it."""
    if any(is_word(typed, word) for word in _NONE):
        return {what: None}
    kind, _, code = what.partition("-")
    texts = split_by_language(typed, Language(code))
    return {f"{kind}-{language}": text for language, text in texts.items()} if len(texts) > 1 else {what: typed}


@router.photo(WORDING, PHOTO)
async def take_photo(desk: DeskContext, broadcast_draft: BroadcastDraft, message: Message) -> bool:
    """Take a photo, stored by its file_id; its caption is taken as the words where these are asked for.

    Return False, having said nothing, where a headline is asked for: a photo is no answer to that.
    """
    what, photo = _asked_about(broadcast_draft), message.photo[-1].file_id
    if what == _PHOTO or (what.startswith("words") and message.caption):
        texts = {} if what == _PHOTO or not message.caption else _texts(what, message.caption)
        is_taken = await _store(desk, broadcast_draft, message.message_id, texts, photo=photo)
    elif is_taken := what.startswith("words"):
        await drafts.set_photo(desk.app.database, broadcast_draft.id, photo, context=desk.action_context)
        await desk.tell("desk.push.photo_taken")
        await _ask(desk, broadcast_draft)
    else:
        return False
    if is_taken and message.media_group_id:
        desk.app.albums.take(message.media_group_id)
    return True


@router.question(PHOTO, right=Action.PUSH)
async def take_none(desk: DeskContext, broadcast_draft: BroadcastDraft, typed: Typed) -> None:
    """Take words where a photo is asked for: `cancel` and `skip` end the question, others are refused."""
    if free_text_question.is_end(typed) or any(is_word(typed.text, word) for word in _NONE):
        await end(desk, broadcast_draft)
    else:
        await desk.tell("desk.ask.not_a_photo")


async def end(desk: DeskContext, broadcast_draft: BroadcastDraft) -> None:
    """End the question about a draft, and show its card."""
    ended = await drafts.end_question(desk.app.database, broadcast_draft.id, context=desk.action_context)
    await draft.card(desk, ended)


async def _store(
    desk: DeskContext,
    broadcast_draft: BroadcastDraft,
    message: int,
    texts: dict[str, str | None],
    *,
    photo: str | None = None,
    notice: str | None = None,
) -> bool:
    """Store texts by what they are, and a photo; what cannot be sent is refused (False), and stays asked for."""
    spec = BroadcastSpec.from_json(broadcast_draft.spec)
    try:
        for what, text in texts.items():
            spec = drafts.with_text(spec, what, text)
        spec = replace(spec, photo=photo, card=None) if photo else spec
        # The card tells of these, and they may pass before it is sent.
        with suppress(EmptyBroadcast, StoryArchived, StoryUnknown, RevisionUnknown):
            await broadcast_service.check(desk.app.database, spec, desk.app.translators)
    except ValidationError:
        await desk.tell(f"desk.push.unfit.{next(iter(texts)).partition('-')[0]}")
        return False
    except BroadcastLong as problem:
        await desk.tell(problem.key, **problem.data)
        return False
    stored = await drafts.save(
        desk.app.database, broadcast_draft.id, spec, context=desk.action_context, message=message
    )
    await draft.card(desk, stored, notice)
    return True


@router.ask(WORDING, PHOTO)
async def _ask(desk: DeskContext, broadcast_draft: BroadcastDraft) -> None:
    """Ask the draft's open question."""
    words, spec = desk.words, BroadcastSpec.from_json(broadcast_draft.spec)
    what, _, code = _asked_about(broadcast_draft).partition("-")
    back = button(words.text("desk.button.back"), "proofdrop", broadcast_draft.id)
    name = words.text("desk.push.title", title=await draft.title(desk, spec))
    if what == _PHOTO:
        await desk.show(screen(words, name, words.text("desk.push.ask.photo"), rows=([back],)))
        return
    language = Language(code)
    question = words.text(f"desk.push.ask.{what}", language=languages.name(language, words.language))
    localized = spec.headline if what == "headline" else spec.words
    current = localized.localize(language)[0] if localized and localized.has(language) else None
    without = button(words.text(f"desk.push.without.{what}"), "proofclear", broadcast_draft.id, value=f"{what}-{code}")
    so_far = words.text("desk.push.so_far", text=current) if current is not None else None
    await desk.show(screen(words, name, question, so_far, rows=([without] if so_far else [], [back])))


def _asked_about(broadcast_draft: BroadcastDraft) -> str:
    return str((broadcast_draft.question or {}).get("what"))
