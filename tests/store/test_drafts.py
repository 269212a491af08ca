"""Drafts are kept with what is open in them, and nobody changes one unseen."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from bot.dossier import validate
from bot.model import DRAFT, Dossier
from bot.store import draft_questions, drafts
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
    match = [(problem.key, problem.path) for problem in validate(_incomplete())]
    assert match == [
        ("problem.no_language", "title"),
        ("problem.no_language", "standfirst"),
        ("problem.no_source", "key_points[0].sources"),
    ]
    assert validate(dossier()) == ()


async def test_a_draft_comes_back_as_it_was_saved(desk: Desk) -> None:
    """Incomplete, with its note; each change is a version."""
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
    async with desk.database.write() as conn:
        assert await drafts.save(conn, draft.id, 1, at=LATER, note="ملاحظة")
    draft = replace(draft, note="ملاحظة", version=2, changed_at=LATER)
    assert await _get(desk.database, draft) == draft
    renamed = dossier("b-story")
    async with desk.database.write() as conn:
        assert await drafts.save(conn, draft.id, 2, at=LATER, dossier=renamed, base=4, state="submitted")
        held = await drafts.get_for_update(conn, draft.id)
        assert held == replace(draft, dossier=renamed, slug="b-story", base=4, state="submitted", version=3)
        assert await drafts.save(conn, draft.id, 3, at=LATER, note=None)
    match = await _get(desk.database, draft)
    assert match
    assert match.note is None
    async with desk.database.read() as conn:
        assert await drafts.get(conn, 999) is None


async def test_a_change_of_the_dossier_ends_an_approval(desk: Desk) -> None:
    """A question does not."""
    draft = await desk.draft()
    async with desk.database.write() as conn:
        await drafts.save(conn, draft.id, 1, at=NOW, approved_by=OTHER)
        await draft_questions.put(conn, draft.id, EDITOR, {}, asked_at=NOW)
        held = await drafts.get_for_update(conn, draft.id)
        assert held
        assert (held.approved_by, held.version) == (OTHER, 2)
        await drafts.save(conn, draft.id, 2, at=NOW, dossier=dossier(title="Other"))
        held = await drafts.get_for_update(conn, draft.id)
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
        match = await _get(other, draft)
        assert match
        assert (match.version, match.dossier.title.en) == (version + 1, "one" if saved[0] else "two")


async def test_whose_and_of_what(desk: Desk) -> None:
    """Drafts are found by author, story and state, the last changed first; what is done is not worked on."""
    mine = [await desk.draft(dossier(slug)) for slug in ("one", "two", "two", "three")]
    theirs = await desk.draft(dossier("two"), author=OTHER, at=LATER)
    async with desk.database.write() as conn:
        await drafts.save(conn, mine[0].id, 1, at=LATER + timedelta(seconds=1), state="submitted")
        await drafts.save(conn, mine[1].id, 1, at=LATER, state="published")
        await drafts.save(conn, mine[3].id, 1, at=LATER, state="discarded")
    async with desk.database.read() as conn:
        assert [draft.id for draft in await drafts.of_author(conn, EDITOR)] == [mine[0].id, mine[2].id]
        assert [draft.id for draft in await drafts.on_slug(conn, "two")] == [theirs.id, mine[2].id]
        assert [draft.id for draft in await drafts.in_state(conn, "submitted")] == [mine[0].id]
        match = await drafts.in_state(conn, "open", "discarded")
        assert [draft.id for draft in match] == [theirs.id, mine[3].id, mine[2].id]
        assert await drafts.of_author(conn, CONTRIBUTOR) == ()
        assert await drafts.on_slug(conn, "three") == ()


async def test_a_question_is_each_persons_own(desk: Desk, other: Database) -> None:
    """Two are asked in one draft at once, each their own question; whoever else reads the draft is asked nothing."""
    draft = await desk.draft()
    mine = {"form": "quotes", "answers": {"words": {"ar": "قال\n«نعم» \ud83d \x00"}}, "message_id": None}
    async with desk.database.write() as conn:
        await draft_questions.put(conn, draft.id, EDITOR, mine, asked_at=NOW)
        await draft_questions.put(conn, draft.id, OTHER, {"kind": "return"}, asked_at=LATER)
    async with other.read() as conn:
        read = [await drafts.get(conn, draft.id, user_id) for user_id in (EDITOR, OTHER, CONTRIBUTOR, None)]
    assert [each and (each.question, each.asked, each.asked_at, each.version) for each in read] == [
        (mine, EDITOR, NOW, 1),
        ({"kind": "return"}, OTHER, LATER, 1),
        (None, None, None, 1),
        (None, None, None, 1),
    ]
    async with desk.database.write() as conn:
        await draft_questions.put(conn, draft.id, OTHER, None, asked_at=None)
        held = await drafts.get_for_update(conn, draft.id, EDITOR)
    assert held
    assert held.question == mine


async def test_the_question_that_waits_for_somebody(desk: Desk) -> None:
    """The one put to them last, whoever's draft it is in, until it is answered, paused or the draft is done."""

    async def waiting() -> int | None:
        async with desk.database.read() as conn:
            draft = await drafts.asking(conn, EDITOR)
            return draft.id if draft else None

    async def put(draft: Draft, minutes: int, question: dict[str, Any] | None, user_id: int = EDITOR) -> None:
        async with desk.database.write() as conn:
            at = NOW + timedelta(minutes=minutes)
            await draft_questions.put(conn, draft.id, user_id, question, asked_at=at if question else None)

    assert await waiting() is None
    mine, theirs = await desk.draft(), await desk.draft(author=OTHER)
    await put(mine, 1, {"q": 1})
    await put(theirs, 2, {"q": 2})
    assert await waiting() == theirs.id
    await put(mine, 4, {"q": 3})
    assert await waiting() == mine.id
    await put(mine, 5, None)
    assert await waiting() == theirs.id
    async with desk.database.write() as conn:
        await drafts.save(conn, theirs.id, 1, at=LATER, state="discarded")
    assert await waiting() is None
    await put(mine, 7, {"q": 4}, user_id=OTHER)
    assert await waiting() is None
    await put(mine, 8, {"q": 5})
    async with desk.database.write() as conn:
        await draft_questions.pause(conn, EDITOR, but=mine.id)
    assert await waiting() == mine.id
    async with desk.database.write() as conn:
        await draft_questions.pause(conn, EDITOR)
    assert await waiting() is None
    async with desk.database.read() as conn:
        asked = {row.user_id: (row.question, row.asked_at) for row in await draft_questions.of_draft(conn, mine.id)}
    assert asked == {EDITOR: ({"q": 5}, None), OTHER: ({"q": 4}, NOW + timedelta(minutes=7))}


async def test_turns_only_move_on(desk: Desk) -> None:
    """Whatever comes and goes, each question has a later turn than the one before it."""
    draft = await desk.draft()
    turns = []
    for question in ({"q": 1}, None, {"q": 2}, None, {"q": 3}):
        async with desk.database.write() as conn:
            await draft_questions.put(conn, draft.id, EDITOR, question, asked_at=NOW)
            row = await draft_questions.get(conn, draft.id, EDITOR)
            turns.append(row.turn if row else 0)
    assert turns == [1, 2, 3, 4, 5]


async def test_who_holds_a_draft(desk: Desk) -> None:
    """Its author, until somebody else is named or nobody is; who leaves the desk releases all that they hold."""
    mine, second = await desk.draft(), await desk.draft(dossier("two"))
    assert (mine.holder, second.holder) == (EDITOR, EDITOR)
    async with desk.database.write() as conn:
        await drafts.set_holder(conn, mine.id, OTHER)
        await drafts.release_all(conn, EDITOR)
    held = [await _get(desk.database, draft) for draft in (mine, second)]
    assert [each and (each.holder, each.version) for each in held] == [(OTHER, 1), (None, 1)]
