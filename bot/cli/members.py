"""`siyaq desk`: list, add and remove members from a shell."""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.i18n.catalogue import Translator
from bot.model.roles import Role

if TYPE_CHECKING:
    from bot.services.desk_transaction import ActionContext
    from bot.store.members import Member


def group(words: Translator) -> typer.Typer:
    """Build the commands of `siyaq desk`."""
    app = typer.Typer(help=words.text("cli.desk"), no_args_is_help=True)
    _add_list(app, words)
    _add_changes(app, words)
    return app


def _add_list(app: typer.Typer, words: Translator) -> None:
    @app.command("list", help=words.text("cli.desk.list"))
    def list_(*, as_json: Annotated[bool, typer.Option("--json", help=words.text("cli.json"))] = False) -> None:
        from bot.cli.database import use
        from bot.i18n import dates, names
        from bot.model.reader import Preferences
        from bot.services import membership

        members, owners = use(membership.read_members), _context().owners
        if as_json:
            typer.echo(json.dumps(_rows(members, owners), ensure_ascii=False))
            return
        for owner in sorted(owners - {member.user_id for member in members}):
            typer.echo(f"{owner}\t{Role.OWNER}\t\t{words.text('cli.desk.settings')}")
        for member in members:
            since = dates.format_day(member.at, Preferences(words.language))
            role = Role.OWNER if member.user_id in owners else member.role
            typer.echo(f"{member.user_id}\t{role}\t{names.person(words, member.user_id, member.name)}\t{since}")


def _add_changes(app: typer.Typer, words: Translator) -> None:
    user = typer.Argument(help=words.text("cli.desk.user"), metavar="USER_ID", min=1)
    known_as = typer.Option(help=words.text("cli.desk.name"))

    @app.command(help=words.text("cli.desk.add"))
    def add(
        user_id: Annotated[int, user],
        role: Annotated[Role, typer.Argument(help=words.text("cli.desk.role"), metavar="ROLE")],
        name: Annotated[str | None, known_as] = None,
    ) -> None:
        from bot.cli.database import use
        from bot.services import membership

        use(lambda database: membership.add(database, user_id, role, name, context=_context()))
        typer.echo(words.text("cli.desk.added", user=user_id, role=role.value))

    @app.command(help=words.text("cli.desk.remove"))
    def remove(user_id: Annotated[int, user]) -> None:
        from bot.cli.database import use
        from bot.services import membership

        use(lambda database: membership.drop_member(database, user_id, context=_context()))
        typer.echo(words.text("cli.desk.removed", user=user_id))


def _context() -> "ActionContext":
    from bot.services.desk_transaction import ActionContext
    from bot.settings import Settings
    from bot.store import audit

    return ActionContext(audit.SHELL, datetime.now(UTC), Settings.from_env(os.environ).owners)


def _rows(members: Sequence["Member"], owners: frozenset[int]) -> list[dict[str, Any]]:
    """List the desk as plain data; owners that only the settings name come first."""
    only_settings = [
        {"user_id": owner, "role": Role.OWNER.value, "name": None, "since": None, "from_settings": True}
        for owner in sorted(owners - {member.user_id for member in members})
    ]
    return only_settings + [
        {
            "user_id": member.user_id,
            "role": Role.OWNER.value if member.user_id in owners else member.role,
            "name": member.name,
            "since": member.at.isoformat(),
            "from_settings": member.user_id in owners,
        }
        for member in members
    ]
