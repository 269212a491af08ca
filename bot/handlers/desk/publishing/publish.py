"""Publishing: open the panel of a draft, and publish it on a tap, with a broadcast or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.forms import dossier_edit
from bot.handlers.desk import notifier, permissions, review_notices
from bot.handlers.desk.broadcasts import progress_message
from bot.handlers.desk.drafts import draft_screens
from bot.handlers.desk.publishing import panel
from bot.handlers.desk.registry import router
from bot.handlers.desk.story_picker import LISTED
from bot.handlers.reader.argument_parser import naming
from bot.model.diff import difference
from bot.model.roles import Action
from bot.services import broadcasts as broadcast_service
from bot.services import drafts, publication_panel, publishing
from bot.store.drafts import LIVE
from bot.views import diff_view
from bot.views.callback_data import PageLink, Section
from bot.views.desk import item_summary
from bot.views.desk.publishing.publish_panel import PUSHED
from bot.views.desk.screen import button, screen
from bot.views.desk.validation_errors import SOURCE_ALL
from bot.views.document import Button
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.desk.desk_context import DeskContext
    from bot.handlers.desk.notifier import NoticeRecipient
    from bot.services.publishing import Published
    from bot.store.drafts import Draft
    from bot.views.document import Block, Document

_BUTTON = 45  # UTF-16 units of a title on a button


@router.command("publish", right=Action.PUBLISH)
async def typed(desk: DeskContext) -> None:
    """Handle `/publish`, with words of a title or slug: publish a matching draft; else show the choice."""
    words, query = desk.words, " ".join(desk.args)
    own = await drafts.read_of_author(desk.app.database, desk.user.id)
    candidates = [*own, *await drafts.read_submitted(desk.app.database, desk.user.id)]
    matches = naming(query, candidates) if query else candidates
    if len(matches) == 1:
        await panel.open_panel(desk, matches[0].id)
        return
    key = "desk.choose.which" if matches else "desk.choose.none" if query else "desk.home.empty"
    named = [(draft, shorten(item_summary.title(draft.dossier, words), _BUTTON)) for draft in matches[:LISTED]]
    rows = [
        [button(words.text("desk.draft.named", draft=draft.id, title=title), "publish", draft.id)]
        for draft, title in named
    ]
    await desk.show(screen(words, words.text("desk.button.publish"), words.text(key, asked=query), rows=rows))


@router.callback("publish", right=Action.PUBLISH)
async def publish(desk: DeskContext) -> None:
    """Show what blocks publishing the draft; else its panel."""
    await panel.open_panel(desk, desk.draft_id)


@router.callback("blocked", right=Action.DRAFT)
async def show_blocked(desk: DeskContext) -> None:
    """Show what blocks publishing the draft, with what can be done about it; nothing more where nothing does."""
    draft = await permissions.read_draft(desk, desk.draft_id)
    if not await panel.is_hindered(desk, draft):
        await draft_screens.menu(desk, draft)


@router.callback(SOURCE_ALL, right=Action.DRAFT)
async def source_all(desk: DeskContext) -> None:
    """Give every item that has no source the story's main one; show what blocks publishing then, or the draft."""
    database, context = desk.app.database, desk.action_context
    draft, voided = await drafts.edit(database, desk.draft_id, dossier_edit.with_main_source, context=context)
    if not await panel.is_hindered(desk, draft):
        await draft_screens.menu(desk, draft, notice=desk.words.text("desk.ask.saved"))
    await review_notices.tell_voided(desk, draft, voided)


@router.callback("release", right=Action.PUBLISH)
async def release(desk: DeskContext) -> None:
    """Publish the version of the draft that was shown, and notify its author if that is somebody else."""
    version = desk.link.value or ""
    if not version.isdecimal():
        raise LinkInvalid
    draft = await permissions.read_draft(desk, desk.draft_id)
    if draft.state in LIVE and await panel.is_hindered(desk, draft):
        return
    if desk.link.item == PUSHED:
        published = await _broadcast(desk, draft, int(version))
    else:
        published = await publishing.publish(
            desk.app.database, draft.id, version=int(version), context=desk.action_context, words=desk.app.translators
        )
        desk.app.due_changed.set()
        await desk.show(announced(desk, published))
    if published.is_new and draft.author != desk.user.id:
        await notifier.tell(desk.app, draft.author, lambda recipient: _author_notice(recipient, published))


async def _broadcast(desk: DeskContext, draft: Draft, version: int) -> Published:
    """Publish the draft and broadcast what is new; the tapped message shows the progress, a new one the result."""
    app, message_id = desk.app, desk.button.message_id if desk.button else None
    watch = (desk.chat.chat_id, message_id) if message_id else None
    published, number = await broadcast_service.publish(
        app.database, draft.id, publication_panel.spec_of(draft),
        version=version, context=desk.action_context, words=app.translators, watch=watch,
    )  # fmt: skip
    app.due_changed.set()
    if number and watch:
        await progress_message.put(app, number)
    await desk.show(announced(desk, published, number), anew=number is not None)
    return published


def announced(desk: DeskContext, published: Published, broadcast: int | None = None) -> Document:
    """Build the screen after publishing: what readers had seen that is different now, and the broadcast, if any."""
    words, story = desk.words, published.story
    text = words.text("desk.publish.done", revision=story.revision)
    replaced = _replaced(desk, published)
    look = Button(words.text("desk.publish.look"), PageLink(story.number, Section.COVER, words.language))
    undo = button(words.text("desk.button.undo"), "undo")
    home = button(words.text("desk.button.desk"), "desk")
    begin_broadcast = button(words.text("desk.push.button.after"), "push", value=str(story.number))
    card = button(words.text("desk.push.button.card"), "pushcard", broadcast)
    title = item_summary.title(story.dossier, words)
    return screen(words, title, text, *replaced, rows=([look], [card if broadcast else begin_broadcast], [undo, home]))


def _author_notice(recipient: NoticeRecipient, published: Published) -> Document:
    """Build the notice for a draft's author when somebody else published it."""
    words, story = recipient.words, published.story
    text = words.text("desk.publish.your_published", revision=story.revision)
    look = Button(words.text("desk.publish.look"), PageLink(story.number, Section.COVER, words.language))
    return screen(words, item_summary.title(story.dossier, words), text, rows=([look],))


def _replaced(desk: DeskContext, published: Published) -> Sequence[Block | str]:
    """Word what the new revision changes or removes of what readers had seen."""
    if published.before is None:
        return ()
    before, after = published.before.dossier, published.story.dossier
    corrected = {correction.item for correction in after.corrections if correction not in before.corrections}
    replaced = tuple(
        change
        for change in difference(before, after)
        if change.kind in {"changed", "removed"} and (change.item is None or change.item not in corrected)
    )
    if not replaced:
        return ()
    lines = diff_view.lines(replaced, before, after, desk.words, desk.chat.preferences)
    return (desk.words.count("desk.publish.replaced", len(replaced)), *lines)
