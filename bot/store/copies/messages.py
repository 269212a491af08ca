"""What answers and inline cards show: which message shows which page, and of which items."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import BigInteger, bindparam, delete, exists, select

from bot.model.language import Language
from bot.store import dialects
from bot.store.copy_tables import copies, copy_pages, inline_offers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

CopyKind = Literal["answer", "inline", "guest", "ephemeral", "picture"]
Cover = tuple[int, int, tuple[str, ...]] | tuple[int, int, tuple[str, ...], tuple[str, ...]]
"""A story's number, the revision and items that a message shows of it, and the records of corrections that it tells."""


_REMOVE = delete(copies).where(
    copies.c.chat_id == bindparam("chat", type_=BigInteger),
    copies.c.message_id == bindparam("message", type_=BigInteger),
    copies.c.inline_message_id == bindparam("inline"),
)


NOTHING = 0
"""The page of a message that shows no item any more, and is known to have been a push or digest."""


class CopyPage(NamedTuple):
    """What a message shows. `recipe` is JSON by which it is rendered anew, `covers` JSON of the items on it."""

    id: int
    recipe: str
    covers: str
    language: Language


class MessageCopy(NamedTuple):
    """A message that shows a page.

    One that was sent through inline mode has only an `inline_message_id`, and `chat_id` is the person who chose it. An
    ephemeral one cannot be edited: it is counted.
    """

    chat_id: int
    message_id: int
    page: CopyPage
    at: datetime
    kind: CopyKind = "answer"
    inline_message_id: str = ""

    @property
    def key(self) -> tuple[int, int, str]:
        """Return what tells it from all others."""
        return self.chat_id, self.message_id, self.inline_message_id


@lru_cache(maxsize=2048)
def copy_page(recipe: str, covers: tuple[Cover, ...], language: Language) -> CopyPage:
    """Return the page of a recipe that shows these items."""
    written = json.dumps(covers, separators=(",", ":"))
    digest = blake2b(f"{recipe}\n{written}".encode(), digest_size=8).digest()
    return CopyPage(int.from_bytes(digest) >> 1, recipe, written, language)


def record(conn: Connection, batch: Iterable[MessageCopy]) -> None:
    """Upsert copies and their pages; of several for one message the last wins, since messages are edited in place."""
    latest = {copy.key: copy for copy in batch}
    # Sorted, so that two processes with the same pages take row locks in one order and never deadlock.
    ordered = [copy for _, copy in sorted(latest.items(), key=lambda entry: entry[0])]
    if not ordered:
        return
    pages = {copy.page.id: copy for copy in ordered if copy.page.id != NOTHING}
    if rows := [_page_row(copy.page, copy.at) for _, copy in sorted(pages.items())]:
        statement = dialects.insert(conn, copy_pages)
        touched = {"at": statement.excluded.at}
        conn.execute(statement.on_conflict_do_update(index_elements=copy_pages.primary_key, set_=touched), rows)
    statement = dialects.insert(conn, copies)
    newer = {name: statement.excluded[name] for name in ("kind", "page_id", "at")}
    conn.execute(
        statement.on_conflict_do_update(index_elements=copies.primary_key, set_=newer), [_row(copy) for copy in ordered]
    )


def place(conn: Connection, shown: Iterable[tuple[int, int, int]], at: datetime) -> None:
    """Upsert copies that were not answers, given as (chat, message, page id) of pages that are stored."""
    rows = [
        {"chat_id": chat, "message_id": message, "inline_message_id": "", "kind": "answer", "page_id": page, "at": at}
        for chat, message, page in sorted(shown)
    ]
    if rows:
        statement = dialects.insert(conn, copies)
        newer = {name: statement.excluded[name] for name in ("kind", "page_id", "at")}
        conn.execute(statement.on_conflict_do_update(index_elements=copies.primary_key, set_=newer), rows)


def remove(conn: Connection, keys: Iterable[tuple[int, int, str]]) -> None:
    """Delete copies by their keys: they show no item any more."""
    if rows := [dict(zip(("chat", "message", "inline"), key, strict=True)) for key in sorted(keys)]:
        conn.execute(_REMOVE, rows)


async def add_page(conn: AsyncConnection, page: CopyPage, at: datetime) -> None:
    """Store a page that messages are going to show."""
    statement = dialects.insert(conn, copy_pages).values(_page_row(page, at))
    touched = {"at": statement.excluded.at}
    await conn.execute(statement.on_conflict_do_update(index_elements=copy_pages.primary_key, set_=touched))


async def get_page(conn: AsyncConnection, page_id: int) -> CopyPage | None:
    """Return the page by id; None if it is no longer kept."""
    query = select(copy_pages.c.id, copy_pages.c.recipe, copy_pages.c.covers, copy_pages.c.language)
    row = (await conn.execute(query.where(copy_pages.c.id == page_id))).one_or_none()
    return CopyPage(row[0], row[1], row[2], Language(row[3])) if row else None


async def prune(conn: AsyncConnection, before: datetime) -> None:
    """Delete copies from before a moment, the pages that no message shows since, and offers of then."""
    await conn.execute(delete(copies).where(copies.c.at < before))
    is_shown = exists().where(copies.c.page_id == copy_pages.c.id)
    await conn.execute(delete(copy_pages).where(copy_pages.c.at < before, ~is_shown))
    await conn.execute(delete(inline_offers).where(inline_offers.c.at < before))


def shows(covers: str, story: int, items: Collection[str]) -> bool:
    """Return whether what is so written shows any of these items of a story, or tells of any of these records."""
    return any(cover[0] == story and not set(items).isdisjoint(named(cover)) for cover in json.loads(covers))


def named(cover: Sequence[Any]) -> list[str]:
    """Return the ids in a cover as it is stored: of the items shown, and of the records that lines tell of."""
    return [*cover[2], *(cover[3] if len(cover) > 3 else ())]  # noqa: PLR2004 - as `Cover` says


def _page_row(page: CopyPage, at: datetime) -> dict[str, Any]:
    return {
        "id": page.id,
        "recipe": page.recipe,
        "covers": page.covers,
        "language": page.language.value,
        "at": at,
    }


def _row(copy: MessageCopy) -> dict[str, Any]:
    return {
        "chat_id": copy.chat_id,
        "message_id": copy.message_id,
        "inline_message_id": copy.inline_message_id,
        "kind": copy.kind,
        "page_id": copy.page.id,
        "at": copy.at,
    }
