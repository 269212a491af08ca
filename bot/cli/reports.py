"""What `siyaq push --dry-run` and `siyaq pushes` print."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from bot.errors import PushUnknown
from bot.handlers.desk import standing
from bot.store import broadcasts, deliveries

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Words
    from bot.pushing import Forecast
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.deliveries import Delivery

LISTED = 100  # pushes in one list
_PAGE = 1000  # chats read at a time: a push has any number of them


def foretell(forecast: Forecast, words: Words) -> None:
    """Print who would get a push, by kind and language, and in how long."""
    for told in standing.tallied(forecast, words):
        typer.echo(told)


async def every(database: Database, words: Words, *, as_json: bool) -> None:
    """Print the last pushes, the newest first."""
    async with database.read() as conn:
        found = await broadcasts.all_(conn, LISTED)
        lines = [] if as_json else [await _line(conn, one, words) for one in found]
    if as_json:
        typer.echo(json.dumps([_plain(one) for one in found]))
    else:
        typer.echo("\n".join(lines) or words.text("desk.push.none"))


async def one(database: Database, number: int, words: Words, *, as_json: bool, chats: bool) -> None:
    """Print how a push stands, and, where they are asked for, its chats; raises PushUnknown."""
    async with database.read() as conn:
        push = await broadcasts.get(conn, number)
        if push is None:
            raise PushUnknown(number=number)
        line = await _line(conn, push, words)
    if as_json:
        whole = json.dumps(_plain(push))
        typer.echo(whole if not chats else whole.removesuffix("}") + ', "chats": [', nl=not chats)
    else:
        typer.echo(line)
        for state, n in asdict(push.counts).items():
            if n:
                name = words.text(f"cli.pushes.{state}")
                typer.echo(words.text("cli.pushes.count", state=name, number=f"{n:,}"))
    if chats:
        await _print_chats(database, number, words, as_json=as_json)


async def _print_chats(database: Database, number: int, words: Words, *, as_json: bool) -> None:
    """Print each chat, a page at a time: any number of them takes no more memory than a page."""
    after, between = None, ""
    while True:
        async with database.read() as conn:
            page = await deliveries.listed(conn, number, after=after, limit=_PAGE)
        for chat in page:
            if as_json:
                typer.echo(between + json.dumps(_chat(chat), ensure_ascii=False), nl=False)
            else:
                typer.echo(_row(chat, words))
            between = ", "
        if len(page) < _PAGE:
            break
        after = page[-1].chat_id, page[-1].language.value
    if as_json:
        typer.echo("]}")


async def _line(conn: AsyncConnection, push: Broadcast, words: Words) -> str:
    state = words.text(f"desk.push.state.{push.state}").rstrip(".")
    progress = words.text("cli.pushes.progress", sent=f"{push.counts.sent:,}", total=f"{push.counts.total:,}")
    return "\t".join((str(push.id), state, progress, await standing.title(conn, push, words)))


def _row(chat: Delivery, words: Words) -> str:
    state, message = words.text(f"cli.pushes.{chat.state}"), chat.message_id
    return "\t".join((str(chat.chat_id), chat.language.value, state, chat.reason or "", str(message or "")))


def _plain(push: Broadcast) -> dict[str, Any]:
    return {"id": push.id, "state": push.state, "counts": asdict(push.counts)}


def _chat(chat: Delivery) -> dict[str, Any]:
    told = {"chat_id": chat.chat_id, "language": chat.language.value, "state": chat.state}
    return told | {"reason": chat.reason, "message_id": chat.message_id}
