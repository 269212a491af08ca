"""Print the output of `siyaq push --dry-run` and `siyaq pushes`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from bot.services.broadcasts import status
from bot.views.desk import broadcast_report

if TYPE_CHECKING:
    from datetime import datetime

    from bot.i18n.catalogue import Translator
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.deliveries import Delivery
    from bot.store.recipients import Forecast

LISTED = 100  # broadcasts in one list
_PAGE = 1000  # deliveries read at a time: a broadcast may have millions


def print_forecast(forecast: Forecast, words: Translator, due_at: datetime | None = None) -> None:
    """Print the recipients of a broadcast by kind and language, its duration, and the hour as it was understood.

    The hour is ISO 8601 with its offset, so that a script can compare it: an embargo must not land twelve hours off.
    """
    if due_at:
        typer.echo(words.text("cli.push.dry_at", hour=due_at.isoformat()))
    for line in broadcast_report.tallied(forecast, words):
        typer.echo(line)


async def print_all(database: Database, words: Translator, *, as_json: bool) -> None:
    """Print the last broadcasts, newest first."""
    broadcasts = await status.read_all(database, words, LISTED)
    if as_json:
        typer.echo(json.dumps([_broadcast_json(broadcast) for broadcast, _ in broadcasts]))
    else:
        lines = [_broadcast_line(broadcast, title, words) for broadcast, title in broadcasts]
        typer.echo("\n".join(lines) or words.text("desk.push.none"))


async def print_one(database: Database, broadcast_id: int, words: Translator, *, as_json: bool, chats: bool) -> None:
    """Print the state of a broadcast, with its `chats` if asked for; raises BroadcastUnknown."""
    broadcast = await status.get(database, broadcast_id)
    if as_json:
        entry = json.dumps(_broadcast_json(broadcast))
        typer.echo(entry if not chats else entry.removesuffix("}") + ', "chats": [', nl=not chats)
    else:
        typer.echo(_broadcast_line(broadcast, await status.read_title(database, broadcast, words), words))
        if broadcast.halted:
            typer.echo(words.text("desk.push.halted", why=broadcast.halted))
        for state, n in asdict(broadcast.counts).items():
            if n:
                name = words.text(f"cli.pushes.{state}")
                typer.echo(words.text("cli.pushes.count", state=name, number=f"{n:,}"))
    if chats:
        await _print_chats(database, broadcast_id, words, as_json=as_json)


async def _print_chats(database: Database, broadcast_id: int, words: Translator, *, as_json: bool) -> None:
    """Print each delivery, a page at a time: any number of them takes the memory of one page."""
    after, separator = None, ""
    while True:
        page = await status.read_deliveries(database, broadcast_id, after=after, limit=_PAGE)
        for delivery in page:
            if as_json:
                typer.echo(separator + json.dumps(_delivery_json(delivery), ensure_ascii=False), nl=False)
            else:
                typer.echo(_delivery_line(delivery, words))
            separator = ", "
        if len(page) < _PAGE:
            break
        after = page[-1].chat_id, page[-1].language.value
    if as_json:
        typer.echo("]}")


def _broadcast_line(broadcast: Broadcast, title: str, words: Translator) -> str:
    state = words.text(f"desk.push.state.{broadcast.state}").rstrip(".")
    progress = words.text("cli.pushes.progress", sent=f"{broadcast.counts.sent:,}", total=f"{broadcast.counts.total:,}")
    return "\t".join((str(broadcast.id), state, progress, title))


def _delivery_line(delivery: Delivery, words: Translator) -> str:
    state, message = words.text(f"cli.pushes.{delivery.state}"), delivery.message_id
    return "\t".join((str(delivery.chat_id), delivery.language.value, state, delivery.reason or "", str(message or "")))


def _broadcast_json(broadcast: Broadcast) -> dict[str, Any]:
    return {"id": broadcast.id, "state": broadcast.state, "counts": asdict(broadcast.counts)}


def _delivery_json(delivery: Delivery) -> dict[str, Any]:
    entry = {"chat_id": delivery.chat_id, "language": delivery.language.value, "state": delivery.state}
    return entry | {"reason": delivery.reason, "message_id": delivery.message_id}
