"""Drafts: dossiers that are being worked on, and the question that is open in each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from sqlalchemy import Row, insert, select, update

from bot.store.tables import drafts
from bot.story import DRAFT, Dossier

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Unpack

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

State = Literal["open", "submitted", "scheduled", "published", "discarded"]
LIVE: tuple[State, ...] = ("open", "submitted", "scheduled")


@dataclass(frozen=True, slots=True)
class Draft:
    """A dossier, which need not be complete, that its author builds on revision `base`; None for a new story.

    `note` is for its readers at the desk and becomes its revision's; `returned` are the words with which it was given
    back for changes. `question` is the open one, put to `asked` at `asked_at`. `version` moves on with every change. An
    approval holds until the dossier changes.
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
    question: dict[str, Any] | None
    asked: int | None
    asked_at: datetime | None
    created_at: datetime
    changed_at: datetime
    dossier: Dossier


class Changes(TypedDict, total=False):
    """What `save` can change of a draft."""

    dossier: Dossier
    base: int | None
    state: State
    note: str | None
    returned: str | None
    approved_by: int | None
    question: dict[str, Any] | None
    asked: int | None


_DRAFTS = select(
    *(drafts.c.id, drafts.c.slug, drafts.c.base, drafts.c.author, drafts.c.state, drafts.c.version, drafts.c.note),
    *(drafts.c.returned, drafts.c.approved_by, drafts.c.question, drafts.c.asked, drafts.c.asked_at),
    *(drafts.c.created_at, drafts.c.changed_at, drafts.c.dossier),
)
_IS_LIVE = drafts.c.state.in_(LIVE)


async def create(conn: AsyncConnection, dossier: Dossier, *, base: int | None, author: int, at: datetime) -> Draft:
    """Begin a draft of the dossier, open, in its first version."""
    row: dict[str, Any] = {"slug": dossier.slug, "base": base, "author": author, "state": "open", "version": 1}
    row |= {"created_at": at, "changed_at": at, "dossier": _text(dossier)}
    statement = insert(drafts).values(row).returning(*_DRAFTS.selected_columns)
    return _draft((await conn.execute(statement)).one())


async def get(conn: AsyncConnection, draft_id: int) -> Draft | None:
    """The draft of this number, in whatever state."""
    row = (await conn.execute(_DRAFTS.where(drafts.c.id == draft_id))).one_or_none()
    return _draft(row) if row else None


async def hold(conn: AsyncConnection, draft_id: int) -> Draft | None:
    """The draft of this number, which nobody else changes until this transaction, which writes, ends."""
    row = (await conn.execute(_DRAFTS.where(drafts.c.id == draft_id).with_for_update())).one_or_none()
    return _draft(row) if row else None


async def of_author(conn: AsyncConnection, author: int) -> tuple[Draft, ...]:
    """Somebody's drafts that are neither published nor discarded, the last changed first."""
    return await _list(conn, (drafts.c.author == author) & _IS_LIVE)


async def in_state(conn: AsyncConnection, *states: State) -> tuple[Draft, ...]:
    """Everybody's drafts in any of these states, the last changed first."""
    return await _list(conn, drafts.c.state.in_(states))


async def on_slug(conn: AsyncConnection, slug: str) -> tuple[Draft, ...]:
    """Everybody's drafts of one story that are neither published nor discarded, the last changed first."""
    return await _list(conn, (drafts.c.slug == slug) & _IS_LIVE)


async def asking(conn: AsyncConnection, user_id: int) -> Draft | None:
    """The live draft whose open question was put to this person last; None where no question waits for them."""
    query = _DRAFTS.where(drafts.c.asked == user_id, _IS_LIVE).order_by(drafts.c.asked_at.desc(), drafts.c.id.desc())
    row = (await conn.execute(query.limit(1))).one_or_none()
    return _draft(row) if row else None


async def save(conn: AsyncConnection, draft_id: int, version: int, *, at: datetime, **changes: Unpack[Changes]) -> bool:
    """Change the draft where it is still of this version; False, and nothing changes, where it has moved on.

    A dossier that is given takes an approval away. Who gives a question gives `asked` too, and None for both ends it.
    """
    row: dict[str, Any] = {**changes, "version": version + 1, "changed_at": at}
    if "dossier" in changes:
        dossier = changes["dossier"]
        row |= {"dossier": _text(dossier), "slug": dossier.slug, "approved_by": changes.get("approved_by")}
    if "question" in changes:
        question = changes["question"]
        row["question"] = None if question is None else json.dumps(question)
    if "asked" in changes:
        row["asked_at"] = None if changes["asked"] is None else at
    statement = update(drafts).where(drafts.c.id == draft_id, drafts.c.version == version).values(row)
    return (await conn.execute(statement)).rowcount == 1


async def _list(conn: AsyncConnection, which: ColumnElement[bool]) -> tuple[Draft, ...]:
    query = _DRAFTS.where(which).order_by(drafts.c.changed_at.desc(), drafts.c.id.desc())
    return tuple(_draft(row) for row in await conn.execute(query))


def _text(dossier: Dossier) -> str:
    return dossier.model_dump_json(exclude_none=True)


def _draft(row: Row[*tuple[Any, ...]]) -> Draft:
    values = row._asdict()
    question = values["question"]
    values["question"] = None if question is None else json.loads(question)
    values["dossier"] = Dossier.model_validate_json(values["dossier"], context=DRAFT)
    return Draft(**values)
