"""Drafts: unpublished dossiers, and who holds each."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from sqlalchemy import Row, insert, select, update

from bot.model import DRAFT, Dossier
from bot.model.corrections import choice as correction_choice
from bot.store import draft_questions
from bot.store.tables import drafts

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Unpack

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model.corrections.choice import CorrectionChoice

State = Literal["open", "submitted", "scheduled", "published", "discarded"]
LIVE: tuple[State, ...] = ("open", "submitted", "scheduled")


@dataclass(frozen=True, slots=True)
class Draft:
    """An unpublished dossier, possibly incomplete, based on revision `base`; None for a new story.

    `note` becomes the revision's note; `returned` is the reviewer's reason for returning it. `version` grows by one
    with every change (optimistic locking). `approved_by` is cleared when the dossier changes. `holder` has the draft in
    hand, None once it is released; `changed_by` changed its dossier last, None if only the author did.

    `question`, put to `asked` at `asked_at` in its `turn`, is that of the person for whom the draft was read, None for
    nobody. `asked` is None while the question is paused. `correction` is what was chosen of the corrections that it
    will be published with.
    """

    id: int
    slug: str
    base: int | None
    author: int
    state: State
    version: int
    note: str | None
    returned: str | None
    approved_by: int | None
    created_at: datetime
    changed_at: datetime
    dossier: Dossier
    holder: int | None
    changed_by: int | None
    question: dict[str, Any] | None = None
    asked: int | None = None
    asked_at: datetime | None = None
    turn: int = 0
    correction: CorrectionChoice | None = None


class Changes(TypedDict, total=False):
    """The columns that `save` can change."""

    dossier: Dossier
    base: int | None
    state: State
    note: str | None
    returned: str | None
    approved_by: int | None
    changed_by: int | None
    correction: CorrectionChoice | None


_DRAFTS = select(
    *(drafts.c.id, drafts.c.slug, drafts.c.base, drafts.c.author, drafts.c.state, drafts.c.version, drafts.c.note),
    *(drafts.c.returned, drafts.c.approved_by, drafts.c.created_at, drafts.c.changed_at, drafts.c.dossier),
    *(drafts.c.holder, drafts.c.changed_by, drafts.c.correction),
)
_IS_LIVE = drafts.c.state.in_(LIVE)


async def create(
    conn: AsyncConnection,
    dossier: Dossier,
    *,
    base: int | None,
    author: int,
    at: datetime,
    correction: CorrectionChoice | None = None,
) -> Draft:
    """Insert an open draft with version 1, held by its author."""
    row: dict[str, Any] = {"slug": dossier.slug, "base": base, "author": author, "state": "open", "version": 1}
    row["holder"] = author
    row |= {"created_at": at, "changed_at": at, "dossier": _text(dossier), "correction": _json(correction)}
    statement = insert(drafts).values(row).returning(*_DRAFTS.selected_columns)
    return _draft((await conn.execute(statement)).one())


async def get(conn: AsyncConnection, draft_id: int, viewer: int | None = None) -> Draft | None:
    """Return the draft by id, in any state, with the viewer's question in it; None if missing."""
    row = (await conn.execute(_DRAFTS.where(drafts.c.id == draft_id))).one_or_none()
    return await _with_question(conn, _draft(row), viewer) if row else None


async def get_for_update(conn: AsyncConnection, draft_id: int, viewer: int | None = None) -> Draft | None:
    """SELECT … FOR UPDATE by id, with the viewer's question in it; None if missing."""
    row = (await conn.execute(_DRAFTS.where(drafts.c.id == draft_id).with_for_update())).one_or_none()
    return await _with_question(conn, _draft(row), viewer) if row else None


async def of_author(conn: AsyncConnection, author: int) -> tuple[Draft, ...]:
    """Return an author's live drafts (neither published nor discarded), last changed first."""
    return await _list(conn, (drafts.c.author == author) & _IS_LIVE)


async def in_state(conn: AsyncConnection, *states: State) -> tuple[Draft, ...]:
    """Return all drafts in any of these states, last changed first."""
    return await _list(conn, drafts.c.state.in_(states))


async def on_slug(conn: AsyncConnection, slug: str) -> tuple[Draft, ...]:
    """Return all live drafts of one story, last changed first."""
    return await _list(conn, (drafts.c.slug == slug) & _IS_LIVE)


async def asking(conn: AsyncConnection, user_id: int) -> Draft | None:
    """Return the live draft with the latest question open to this person; None if they are asked nothing."""
    question = await draft_questions.asking(conn, user_id)
    return await get(conn, question.draft_id, user_id) if question else None


async def set_holder(conn: AsyncConnection, draft_id: int, holder: int | None) -> None:
    """Set who holds the draft; its version stays, since what was shown of it is as it was."""
    await conn.execute(update(drafts).where(drafts.c.id == draft_id).values(holder=holder))


async def release_all(conn: AsyncConnection, user_id: int) -> None:
    """Release every live draft that a former member holds."""
    await conn.execute(update(drafts).where(drafts.c.holder == user_id, _IS_LIVE).values(holder=None))


async def save(conn: AsyncConnection, draft_id: int, version: int, *, at: datetime, **changes: Unpack[Changes]) -> bool:
    """Update the draft if its version is unchanged; else return False and change nothing.

    A new dossier clears the approval.
    """
    row: dict[str, Any] = {**changes, "version": version + 1, "changed_at": at}
    if "dossier" in changes:
        dossier = changes["dossier"]
        row |= {"dossier": _text(dossier), "slug": dossier.slug, "approved_by": changes.get("approved_by")}
    if "correction" in changes:
        row["correction"] = _json(changes["correction"])
    statement = update(drafts).where(drafts.c.id == draft_id, drafts.c.version == version).values(row)
    return (await conn.execute(statement)).rowcount == 1


async def _list(conn: AsyncConnection, which: ColumnElement[bool]) -> tuple[Draft, ...]:
    query = _DRAFTS.where(which).order_by(drafts.c.changed_at.desc(), drafts.c.id.desc())
    return tuple(_draft(row) for row in await conn.execute(query))


def _text(dossier: Dossier) -> str:
    return dossier.model_dump_json(exclude_none=True)


def _json(correction: CorrectionChoice | None) -> str | None:
    return json.dumps(correction.to_json(), ensure_ascii=False) if correction else None


async def _with_question(conn: AsyncConnection, draft: Draft, viewer: int | None) -> Draft:
    question = await draft_questions.get(conn, draft.id, viewer) if viewer is not None else None
    if question is None:
        return draft
    asked = None if question.asked_at is None else viewer
    return replace(draft, question=question.question, asked=asked, asked_at=question.asked_at, turn=question.turn)


def _draft(row: Row[*tuple[Any, ...]]) -> Draft:
    values = row._asdict()
    values["dossier"] = Dossier.model_validate_json(values["dossier"], context=DRAFT)
    values["correction"] = correction_choice.read(json.loads(values["correction"] or "null"))
    return Draft(**values)
