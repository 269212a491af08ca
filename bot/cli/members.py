"""`siyaq desk`: who is on the desk, told and changed from where the bot runs."""

import os
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot import team
from bot.audience import Preferences
from bot.cli.using import use
from bot.deeds import Deed
from bot.desk.roles import Role
from bot.i18n import dates
from bot.i18n.catalogue import Words
from bot.settings import Settings
from bot.store import audit, members
from bot.store.database import Database
from bot.store.members import Member


def group(words: Words) -> typer.Typer:
    """The commands of `siyaq desk`."""
    app = typer.Typer(help=words.text("cli.desk"), no_args_is_help=True)
    user = typer.Argument(help=words.text("cli.desk.user"), metavar="USER_ID", min=1)
    known_as = typer.Option(help=words.text("cli.desk.name"))

    @app.command("list", help=words.text("cli.desk.list"))
    def list_() -> None:
        found, owners = use(_all), _deed().owners
        for owner in sorted(owners - {member.user_id for member in found}):
            typer.echo(f"{owner}\t{Role.OWNER}\t\t{words.text('cli.desk.settings')}")
        for member in found:
            since = dates.spell_day(member.at, Preferences(words.language))
            role = Role.OWNER if member.user_id in owners else member.role
            typer.echo(f"{member.user_id}\t{role}\t{member.name}\t{since}")

    @app.command(help=words.text("cli.desk.add"))
    def add(
        user_id: Annotated[int, user],
        role: Annotated[Role, typer.Argument(help=words.text("cli.desk.role"), metavar="ROLE")],
        name: Annotated[str | None, known_as] = None,
    ) -> None:
        use(lambda database: _add(database, user_id, role, name))
        typer.echo(words.text("cli.desk.added", user=user_id, role=role.value))

    @app.command(help=words.text("cli.desk.remove"))
    def remove(user_id: Annotated[int, user]) -> None:
        use(lambda database: _remove(database, user_id))
        typer.echo(words.text("cli.desk.removed", user=user_id))

    return app


def _deed() -> Deed:
    return Deed(audit.SHELL, datetime.now(UTC), Settings.from_env(os.environ).owners)


async def _all(database: Database) -> tuple[Member, ...]:
    async with database.read() as conn:
        return await members.all_(conn)


async def _add(database: Database, user_id: int, role: Role, name: str | None) -> None:
    deed = _deed()
    async with database.write() as conn:
        known = await members.get(conn, user_id)
        added = Member(
            user_id,
            role,
            name or (known.name if known else str(user_id)),
            known.added_by if known else None,
            known.at if known else deed.at,
        )
        await team.put(conn, added, deed)


async def _remove(database: Database, user_id: int) -> None:
    async with database.write() as conn:
        await team.drop(conn, user_id, _deed())
