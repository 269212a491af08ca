"""Drafts are kept with what is open in them, and nobody changes one unseen."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from bot.dossier import judge
from bot.store import drafts
from bot.story import DRAFT, Dossier
from tests.store.desk import CONTRIBUTOR, EDITOR, OTHER, Desk
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from bot.store.database import Database
    from bot.store.drafts import Draft

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def desk(database: Database) -> Desk:
    """A desk."""
    return Desk(database)


def _incomplete() -> Dossier:
    tree = dossier().model_dump(mode="json", exclude_none=True)
    tree |= {
        "title": {},
        "standfirst": {},
        "quotes": [],
        "key_points": [{"id": "k1", "text": {"ar": "نقطة"}, "sources": []}],
    }
    return Dossier.model_validate(tree, context=DRAFT)


async def _get(database: Database, draft: Draft) -> Draft | None:
    async with database.read() as conn:
        return await drafts.get(conn, draft.id)


def test_only_a_draft_may_be_incomplete() -> None:
    """It may lack sources, a title and a standfirst, and nothing else; what it lacks is told."""
    tree = _incomplete().model_dump(mode="json", exclude_none=True)
    with pytest.raises(ValidationError):
        Dossier.model_validate(tree)
    wrong: tuple[dict[str, Any], ...] = (
        {"title": None},
        {"standfirst": None},
        {"key_points": [{"id": "k1", "text": {}, "sources": []}]},
        {"key_points": [{"id": "k1", "text": {"en": "x"}, "sources": ["not an id"]}]},
    )
    for part in wrong:
        with pytest.raises(ValidationError):
            Dossier.model_validate(tree | part, context=DRAFT)
    found = [(problem.key, problem.path) for problem in judge(_incomplete())]
    assert found == [
        ("problem.no_language", "title"),
        ("problem.no_language", "standfirst"),
        ("problem.no_source", "key_points[0].sources"),
    ]
    assert judge(dossier()) == ()


async def test_a_draft_comes_back_as_it_was_saved(desk: Desk) -> None:
    """Incomplete, with its question, its note and whom it was put to; each change is a version."""
    draft = await desk.draft(_incomplete(), base=None, author=CONTRIBUTOR)
    assert (draft.slug, draft.base, draft.author, draft.state, draft.version) == (
        "a-story",
        None,
        CONTRIBUTOR,
        "open",
        1,
    )
    assert (draft.created_at, draft.changed_at, draft.dossier) == (NOW, NOW, _incomplete())
    assert await _get(desk.database, draft) == draft
    question = {"form": "quotes", "step": 3, "answers": {"words": {"ar": "قال\n«نعم» \ud83d \x00"}}, "message_id": None}
    async with desk.database.write() as conn:
        assert await drafts.save(conn, draft.id, 1, at=LATER, question=question, asked=EDITOR, note="ملاحظة")
    draft = replace(draft, question=question, asked=EDITOR, asked_at=LATER, note="ملاحظة", version=2, changed_at=LATER)
    assert await _get(desk.database, draft) == draft
    renamed = dossier("b-story")
    async with desk.database.write() as conn:
        assert await drafts.save(conn, draft.id, 2, at=LATER, dossier=renamed, base=4, state="submitted")
        held = await drafts.hold(conn, draft.id)
        assert held == replace(draft, dossier=renamed, slug="b-story", base=4, state="submitted", version=3)
        assert await drafts.save(conn, draft.id, 3, at=LATER, question=None, asked=None, note=None)
    found = await _get(desk.database, draft)
    assert found
    assert (found.question, found.asked, found.asked_at, found.note) == (None, None, None, None)
    async with desk.database.read() as conn:
        assert await drafts.get(conn, 999) is None


async def test_a_change_of_the_dossier_ends_an_approval(desk: Desk) -> None:
    """A question does not."""
    draft = await desk.draft()
    async with desk.database.write() as conn:
        await drafts.save(conn, draft.id, 1, at=NOW, approved_by=OTHER)
        await drafts.save(conn, draft.id, 2, at=NOW, question={}, asked=EDITOR)
        held = await drafts.hold(conn, draft.id)
        assert held
        assert held.approved_by == OTHER
        await drafts.save(conn, draft.id, 3, at=NOW, dossier=dossier(title="Other"))
        held = await drafts.hold(conn, draft.id)
        assert held
        assert held.approved_by is None


async def test_of_two_who_save_at_once_one_does(desk: Desk, other: Database) -> None:
    """A hundred times: the other is told, and the draft is the first one's."""

    async def save(database: Database, version: int, title: str) -> bool:
        async with database.write() as conn:
            return await drafts.save(conn, draft.id, version, at=NOW, dossier=dossier(title=title))

    draft = await desk.draft()
    for version in range(1, 101):
        saved = await asyncio.gather(save(desk.database, version, "one"), save(other, version, "two"))
        assert sorted(saved) == [False, True]
        found = await _get(other, draft)
        assert found
        assert (found.version, found.dossier.title.en) == (version + 1, "one" if saved[0] else "two")


async def test_whose_and_of_what(desk: Desk) -> None:
    """Drafts are found by author, story and state, the last changed first; what is done is not worked on."""
    mine = [await desk.draft(dossier(slug)) for slug in ("one", "two", "two", "three")]
    theirs = await desk.draft(dossier("two"), author=OTHER, at=LATER)
    async with desk.database.write() as conn:
        await drafts.save(conn, mine[0].id, 1, at=LATER + timedelta(seconds=1), state="submitted")
        await drafts.save(conn, mine[1].id, 1, at=LATER, state="published")
        await drafts.save(conn, mine[3].id, 1, at=LATER, state="discarded")
    async with desk.database.read() as conn:
        assert [one.id for one in await drafts.of_author(conn, EDITOR)] == [mine[0].id, mine[2].id]
        assert [one.id for one in await drafts.on_slug(conn, "two")] == [theirs.id, mine[2].id]
        assert [one.id for one in await drafts.in_state(conn, "submitted")] == [mine[0].id]
        found = await drafts.in_state(conn, "open", "discarded")
        assert [one.id for one in found] == [theirs.id, mine[3].id, mine[2].id]
        assert await drafts.of_author(conn, CONTRIBUTOR) == ()
        assert await drafts.on_slug(conn, "three") == ()


async def test_the_question_that_waits_for_somebody(desk: Desk) -> None:
    """The one put to them last, whoever's draft it is in, until it is answered or the draft is done."""

    async def waiting() -> int | None:
        async with desk.database.read() as conn:
            found = await drafts.asking(conn, EDITOR)
            return found.id if found else None

    async def save(draft: Draft, version: int, minutes: int, **changes: object) -> None:
        async with desk.database.write() as conn:
            at = NOW + timedelta(minutes=minutes)
            assert await drafts.save(conn, draft.id, version, at=at, **changes)  # type: ignore[arg-type]  # by name

    assert await waiting() is None
    mine, theirs = await desk.draft(), await desk.draft(author=OTHER)
    await save(mine, 1, 1, question={"q": 1}, asked=EDITOR)
    await save(theirs, 1, 2, question={"q": 2}, asked=EDITOR)
    assert await waiting() == theirs.id
    await save(mine, 2, 3, note="not the question")
    assert await waiting() == theirs.id
    await save(mine, 3, 4, question={"q": 3}, asked=EDITOR)
    assert await waiting() == mine.id
    await save(mine, 4, 5, question=None, asked=None)
    assert await waiting() == theirs.id
    await save(theirs, 2, 6, state="discarded")
    assert await waiting() is None
    await save(mine, 5, 7, question={"q": 4}, asked=OTHER)
    assert await waiting() is None
