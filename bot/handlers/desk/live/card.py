"""The card of a live event: shown as it will leave, then published, submitted or dropped with one tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.handlers.desk import review_notices
from bot.handlers.desk.broadcasts import progress_message
from bot.handlers.desk.drafts import draft_screens
from bot.handlers.desk.registry import router
from bot.i18n import languages
from bot.model.language import Language
from bot.model.roles import Action, may
from bot.services import broadcasts, drafts, publication_choices, publication_panel, publishing, reviews
from bot.services.live import events
from bot.views.desk.live import live_card
from bot.views.desk.live.live_card import LiveFacts
from bot.views.desk.publishing.publish_panel import PUSHED

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.services.live.events import LiveEvent
    from bot.views.document import Document


async def show(desk: DeskContext, live: LiveEvent) -> None:
    """Show an event as a new message; who may not publish it now can submit it."""
    app = desk.app
    if live.draft.state == "open":
        current = await events.bring_up(app.database, live.draft.id, live.draft.version, context=desk.action_context)
    else:
        current = live
    draft = current.draft
    panel = await publication_panel.read(app.database, draft, app.now(), app.settings.rate, app.translators)
    status = await draft_screens.read_status(desk, draft)
    facts = LiveFacts(
        draft=draft,
        update=panel.content.update if panel.content else None,
        forecast=panel.forecast,
        missing=current.missing,
        place=current.event.place.name if current.event.place else None,
        has_photo=publication_choices.read(draft).photo is not None,
        may_publish=may(desk.role, Action.PUBLISH) and status.blocker is None,
        may_push=may(desk.role, Action.PUSH),
    )
    await desk.show(live_card.card(facts, app.translators, desk.chat.preferences), anew=True)
    await review_notices.tell_voided(desk, draft, live.voided)


def question(desk: DeskContext, live: LiveEvent, language: str | None) -> Document:
    """Build the question for an event's text: anew, or in the language that is missing."""
    words = desk.words
    if language is None:
        return live_card.asking(live.draft.dossier, words.text("desk.live.ask_text"), words)
    if language not in {known.value for known in Language}:
        raise LinkInvalid
    name = languages.name(language, words.language)
    return live_card.asking(live.draft.dossier, words.text("desk.live.ask_language", language=name), words)


@router.callback("livepub", right=Action.PUBLISH)
async def publish(desk: DeskContext) -> None:
    """Publish the event as it was shown, upon whatever was published meanwhile; push it if that was tapped."""
    app, context = desk.app, desk.action_context
    live = await events.bring_up(app.database, desk.draft_id, _version(desk), context=context)
    draft, number = live.draft, None
    watch = (desk.chat.chat_id, desk.button.message_id) if desk.button and desk.button.message_id else None
    if desk.link.item == PUSHED:
        published, number = await broadcasts.publish(
            app.database, draft.id, publication_panel.spec_of(draft),
            version=draft.version, context=context, words=app.translators, watch=watch,
        )  # fmt: skip
    else:
        published = await publishing.publish(
            app.database, draft.id, version=draft.version, context=context, words=app.translators
        )
    app.due_changed.set()
    if number and watch:
        await progress_message.put(app, number)
    revision, dossier = published.story.revision, published.story.dossier
    document = live_card.done(dossier, "desk.publish.done", live.event.text, desk.words, revision=revision)
    await desk.show(document, anew=number is not None)


@router.callback("livesend", right=Action.SUBMIT)
async def submit(desk: DeskContext) -> None:
    """Submit the event for review without a note, and tell everybody else who may review it."""
    live = await events.read(desk.app.database, desk.draft_id, context=desk.action_context)
    draft, is_new = await reviews.submit(desk.app.database, live.draft.id, None, context=desk.action_context)
    await desk.show(live_card.done(draft.dossier, "desk.review.submitted", live.event.text, desk.words))
    if is_new:
        await review_notices.tell_reviewers(desk, draft, "desk.review.new")


@router.callback("livedrop", right=Action.DRAFT)
async def drop(desk: DeskContext) -> None:
    """Drop the event: its draft is discarded, and nobody sees it."""
    live = await events.read(desk.app.database, desk.draft_id, context=desk.action_context)
    await drafts.discard(desk.app.database, live.draft.id, context=desk.action_context)
    await desk.show(live_card.done(live.draft.dossier, "desk.live.dropped", live.event.text, desk.words))


def _version(desk: DeskContext) -> int:
    if not (desk.link.value or "").isdecimal():
        raise LinkInvalid
    return int(desk.link.value or 0)
