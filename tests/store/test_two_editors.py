"""Two editors in one draft at once, from two processes: each is asked their own question, and nothing is lost."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.forms import form as forms
from bot.forms.form_state import Typed
from bot.model import Dossier
from bot.model.language import Language
from bot.services import drafts as draft_service
from bot.services import membership, reviews
from bot.services.drafts import forms as draft_forms
from bot.services.drafts.conflicts import MINE, THEIRS, conflict_key
from bot.store import drafts
from tests.store.desk import EDITOR, OTHER, OWNER, Desk
from tests.store.dossiers import NOW, dossier
from tests.thoroughness import examples

if TYPE_CHECKING:
    from bot.model import Quote
    from bot.services.drafts.forms import FormStep
    from bot.store.database import Database
    from bot.store.drafts import Draft

ROUNDS = examples(100)


@dataclass
class Editor:
    """Somebody at a form in a draft, by a process of their own."""

    desk: Desk
    database: Database
    person: int
    draft: int

    async def begins(self, field: str) -> FormStep:
        """Begin a form for one field of the quotation."""
        return await draft_forms.begin(
            self.database, self.draft, "quotes",
            item="q1", field=field, language=Language.EN, context=self.desk.deed(self.person),
        )  # fmt: skip

    async def answers(self, text: str, message: int) -> FormStep:
        """Type an answer to their own form, in the message of this number."""
        typed = Typed(text, message, int(NOW.timestamp()) + 600 * message)
        return await draft_forms.move(
            self.database, self.draft, lambda form, known: forms.answer(form, typed, known),
            language=Language.EN, context=self.desk.deed(self.person, NOW + timedelta(minutes=message)),
        )  # fmt: skip

    async def settles(self, step: FormStep, side: str) -> FormStep:
        """Decide the only conflict."""
        (conflict,) = step.conflicts
        return await draft_forms.settle(
            self.database, self.draft, (conflict_key(conflict), side),
            language=Language.EN, context=self.desk.deed(self.person),
        )  # fmt: skip

    async def reads(self) -> Draft:
        """The draft with their question in it."""
        async with self.database.read() as conn:
            match = await drafts.get(conn, self.draft, self.person)
        assert match is not None
        return match

    async def quote(self) -> Quote:
        """The quotation as the database has it."""
        return (await self.reads()).dossier.quotes[0]


def quoted() -> Dossier:
    """A dossier with a quotation."""
    tree = dossier().model_dump(mode="json", exclude_none=True)
    tree["people"] = [{"id": "n1", "name": {"en": "Ann"}, "sources": ["s1"]}]
    quote = {"id": "q1", "speaker": "n1", "words": {"ar": "قول", "en": "Words"}, "language": "en", "date": "1800"}
    return Dossier.model_validate(tree | {"quotes": [{**quote, "sources": ["s1"]}]})


async def editors(database: Database, other: Database) -> tuple[Editor, Editor]:
    """Two editors in one draft."""
    desk = Desk(database)
    await desk.gather()
    draft = await desk.draft(quoted())
    return Editor(desk, database, EDITOR, draft.id), Editor(desk, other, OTHER, draft.id)


async def test_a_hundred_rounds(database: Database, other: Database) -> None:
    """Of different fields both stand; of one field the second is asked, and the side that they choose stands."""
    pair = await editors(database, other)
    for round_ in range(ROUNDS):
        is_same, turn = round_ % 2, round_ // 2 % 2
        texts = (str(1900 + round_), str(1950 + round_) if is_same else ("fr", "ko")[turn])
        begun = await asyncio.gather(pair[0].begins("date"), pair[1].begins("date" if is_same else "language"))
        assert [step.obstacle for step in begun] == [None, None]
        assert [(await editor.reads()).asked for editor in pair] == [EDITOR, OTHER]
        steps = await asyncio.gather(
            *(editor.answers(text, 2 * round_ + at) for at, (editor, text) in enumerate(zip(pair, texts, strict=True)))
        )
        if not is_same:
            assert [step.conflicts for step in steps] == [(), ()]
            assert (str((await pair[1].quote()).date), (await pair[0].quote()).language) == texts
            continue
        assert sorted(len(step.conflicts) for step in steps) == [0, 1]
        late = 0 if steps[0].conflicts else 1
        assert str((await pair[0].quote()).date) == texts[1 - late], "nothing is overwritten before it is decided"
        side = (MINE, THEIRS)[turn]
        assert (await pair[late].settles(steps[late], side)).conflicts == ()
        assert str((await pair[0].quote()).date) == texts[late if side == MINE else 1 - late]


async def test_an_undecided_conflict_is_not_lost(database: Database, other: Database) -> None:
    """No other form is begun over it, and what others change while it is decided is merged too."""
    mine, theirs = await editors(database, other)
    await mine.begins("date")
    await theirs.begins("date")
    await theirs.answers("1999", 1)
    step = await mine.answers("2000", 2)
    assert (await mine.begins("language")).obstacle == "desk.ask.open"
    await theirs.begins("language")
    await theirs.answers("ko", 3)
    assert (await mine.settles(step, MINE)).conflicts == ()
    assert (str((await mine.quote()).date), (await mine.quote()).language) == ("2000", "ko")


async def test_a_reviewer_ends_no_question_of_the_authors(database: Database, other: Database) -> None:
    """Asked why a draft goes back, and returning it, they leave the author's half-answered form as it is."""
    author, reviewer = await editors(database, other)
    await reviews.submit(database, author.draft, None, context=author.desk.deed(EDITOR))
    await author.begins("words")
    await author.answers("Half of it", 1)
    question = (await author.reads()).question
    draft = await reviews.ask_return_note(other, author.draft, context=author.desk.deed(OTHER))
    assert (draft.asked, draft.question) == (OTHER, {"kind": "return"})
    assert ((await author.reads()).asked, (await author.reads()).question) == (EDITOR, question)
    await reviews.return_draft(other, draft, "Too short", context=author.desk.deed(OTHER))
    assert ((await author.reads()).asked, (await author.reads()).question) == (EDITOR, question)
    assert (await reviewer.reads()).asked is None


async def test_an_edit_voids_an_approval(database: Database, other: Database) -> None:
    """The draft is open again, and who approved it is returned with what they had approved; once."""
    author, _ = await editors(database, other)
    await reviews.submit(database, author.draft, None, context=author.desk.deed(EDITOR))
    await reviews.approve(other, author.draft, str((await author.reads()).version), context=author.desk.deed(OTHER))
    assert (await author.reads()).approved_by == OTHER
    await author.begins("date")
    step = await author.answers("1999", 1)
    assert step.voided
    assert (step.voided.approved_by, str(step.voided.before.quotes[0].date)) == (OTHER, "1800")
    assert ((await author.reads()).state, (await author.reads()).approved_by) == ("open", None)
    await author.begins("date")
    assert (await author.answers("2000", 2)).voided is None


async def test_a_draft_outlives_its_owner_on_the_desk(database: Database, other: Database) -> None:
    """Removed from the team they hold nothing; an editor takes the draft and the half-answered question over."""
    author, editor = await editors(database, other)
    await author.begins("words")
    await author.answers("Half of it", 1)
    await membership.remove(database, EDITOR, context=author.desk.deed(OWNER))
    assert ((await author.reads()).holder, (await author.reads()).asked) == (None, None)
    claimed = await draft_service.claim(other, editor.draft, context=author.desk.deed(OTHER))
    assert (claimed.draft.holder, claimed.before) == (OTHER, None)
    resumed = await draft_service.resume_question(other, editor.draft, context=author.desk.deed(OTHER))
    assert resumed.asked == OTHER
    await editor.answers("نصفه", 5)
    quote = await editor.quote()
    assert (quote.words.en, quote.words.ar) == ("Half of it", "نصفه")
    assert (await author.reads()).question is None
