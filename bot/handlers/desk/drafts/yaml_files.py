"""Whole files: a dossier is sent as YAML, and one that comes back is checked, compared and opened as a draft."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import dossier as dossiers
from bot.deeds import doing
from bot.desk.roles import Action
from bot.document import Document, Paragraph, Run
from bot.errors import DossierInvalid, Problem
from bot.handlers import replies
from bot.handlers.asking import naming
from bot.handlers.desk import choosing, gist, rights
from bot.handlers.desk.screens import button, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.pages import changes
from bot.store import audit, drafts, stories

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection
    from telegram import Document as File

    from bot.store.drafts import Draft
    from bot.story import Dossier, Story

TOLD = 12  # problems told in a message: a file has more than one reads on a telephone
LISTED = 8
_NAME = re.compile(r"\.ya?ml$", re.IGNORECASE)
_HEAD = "# {slug}, revision {revision}\n"
_BASE = re.compile(rb"\A(?:\xef\xbb\xbf)?# ([a-z0-9-]{1,48}), revision ([1-9][0-9]{0,8})\r?\n")


async def export(turn: Turn) -> None:
    """`/export`, with words of a story's title or slug: its newest revision as a file; without, the choice."""
    typed = " ".join(turn.args)
    shelved = (await turn.services.shelf.stories()).stories
    found = naming(typed, shelved) if typed else shelved
    if len(found) == 1:
        await _send(turn, found[0].dossier, found[0].revision)
        return
    words = turn.words
    told = words.text("desk.file.which" if found else "desk.edit.none", typed=typed)
    offered = [[button(gist.title(one.dossier, words), "file", value=str(one.number))] for one in found[:LISTED]]
    await turn.show(screen(words, words.text("desk.file.title"), told, rows=offered))


async def export_story(turn: Turn) -> None:
    """A tap on the story whose file is wanted."""
    story = await choosing.tapped(turn)
    await _send(turn, story.dossier, story.revision)


async def export_draft(turn: Turn) -> None:
    """A draft as a file, complete or not."""
    draft = await rights.look(turn, turn.draft_id)
    await _send(turn, draft.dossier, draft.base)


async def receive(turn: Turn) -> None:
    """A file that a member sent: everything that is wrong with it, or what it changes, opened as a draft."""
    file = turn.update.message.document if turn.update.message else None
    if file is None or not _NAME.search(file.file_name or ""):
        await turn.tell("desk.file.not_yaml", ending=".yaml")
        return
    found = await _read(turn, file)
    if isinstance(found, tuple):
        await _refuse(turn, found)
        return
    draft, before = await _open(turn, found)
    if draft is None:
        await turn.tell("desk.file.same")
    else:
        await _show(turn, draft, before)


async def _send(turn: Turn, dossier: Dossier, revision: int | None) -> None:
    if turn.tapped:
        await replies.answer_tap(turn.services, turn.tapped.query_id)
    head = _HEAD.format(slug=dossier.slug, revision=revision) if revision else ""
    content = (head + dossiers.write(dossier)).encode()
    caption = turn.words.text("desk.file.caption")
    await turn.services.bot.send_document(turn.who.chat_id, content, filename=f"{dossier.slug}.yaml", caption=caption)
    async with turn.services.database.write() as conn:
        entry = audit.Entry(turn.user.id, Action.EXPORT, turn.deed.at, dossier.slug, {"revision": revision})
        await audit.write(conn, entry)


@dataclass(frozen=True, slots=True)
class _Sent:
    """The dossier in a file, and the revision that it says it builds on."""

    dossier: Dossier
    revision: int | None


async def _read(turn: Turn, file: File) -> _Sent | tuple[Problem, ...]:
    """What is in a file, or everything that is wrong with it."""
    if (file.file_size or 0) > dossiers.FILE_LIMIT:
        sizes: dict[str, str | int] = {"size": (file.file_size or 0) // 1000, "limit": dossiers.FILE_LIMIT // 1000}
        return (Problem("problem.file_large", sizes),)
    content = bytes(await (await turn.services.bot.get_file(file.file_id)).download_as_bytearray())
    # A hostile file takes a processor for as long as its checks allow: others are answered meanwhile.
    return await asyncio.to_thread(_check, content, file.file_name or "")


def _check(content: bytes, name: str) -> _Sent | tuple[Problem, ...]:
    try:
        dossier = dossiers.read(content, name)
    except DossierInvalid as invalid:
        return invalid.problems
    told = _BASE.match(content)
    return _Sent(dossier, int(told[2]) if told and told[1].decode() == dossier.slug else None)


async def _open(turn: Turn, sent: _Sent) -> tuple[Draft | None, Dossier | None]:
    """A draft of the file's dossier, none where it changes nothing; and what it builds on."""
    dossier = sent.dossier
    async with doing(turn.services.database, turn.deed, Action.DRAFT, slug=dossier.slug) as act:
        base = await _base(act.conn, dossier.slug, sent.revision)
        before = base.dossier if base else None
        if before == dossier:
            return None, before
        if not act.is_first:
            mine = await drafts.of_author(act.conn, turn.user.id)
            return next((one for one in mine if one.dossier == dossier), None), before
        revision = base.revision if base else None
        draft = await drafts.create(act.conn, dossier, base=revision, author=turn.user.id, at=act.deed.at)
        await act.record(dossier.slug, draft=draft.id, base=revision, file=True)
        return draft, before


async def _base(conn: AsyncConnection, slug: str, told: int | None) -> Story | None:
    """The revision that a file says it builds on, or, where it says none that there is, the newest."""
    return (await stories.find(conn, slug, told) if told else None) or await stories.find(conn, slug)


async def _show(turn: Turn, draft: Draft, before: Dossier | None) -> None:
    words = turn.words
    key = "desk.file.opened" if before else "desk.file.opened_new"
    told = changes.blocks(before, draft.dossier, words, turn.who.preferences)
    document = screen(
        words,
        gist.title(draft.dossier, words),
        words.text(key, draft=draft.id),
        *told,
        rows=([button(words.text("desk.button.draft"), "draft", draft.id)],),
    )
    await turn.show(document)


async def _refuse(turn: Turn, problems: tuple[Problem, ...]) -> None:
    """Tell every problem with its line: the first in a message, all of many in a file."""
    words = turn.words
    lines = [_line(turn, one) for one in problems]
    told = words.count("desk.file.refused", len(lines))
    blocks = [Paragraph((Run(line),)) for line in lines[:TOLD]]
    await turn.show(Document(words.language, (Paragraph((Run(told),)), *blocks)))
    if len(lines) > TOLD:
        content = "\n".join((told, "", *lines)).encode()
        caption = words.text("desk.file.all_problems")
        await turn.services.bot.send_document(turn.who.chat_id, content, filename="problems.txt", caption=caption)


def _line(turn: Turn, problem: Problem) -> str:
    words = turn.words
    told = words.text(problem.key, **problem.data)
    if problem.line is None:
        return told
    return words.text("desk.file.problem", line=problem.line, told=told)


COMMANDS = {"export": Deal(Action.EXPORT, export)}
TAPS = {"file": Deal(Action.EXPORT, export_story), "export": Deal(Action.EXPORT, export_draft)}
