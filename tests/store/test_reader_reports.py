"""Readers' reports on both databases: one row an item, a person once, told once, dropped and forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.i18n import catalogue
from bot.model import Dossier
from bot.model.corrections.reported import NOTHING, ReportKind
from bot.model.language import Language
from bot.services import publishing
from bot.services.drafts import corrections
from bot.services.reports import due, reporting
from bot.services.reports.reporting import NewReport, Refusal
from bot.store import chats, drafts, reader_reports, stories
from bot.store.drafts import Draft
from bot.store.open_questions import OpenQuestions
from tests.store.desk import Desk
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from bot.store.database import Database
    from tests.store.fake_clock import FakeClock

GROUP, READER, OTHER = -100777, 777, 888
REPORT = NewReport(1, "q1", ReportKind.DATE, READER, GROUP, None, Language.AR, NOW, 1)


async def test_a_report_is_taken_once_and_told_once(database: Database) -> None:
    """Two persons in one group are one item and one answer; a repeated update changes nothing."""
    await _publish(database)
    first = await reporting.report(database, REPORT)
    assert await reporting.report(database, REPORT) == first
    again = await reporting.report(database, replace(REPORT, update_id=2))
    assert again is Refusal.REPEATED
    await reporting.report(database, replace(REPORT, user_id=OTHER, update_id=3))
    ((file, cards),) = await due.read_outdated(database)
    assert (file.reported.count, [report.user_id for report in file.reports], cards) == (2, [READER, OTHER], {})
    assert await due.claim_answer(database, NOW) is None
    async with database.write() as conn:
        assert await reader_reports.close(conn, 1, "q1", NOW, outcome="urgent", day="2025-04-29")
        assert not await reader_reports.close(conn, 1, "q1", NOW, outcome="nothing")
    answer = await due.claim_answer(database, NOW)
    assert answer
    assert (answer.chat_id, answer.item.outcome, answer.language) == (GROUP, "urgent", Language.AR)
    assert await due.claim_answer(database, NOW) is None
    await due.release_answer(database, answer)
    assert await due.claim_answer(database, NOW) == answer


async def test_a_line_is_waited_for_ten_minutes(database: Database, clock: FakeClock) -> None:
    """In them the next message is the line, on one line and cut; afterwards it is a question again."""
    await _publish(database)
    questions = OpenQuestions(database, clock)
    await reporting.report(database, REPORT)
    questions.note_member(READER)
    assert await questions.is_asked(READER)
    asked = await reporting.find_asked(database, READER, NOW + timedelta(minutes=9))
    assert asked
    assert await reporting.add_line(database, asked, "It was\n in May " + "x" * 400, NOW, 5)
    assert await reporting.find_asked(database, READER, NOW) is None
    assert not await questions.is_asked(READER)
    await reporting.report(database, replace(REPORT, user_id=OTHER, update_id=6))
    assert await reporting.find_asked(database, OTHER, NOW + timedelta(minutes=11)) is None
    async with database.read() as conn:
        own = await reader_reports.get(conn, asked.id)
    assert own
    assert own.line
    assert own.line.startswith("It was in May x")
    assert len(own.line) == 300


async def test_who_is_forgotten_or_blocked_leaves_no_report(database: Database) -> None:
    """The count of who was forgotten stays, that of who was blocked goes, and an item without any is closed."""
    await _publish(database)
    for number, user in enumerate((READER, OTHER), start=1):
        await reporting.report(database, replace(REPORT, user_id=user, update_id=number))
    async with database.write() as conn:
        await chats.forget(conn, READER)
        (item,) = await reader_reports.open_items(conn)
        assert (item.count, len(await reader_reports.of_item(conn, item.id))) == (2, 1)
        await reader_reports.drop_of_person(conn, OTHER, NOW)
        (item,) = await reader_reports.open_items(conn)
        assert (item.count, await reader_reports.of_item(conn, item.id)) == (1, ())
    await reporting.report(database, replace(REPORT, item="q2", user_id=OTHER, update_id=9))
    async with database.write() as conn:
        await reader_reports.drop_of_person(conn, OTHER, NOW)
        assert [item.item for item in await reader_reports.open_items(conn)] == ["q1"]
        await reader_reports.prune(conn, NOW, NOW)


async def _publish(database: Database) -> None:
    async with database.write() as conn:
        await stories.publish(conn, dossier(), base=None, note=None, author=None, at=NOW)


SECOND = replace(REPORT, item="e2")


def _two(*records: dict[str, Any], first: str = "It began") -> Dossier:
    """A story of two events, the second of which is reported, and records of corrections."""
    texts = {"e1": first, "e2": "It went on"}
    events = [{"id": item, "text": {"en": text}, "sources": ["s1"]} for item, text in texts.items()]
    tree = dossier().model_dump(mode="json", exclude_none=True) | {"events": events, "corrections": list(records)}
    return Dossier.model_validate(tree)


@pytest.mark.parametrize(("item", "outcome"), [("e2", "corrected"), ("e1", None)])
async def test_another_items_correction_is_not_told(database: Database, item: str, outcome: str | None) -> None:
    """Whoever reported an item hears of its own correction; another leaves the report to the desk."""
    await publishing.import_dossier(database, _two(), note=None, at=NOW)
    await reporting.report(database, SECOND)
    texts = {"was": {"en": "Before"}, "is": {"en": "After"}}
    record = {"id": "c1", "date": "2025-04-28", "item": item, "class": "corrected", **texts}
    await publishing.import_dossier(database, _two(record), note=None, at=NOW)
    answer = await due.claim_answer(database, NOW)
    assert (answer.item.outcome if answer else None) == outcome


async def test_what_was_looked_at_and_left_is_told(database: Database) -> None:
    """A draft that was begun to correct the reported item, and corrects another, leaves the item as it is."""
    desk = Desk(database)
    await desk.gather()
    await publishing.import_dossier(database, _two(), note=None, at=NOW)
    await reporting.report(database, SECOND)
    draft = await corrections.begin(database, 1, "events", "e2", is_withdrawal=False, context=desk.deed())
    assert isinstance(draft, Draft)
    async with database.write() as conn:
        await drafts.save(conn, draft.id, draft.version, at=NOW, dossier=_two(first="It ended"))
    published = await publishing.publish(
        database, draft.id, version=draft.version + 1, context=desk.deed(), words=catalogue.load()
    )
    assert [record.item for record in published.story.dossier.corrections] == ["e1"]
    answer = await due.claim_answer(database, NOW)
    assert answer
    assert answer.item.outcome == NOTHING
