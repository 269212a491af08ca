"""A story's revisions: who, when, why; what is different between any two; and one of them published again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import publishing
from bot.desk.roles import Action, may
from bot.errors import RevisionUnknown
from bot.handlers.desk import choosing, comparing, gist, names, notices
from bot.handlers.desk.publishing import announced
from bot.handlers.desk.screens import button, rows, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.store import stories

if TYPE_CHECKING:
    from bot.document import Button
    from bot.store.stories import Revision
    from bot.story import Story

PAGE = 8  # revisions on one screen


async def history(turn: Turn) -> None:
    """`/history`, with words of a story's title or slug: its revisions; without, the choice."""
    if story := await choosing.typed(turn, "history"):
        await _list(turn, story, 0)


async def tapped(turn: Turn) -> None:
    """A tap on a story, on its further revisions, or on the desk's button, which leads to the choice."""
    if turn.link.value is None:
        await history(turn)
        return
    start = [*choosing.numbers(turn), 0][1]
    await _list(turn, await choosing.tapped(turn), start)


async def revision(turn: Turn) -> None:
    """A revision: who published it, when and why, and what it changed."""
    words = turn.words
    number, which = choosing.numbers(turn, 2)[:2]
    newest, shown = await choosing.numbered(turn, number), await _of(turn, number, which)
    before = await _of(turn, number, which - 1) if which > 1 else None
    meta = next(one for one in await _revisions(turn, newest) if one.number == which)
    changed = comparing.of(turn, before.dossier if before else None, shown.dossier)
    compare = [button(words.text("desk.history.compare"), "compare", value=f"{number}-{which}")]
    again = [button(words.text("desk.history.restore"), "restore", value=f"{number}-{which}-{newest.revision}")]
    may_restore = which != newest.revision and may(turn.role, Action.RESTORE)
    doors = (compare if newest.revision > 1 else [], again if may_restore else [], [_back(turn, newest)])
    title = words.text("desk.history.revision", revision=which)
    await turn.show(screen(words, title, await _line(turn, meta), *changed, rows=doors))


async def compare(turn: Turn) -> None:
    """The choice of the revision that another is compared with."""
    words = turn.words
    number, which = choosing.numbers(turn, 2)[:2]
    start = [*choosing.numbers(turn, 2), 0][2]
    newest = await choosing.numbered(turn, number)
    others = [one.number for one in await _revisions(turn, newest) if one.number != which]
    doors = [
        button(words.text("desk.history.revision", revision=one), "diff", value=f"{number}-{one}-{which}")
        for one in others[start : start + PAGE]
    ]
    more = [button(words.text("desk.form.more"), "compare", value=f"{number}-{which}-{start + PAGE}")]
    told = words.text("desk.history.compare_with", revision=which)
    every = (*rows(doors), more if len(others) > start + PAGE else [], [_back(turn, newest)])
    await turn.show(screen(words, gist.title(newest.dossier, words), told, rows=every))


async def differ(turn: Turn) -> None:
    """What is different between two revisions, from the older to the newer."""
    words = turn.words
    number, *pair = choosing.numbers(turn, 3)[:3]
    old, new = [await _of(turn, number, which) for which in sorted(pair)]
    title = words.text("desk.history.between", old=old.revision, new=new.revision)
    changed = comparing.of(turn, old.dossier, new.dossier)
    await turn.show(screen(words, title, *changed, rows=([_back(turn, new)],)))


async def restore(turn: Turn) -> None:
    """An older revision is to be published again: what that changes is shown, then it is done."""
    words = turn.words
    number, which, base = choosing.numbers(turn, 3)[:3]
    newest, older = await choosing.numbered(turn, number), await _of(turn, number, which)
    if turn.link.item == "yes":
        note = words.text("desk.history.restored_note", revision=which)
        done = await publishing.restore(
            turn.services.database, newest.slug, which, base=base, deed=turn.deed, note=note
        )
        turn.services.noted.set()
        await turn.show(announced(turn, done))
        return
    yes = [button(words.text("desk.history.restore_yes"), "restore", item="yes", value=turn.link.value)]
    told = words.text("desk.history.restore_sure", revision=which, newest=newest.revision)
    changed = comparing.of(turn, newest.dossier, older.dossier)
    title = gist.title(older.dossier, words)
    await turn.show(screen(words, title, told, *changed, rows=(yes, [_back(turn, newest)])))


async def _list(turn: Turn, story: Story, start: int) -> None:
    words = turn.words
    every = await _revisions(turn, story)
    shown = every[start : start + PAGE]
    lines = [await _line(turn, one) for one in shown]
    doors = [
        button(label, "revision", value=f"{story.number}-{one.number}")
        for one in shown
        for label in [words.text("desk.history.revision", revision=one.number)]
    ]
    before = [button("◀", "history", value=f"{story.number}-{max(start - PAGE, 0)}")] if start else []
    after = [button("▶", "history", value=f"{story.number}-{start + PAGE}")] if len(every) > start + PAGE else []
    title = words.text("desk.history.title", title=gist.title(story.dossier, words))
    await turn.show(screen(words, title, *lines, rows=(*rows(doors), [*before, *after])))


async def _revisions(turn: Turn, story: Story) -> tuple[Revision, ...]:
    async with turn.services.database.read() as conn:
        return await stories.history(conn, story.number)


async def _line(turn: Turn, one: Revision) -> str:
    """Which revision, by whom, when, and why."""
    words = turn.words
    by = await names.of(turn.services, one.author) if one.author else words.text("desk.history.file")
    told = words.text("desk.history.line", revision=one.number, name=by, at=await notices.moment(turn, one.at))
    return f"{told}\n{words.text('desk.history.note', note=one.note)}" if one.note else told


async def _of(turn: Turn, number: int, which: int) -> Story:
    async with turn.services.database.read() as conn:
        story = await stories.get(conn, number, which)
    if story is None:
        raise RevisionUnknown(slug=str(number), revision=which)
    return story


def _back(turn: Turn, story: Story) -> Button:
    return button(turn.words.text("desk.history.back"), "history", value=str(story.number))


COMMANDS = {"history": Deal(Action.DESK, history)}
TAPS = {
    "history": Deal(Action.DESK, tapped),
    "revision": Deal(Action.DESK, revision),
    "compare": Deal(Action.DESK, compare),
    "diff": Deal(Action.DESK, differ),
    "restore": Deal(Action.RESTORE, restore),
}
