"""Use cases of the publish panel: compose what it shows, and keep what is chosen on it, one transaction each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.errors import EmptyBroadcast
from bot.model import Localized, LocalizedLine, Story
from bot.model.broadcast import BroadcastSpec
from bot.model.corrections.choice import CorrectionChoice
from bot.model.corrections.correction import CorrectionClass
from bot.model.roles import Action
from bot.services import publication_choices
from bot.services.broadcasts.compose import VariantSet, content_of
from bot.services.broadcasts.start import forecast_content
from bot.services.corrections import report
from bot.services.corrections.live_records import with_corrections
from bot.services.desk_transaction import desk_transaction
from bot.services.drafts import get_for_update, questions
from bot.services.publication_choices import PublicationChoices
from bot.store import draft_questions, drafts, stories
from bot.store.drafts import LIVE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier
    from bot.model.language import Language
    from bot.services.broadcasts.compose import BroadcastContent
    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.store.database import Database
    from bot.store.drafts import Draft
    from bot.store.recipients import Combination, Forecast
    from bot.store.renditions import Rendition
    from bot.views.desk.publishing.copies_report import CopyForecast

PANEL = "publish"  # kind of question, stored with the draft
HEADLINE, NOTE, WHY = "headline", "note", "why"  # what a typed answer is
_CLASSES = (CorrectionClass.CORRECTED, CorrectionClass.URGENT, CorrectionClass.REFILE)
# Stands in for the number of a story that has none yet: the largest that a column holds, which no story reaches. Nobody
# follows it but those who follow every story.
_NEW = 2**31 - 1


@dataclass(frozen=True, slots=True)
class PublicationPanel:
    """What publishing a draft does: its `dossier` with the corrections, the push (None: nothing to send) and to whom.

    `before` is what readers see now; None for a new story. `copies` are those that its corrections reach.
    """

    dossier: Dossier
    before: Dossier | None
    content: BroadcastContent | None
    forecast: Forecast | None
    copies: CopyForecast | None = None


async def read(
    database: Database, draft: Draft, now: datetime, rate: float, words: Mapping[Language, Translator]
) -> PublicationPanel:
    """Compose what publishing the draft now would do."""
    async with database.read() as conn:
        story, before = await _story(conn, draft, now, words)
        known = replace(story, dossier=before, revision=story.revision - 1) if before else None
        copies = await report.forecast(conn, known, story, rate) if known else None
        try:
            content = await content_of(conn, spec_of(draft), story)
        except EmptyBroadcast:
            return PublicationPanel(story.dossier, before, None, None, copies)
        forecast = await forecast_content(conn, content, now, rate)
    return PublicationPanel(story.dossier, before, content, forecast, copies)


async def preview(
    database: Database, draft: Draft, combination: Combination, now: datetime, words: Mapping[Language, Translator]
) -> Rendition:
    """Render the message that chats of this combination get once the draft is published and pushed."""
    async with database.read() as conn:
        story, _ = await _story(conn, draft, now, words)
        content = await content_of(conn, spec_of(draft), story)
    return VariantSet(content, words).of(combination)[0]


def spec_of(draft: Draft) -> BroadcastSpec:
    """Return the push of the draft, with the headline that was chosen for it."""
    chosen = publication_choices.read(draft)
    return BroadcastSpec(draft.slug, headline=chosen.headline, photo=chosen.photo, languages=chosen.languages)


def answered_as(draft: Draft, message: int) -> str:
    """Return what a typed message is: the headline, or the note that was asked for; an edited one is what it was."""
    question = draft.question or {}
    return str(question["answered"] if question.get("message") == message else question.get("asks", HEADLINE))


async def open_panel(database: Database, draft_id: int, *, context: ActionContext, asks: str = HEADLINE) -> Draft:
    """Make the actor's next message the answer to the panel; what was chosen on it stays. Raises QuestionOpen."""
    async with desk_transaction(database, context, Action.PUBLISH, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id, LIVE)
        if not tx.is_new_update:
            return draft
        questions.require_no_form(draft)
        asks = WHY if draft.correction and draft.correction.is_unexplained else asks
        return await _put(tx, draft, await _chosen(tx.conn, draft), asks=asks)


async def set_headline(
    database: Database, draft_id: int, typed: Mapping[Language, str], *, message: int, context: ActionContext
) -> Draft:
    """Store the push's headline in these languages, typed in `message`; none of any brings the composed one back.

    Raises ValidationError if it is not one line of at most 300 characters.
    """
    async with desk_transaction(database, context, Action.PUBLISH, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id, LIVE)
        if not tx.is_new_update:
            return draft
        chosen = publication_choices.read(draft)
        texts = chosen.headline.model_dump(exclude_none=True) if chosen.headline and typed else {}
        texts |= {language.value: text for language, text in typed.items()}
        headline = LocalizedLine.model_validate(texts) if texts else None
        return await _change(tx, draft, replace(chosen, headline=headline), message=message, answered=HEADLINE)


async def set_note(
    database: Database, draft_id: int, note: str | None, *, message: int, context: ActionContext
) -> Draft:
    """Store the note of the revision that the draft becomes (None keeps the one it has), typed in `message`."""
    async with desk_transaction(database, context, Action.PUBLISH, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id, LIVE)
        if not tx.is_new_update:
            return draft
        chosen = publication_choices.read(draft)
        return await _change(tx, draft, chosen, note=note or draft.note, message=message, answered=NOTE)


async def toggle_corrections(database: Database, draft_id: int, *, context: ActionContext) -> Draft:
    """Leave the corrections out, because the news moved on and nothing was wrong, or write them after all."""
    async with desk_transaction(database, context, Action.PUBLISH, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id, LIVE)
        if not tx.is_new_update:
            return draft
        chosen = publication_choices.read(draft)
        return await _change(tx, draft, replace(chosen, is_update=not chosen.is_update))


async def next_class(database: Database, draft_id: int, *, context: ActionContext) -> Draft:
    """Give the draft's corrections the next class; what is withdrawn stays so."""
    async with desk_transaction(database, context, Action.PUBLISH, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id, LIVE)
        choice = draft.correction or CorrectionChoice()
        if not tx.is_new_update or choice.is_withdrawal:
            return draft
        following = _CLASSES[(_CLASSES.index(choice.class_) + 1) % len(_CLASSES)]
        await _choose(tx, draft, replace(choice, class_=following))
        return await _put(tx, await get_for_update(tx, draft_id, LIVE), await _chosen(tx.conn, draft))


async def set_why(
    database: Database, draft_id: int, why: Mapping[Language, str], *, message: int, context: ActionContext
) -> Draft:
    """Store why the draft corrects what it does, in these languages, typed in `message`; none of any removes it."""
    async with desk_transaction(database, context, Action.PUBLISH, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id, LIVE)
        if not tx.is_new_update:
            return draft
        choice = draft.correction or CorrectionChoice()
        texts = choice.why.model_dump(exclude_none=True) if choice.why and why else {}
        texts |= {language.value: text for language, text in why.items()}
        await _choose(tx, draft, replace(choice, why=Localized.model_validate(texts) if texts else None))
        explained = await get_for_update(tx, draft_id, LIVE)
        asks = {"asks": WHY} if explained.correction and explained.correction.is_unexplained else {}
        return await _put(tx, explained, await _chosen(tx.conn, draft), message=message, answered=WHY, **asks)


async def _choose(tx: DeskTransaction, draft: Draft, choice: CorrectionChoice) -> None:
    await drafts.save(tx.conn, draft.id, draft.version, at=tx.context.at, correction=choice)


async def _chosen(conn: AsyncConnection, draft: Draft) -> PublicationChoices:
    """Return the actor's choices; where they made none, what its author's message brought to a live event."""
    if publication_choices.is_made(draft.question):
        return publication_choices.read(draft)
    question = await draft_questions.get(conn, draft.id, draft.author)
    brought = publication_choices.read_from(question.question if question else None)
    return PublicationChoices(photo=brought.photo, languages=brought.languages)


async def _change(
    tx: DeskTransaction, draft: Draft, chosen: PublicationChoices, *, note: str | None = None, **answer: Any
) -> Draft:
    """Store what was chosen. The draft's version moves on, so that no earlier panel publishes what it did not show."""
    await drafts.save(tx.conn, draft.id, draft.version, at=tx.context.at, note=note or draft.note)
    return await _put(tx, draft, chosen, **answer)


async def _put(tx: DeskTransaction, draft: Draft, chosen: PublicationChoices, **about: Any) -> Draft:
    return await questions.put(tx, draft, {"kind": PANEL, **about, **chosen.to_json()})


async def _story(
    conn: AsyncConnection, draft: Draft, now: datetime, words: Mapping[Language, Translator]
) -> tuple[Story, Dossier | None]:
    """Return the draft's story as it is once published, and its dossier as readers see it now."""
    known = await stories.find(conn, draft.slug)
    before = known.dossier if known else None
    dossier = await with_corrections(conn, draft, before, words, now)
    if known is None:
        return Story(_NEW, draft.slug, 1, now, dossier), None
    return replace(known, revision=known.revision + 1, at=now, dossier=dossier), before
