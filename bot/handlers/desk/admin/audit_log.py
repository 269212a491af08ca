"""The audit: who did what, narrowed by person, action and story, and as a file of comma-separated values."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.desk.roles import Action
from bot.errors import LinkInvalid
from bot.handlers import replies
from bot.handlers.asking import naming
from bot.handlers.desk import choosing, names, notices
from bot.handlers.desk.screens import button, rows, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.i18n.folding import fold
from bot.store import audit, members, stories

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.document import Button
    from bot.store.audit import Entry

PAGE = 10  # entries on one screen
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a cell of a spreadsheet must not begin with (OWASP, CSV injection)
_HEAD = ("id", "at", "actor", "name", "action", "allowed", "story", "detail")


@dataclass(frozen=True, slots=True)
class _Filter:
    """What entries are narrowed to: somebody's id, an action's name, a story's number; None for all."""

    actor: int | None = None
    action: str | None = None
    story: int | None = None


async def show(turn: Turn) -> None:
    """`/audit`, alone or with a person, an action and a story, in any order: what was done, the latest first."""
    chosen = _Filter()
    for word in turn.args:
        found = await _narrowed(turn, chosen, word)
        if found is None:
            await turn.tell("desk.audit.unknown", word=word)
            return
        chosen = found
    await _list(turn, chosen)


async def tapped(turn: Turn) -> None:
    """A tap on older entries, or on another narrowing."""
    await _list(turn, _read(turn), turn.link.draft)


async def by_person(turn: Turn) -> None:
    """The choice of the person whose deeds are shown."""
    chosen, words = _read(turn), turn.words
    async with turn.services.database.read() as conn:
        known = {one.user_id: one.name for one in await members.all_(conn)}
    known |= {one: await names.of(turn.services, one) for one in turn.services.settings.owners if one not in known}
    every = [_to(name, replace(chosen, actor=one)) for one, name in known.items()]
    every.append(_to(words.text("desk.audit.everybody"), replace(chosen, actor=None)))
    await turn.show(screen(words, words.text("desk.audit.title"), words.text("desk.audit.who"), rows=rows(every)))


async def by_action(turn: Turn) -> None:
    """The choice of the action that is shown."""
    chosen, words = _read(turn), turn.words
    every = [_to(words.text(f"desk.action.{one}"), replace(chosen, action=one.value)) for one in Action]
    every.append(_to(words.text("desk.audit.everything"), replace(chosen, action=None)))
    await turn.show(screen(words, words.text("desk.audit.title"), words.text("desk.audit.what"), rows=rows(every)))


async def by_story(turn: Turn) -> None:
    """The choice of the story that what was done is about."""
    chosen, words = _read(turn), turn.words
    async with turn.services.database.read() as conn:
        known = await stories.known(conn)
    every = [_to(one.slug, replace(chosen, story=one.number)) for one in known[-choosing.LISTED :]]
    every.append(_to(words.text("desk.audit.every_story"), replace(chosen, story=None)))
    await turn.show(screen(words, words.text("desk.audit.title"), words.text("desk.audit.which"), rows=rows(every)))


async def export(turn: Turn) -> None:
    """All entries of the narrowing as a file."""
    if turn.tapped:
        await replies.answer_tap(turn.services, turn.tapped.query_id)
    entries = await _entries(turn, _read(turn))
    named = {one: await names.of(turn.services, one) if one > 0 else "" for one in {one.actor for one in entries}}
    content = table(entries, named)
    caption = turn.words.count("desk.audit.file", len(entries))
    await turn.services.bot.send_document(turn.who.chat_id, content, filename="audit.csv", caption=caption)
    async with turn.services.database.write() as conn:
        entry = audit.Entry(turn.user.id, Action.AUDIT, turn.deed.at, detail={"entries": len(entries)})
        await audit.write(conn, entry)


def table(entries: Iterable[Entry], named: dict[int, str]) -> bytes:
    """The entries as CSV in UTF-8 with its mark, which spreadsheets need; no cell begins as a formula does."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    for one in entries:
        detail = json.dumps(dict(one.detail), ensure_ascii=False)
        allowed = "yes" if one.allowed else "no"
        cells = (one.id, one.at.isoformat(), one.actor, named.get(one.actor, ""), one.action, allowed, one.slug, detail)
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


async def _list(turn: Turn, chosen: _Filter, before: int | None = None) -> None:
    words = turn.words
    found = await _entries(turn, chosen, before, PAGE + 1)
    lines = [await _line(turn, one) for one in found[:PAGE]] or [words.text("desk.audit.none")]
    narrowing = [
        _to(words.text("desk.audit.by_person"), chosen, "auditwho"),
        _to(words.text("desk.audit.by_action"), chosen, "auditwhat"),
        _to(words.text("desk.audit.by_story"), chosen, "auditwhich"),
        _to(words.text("desk.audit.csv"), chosen, "auditfile"),
    ]
    older = _to(words.text("desk.audit.older"), chosen, before=found[PAGE - 1].id) if len(found) > PAGE else None
    home = button(words.text("desk.button.desk"), "desk")
    every = ([older] if older else [], *rows(narrowing), [home])
    title = words.text("desk.audit.title")
    await turn.show(screen(words, title, await _told(turn, chosen), *lines, rows=every))


async def _line(turn: Turn, one: Entry) -> str:
    words = turn.words
    name = (
        await names.of(turn.services, one.actor)
        if one.actor > 0
        else words.text("desk.audit.shell" if one.actor == audit.SHELL else "desk.audit.chat")
    )
    key = "desk.audit.line" if one.allowed else "desk.audit.line_refused"
    at = await notices.moment(turn, one.at)
    told = words.text(key, at=at, name=name, action=words.text(f"desk.action.{one.action}"))
    return f"{told} · {words.text('desk.undo.story', slug=one.slug)}" if one.slug else told


async def _told(turn: Turn, chosen: _Filter) -> str | None:
    """To what the entries are narrowed."""
    told = []
    if chosen.actor is not None:
        told.append(await names.of(turn.services, chosen.actor))
    if chosen.action is not None:
        told.append(turn.words.text(f"desk.action.{chosen.action}"))
    if chosen.story is not None:
        told.append((await choosing.numbered(turn, chosen.story)).slug)
    return " · ".join(told) or None


async def _entries(
    turn: Turn, chosen: _Filter, before: int | None = None, limit: int | None = None
) -> tuple[Entry, ...]:
    slug = (await choosing.numbered(turn, chosen.story)).slug if chosen.story else None
    async with turn.services.database.read() as conn:
        return await audit.read(
            conn, actor=chosen.actor, action=chosen.action, slug=slug, before_id=before, limit=limit
        )


async def _narrowed(turn: Turn, chosen: _Filter, word: str) -> _Filter | None:
    """The filter narrowed by a word: an action, a person's id or name, a story; None for anything else."""
    wanted = fold(word)
    for one in Action:
        if wanted == one.value or any(
            wanted == fold(words.text(f"desk.action.{one}")) for words in turn.services.words.values()
        ):
            return replace(chosen, action=one.value)
    async with turn.services.database.read() as conn:
        everybody = {one.user_id: one.name for one in await members.all_(conn)}
        known = await stories.known(conn)
    for user_id in turn.services.settings.owners - set(everybody):
        everybody[user_id] = await names.of(turn.services, user_id)
    for user_id, name in everybody.items():
        if word == str(user_id) or wanted in fold(name).split():
            return replace(chosen, actor=user_id)
    if word.isdecimal():
        return replace(chosen, actor=int(word))
    number = next((one.number for one in known if one.slug == word.lower()), None)
    named = naming(word, (await turn.services.shelf.stories()).stories)
    number = number or (named[0].number if len(named) == 1 else None)
    return replace(chosen, story=number) if number else None


def _read(turn: Turn) -> _Filter:
    """The filter of the tapped button: the action stands as its item, the person and the story in its value."""
    action = turn.link.item
    if action is not None and action not in set(Action):
        raise LinkInvalid
    actor, story = choosing.numbers(turn, 2)[:2] if turn.link.value else (0, 0)
    return _Filter(actor or None, action, story or None)


def _to(label: str, chosen: _Filter, verb: str = "audit", before: int | None = None) -> Button:
    return button(label, verb, before, item=chosen.action, value=f"{chosen.actor or 0}-{chosen.story or 0}")


COMMANDS = {"audit": Deal(Action.AUDIT, show)}
TAPS = {
    "audit": Deal(Action.AUDIT, tapped),
    "auditwho": Deal(Action.AUDIT, by_person),
    "auditwhat": Deal(Action.AUDIT, by_action),
    "auditwhich": Deal(Action.AUDIT, by_story),
    "auditfile": Deal(Action.AUDIT, export),
}
