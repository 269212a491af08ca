"""Dossiers as YAML files: export one, and open one that a member sends as a draft."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import dossier as dossiers
from bot.errors import DossierInvalid, Problem
from bot.handlers import responder
from bot.handlers.desk import permissions, story_picker
from bot.handlers.desk.registry import router
from bot.handlers.reader.argument_parser import naming
from bot.model.roles import Action
from bot.services import drafts
from bot.services.pictures import cover_pictures
from bot.views import diff_view
from bot.views.desk import item_summary
from bot.views.desk.screen import button, screen
from bot.views.document import Document, Paragraph, Run

if TYPE_CHECKING:
    from telegram import Document as File

    from bot.handlers.desk.desk_context import DeskContext
    from bot.model import Dossier
    from bot.store.drafts import Draft

LISTED_PROBLEMS = 12  # in a message: a file can have more than anybody reads on a phone
LISTED = 8
NAME = re.compile(r"\.ya?ml$", re.IGNORECASE)
_HEAD = "# {slug}, revision {revision}\n"
_BASE = re.compile(rb"\A(?:\xef\xbb\xbf)?# ([a-z0-9-]{1,48}), revision ([1-9][0-9]{0,8})\r?\n")


@router.command("export", right=Action.EXPORT)
async def export(desk: DeskContext) -> None:
    """Handle `/export`, with words of a story's title or slug: send its newest revision; else show the choice."""
    query = " ".join(desk.args)
    live = (await desk.app.story_cache.stories()).stories
    matches = naming(query, live) if query else live
    if len(matches) == 1:
        await _send(desk, matches[0].dossier, matches[0].revision)
        return
    words = desk.words
    text = words.text("desk.file.which" if matches else "desk.edit.none", typed=query)
    buttons = [
        [button(item_summary.title(story.dossier, words), "file", value=str(story.number))]
        for story in matches[:LISTED]
    ]
    await desk.show(screen(words, words.text("desk.file.title"), text, rows=buttons))


@router.callback("file", right=Action.EXPORT)
async def export_story(desk: DeskContext) -> None:
    """Handle a tap on a story: send its file."""
    story = await story_picker.tapped(desk)
    await _send(desk, story.dossier, story.revision)


@router.callback("export", right=Action.EXPORT)
async def export_draft(desk: DeskContext) -> None:
    """Send a draft as a file, complete or not."""
    draft = await permissions.read_draft(desk, desk.draft_id)
    await _send(desk, draft.dossier, draft.base)


async def receive(desk: DeskContext) -> None:
    """Take a file: list everything that is wrong with it, or open it as a draft and show what it changes."""
    file = desk.update.message.document if desk.update.message else None
    if file is None or not NAME.search(file.file_name or ""):
        await desk.tell("desk.file.not_yaml", ending=".yaml")
        return
    content = await _read(desk, file)
    if isinstance(content, tuple):
        await _refuse(desk, content)
        return
    if problems := await cover_pictures.find_problems(desk.app.database, content.dossier):
        await _refuse(desk, problems)
        return
    draft, before = await drafts.open_file(
        desk.app.database, content.dossier, content.revision, context=desk.action_context
    )
    if draft is None:
        await desk.tell("desk.file.same")
    else:
        await _show(desk, draft, before)


async def _send(desk: DeskContext, dossier: Dossier, revision: int | None) -> None:
    if desk.button:
        await responder.answer_callback(desk.app, desk.button.query_id)
    head = _HEAD.format(slug=dossier.slug, revision=revision) if revision else ""
    content = (head + dossiers.write(dossier)).encode()
    caption = desk.words.text("desk.file.caption")
    await desk.app.bot.send_document(desk.chat.chat_id, content, filename=f"{dossier.slug}.yaml", caption=caption)
    await drafts.record_export(desk.app.database, dossier.slug, revision, context=desk.action_context)


@dataclass(frozen=True, slots=True)
class _FileContent:
    """The dossier in a file, and the base revision that its first line names, if any."""

    dossier: Dossier
    revision: int | None


async def _read(desk: DeskContext, file: File) -> _FileContent | tuple[Problem, ...]:
    """Download and parse a file; return everything that is wrong with it if it is invalid."""
    if (file.file_size or 0) > dossiers.FILE_LIMIT:
        sizes: dict[str, str | int] = {"size": (file.file_size or 0) // 1000, "limit": dossiers.FILE_LIMIT // 1000}
        return (Problem("problem.file_large", sizes),)
    content = bytes(await (await desk.app.bot.get_file(file.file_id)).download_as_bytearray())
    # In a thread: a hostile file takes as much CPU time as its checks allow, and others must be answered meanwhile.
    return await asyncio.to_thread(_check, content, file.file_name or "")


def _check(content: bytes, name: str) -> _FileContent | tuple[Problem, ...]:
    try:
        dossier = dossiers.read(content, name)
    except DossierInvalid as invalid:
        return invalid.problems
    base = _BASE.match(content)
    return _FileContent(dossier, int(base[2]) if base and base[1].decode() == dossier.slug else None)


async def _show(desk: DeskContext, draft: Draft, before: Dossier | None) -> None:
    words = desk.words
    key = "desk.file.opened" if before else "desk.file.opened_new"
    changes = diff_view.blocks(before, draft.dossier, words, desk.chat.preferences)
    title, text = item_summary.title(draft.dossier, words), words.text(key, draft=draft.id)
    opened = [button(words.text("desk.button.draft"), "draft", draft.id)]
    await desk.show(screen(words, title, text, *changes, rows=(opened,)))


async def _refuse(desk: DeskContext, problems: tuple[Problem, ...]) -> None:
    """List the problems with their lines: the first in a message, and all in a file where they are many."""
    words = desk.words
    lines = list(dict.fromkeys(_line(desk, problem) for problem in problems))  # a line of ten aliases is one to mend
    heading = words.count("desk.file.refused", len(lines))
    blocks = [Paragraph((Run(line),)) for line in lines[:LISTED_PROBLEMS]]
    await desk.show(Document(words.language, (Paragraph((Run(heading),)), *blocks)))
    if len(lines) > LISTED_PROBLEMS:
        content = "\n".join((heading, "", *lines)).encode()
        caption = words.text("desk.file.all_problems")
        await desk.app.bot.send_document(desk.chat.chat_id, content, filename="problems.txt", caption=caption)


def _line(desk: DeskContext, problem: Problem) -> str:
    words = desk.words
    text = words.text(problem.key, **problem.data)
    if problem.line is None:
        return text
    return words.text("desk.file.problem", line=problem.line, told=text)
