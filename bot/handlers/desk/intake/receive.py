"""Takes wire copy: messages, forwarded ones in a row, captions and files; asks where it belongs."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from bot.errors import DocumentTooLarge
from bot.handlers import responder
from bot.handlers.desk import conversation_state
from bot.handlers.desk.intake import target
from bot.intake.reading.documents import FILE_LIMIT
from bot.model import printable
from bot.services.document_process import read_document
from bot.services.drafts.forms import UNTITLED
from bot.services.intake import wire_copy
from bot.services.intake.copy_questions import COPY
from bot.services.intake.wire_copy import CopyPart
from bot.store.drafts import Draft

if TYPE_CHECKING:
    from telegram import Message

    from bot.handlers.desk.desk_context import DeskContext
    from bot.services.intake.wire_copy import WireCopy
    from bot.views.document import Document

ENDINGS = re.compile(r"\.(?:txt|md|markdown|html?|docx|pdf)$", re.IGNORECASE)


async def message(desk: DeskContext) -> None:
    """Take a message, or a picture's caption, as copy; show where it can go."""
    received = desk.update.message
    if received is None:
        return
    copy = await collect(desk, received)
    await show(desk, copy, await target.screen_of(desk, copy))


async def collect(desk: DeskContext, received: Message) -> WireCopy:
    """Store a message's text as copy, joined to what came just before it."""
    text = printable(received.text or received.caption or "")
    origin = received.forward_origin
    source = getattr(origin, "chat", None) or getattr(origin, "sender_chat", None)
    outlet = printable(source.title or "") or None if source else None
    part = CopyPart(received.message_id, text, is_forwarded=origin is not None, outlet=outlet)
    draft = await _draft_asked(desk)
    return await wire_copy.collect(desk.app.database, part, received.date, draft=draft, context=desk.action_context)


async def file(desk: DeskContext) -> None:
    """Take a document as copy: its text is read in a process of its own; show where it can go."""
    received = desk.update.message
    document = received.document if received else None
    if received is None or document is None:
        return
    name = printable(document.file_name or "")
    if (document.file_size or 0) > FILE_LIMIT:
        raise DocumentTooLarge(file=name)
    content = bytes(await (await desk.app.bot.get_file(document.file_id)).download_as_bytearray())
    text = await asyncio.to_thread(read_document, content, name)
    part = CopyPart(
        received.message_id, text.text, file=name,
        other=text.other, encoding=text.encoding, other_encoding=text.other_encoding,
    )  # fmt: skip
    draft = await _draft_asked(desk)
    copy = await wire_copy.collect(desk.app.database, part, received.date, draft=draft, context=desk.action_context)
    await show(desk, copy, await target.screen_of(desk, copy))


async def show(desk: DeskContext, copy: WireCopy, document: Document) -> None:
    """Show where a copy can go: in the message that asked it of the parts before, else in a new one."""
    if copy.screen and len(copy.parts) > 1:
        bodies = desk.app.pages.render(document).bodies
        await responder.edit(desk.app, desk.chat, copy.screen, bodies[0])
    elif screen := await desk.show(document):
        await wire_copy.set_screen(desk.app.database, copy.id, screen)


async def _draft_asked(desk: DeskContext) -> int | None:
    """Return the draft in which copy is asked for, or whose title: it belongs there."""
    subject = await conversation_state.waiting(desk.app, desk.user.id, desk.update)
    if not isinstance(subject, Draft):
        return None
    is_new = subject.slug == UNTITLED and conversation_state.form(subject) is not None
    return subject.id if is_new or conversation_state.kind(subject) == COPY else None
