"""What a draft's header tells: its hour, what blocks publishing it, and who else works on it or on its story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.dossier import validate
from bot.services.drafts import questions
from bot.store import draft_questions, drafts, key_values, scheduled_publications, stories

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Story
    from bot.services.desk_transaction import ActionContext
    from bot.store.database import Database
    from bot.store.drafts import Draft
    from bot.store.scheduled_publications import ScheduledPublication

Blocker = Literal["moved", "unchanged", "invalid", "four_eyes"]
"""Why a draft would be refused: its base is not the newest, it changes nothing, is invalid, or unseen by another."""


@dataclass(frozen=True, slots=True)
class DraftStatus:
    """A draft's surroundings, as far as its header and its buttons depend on them.

    `problems` counts its validation errors; `others` are live drafts of its story, `answering` are the others who are
    asked something in it; `is_left` where somebody who left the desk has half answered a form in it.
    """

    newest: Story | None
    due: ScheduledPublication | None
    blocker: Blocker | None
    problems: int
    others: tuple[Draft, ...]
    answering: tuple[int, ...]
    is_left: bool


async def read(database: Database, draft: Draft, *, context: ActionContext) -> DraftStatus:
    """Read a draft's status for the actor: the four-eyes rule blocks its author, not another editor."""
    async with database.read() as conn:
        newest = await stories.find(conn, draft.slug)
        problems = len(validate(draft.dossier))
        asked = await draft_questions.of_draft(conn, draft.id)
        return DraftStatus(
            newest=newest,
            due=await scheduled_publications.get(conn, draft.id),
            blocker=await _blocker(conn, draft, newest, problems, context.actor),
            problems=problems,
            others=tuple(other for other in await drafts.on_slug(conn, draft.slug) if other.id != draft.id),
            answering=tuple(row.user_id for row in asked if row.is_waiting and row.user_id != context.actor),
            is_left=await questions.find_left(conn, draft.id, context.owners) is not None,
        )


async def _blocker(
    conn: AsyncConnection, draft: Draft, newest: Story | None, problems: int, actor: int
) -> Blocker | None:
    if draft.state not in drafts.LIVE:
        return None
    if newest and newest.revision != draft.base:
        return "moved"
    if newest and newest.dossier == draft.dossier:
        return "unchanged"
    if problems:
        return "invalid"
    return "four_eyes" if is_unseen(draft, actor) and await key_values.four_eyes(conn) else None


def is_unseen(draft: Draft, actor: int) -> bool:
    """Return whether nobody but the author has seen the draft as it is now, where the actor publishes it.

    Publishing somebody else's draft counts as seeing it, and so does approving it.
    """
    return actor == draft.author and draft.approved_by in {None, draft.author}
