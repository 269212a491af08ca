"""Publishing: what changes is shown, a note asked for, and on a tap the draft is the story's next revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import publishing, pushing
from bot.deeds import doing
from bot.desk.roles import Action
from bot.document import Button
from bot.dossier import judge
from bot.errors import LinkInvalid
from bot.handlers.asking import naming
from bot.handlers.desk import comparing, faults, gist, notes, notices, progress, rebasing, rights
from bot.handlers.desk.choosing import LISTED
from bot.handlers.desk.questions import Kind
from bot.handlers.desk.screens import button, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.links import PageLink, Section
from bot.pages import changes
from bot.pages.labels import shorten
from bot.pushing import Push
from bot.store import drafts, stories
from bot.store.drafts import LIVE
from bot.story.difference import difference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.question import Typed
    from bot.document import Block, Document
    from bot.handlers.desk.notices import Hearer
    from bot.publishing import Published
    from bot.store.drafts import Draft

NOTE = "publish"
_PUSHED = "push"  # what is released so is pushed, too
_BUTTON = 45  # UTF-16 units of a title on a button


async def typed(turn: Turn) -> None:
    """`/publish`: one's own draft, or one that was submitted, by its story's name; where several fit, which one."""
    words, asked = turn.words, " ".join(turn.args)
    async with turn.services.database.read() as conn:
        mine = await drafts.of_author(conn, turn.user.id)
        others = await drafts.in_state(conn, "submitted")
    every = [*mine, *(one for one in others if one.author != turn.user.id)]
    found = naming(asked, every) if asked else every
    if len(found) == 1:
        await _publish(turn, found[0].id)
        return
    key = "desk.choose.which" if found else "desk.choose.none" if asked else "desk.home.empty"
    named = [(one, shorten(gist.title(one.dossier, words), _BUTTON)) for one in found[:LISTED]]
    rows = [
        [button(words.text("desk.draft.named", draft=one.id, title=title), "publish", one.id)] for one, title in named
    ]
    await turn.show(screen(words, words.text("desk.button.publish"), words.text(key, asked=asked), rows=rows))


async def publish(turn: Turn) -> None:
    """A draft is to be published: what stands in the way, or else what changes, and the note is asked for."""
    await _publish(turn, turn.draft_id)


async def _publish(turn: Turn, draft_id: int) -> None:
    if not await is_hindered(turn, await rights.look(turn, draft_id)):
        async with doing(turn.services.database, turn.deed, Action.PUBLISH, draft=draft_id) as act:
            draft = await rights.hold(act, draft_id, LIVE)
            if act.is_first:
                draft = await notes.ask(act, draft, NOTE)
        await _ask_note(turn, draft)


async def take_note(turn: Turn, draft: Draft, typed: Typed) -> None:
    """The note was typed: it is kept, and what is published with it shown once more."""
    if notes.is_end(typed):
        await notes.drop(turn, draft)
        return
    note = notes.read(typed)
    async with doing(turn.services.database, turn.deed, Action.PUBLISH, draft=draft.id) as act:
        held = await rights.hold(act, draft.id, LIVE)
        if act.is_first:
            # What was said stays, so that the message can be changed until it is published.
            said = {"kind": NOTE, "finished": True, "message": typed.message}
            await drafts.save(
                act.conn, held.id, held.version, at=act.deed.at,
                note=note or held.note, question=said, asked=act.deed.actor,
            )  # fmt: skip
            held = await rights.hold(act, draft.id, LIVE)
    await _confirm(turn, held, notes.plain(turn, typed))


async def release(turn: Turn) -> None:
    """The tap that publishes the version of the draft that was shown."""
    version = turn.link.value or ""
    if not version.isdecimal():
        raise LinkInvalid
    draft = await rights.look(turn, turn.draft_id)
    if draft.state in LIVE and await is_hindered(turn, draft):
        return
    if turn.link.item == _PUSHED:
        done = await _push(turn, draft, int(version))
    else:
        done = await publishing.publish(turn.services.database, draft.id, version=int(version), deed=turn.deed)
        turn.services.noted.set()
        await turn.show(announced(turn, done))
    if done.is_new and draft.author != turn.user.id:
        await notices.tell(turn.services, draft.author, lambda to: _out(to, done))


async def _push(turn: Turn, draft: Draft, version: int) -> Published:
    """Publish the draft and push what is new in it: the tapped message shows how far that is, what is out follows."""
    services, message_id = turn.services, turn.tapped.message_id if turn.tapped else None
    watch = (turn.who.chat_id, message_id) if message_id else None
    done, number = await pushing.publish(
        services.database, draft.id, Push(draft.slug),
        version=version, deed=turn.deed, words=services.words, watch=watch,
    )  # fmt: skip
    services.noted.set()
    if number and watch:
        await progress.put(services, number)
    await turn.show(announced(turn, done, number), anew=number is not None)
    return done


async def is_hindered(turn: Turn, draft: Draft) -> bool:
    """Whether something stands in the way of publishing the draft; it is told, with what to do about it."""
    async with turn.services.database.read() as conn:
        newest = await stories.find(conn, draft.slug)
    if newest and newest.revision != draft.base:
        await rebasing.show_moved(turn, draft, newest)
        return True
    if newest and newest.dossier == draft.dossier:
        await turn.tell("desk.publish.nothing")
        return True
    if problems := judge(draft.dossier):
        await turn.show(faults.told(turn, draft, problems))
        return True
    return False


def announced(turn: Turn, done: Published, push: int | None = None) -> Document:
    """That a draft was published, and pushed under that number, and what readers had seen that is different now."""
    words, story = turn.words, done.story
    told = words.text("desk.publish.done", revision=story.revision)
    replaced = _replaced(turn, done)
    look = Button(words.text("desk.publish.look"), PageLink(story.number, Section.COVER, words.language))
    undo = button(words.text("desk.button.undo"), "undo")
    home = button(words.text("desk.button.desk"), "desk")
    push_ = button(words.text("desk.push.button.after"), "push", value=str(story.number))
    card = button(words.text("desk.push.button.card"), "pushcard", push)
    title = gist.title(story.dossier, words)
    return screen(words, title, told, *replaced, rows=([look], [card if push else push_], [undo, home]))


def _out(to: Hearer, done: Published) -> Document:
    """What a draft's author is told when another published it."""
    words, story = to.words, done.story
    told = words.text("desk.publish.your_published", revision=story.revision)
    look = Button(words.text("desk.publish.look"), PageLink(story.number, Section.COVER, words.language))
    return screen(words, gist.title(story.dossier, words), told, rows=([look],))


def _replaced(turn: Turn, done: Published) -> Sequence[Block | str]:
    if done.before is None:
        return ()
    gone = tuple(
        one for one in difference(done.before.dossier, done.story.dossier) if one.kind in {"changed", "removed"}
    )
    if not gone:
        return ()
    words, preferences = turn.words, turn.who.preferences
    listed = changes.lines(gone, done.before.dossier, done.story.dossier, words, preferences)
    return (words.count("desk.publish.replaced", len(gone)), *listed)


async def _ask_note(turn: Turn, draft: Draft) -> None:
    words = turn.words
    label = words.text("desk.publish.yes" if draft.note else "desk.publish.bare")
    bare = [button(label, "release", draft.id, value=str(draft.version))]
    held = words.text("desk.draft.note", note=draft.note) if draft.note else None
    await _show(turn, draft, words.text("desk.publish.note"), held, bare, _pushed(turn, draft))


async def _confirm(turn: Turn, draft: Draft, notice: str | None) -> None:
    words = turn.words
    yes = [button(words.text("desk.publish.yes"), "release", draft.id, value=str(draft.version))]
    later = [button(words.text("desk.button.schedule"), "schedule", draft.id)]
    note = words.text("desk.draft.note", note=draft.note) if draft.note else None
    told = "\n".join(one for one in (notice, note) if one) or None
    await _show(turn, draft, told, words.text("desk.publish.sure"), yes, _pushed(turn, draft), later)


def _pushed(turn: Turn, draft: Draft) -> list[Button]:
    """The button that publishes, and pushes what is new, at once."""
    return [button(turn.words.text("desk.push.with"), "release", draft.id, item=_PUSHED, value=str(draft.version))]


async def _show(turn: Turn, draft: Draft, first: str | None, last: str | None, *fate: Sequence[Button]) -> None:
    words = turn.words
    changed = await comparing.of_draft(turn, draft)
    back = [button(words.text("desk.button.back"), "calloff", draft.id)]
    await turn.show(screen(words, gist.title(draft.dossier, words), *changed, first, last, rows=(*fate, back)))


COMMANDS = {"publish": Deal(Action.PUBLISH, typed)}
TAPS = {"publish": Deal(Action.PUBLISH, publish), "release": Deal(Action.PUBLISH, release)}
QUESTIONS = {NOTE: Kind(Action.PUBLISH, take_note, _ask_note)}
