"""Runs: what a correction has to put right in the messages that were sent, and what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import exists, insert, or_, select, text, update

from bot.model.corrections.mistakes import MistakeClass
from bot.model.language import Language
from bot.store import dialects
from bot.store.copies.messages import named, shows
from bot.store.copy_tables import copy_pages, corrected_pages, correction_notices, correction_runs
from bot.store.delivery_tables import broadcasts, renditions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model.corrections.mistakes import Mistake
    from bot.store.copies.messages import CopyPage

Source = Literal["rendition", "page", "notice"]

OVERTAKEN = "overtaken"
"""The reason of a notice that a later one about the same item took the place of."""

# What a rendition or page is edited to, or says as a notice, by what its id is of.
_SHOWN_BY = {"rendition": ("rendition",), "page": ("page", "notice")}
_UNRENDERED: dict[str, Any] = {"method": None, "body": None, "picture_key": None, "picture": None}
_LATE = timedelta(hours=1)  # for so long an answer may be on its way that was rendered before a correction
_EMPTY = b'"text":""}'
_DELIVERED = broadcasts.c.sent + broadcasts.c.sending + broadcasts.c.uncertain > 0

LATEST = "SELECT CAST(coalesce(max(id), 0) AS TEXT) FROM correction_runs"
"""For `Database.peek`: a text that changes with each correction."""


@dataclass(frozen=True, slots=True)
class Run:
    """One class of what a revision put right: `items` were shown wrong, in these languages; `records` say so.

    Of a run that is `prepared`, the copies are listed. `unknown` cards were offered in inline mode, and may stand
    somewhere. `counts` is set once the rows of its copies are deleted.
    """

    id: int
    story: int
    revision: int
    class_: MistakeClass
    records: tuple[str, ...]
    items: frozenset[str]
    languages: tuple[Language, ...]
    is_open: bool
    at: datetime
    is_prepared: bool
    ended_at: datetime | None
    unknown: int
    counts: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class CorrectedPage:
    """What showed a run's items wrong: a rendition, or a page of answers; with the edit that puts it right, if made.

    Of a picture, `picture` is the JPEG that takes its place, and `picture_key` that of its file id.
    """

    source: Source
    id: int
    new_id: int | None = None
    method: str | None = None
    body: bytes | None = None
    picture_key: str | None = None
    picture: bytes | None = None


async def plan(conn: AsyncConnection, story: int, revision: int, mistakes: Iterable[Mistake], at: datetime) -> None:
    """Store what a revision puts right, in its transaction: which renditions and pages showed it wrong.

    Edits of earlier runs that show it wrong, too, are to be rendered once more: the last correction wins.
    """
    for mistake in mistakes:
        row = {"story_id": story, "revision": revision, "class": mistake.class_.value, "state": "open", "at": at}
        row |= {"records": json.dumps(mistake.records), "items": json.dumps(sorted(mistake.items))}
        row["languages"] = json.dumps([language.value for language in mistake.languages])
        run_id = int(await conn.scalar(insert(correction_runs).values(row).returning(correction_runs.c.id)))
        wrong_renditions, wrong_pages = await wrong(conn, story, mistake)
        for source, pages in (("rendition", wrong_renditions), ("page", wrong_pages)):
            await conn.run_sync(_add, run_id, source, pages)
            for page in pages:
                outdated = corrected_pages.c.source.in_(_SHOWN_BY[source]) & (corrected_pages.c.new_id == page)
                await conn.execute(update(corrected_pages).where(outdated).values(new_id=None, **_UNRENDERED))
        await _overtake(conn, story, mistake, run_id)
        if mistake.class_ in {MistakeClass.WITHDRAWN, MistakeClass.REDACTED}:
            await _mask(conn, story, mistake)


async def wrong(conn: AsyncConnection, story: int, mistake: Mistake) -> tuple[list[int], list[int]]:
    """Return the ids of the renditions, and of the pages, that show a mistake."""
    return await _wrong_renditions(conn, story, mistake), await _wrong_pages(conn, story, mistake)


def catch_up(conn: Connection, pages: Collection[CopyPage], now: datetime) -> None:
    """Take into the runs what was rendered before their corrections and is recorded after."""
    if not pages:
        return
    query = _RUNS.where(correction_runs.c.at > now - _LATE)
    for run in [_run(row) for row in conn.execute(query)]:
        late = {page.id for page in pages if page.language in run.languages and _is_older(page.covers, run)}
        if late:
            _add(conn, run.id, "page", sorted(late))
            reopened = update(correction_runs).where(correction_runs.c.id == run.id)
            conn.execute(reopened.values(state="open", prepared=0, ended_at=None))


async def open_runs(conn: AsyncConnection) -> tuple[Run, ...]:
    """Return the runs that are not done: the gravest first, and of one class the oldest."""
    rows = [_run(row) for row in await conn.execute(_RUNS.where(text("correction_runs.state = 'open'")))]
    order = list(MistakeClass)
    return tuple(sorted(rows, key=lambda run: (order.index(run.class_), run.id)))


async def get(conn: AsyncConnection, run_id: int) -> Run | None:
    """Return the run by id; None if missing."""
    row = (await conn.execute(_RUNS.where(correction_runs.c.id == run_id))).one_or_none()
    return _run(row) if row else None


async def of_record(conn: AsyncConnection, story: int, record: str) -> Run | None:
    """Return the run of a story's record; None of one from before there were runs."""
    query = _RUNS.where(correction_runs.c.story_id == story, correction_runs.c.records.like(f'%"{record}"%'))
    rows = (await conn.execute(query.order_by(correction_runs.c.id))).all()
    return next((_run(row) for row in rows if record in json.loads(row.records)), None)


async def latest(conn: AsyncConnection, limit: int) -> tuple[Run, ...]:
    """Return the latest runs, newest first."""
    return tuple(_run(row) for row in await conn.execute(_RUNS.order_by(correction_runs.c.id.desc()).limit(limit)))


async def pages_of(conn: AsyncConnection, run_id: int, *, unrendered: bool = False) -> tuple[CorrectedPage, ...]:
    """Return what showed the run's items wrong, and its notices: all, or what is not rendered yet; without bodies."""
    columns = corrected_pages.c.source, corrected_pages.c.page_id, corrected_pages.c.new_id, corrected_pages.c.method
    query = select(*columns).where(corrected_pages.c.run_id == run_id)
    if unrendered:
        query = query.where(corrected_pages.c.method.is_(None))
    rows = await conn.execute(query.order_by(corrected_pages.c.source, corrected_pages.c.page_id.desc()))
    return tuple(CorrectedPage(*row) for row in rows)


async def page_of(conn: AsyncConnection, run_id: int, source: str, page_id: int) -> CorrectedPage | None:
    """Return one of these with its edit; None if missing."""
    own = (corrected_pages.c.run_id == run_id) & (corrected_pages.c.source == source)
    row = (await conn.execute(select(corrected_pages).where(own, corrected_pages.c.page_id == page_id))).one_or_none()
    if row is None:
        return None
    body, picture = (bytes(content) if content else None for content in (row.body, row.picture))
    return CorrectedPage(row.source, row.page_id, row.new_id, row.method, body, row.picture_key, picture)


async def add_notices(conn: AsyncConnection, run_id: int, variants: Collection[int]) -> None:
    """Have the run's notices rendered, in these variants."""
    await conn.run_sync(_add, run_id, "notice", variants)


async def set_edit(conn: AsyncConnection, run_id: int, page: CorrectedPage) -> None:
    """Store the edit that puts a page right, unless the run was done meanwhile: no copy shows that page any more."""
    own = (corrected_pages.c.run_id == run_id) & (corrected_pages.c.source == page.source)
    is_open = exists().where(correction_runs.c.id == run_id, text("correction_runs.state = 'open'"))
    statement = update(corrected_pages).where(own, corrected_pages.c.page_id == page.id, is_open)
    made = {"method": page.method, "body": page.body, "picture_key": page.picture_key, "picture": page.picture}
    await conn.execute(statement.values(new_id=page.new_id, **made))


async def set_prepared(conn: AsyncConnection, run_id: int, unknown: int) -> None:
    """Note that the run's copies are listed, and how many cards of inline mode may show it besides."""
    statement = update(correction_runs).where(correction_runs.c.id == run_id)
    await conn.execute(statement.values(prepared=1, unknown=unknown))


async def unprepare(conn: AsyncConnection, run_id: int) -> None:
    """Have the run prepared once more: more copies came to be known."""
    await conn.execute(update(correction_runs).where(correction_runs.c.id == run_id).values(prepared=0))


async def finish(conn: AsyncConnection, run_id: int, at: datetime) -> None:
    """Note that nothing is left to do of the run, and drop the edits of its pages and its notices, with their pictures.

    A run that is opened again has them rendered anew. Those of renditions stay: each rendering adds a rendition.
    """
    own = (corrected_pages.c.run_id == run_id) & (corrected_pages.c.source != "rendition")
    await conn.execute(update(corrected_pages).where(own, corrected_pages.c.method != "").values(_UNRENDERED))
    await conn.execute(update(correction_runs).where(correction_runs.c.id == run_id).values(state="done", ended_at=at))


async def wrong_renditions_by_broadcast(conn: AsyncConnection, run_id: int) -> tuple[int, ...]:
    """Return the ids of the broadcasts whose renditions showed the run's items wrong, newest first."""
    query = (
        select(renditions.c.broadcast_id)
        .distinct()
        .join_from(corrected_pages, renditions, renditions.c.id == corrected_pages.c.page_id)
        .where(corrected_pages.c.run_id == run_id, corrected_pages.c.source == "rendition")
    )
    return tuple(await conn.scalars(query.order_by(renditions.c.broadcast_id.desc())))


async def _wrong_renditions(conn: AsyncConnection, story: int, mistake: Mistake) -> list[int]:
    query = select(renditions.c.id, renditions.c.covers).join_from(renditions, broadcasts).where(_DELIVERED)
    return await _matching(conn, query, renditions, story, mistake)


async def _wrong_pages(conn: AsyncConnection, story: int, mistake: Mistake) -> list[int]:
    query = select(copy_pages.c.id, copy_pages.c.covers)
    return await _matching(conn, query, copy_pages, story, mistake)


async def _matching(
    conn: AsyncConnection, query: Select[int, str], table: Table, story: int, mistake: Mistake
) -> list[int]:
    """Return the ids of what shows the mistake's items in its languages; the database looks for their ids first."""
    listed = or_(*(table.c.covers.like(f'%"{item}"%') for item in sorted(mistake.items)))
    spoken = table.c.language.in_([language.value for language in mistake.languages])
    rows = (await conn.execute(query.where(listed, spoken).order_by(table.c.id))).all()
    return [number for number, covers in rows if shows(covers, story, mistake.items)]


def _add(conn: Connection, run_id: int, source: str, pages: Collection[int]) -> None:
    if pages:
        statement = dialects.insert(conn, corrected_pages).on_conflict_do_nothing()
        conn.execute(statement, [{"run_id": run_id, "source": source, "page_id": page} for page in pages])


async def _overtake(conn: AsyncConnection, story: int, mistake: Mistake, run_id: int) -> None:
    """Let notices of earlier runs about the same items say what is right now.

    Where the new mistake is told as well, they are left out: whoever they were for is told the last word.
    """
    others = correction_runs.c.id < run_id, correction_runs.c.story_id == story, text("correction_runs.state = 'open'")
    for run in [_run(row) for row in await conn.execute(_RUNS.where(*others))]:
        if run.items.isdisjoint(mistake.items):
            continue
        notices = (corrected_pages.c.run_id == run.id) & (corrected_pages.c.source == "notice")
        await conn.execute(update(corrected_pages).where(notices).values(_UNRENDERED))
        if mistake.class_.is_urgent:
            waiting = (correction_notices.c.run_id == run.id) & text("correction_notices.state = 'pending'")
            statement = update(correction_notices).where(waiting)
            await conn.execute(statement.values(state="failed", reason=OVERTAKEN))


async def _mask(conn: AsyncConnection, story: int, mistake: Mistake) -> None:
    """Take the words out of the kept renditions that show what was withdrawn: none of them is sent any more."""
    listed = or_(*(renditions.c.covers.like(f'%"{item}"%') for item in sorted(mistake.items)))
    rows = (await conn.execute(select(renditions.c.id, renditions.c.covers).where(listed))).all()
    for row in rows:
        if shows(row.covers, story, mistake.items):
            await conn.execute(update(renditions).where(renditions.c.id == row.id).values(body=_EMPTY))


def _is_older(covers: str, run: Run) -> bool:
    return any(
        cover[0] == run.story and cover[1] < run.revision and not run.items.isdisjoint(named(cover))
        for cover in json.loads(covers)
    )


_RUNS = select(correction_runs)


def _run(row: Row[*tuple[Any, ...]]) -> Run:
    values = row._asdict()
    return Run(
        values["id"],
        values["story_id"],
        values["revision"],
        MistakeClass(values["class"]),
        tuple(json.loads(values["records"])),
        frozenset(json.loads(values["items"])),
        tuple(map(Language, json.loads(values["languages"]))),
        values["state"] == "open",
        values["at"],
        bool(values["prepared"]),
        values["ended_at"],
        values["unknown"],
        json.loads(values["counts"]) if values["counts"] else None,
    )
