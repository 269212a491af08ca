"""Broadcast drafts: begin one about a story, show what it would announce, discard it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import EmptyBroadcast, SiyaqError
from bot.handlers.desk import story_picker
from bot.handlers.desk.registry import router
from bot.i18n import languages
from bot.model.broadcast import BroadcastSpec
from bot.model.language import Language
from bot.model.roles import Action
from bot.services.admin import rules
from bot.services.broadcasts import drafts, status
from bot.services.broadcasts.card import file_of
from bot.views import diff_view, share_menu
from bot.views.desk import item_summary
from bot.views.desk.publishing import message_preview
from bot.views.desk.screen import button, rows, screen
from bot.views.labels import shorten
from bot.views.story_update import SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.handlers.desk.desk_context import DeskContext
    from bot.i18n.catalogue import Translator
    from bot.services.broadcasts.drafts import DraftContent
    from bot.store.broadcast_drafts import BroadcastDraft
    from bot.store.broadcasts import State
    from bot.views.document import Block, Button

_LISTED = 8
_BUTTON = 45  # UTF-16 units of a title on a button
_OPEN: tuple[State, ...] = ("awaiting", "planned", "running", "paused", "retracting")
TEXTS = tuple(f"{what}-{language}" for what in ("headline", "words") for language in Language)


@router.command("push", right=Action.PUSH)
async def typed(desk: DeskContext) -> None:
    """Handle `/push`: begin a draft about the named story, or list drafts, open broadcasts and stories."""
    if desk.args:
        if story := await story_picker.typed(desk, "push", lambda known: known.is_live):
            await _begin(desk, BroadcastSpec(story.slug))
        return
    words, database = desk.words, desk.app.database
    going = await status.read_open(database, words, _LISTED, states=_OPEN)
    mine = await drafts.read_list(database, desk.user.id, words, _LISTED)
    live = (await desk.app.story_cache.stories()).stories
    broadcast_rows = [
        [button(words.text("desk.push.named", number=broadcast.id, title=title), "pushcard", broadcast.id)]
        for broadcast, title in going
    ]
    draft_rows = [
        [button(words.text("desk.push.going_on", title=title), "proof", broadcast_draft.id)]
        for broadcast_draft, title in mine
    ]
    story_rows = [
        [button(shorten(item_summary.title(story.dossier, words), _BUTTON), "push", value=str(story.number))]
        for story in live[: story_picker.LISTED]
    ]
    more = [
        button(words.text("desk.push.button.announce"), "pushnews"),
        button(words.text("desk.push.button.pushes"), "pushes"),
        button(words.text("desk.button.desk"), "desk"),
    ]
    title, text = words.text("desk.button.push"), words.text("desk.push.which")
    await desk.show(screen(words, title, text, rows=(*broadcast_rows, *draft_rows, *story_rows, *rows(more))))


@router.callback("push", right=Action.PUSH)
async def begin(desk: DeskContext) -> None:
    """Handle a tap on a story: begin a draft about it; without a story, show the choice."""
    if desk.link.value is None:
        await typed(desk)
    else:
        await _begin(desk, BroadcastSpec((await story_picker.tapped(desk)).slug))


@router.callback("pushcopy", right=Action.PUSH)
async def copy(desk: DeskContext) -> None:
    """Handle a tap on a cancelled broadcast: begin a draft with its spec."""
    broadcast = await status.get(desk.app.database, desk.draft_id)
    await _begin(desk, await status.read_spec(desk.app.database, broadcast))


@router.callback("proof", right=Action.PUSH)
async def open_broadcast_draft(desk: DeskContext) -> None:
    """Handle a tap on a draft: show its card."""
    await card(desk, await read_draft(desk, desk.draft_id))


@router.callback("proofend", right=Action.PUSH)
async def discard(desk: DeskContext) -> None:
    """Handle a tap that discards a draft."""
    await drafts.discard(desk.app.database, desk.draft_id, context=desk.action_context)
    words = desk.words
    home = [button(words.text("desk.button.push"), "push"), button(words.text("desk.button.desk"), "desk")]
    await desk.show(screen(words, words.text("desk.button.push"), words.text("desk.push.let_go"), rows=(home,)))


async def read_draft(desk: DeskContext, draft_id: int) -> BroadcastDraft:
    """Read the editor's draft; raises BroadcastDraftGone."""
    return await drafts.get(desk.app.database, draft_id, desk.user.id)


async def title(desk: DeskContext, spec: BroadcastSpec) -> str:
    """Return the title of a draft with this spec."""
    return await drafts.read_title(desk.app.database, spec, desk.words)


async def card(desk: DeskContext, broadcast_draft: BroadcastDraft, notice: str | None = None) -> None:
    """Show what a draft would announce, with the buttons that edit and send it."""
    words, spec = desk.words, BroadcastSpec.from_json(broadcast_draft.spec)
    name = words.text("desk.push.title", title=await title(desk, spec))
    send_rows: tuple[list[Button], ...] = ()
    try:
        composed = await drafts.read_content_of(desk.app.database, spec)
        blocks = [*_content_blocks(desk, composed, spec)]
        send_rows = _send_rows(words, broadcast_draft, four_eyes=await rules.read_four_eyes(desk.app.database))
    except SiyaqError as problem:
        is_begun = spec.slug is not None or not isinstance(problem, EmptyBroadcast)
        blocks = [words.text(problem.key, **problem.data) if is_begun else words.text("desk.push.no_words")]
    last = [
        button(words.text("desk.push.button.discard"), "proofend", broadcast_draft.id),
        button(words.text("desk.button.desk"), "desk"),
    ]
    edit_rows = rows(_edit_buttons(desk, broadcast_draft, spec))
    await desk.show(screen(words, name, *blocks, rows=(*send_rows, *edit_rows, last)), notice=notice)


async def _begin(desk: DeskContext, spec: BroadcastSpec) -> None:
    await card(desk, await drafts.create(desk.app.database, spec, context=desk.action_context))


def _send_rows(words: Translator, broadcast_draft: BroadcastDraft, *, four_eyes: bool) -> tuple[list[Button], ...]:
    """Return the buttons that preview, count and send; sending names the version that is shown."""
    number, version = broadcast_draft.id, f"v{broadcast_draft.version}"
    look = button(words.text("desk.button.preview"), "pushlook", number, item="proof")
    count = button(words.text("desk.push.button.dry"), "pushdry", number)
    now = button(words.text("desk.push.button.send"), "pushsend", number, item=version)
    at = button(words.text("desk.push.button.at"), "pushat", number)
    ask = button(words.text("desk.push.button.ask"), "pushask", number, item=version)
    return [look, count], [at, ask] if four_eyes else [now, at], [] if four_eyes else [ask]


def _edit_buttons(desk: DeskContext, broadcast_draft: BroadcastDraft, spec: BroadcastSpec) -> Iterator[Button]:
    """Yield the buttons that edit the headline and the words in each language, the photo and the picture of an item."""
    words = desk.words
    for language in Language:
        name = languages.name(language, words.language)
        for what in ("headline", "words"):
            label = words.text(f"desk.push.button.{what}", language=name)
            yield button(label, "pushword", broadcast_draft.id, value=f"{what}-{language}")
    photo = words.text(f"desk.push.button.photo_{'off' if spec.photo else 'on'}")
    yield button(photo, "pushword", broadcast_draft.id, value="photo")
    # What an announcement tells is the editor's own: no correction looks through it, nor would through its picture.
    if spec.card or (spec.slug and not spec.words and desk.app.pictures.are_available):
        yield button(words.text(f"desk.push.button.card_{'off' if spec.card else 'on'}"), "pushpic", broadcast_draft.id)


def _content_blocks(desk: DeskContext, composed: DraftContent, spec: BroadcastSpec) -> Iterator[Block | str]:
    """Yield recipients, texts in each language, and what is new in the story."""
    words, update, before = desk.words, composed.content.update, composed.before
    yield words.text(f"desk.push.to.{'story' if spec.slug else 'all'}")
    yield from message_preview.messages(update, None, desk.app.translators, desk.chat.preferences)
    if spec.photo:
        yield words.text("desk.push.with_photo")
    if spec.card and update.story:
        translators = [desk.app.translators[picture.language] for picture in spec.card.pictures]
        is_so = all(file_of(spec.card, update.story, own) for own in translators)
        label = share_menu.item_label(update.story, spec.card.item, words, desk.chat.preferences) if is_so else ""
        yield words.text("desk.push.card.with", item=label) if is_so else words.text("desk.push.card.stale")
    if update.story is None or spec.words:
        return
    if before is None:
        yield words.text("desk.push.new_story")
    else:
        yield words.text("desk.push.since", revision=before.revision)
        old, new, preferences = before.dossier, update.story.dossier, desk.chat.preferences
        beside = [change for change in update.changes if change.kind != "added" or change.part not in SHOWN]
        yield from diff_view.lines(beside, old, new, words, preferences)
