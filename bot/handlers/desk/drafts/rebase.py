"""A draft whose story has moved on is set upon the newest revision, item by item, and nothing is overwritten unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.deeds import doing
from bot.desk.roles import Action, may
from bot.errors import DraftMoved, LinkInvalid, StoryUnknown
from bot.handlers.desk import comparing, gist, names, notes, rights
from bot.handlers.desk.questions import Kind
from bot.handlers.desk.screens import button, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.store import drafts, stories
from bot.store.drafts import LIVE
from bot.story.difference import rebase as merge
from bot.story.difference import take

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.deeds import Doing
    from bot.desk.question import Typed
    from bot.document import Block
    from bot.store.drafts import Draft
    from bot.story import Dossier, Story
    from bot.story.difference import Conflict, Rebased, Value

REBASE = "rebase"
MINE, THEIRS = "mine", "theirs"


async def show_moved(turn: Turn, draft: Draft, newest: Story) -> None:
    """That the story moved on since the draft's base, what others changed, and the offer to set the draft upon it."""
    words = turn.words
    async with turn.services.database.read() as conn:
        last = (await stories.history(conn, newest.number))[0]
    by = await names.of(turn.services, last.author) if last.author else words.text("desk.history.file")
    told = words.text("desk.publish.moved", base=draft.base or 0, newest=newest.revision, name=by)
    changed = comparing.of(turn, await comparing.base(turn, draft), newest.dossier)
    yes = [button(words.text("desk.publish.rebase"), "rebase", draft.id, value=str(newest.revision))]
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    await turn.show(screen(words, gist.title(draft.dossier, words), told, *changed, rows=(yes, back)))


async def rebase(turn: Turn) -> None:
    """The draft is set upon the revision that was shown; where both changed the same, that is asked first."""
    await _move(turn, turn.draft_id, None)


async def settle(turn: Turn) -> None:
    """A choice between both sides of one conflict."""
    link = turn.link
    if link.value not in {MINE, THEIRS} or link.part is None:
        raise LinkInvalid
    await _move(turn, turn.draft_id, (_name(link.part, link.item), link.value))


async def _move(turn: Turn, draft_id: int, choice: tuple[str, str] | None) -> None:
    async with doing(turn.services.database, turn.deed, Action.DRAFT, draft=draft_id) as act:
        draft = await rights.hold(act, draft_id, LIVE)
        newest = await stories.find(act.conn, draft.slug)
        if newest is None:
            raise StoryUnknown(slug=draft.slug)
        held = draft.question or {}
        is_on = held.get("kind") == REBASE and held["onto"] == newest.revision
        is_seen = is_on if choice else turn.link.value == str(newest.revision)
        chosen = {**(held["chosen"] if is_on else {}), **(dict([choice]) if choice else {})}
        rebased = await _merge(act, draft, newest)
        if act.is_first and is_seen and draft.base != newest.revision:
            draft = await _keep(act, draft, newest, rebased, chosen)
    if draft.base == newest.revision:
        await _done(turn, draft)
    elif not is_seen:
        await show_moved(turn, draft, newest)
    else:
        await _ask(turn, draft, newest, _left(rebased, chosen))


async def _keep(act: Doing, draft: Draft, newest: Story, rebased: Rebased, chosen: dict[str, str]) -> Draft:
    """Keep what was chosen; once nothing is left to choose, the draft builds on the newest revision."""
    if _left(rebased, chosen):
        return await notes.ask(act, draft, REBASE, onto=newest.revision, chosen=chosen)
    notes.expect_no_form(act, draft)
    dossier = rebased.dossier
    for one in rebased.conflicts:
        dossier = take(dossier, one) if chosen[_name(one.part, one.item)] == MINE else dossier
    await drafts.save(
        act.conn, draft.id, draft.version, at=act.deed.at,
        dossier=dossier, base=newest.revision, question=None, asked=None,
    )  # fmt: skip
    await act.record(draft.slug, draft=draft.id, base=newest.revision)
    kept = await drafts.get(act.conn, draft.id)
    if kept is None:
        raise DraftMoved(draft=draft.id)
    return kept


async def _merge(act: Doing, draft: Draft, newest: Story) -> Rebased:
    base = await stories.find(act.conn, draft.slug, draft.base) if draft.base else None
    return merge(base.dossier if base else None, draft.dossier, newest.dossier)


def _left(rebased: Rebased, chosen: dict[str, str]) -> list[Conflict]:
    """What is still to be chosen."""
    return [one for one in rebased.conflicts if _name(one.part, one.item) not in chosen]


async def _ask(turn: Turn, draft: Draft, newest: Story, left: Sequence[Conflict]) -> None:
    words, first = turn.words, left[0]
    choices = [
        button(words.text(f"desk.publish.{side}"), "settle", draft.id, first.part, item=first.item, value=side)
        for side in (MINE, THEIRS)
    ]
    back = [button(words.text("desk.button.back"), "calloff", draft.id)]
    told = words.count("desk.publish.conflicts", len(left))
    title = words.text(f"desk.part.{first.part}")
    sides = (
        words.text("desk.publish.mine_is"),
        *_side(turn, draft.dossier, first, first.mine),
        words.text("desk.publish.theirs_is", revision=newest.revision),
        *_side(turn, newest.dossier, first, first.theirs),
    )
    await turn.show(screen(words, title, told, *sides, rows=(choices, back)))


def _side(turn: Turn, dossier: Dossier, conflict: Conflict, value: Value) -> Sequence[Block | str]:
    words = turn.words
    if value is None:
        return (words.text("desk.publish.removed"),)
    if conflict.item is None:
        return tuple(gist.head(dossier, conflict.part, words))
    return tuple(gist.full(dossier, conflict.part, value, words, turn.who.preferences))


async def _ask_again(turn: Turn, draft: Draft) -> None:
    async with doing(turn.services.database, turn.deed, Action.DRAFT, draft=draft.id) as act:
        newest = await stories.find(act.conn, draft.slug)
        if newest is None or draft.question is None:
            raise StoryUnknown(slug=draft.slug)
        left = _left(await _merge(act, draft, newest), draft.question["chosen"])
    if left and draft.question["onto"] == newest.revision:
        await _ask(turn, draft, newest, left)
    else:
        await show_moved(turn, draft, newest)


async def _take(turn: Turn, draft: Draft, typed: Typed) -> None:
    """Words are no choice between two sides: it is asked again, unless they call it off."""
    if notes.is_end(typed):
        await notes.drop(turn, draft)
    else:
        await _ask_again(turn, draft)


async def _done(turn: Turn, draft: Draft) -> None:
    words = turn.words
    told = words.text("desk.publish.rebased", revision=draft.base or 0)
    changed = await comparing.of_draft(turn, draft)
    go = [button(words.text("desk.button.publish"), "publish", draft.id)] if may(turn.role, Action.PUBLISH) else []
    back = [button(words.text("desk.button.draft"), "draft", draft.id)]
    await turn.show(screen(words, gist.title(draft.dossier, words), told, *changed, rows=(go, back)))


def _name(part: str, item: str | None) -> str:
    return f"{part}/{item or ''}"


COMMANDS: dict[str, Deal] = {}
TAPS = {"rebase": Deal(Action.DRAFT, rebase), "settle": Deal(Action.DRAFT, settle)}
QUESTIONS = {REBASE: Kind(Action.DRAFT, _take, _ask_again)}
