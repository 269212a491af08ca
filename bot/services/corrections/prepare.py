"""Prepares what corrections put right: lists the copies, and renders once what they are edited to.

It runs beside the delivery worker, in whichever process looks first: what two prepare is the same, and is stored once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import structlog

from bot.delivery.corrections import picture_editor
from bot.errors import SiyaqError
from bot.errors.pictures import PictureFailed
from bot.model.corrections.mistakes import MistakeClass
from bot.model.delivery_schedule import DeliverySchedule, delivery_window
from bot.model.reader import Preferences
from bot.services.corrections import rendering
from bot.services.corrections.pictures import PictureAnew
from bot.store import dialects, key_values, renditions, stories
from bot.store.copies import correction_notices, edits, messages, offers, runs
from bot.store.copies.runs import CorrectedPage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model.language import Language
    from bot.services.corrections.pictures import Draw
    from bot.store.copies.runs import Run
    from bot.store.database import Database

_TRIES = 3  # to draw a picture

log = structlog.get_logger(__name__)

UNKNOWN = ""
"""The method of an edit that cannot be made: what the copy was made of is no longer known."""


class _Drawing(NamedTuple):
    """When pages are rendered, and what draws pictures; None where nothing can."""

    now: datetime
    draw: Draw | None


async def prepare(
    database: Database, words: Mapping[Language, Translator], now: datetime, draw: Draw | None = None
) -> int:
    """List the copies of runs that are not prepared, and render what is not rendered; return how many that were.

    Without `draw` no picture can be drawn, and those in messages are told of in their captions alone.
    """
    async with database.read() as conn:
        open_runs = await runs.open_runs(conn)
        waiting = {run.id: await runs.pages_of(conn, run.id, unrendered=True) for run in open_runs}
    rendered = 0
    for run in open_runs:
        if not run.is_prepared:
            async with database.write() as conn:
                await _enlist(conn, run, now)
            async with database.read() as conn:
                waiting[run.id] = await runs.pages_of(conn, run.id, unrendered=True)
        if run.class_.is_urgent:  # a reader may have chosen another language, or other digits, since
            await _add_notices(database, run)
            async with database.read() as conn:
                waiting[run.id] = await runs.pages_of(conn, run.id, unrendered=True)
        for page in waiting[run.id]:
            rendered += await _render(database, run, page, words, _Drawing(now, draw))
    return rendered


async def _enlist(conn: AsyncConnection, run: Run, now: datetime) -> None:
    await edits.enlist(conn, run.id)
    if run.class_.is_urgent:
        await correction_notices.enlist(conn, run.id)
    if run.class_ is MistakeClass.URGENT:  # quiet hours are kept; what was withdrawn does not wait
        await _keep_quiet(conn, run, now)
    unknown = await offers.unknown(conn, run.story, run.items, run.revision, run.languages)
    await runs.set_prepared(conn, run.id, unknown)


async def _add_notices(database: Database, run: Run) -> None:
    async with database.read() as conn:
        known = {page.id for page in await runs.pages_of(conn, run.id) if page.source == "notice"}
        missing = await correction_notices.needed(conn, run.id) - known
    if missing:
        async with database.write() as conn:
            await runs.add_notices(conn, run.id, missing)


async def _keep_quiet(conn: AsyncConnection, run: Run, now: datetime) -> None:
    due = {}
    for chat in await correction_notices.quiet_chats(conn, run.id):
        schedule = DeliverySchedule(quiet_from=chat.quiet_from, quiet_to=chat.quiet_to, zone=chat.zone)
        window = delivery_window(schedule, now)
        if window and window[0] <= now:
            due[chat.chat_id] = window[1]
    await correction_notices.delay(conn, run.id, due)


async def _render(
    database: Database, run: Run, page: CorrectedPage, words: Mapping[Language, Translator], drawing: _Drawing
) -> bool:
    """Render one edit and store it, unless its story was revised meanwhile: then it is rendered at the next look."""
    match page.source:
        case "notice":
            return await _render_notice(database, run, page, words, drawing.now)
        case "rendition":
            async with database.read() as conn:
                anew = await rendering.rendition(conn, page.id, words)
            async with database.write() as conn:
                if anew is None:
                    await runs.set_edit(conn, run.id, CorrectedPage(page.source, page.id, method=UNKNOWN))
                elif await _is_current(conn, anew.revisions):
                    number = await renditions.add(conn, anew.broadcast, anew.rendition, digest=anew.digest)
                    done = CorrectedPage(page.source, page.id, number, anew.method, anew.body)
                    await runs.set_edit(conn, run.id, done)
        case _:
            await _render_page(database, run, page, words, drawing)
    return True


async def _render_page(
    database: Database, run: Run, page: CorrectedPage, words: Mapping[Language, Translator], drawing: _Drawing
) -> None:
    async with database.read() as conn:
        made = await rendering.page(conn, page.id, words, drawing.now)
    drawn: dict[str, Any] = {}
    if isinstance(made, PictureAnew):
        drawn = {"picture_key": made.key, "picture": await _draw(made, drawing.draw)}
    async with database.write() as conn:
        if made is None:
            await runs.set_edit(conn, run.id, CorrectedPage(page.source, page.id, method=UNKNOWN))
        elif await _is_current(conn, made.revisions):
            await messages.add_page(conn, made.page, drawing.now)
            method = picture_editor.METHOD if drawn else "editMessageText"
            done = CorrectedPage(page.source, page.id, made.page.id, method, made.body, **drawn)
            await runs.set_edit(conn, run.id, done)


async def _draw(made: PictureAnew, draw: Draw | None) -> bytes | None:
    """Draw a picture, anew where the process that draws ended; None where it cannot be."""
    for _ in range(_TRIES if draw else 0):
        try:
            return await draw(made.picture) if draw else None
        except PictureFailed:
            continue
        except SiyaqError as error:
            log.warning("correction.picture_not_drawn", why=error.key)
            break
    return None


async def _render_notice(
    database: Database, run: Run, page: CorrectedPage, words: Mapping[Language, Translator], now: datetime
) -> bool:
    language, months, digits = correction_notices.variants()[page.id]
    async with database.read() as conn:
        story, username = await stories.get(conn, run.story), await key_values.username(conn)
    if story is None:
        return False
    records = [record for record in story.dossier.corrections if record.id in run.records]
    preferences = Preferences(language, months, digits)
    made = rendering.notice(story, records, words[language].in_digits(digits), username, preferences)
    async with database.write() as conn:
        if await _is_current(conn, made.revisions):
            await messages.add_page(conn, made.page, now)
            done = CorrectedPage(page.source, page.id, made.page.id, "sendMessage", made.body)
            await runs.set_edit(conn, run.id, done)
    return True


async def _is_current(conn: AsyncConnection, revisions: Mapping[int, int]) -> bool:
    """Return whether these are the newest revisions still, until the transaction ends."""
    await dialects.lock_share(conn, "stories")
    return await stories.newest(conn, revisions) == dict(revisions)
