"""The audit log: list entries, narrowed by person, action and story; export them as CSV."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.handlers import responder
from bot.handlers.desk import member_names, notifier, story_picker
from bot.handlers.desk.registry import router
from bot.handlers.reader.argument_parser import naming
from bot.i18n import names
from bot.model.roles import Action
from bot.services import membership
from bot.services.admin import audit_log as audit_service
from bot.services.admin.audit_log import AuditFilter
from bot.store.audit import SHELL
from bot.text.normalize import fold
from bot.views.desk.screen import button, rows, screen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.audit import Entry
    from bot.views.document import Button

PAGE = 10  # entries on one screen
# First characters that spreadsheets take for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEAD = ("id", "at", "actor", "name", "action", "allowed", "story", "detail")


@router.command("audit", right=Action.AUDIT)
async def show(desk: DeskContext) -> None:
    """Handle `/audit`, optionally with a person, an action and a story in any order: list entries, newest first."""
    narrowed = AuditFilter()
    for word in desk.args:
        narrower = await _narrow(desk, narrowed, word)
        if narrower is None:
            await desk.tell("desk.audit.unknown", word=word)
            return
        narrowed = narrower
    await _list(desk, narrowed)


@router.callback("audit", right=Action.AUDIT)
async def tapped(desk: DeskContext) -> None:
    """Handle a tap on older entries, or on another filter."""
    await _list(desk, _read(desk), desk.link.draft)


@router.callback("auditwho", right=Action.AUDIT)
async def by_person(desk: DeskContext) -> None:
    """Handle a tap that offers the persons to filter by."""
    narrowed, words = _read(desk), desk.words
    people = await _people(desk)
    choices = [_to(name, replace(narrowed, actor=user_id)) for user_id, name in people.items()]
    choices.append(_to(words.text("desk.audit.everybody"), replace(narrowed, actor=None)))
    await desk.show(screen(words, words.text("desk.audit.title"), words.text("desk.audit.who"), rows=rows(choices)))


@router.callback("auditwhat", right=Action.AUDIT)
async def by_action(desk: DeskContext) -> None:
    """Handle a tap that offers the actions to filter by."""
    narrowed, words = _read(desk), desk.words
    choices = [_to(words.text(f"desk.action.{action}"), replace(narrowed, action=action.value)) for action in Action]
    choices.append(_to(words.text("desk.audit.everything"), replace(narrowed, action=None)))
    await desk.show(screen(words, words.text("desk.audit.title"), words.text("desk.audit.what"), rows=rows(choices)))


@router.callback("auditwhich", right=Action.AUDIT)
async def by_story(desk: DeskContext) -> None:
    """Handle a tap that offers the stories to filter by."""
    narrowed, words = _read(desk), desk.words
    latest = (await audit_service.read_stories(desk.app.database))[-story_picker.LISTED :]
    choices = [_to(story.slug, replace(narrowed, story=story.number)) for story in latest]
    choices.append(_to(words.text("desk.audit.every_story"), replace(narrowed, story=None)))
    await desk.show(screen(words, words.text("desk.audit.title"), words.text("desk.audit.which"), rows=rows(choices)))


@router.callback("auditfile", right=Action.AUDIT)
async def export(desk: DeskContext) -> None:
    """Handle a tap that exports all matching entries as a file."""
    if desk.button:
        await responder.answer_callback(desk.app, desk.button.query_id)
    entries = await audit_service.read(desk.app.database, _read(desk))
    actors = {entry.actor for entry in entries}
    names = {actor: await member_names.of(desk, actor) if actor > 0 else "" for actor in actors}
    caption = desk.words.count("desk.audit.file", len(entries))
    content = table(entries, names)
    await desk.app.bot.send_document(desk.chat.chat_id, content, filename="audit.csv", caption=caption)
    await audit_service.record_export(desk.app.database, len(entries), context=desk.action_context)


def table(entries: Iterable[Entry], names: dict[int, str]) -> bytes:
    """Format entries as CSV, in UTF-8 with a byte order mark, without which spreadsheets misread Arabic."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    for entry in entries:
        detail = json.dumps(dict(entry.detail), ensure_ascii=False)
        allowed, name = "yes" if entry.allowed else "no", names.get(entry.actor, "")
        cells = (entry.id, entry.at.isoformat(), entry.actor, name, entry.action, allowed, entry.slug, detail)
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


async def _list(desk: DeskContext, narrowed: AuditFilter, before: int | None = None) -> None:
    words = desk.words
    entries = await audit_service.read(desk.app.database, narrowed, before=before, limit=PAGE + 1)
    lines = [await _line(desk, entry) for entry in entries[:PAGE]] or [words.text("desk.audit.none")]
    filters = [
        _to(words.text("desk.audit.by_person"), narrowed, "auditwho"),
        _to(words.text("desk.audit.by_action"), narrowed, "auditwhat"),
        _to(words.text("desk.audit.by_story"), narrowed, "auditwhich"),
        _to(words.text("desk.audit.csv"), narrowed, "auditfile"),
    ]
    is_more = len(entries) > PAGE
    older = [_to(words.text("desk.audit.older"), narrowed, before=entries[PAGE - 1].id)] if is_more else []
    refused = await audit_service.count_refusals(desk.app.database)
    outsiders = [button(words.count("desk.audit.outsiders", refused), "auditout")] if refused else []
    home = [button(words.text("desk.button.desk"), "desk")]
    title = words.text("desk.audit.title")
    await desk.show(
        screen(words, title, await _heading(desk, narrowed), *lines, rows=(older, *rows(filters), outsiders, home))
    )


async def _line(desk: DeskContext, entry: Entry) -> str:
    words = desk.words
    name = (
        await member_names.of(desk, entry.actor)
        if entry.actor > 0
        else words.text("desk.audit.shell" if entry.actor == SHELL else "desk.audit.chat")
    )
    key = "desk.audit.line" if entry.allowed else "desk.audit.line_refused"
    at = await notifier.moment(desk, entry.at)
    line = words.text(key, at=at, name=name, action=words.text(f"desk.action.{entry.action}"))
    return f"{line} · {words.text('desk.undo.story', slug=entry.slug)}" if entry.slug else line


async def _heading(desk: DeskContext, narrowed: AuditFilter) -> str | None:
    """Format what the entries are narrowed to."""
    parts = []
    if narrowed.actor is not None:
        parts.append(await member_names.of(desk, narrowed.actor))
    if narrowed.action is not None:
        parts.append(desk.words.text(f"desk.action.{narrowed.action}"))
    if narrowed.story is not None:
        parts.append((await story_picker.numbered(desk, narrowed.story)).slug)
    return " · ".join(parts) or None


async def _narrow(desk: DeskContext, narrowed: AuditFilter, word: str) -> AuditFilter | None:
    """Narrow by a word: an action, a person's id or name, or a story; None for anything else."""
    folded = fold(word)
    for action in Action:
        if folded == action.value or any(
            folded == fold(words.text(f"desk.action.{action}")) for words in desk.app.translators.values()
        ):
            return replace(narrowed, action=action.value)
    for user_id, name in (await _people(desk)).items():
        if word == str(user_id) or folded in fold(name).split():
            return replace(narrowed, actor=user_id)
    if word.isdecimal():
        return replace(narrowed, actor=int(word))
    known = await audit_service.read_stories(desk.app.database)
    number = next((story.number for story in known if story.slug == word.lower()), None)
    named = naming(word, (await desk.app.story_cache.stories()).stories)
    number = number or (named[0].number if len(named) == 1 else None)
    return replace(narrowed, story=number) if number else None


async def _people(desk: DeskContext) -> dict[int, str]:
    """Read the names of the desk's members and of the settings' owners."""
    people = {
        member.user_id: names.person(desk.words, member.user_id, member.name)
        for member in await membership.read_members(desk.app.database)
    }
    for user_id in sorted(desk.app.settings.owners - set(people)):
        people[user_id] = await member_names.of(desk, user_id)
    return people


def _read(desk: DeskContext) -> AuditFilter:
    """Decode the filter of the tapped button: the action is its item, person and story are its value."""
    action = desk.link.item
    if action is not None and action not in set(Action):
        raise LinkInvalid
    actor, story = story_picker.numbers(desk, 2)[:2] if desk.link.value else (0, 0)
    return AuditFilter(actor or None, action, story or None)


def _to(label: str, narrowed: AuditFilter, verb: str = "audit", before: int | None = None) -> Button:
    return button(label, verb, before, item=narrowed.action, value=f"{narrowed.actor or 0}-{narrowed.story or 0}")
