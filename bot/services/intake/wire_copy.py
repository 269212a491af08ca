"""Wire copy that a member sends: messages are joined that come together, and all is kept until it is read.

What nobody reads is deleted a day later.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.forms import split_paste
from bot.model.roles import Action
from bot.services.desk_transaction import desk_transaction
from bot.store import wire_copies

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services.desk_transaction import ActionContext
    from bot.store.database import Database
    from bot.store.wire_copies import StoredCopy

VERSION = 1
_TOGETHER = timedelta(seconds=60)  # between messages of one copy


@dataclass(frozen=True, slots=True)
class CopyPart:
    """One message's text, or a file's (then `message` is its caption's); `outlet` is the channel it is forwarded from.

    `other` is what a file's text may read as instead, where its encoding is in doubt.
    """

    message: int
    text: str
    is_forwarded: bool = False
    outlet: str | None = None
    file: str | None = None
    other: str | None = None
    encoding: str | None = None
    other_encoding: str | None = None


@dataclass(frozen=True, slots=True)
class WireCopy:
    """A copy with the parts that it came in; `draft` is where it belongs, if that was said before it was sent.

    `taken` is the draft that it was read into. `screen` is the message that asks where it belongs.
    """

    id: int
    at: datetime
    screen: int | None
    parts: tuple[CopyPart, ...]
    draft: int | None = None
    taken: int | None = None

    @property
    def text(self) -> str:
        """Return the whole text: forwarded messages are paragraphs, pieces of a paste that the client cut are one."""
        text, typed = "", list[str]()
        for part in (*self.parts, None):
            if part and not part.is_forwarded:
                typed.append(part.text)
                continue
            pieces = [split_paste.join(tuple(typed))] if typed else []
            pieces += [part.text] if part else []
            text, typed = "\n\n".join(piece for piece in (text, *pieces) if piece), []
        return text

    @property
    def outlet(self) -> str | None:
        """Return the channel that the copy was forwarded from, if it is one."""
        outlets = {part.outlet for part in self.parts}
        return outlets.pop() if len(outlets) == 1 else None


async def collect(
    database: Database, part: CopyPart, at: datetime, *, draft: int | None, context: ActionContext
) -> WireCopy:
    """Store a message or file as copy, joined to what the same person sent in the minute before; return the whole.

    Files are joined to nothing. A repeated update returns the copy as it is.
    """
    async with desk_transaction(database, context, Action.DRAFT) as tx:
        row = await wire_copies.last(tx.conn, context.actor)
        last = _parse(row) if row else None
        if not tx.is_new_update and last:
            return last
        if last and _joins(last, part, at, draft):
            joined = replace(last, at=max(at, last.at), parts=(*last.parts, part))
            await wire_copies.save(tx.conn, last.id, joined.at, _content(joined))
            return joined
        new = WireCopy(0, at, None, (part,), draft)
        return replace(new, id=await wire_copies.create(tx.conn, context.actor, at, _content(new)))


async def read(database: Database, copy_id: int, *, context: ActionContext) -> WireCopy | None:
    """Read the actor's copy by id; None if it was deleted, or is somebody else's."""
    async with database.read() as conn:
        row = await wire_copies.get(conn, copy_id, context.actor)
    return _parse(row) if row else None


async def is_continued(database: Database, text: str, at: datetime, *, context: ActionContext) -> bool:
    """Return whether a message is the next piece of the actor's last copy, which the client split."""
    async with database.read() as conn:
        row = await wire_copies.last(conn, context.actor)
    last = _parse(row) if row else None
    return bool(text and last and split_paste.follows(last.parts[-1].text, int((at - last.at).total_seconds())))


async def set_screen(database: Database, copy_id: int, screen: int) -> None:
    """Remember the message that asks where the copy belongs: it is edited when another message is joined."""
    async with database.write() as conn:
        await wire_copies.set_screen(conn, copy_id, screen)


async def remove(database: Database, screen: int, *, context: ActionContext) -> None:
    """Delete the actor's copy that the message `screen` asked about: its text went elsewhere."""
    async with database.write() as conn:
        await wire_copies.remove_of_screen(conn, context.actor, screen)


async def choose_encoding(database: Database, copy: WireCopy, *, other: bool, context: ActionContext) -> WireCopy:
    """Keep one of two readings of a file."""
    part = copy.parts[0]
    text = part.other if other and part.other is not None else part.text
    chosen = replace(copy, parts=(replace(part, text=text, other=None),))
    async with desk_transaction(database, context, Action.DRAFT) as tx:
        if tx.is_new_update:
            await wire_copies.save(tx.conn, copy.id, copy.at, _content(chosen))
    return chosen


def taken_content(copy: WireCopy, draft: int) -> str:
    """Return what is kept of a copy that was read into a draft: its number, so that a second tap opens that."""
    return _content(replace(copy, parts=(CopyPart(copy.parts[0].message, ""),), taken=draft))


def _joins(last: WireCopy, part: CopyPart, at: datetime, draft: int | None) -> bool:
    is_together = timedelta(0) <= at - last.at <= _TOGETHER
    is_file = part.file is not None or any(earlier.file is not None for earlier in last.parts)
    return is_together and not is_file and last.taken is None and last.draft == draft


def _content(copy: WireCopy) -> str:
    parts = [asdict(part) for part in copy.parts]
    tree = {"version": VERSION, "parts": parts, "draft": copy.draft, "taken": copy.taken}
    return json.dumps(tree, ensure_ascii=False)


def _parse(row: StoredCopy) -> WireCopy | None:
    tree: dict[str, Any] = json.loads(row.content)
    if tree.get("version") != VERSION:
        return None
    parts = tuple(CopyPart(**part) for part in tree["parts"])
    return WireCopy(row.id, row.at, row.screen, parts, tree["draft"], tree["taken"])
