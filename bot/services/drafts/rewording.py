"""Use cases of replies to an item's card: propose what a reply changes, and save it, one transaction each.

What is typed alone as `old → new` is found first: where the old words stand is the card.

Nothing is stored in between: the proposal's screen is a reply to the member's message, which its button brings along.
A digest of what was shown tells whether what would be saved is still that.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from hashlib import blake2s
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.errors import DraftStale, DraftUnknown, NotAllowed, StoryUnknown
from bot.forms.answer_parser import NotUnderstood
from bot.forms.entries.card_reply import Occurrence, places_of, reword
from bot.forms.form_state import FormContext
from bot.model.roles import Action
from bot.services.desk_transaction import desk_transaction
from bot.services.drafts.edit import EDITABLE, get_for_update, may_work, save_dossier
from bot.store import drafts, member_locale, stories

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.forms.entries.card_reply import Place, Reworded
    from bot.model import Dossier, Story
    from bot.model.language import Language
    from bot.model.roles import Role
    from bot.services.desk_transaction import ActionContext
    from bot.services.drafts.edit import VoidedApproval
    from bot.store.database import Database
    from bot.store.drafts import Draft


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows: `places` of a draft, or of a published story, by their numbers.

    `is_sure` where it can be replied to with nothing but a change.
    """

    places: tuple[Place, ...]
    draft: int | None = None
    story: int | None = None
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a reply would change in `before`: the dossier of `draft`, or of the `story` where nobody drafts it yet."""

    before: Dossier
    reworded: Reworded
    draft: Draft | None
    story: Story | None = None

    @property
    def digest(self) -> str:
        """Return a digest of the values before and after: what others change besides leaves it as it is."""
        changed = json.dumps((self.reworded.part, self.reworded.item, self.reworded.changed))
        return blake2s(changed.encode(), digest_size=4).hexdigest()


@dataclass(frozen=True, slots=True)
class Saved:
    """The draft with the change; None if it was not saved, since the `proposal` is another one now.

    `is_begun` where the draft is new; `voided` is the approval that the change made void.
    """

    draft: Draft | None
    proposal: Proposal | NotUnderstood | None = None
    is_begun: bool = False
    voided: VoidedApproval | None = None


async def propose(
    database: Database, card: Card, text: str, *, role: Role | None, language: Language, context: ActionContext
) -> Proposal | NotUnderstood | None:
    """Read what a reply to a card changes; None if it means none of its items.

    Raises DraftUnknown, NotAllowed, DraftStale or StoryUnknown.
    """
    async with database.read() as conn:
        return await _propose(conn, card, text, role=role, language=language, context=context)


async def find(database: Database, text: str, published: Collection[int], user_id: int) -> list[Occurrence]:
    """Find where the old words of `old → new` stand: in the person's own drafts, and in these published stories.

    A story that they draft is looked through as they have it.
    """
    async with database.read() as conn:
        own = [draft for draft in await drafts.in_state(conn, *EDITABLE) if user_id in {draft.author, draft.holder}]
        live = await stories.live(conn, published) if published else ()
    drafted = {draft.slug for draft in own}
    dossiers = [
        *((draft.dossier, draft.id, None) for draft in own),
        *((story.dossier, None, story.number) for story in live if story.slug not in drafted),
    ]
    return [
        Occurrence(place, dossier, draft, story)
        for dossier, draft, story in dossiers
        for place in places_of(text, dossier)
    ]


async def save(
    database: Database, card: Card, text: str, digest: str, *, language: Language, context: ActionContext
) -> Saved:
    """Save what a reply to a card changes, if it is still what was shown; a published item begins a draft.

    Raises as `propose` does.
    """
    async with desk_transaction(database, context, Action.DRAFT, draft=card.draft, story=card.story) as tx:
        if not tx.is_new_update:
            return Saved(await _own(tx.conn, card, context.actor))
        proposal = await _propose(tx.conn, card, text, role=tx.role, language=language, context=context)
        if not isinstance(proposal, Proposal) or proposal.digest != digest:
            return Saved(None, proposal)
        draft, is_begun = proposal.draft, proposal.draft is None
        if draft is None and proposal.story:
            story = proposal.story
            draft = await drafts.create(
                tx.conn, story.dossier, base=story.revision, author=context.actor, at=context.at
            )
            await tx.record(story.slug, draft=draft.id, base=story.revision)
        if draft is None:
            return Saved(None, proposal)
        draft = await get_for_update(tx, draft.id)
        voided = await save_dossier(tx, draft, proposal.reworded.dossier)
        return Saved(await get_for_update(tx, draft.id), proposal, is_begun, voided)


async def _propose(
    conn: AsyncConnection, card: Card, text: str, *, role: Role | None, language: Language, context: ActionContext
) -> Proposal | NotUnderstood | None:
    draft = await _own(conn, card, context.actor)
    if card.draft:
        _require(draft, card.draft, role, context.actor)
    story = None
    if draft is None:
        story = next(iter(await stories.live(conn, [card.story or 0])), None)
        if story is None:
            raise StoryUnknown(slug=str(card.story))
    before = draft.dossier if draft else story.dossier if story else None
    if before is None:
        return None
    known = await form_context(conn, before, card.places, language, context)
    try:
        reworded = reword(text, card.places, known, is_sure=card.is_sure)
    except NotUnderstood as problem:
        return problem
    return Proposal(before, reworded, draft, story) if reworded else None


def _require(draft: Draft | None, draft_id: int, role: Role | None, actor: int) -> None:
    if draft is None:
        raise DraftUnknown(draft=draft_id)
    if not may_work(role, actor, draft):
        raise NotAllowed(Action.REVIEW)
    if draft.state not in EDITABLE:
        raise DraftStale(draft=draft_id)


async def _own(conn: AsyncConnection, card: Card, actor: int) -> Draft | None:
    """Return the card's draft; of a published story's the one that the actor began or holds, None without one."""
    if card.draft:
        return await drafts.get(conn, card.draft, actor)
    known = next(iter(await stories.live(conn, [card.story or 0])), None)
    on_story = await drafts.on_slug(conn, known.slug) if known else ()
    return next(
        (draft for draft in on_story if draft.state in EDITABLE and actor in {draft.author, draft.holder}), None
    )


async def form_context(
    conn: AsyncConnection, dossier: Dossier, places: Iterable[Place], language: Language, context: ActionContext
) -> FormContext:
    """Read what parsing a text for a dossier depends on, as of the editor's day."""
    locale = await member_locale.get(conn, context.actor)
    zone = ZoneInfo(locale.zone) if locale.zone else UTC
    has_speakers = any(part == "quotes" for part, _ in places)
    others = [story.dossier for story in await stories.live(conn) if story.slug != dossier.slug] if has_speakers else []
    return FormContext(
        dossier, context.at.astimezone(zone).date(), language,
        people=tuple(person for other in others for person in other.people),
    )  # fmt: skip
