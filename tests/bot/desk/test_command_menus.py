"""Members find the desk's commands in their menu and in `/help`, those that their role permits; nobody else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.handlers.desk import access, command_menus
from bot.model.roles import Role
from bot.views import about
from tests.bot.desk.desk_user import DeskUser
from tests.bot.desk.staff import hire
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness

READERS = set(about.MENU)


async def menu(desk_user: DeskUser) -> dict[str, str]:
    """What somebody's client shows in the menu of their chat with the bot: descriptions by command."""
    await desk_user.play.idle()
    listed = (await desk_user.play.get("commands", as_=desk_user.person, chat_id=desk_user.person))["commands"]
    return {entry["command"]: entry["description"] for entry in listed}


@pytest.mark.parametrize(
    ("person", "live"), [(LAYLA, "تغطية قصة مباشرةً"), (EMMA, "covers a story live")], ids=["ar", "en"]
)
async def test_a_members_menu_and_help_have_the_desks_commands(bot: BotHarness, person: int, live: str) -> None:
    """From the first command at the desk on, in the member's language, with `/live`; set once."""
    desk_user = DeskUser(bot, person)
    assert set(await menu(desk_user)) == READERS
    await desk_user.types("/desk")
    commands = await menu(desk_user)
    assert set(commands) == READERS | set(command_menus.COMMANDS)
    assert live in commands["live"]
    shown = await desk_user.types("/help")
    assert "/live" in shown
    assert live in shown
    since = await bot.play.seq()
    await desk_user.types("/drafts")
    await bot.restart()
    await desk_user.types("/desk")
    await bot.play.idle()
    calls = await bot.play.log(since=since, method="setMyCommands")
    assert [call for call in calls if "scope" in call["params"]] == []


async def test_a_menu_follows_the_role(bot: BotHarness, emma: DeskUser) -> None:
    """A contributor has no `/publish`; made an editor they have; dismissed they have the readers' menu and help."""
    contributor = await hire(bot, Role.CONTRIBUTOR)
    assert "/publish" not in await contributor.types("/help")
    await contributor.types("/desk")
    assert {"live", "drafts"} <= set(await menu(contributor))
    assert not {"publish", "invite"} & set(await menu(contributor))
    await emma.types("/team")
    await emma.taps("Rana")
    await emma.taps("editor")
    assert {"publish", "push"} <= set(await menu(contributor))
    await emma.types("/team")
    await emma.taps("Rana")
    await emma.taps("Remove")
    await emma.taps("Yes")
    assert set(await menu(contributor)) == READERS
    assert "/live" not in await contributor.types("/help")


def test_every_command_of_the_desk_is_in_the_menu() -> None:
    """But those that only answer a question."""
    assert set(command_menus.COMMANDS) == set(access.router.commands) - {"skip", "back", "done", "cancel"}
