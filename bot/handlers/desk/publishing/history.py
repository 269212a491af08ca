"""A story's revisions: list, compare, restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.desk import member_names, notifier, story_picker
from bot.handlers.desk.drafts import diff
from bot.handlers.desk.publishing.publish import announced
from bot.handlers.desk.registry import router
from bot.model.corrections.carrying import brought_back, carry
from bot.model.roles import Action, may
from bot.services import publishing, stories
from bot.views.desk import item_summary
from bot.views.desk.publishing import taken_back
from bot.views.desk.screen import button, rows, screen

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.model import Story
    from bot.store.stories import Revision
    from bot.views.document import Button

PAGE = 8  # revisions on one screen


@router.command("history", right=Action.DESK)
async def history(desk: DeskContext) -> None:
    """Handle `/history`, with words of a story's title or slug: list its revisions; else show the choice."""
    if story := await story_picker.typed(desk, "history"):
        await _list(desk, story, 0)


@router.callback("history", right=Action.DESK)
async def tapped(desk: DeskContext) -> None:
    """Handle a tap on a story, on its further revisions, or on the desk's button, which leads to the choice."""
    if desk.link.value is None:
        await history(desk)
        return
    start = [*story_picker.numbers(desk), 0][1]
    await _list(desk, await story_picker.tapped(desk), start)


@router.callback("revision", right=Action.DESK)
async def revision(desk: DeskContext) -> None:
    """Show a revision: who published it, when and why, and what it changed."""
    words = desk.words
    number, shown = story_picker.numbers(desk, 2)[:2]
    newest, story = await story_picker.numbered(desk, number), await _revision(desk, number, shown)
    before = await _revision(desk, number, shown - 1) if shown > 1 else None
    record = next(record for record in await _history(desk, newest) if record.number == shown)
    changes = diff.of(desk, before.dossier if before else None, story.dossier)
    compare = [button(words.text("desk.history.compare"), "compare", value=f"{number}-{shown}")]
    restore = [button(words.text("desk.history.restore"), "restore", value=f"{number}-{shown}-{newest.revision}")]
    may_restore = shown != newest.revision and may(desk.role, Action.RESTORE)
    buttons = (compare if newest.revision > 1 else [], restore if may_restore else [], [_back(desk, newest)])
    title = words.text("desk.history.revision", revision=shown)
    await desk.show(screen(words, title, await _line(desk, record), *changes, rows=buttons))


@router.callback("compare", right=Action.DESK)
async def compare(desk: DeskContext) -> None:
    """Show the choice of the revision to compare with."""
    words = desk.words
    number, shown = story_picker.numbers(desk, 2)[:2]
    start = [*story_picker.numbers(desk, 2), 0][2]
    newest = await story_picker.numbered(desk, number)
    others = [record.number for record in await _history(desk, newest) if record.number != shown]
    choices = [
        button(words.text("desk.history.revision", revision=other), "diff", value=f"{number}-{other}-{shown}")
        for other in others[start : start + PAGE]
    ]
    more = [button(words.text("desk.form.more"), "compare", value=f"{number}-{shown}-{start + PAGE}")]
    text = words.text("desk.history.compare_with", revision=shown)
    buttons = (*rows(choices), more if len(others) > start + PAGE else [], [_back(desk, newest)])
    await desk.show(screen(words, item_summary.title(newest.dossier, words), text, rows=buttons))


@router.callback("diff", right=Action.DESK)
async def differ(desk: DeskContext) -> None:
    """Show the difference between two revisions, from the older to the newer."""
    words = desk.words
    number, *pair = story_picker.numbers(desk, 3)[:3]
    old, new = [await _revision(desk, number, revision) for revision in sorted(pair)]
    title = words.text("desk.history.between", old=old.revision, new=new.revision)
    changes = diff.of(desk, old.dossier, new.dossier)
    await desk.show(screen(words, title, *changes, rows=([_back(desk, new)],)))


@router.callback("restore", right=Action.RESTORE)
async def restore(desk: DeskContext) -> None:
    """Publish an older revision again, after showing what that changes."""
    words = desk.words
    number, shown, base = story_picker.numbers(desk, 3)[:3]
    newest, older = await story_picker.numbered(desk, number), await _revision(desk, number, shown)
    if desk.link.item == "yes":
        note = words.text("desk.history.restored_note", revision=shown)
        published = await publishing.restore(
            desk.app.database, newest.slug, shown,
            base=base, context=desk.action_context, note=note, words=desk.app.translators,
        )  # fmt: skip
        desk.app.due_changed.set()
        await desk.show(announced(desk, published))
        return
    yes = [button(words.text("desk.history.restore_yes"), "restore", item="yes", value=desk.link.value)]
    text = words.text("desk.history.restore_sure", revision=shown, newest=newest.revision)
    changes = diff.of(desk, newest.dossier, carry(newest.dossier, older.dossier))  # as it is published
    title, records = item_summary.title(older.dossier, words), brought_back(newest.dossier, older.dossier)
    warning = taken_back.lines(newest.dossier, records, words, desk.chat.preferences)
    await desk.show(screen(words, title, text, *warning, *changes, rows=(yes, [_back(desk, newest)])))


async def _list(desk: DeskContext, story: Story, start: int) -> None:
    words = desk.words
    records = await _history(desk, story)
    shown = records[start : start + PAGE]
    lines = [await _line(desk, record) for record in shown]
    opened = [
        button(words.text("desk.history.revision", revision=record.number), "revision",
               value=f"{story.number}-{record.number}")
        for record in shown
    ]  # fmt: skip
    before = [button("◀", "history", value=f"{story.number}-{max(start - PAGE, 0)}")] if start else []
    after = [button("▶", "history", value=f"{story.number}-{start + PAGE}")] if len(records) > start + PAGE else []
    title = words.text("desk.history.title", title=item_summary.title(story.dossier, words))
    await desk.show(screen(words, title, *lines, rows=(*rows(opened), [*before, *after])))


async def _history(desk: DeskContext, story: Story) -> tuple[Revision, ...]:
    return await stories.read_history(desk.app.database, story.number)


async def _line(desk: DeskContext, record: Revision) -> str:
    """Word who published a revision, when, and why."""
    words = desk.words
    author = await member_names.of(desk, record.author) if record.author else words.text("desk.history.file")
    at = await notifier.moment(desk, record.at)
    line = words.text("desk.history.line", revision=record.number, name=author, at=at)
    return f"{line}\n{words.text('desk.history.note', note=record.note)}" if record.note else line


async def _revision(desk: DeskContext, number: int, revision: int) -> Story:
    return await stories.get_revision(desk.app.database, number, revision)


def _back(desk: DeskContext, story: Story) -> Button:
    return button(desk.words.text("desk.history.back"), "history", value=str(story.number))
