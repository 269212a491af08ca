"""Styled buttons, and servers that ignore or refuse styles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.model.language import Language
from bot.views.about import FORGET
from bot.views.button_styles import style_of
from bot.views.callback_data import DeskLink, ReaderLink
from tests.sandbox_client import LAYLA

if TYPE_CHECKING:
    from bot.views.callback_data import Link
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient


def styles(message: dict[str, Any]) -> list[str | None]:
    """Return the style of each button of a message, in order."""
    return [button.get("style") for row in message["reply_markup"]["inline_keyboard"] for button in row]


@pytest.mark.parametrize(
    ("link", "style"),
    [
        (ReaderLink("forget", Language.EN, value=FORGET), "danger"),
        (ReaderLink("forget", Language.EN), None),
        (DeskLink("discard", 1, value="yes"), "danger"),
        (DeskLink("discard", 1), None),
        (DeskLink("takeout", None, "quotes", "q1", "1-1"), "danger"),
        (DeskLink("pushstop", 1), "danger"),
        (DeskLink("release", 1, value="3"), "primary"),
        (DeskLink("release", 1, item="p", value="3"), None),
        (DeskLink("pushsend", 1, item="2", value="yes"), "primary"),
        (None, None),
    ],
)
def test_what_deletes_is_red_and_the_main_action_blue(link: Link | None, style: str | None) -> None:
    """What only asks first, or stands beside the main action, has the client's own style."""
    assert style_of(link) == style


async def test_styles_where_the_server_knows_them(bot: BotHarness, sandbox: SandboxClient) -> None:
    """The button that deletes is red, and the other is not; in Arabic, the first stands on the right."""
    assert styles(await sandbox.answer("/forget", as_=LAYLA)) == [None, "danger"]
    assert bot.running


async def test_a_server_that_refuses_styles(bot: BotHarness, sandbox: SandboxClient) -> None:
    """The same message is sent again at once without styles; the next one is sent so from the first."""
    await sandbox.post("styles", mode="refused")
    message = await sandbox.answer("/forget")
    assert styles(message) == [None, None]
    assert [call["status"] for call in await sandbox.log(method="sendMessage")] == [400, 200]
    await sandbox.answer("/forget")
    assert [call["status"] for call in await sandbox.log(method="sendMessage")] == [400, 200, 200]
    assert bot.running


async def test_a_server_that_ignores_styles(bot: BotHarness, sandbox: SandboxClient) -> None:
    """It gets them, and shows the buttons without."""
    await sandbox.post("styles", mode="ignored")
    assert styles(await sandbox.answer("/forget")) == [None, None]
    assert [call["status"] for call in await sandbox.log(method="sendMessage")] == [200]
    assert bot.running


async def test_a_refusal_for_another_reason_switches_nothing_off(bot: BotHarness, sandbox: SandboxClient) -> None:
    """Where the message is refused without styles as well, they were not the reason."""
    number = await sandbox.fault(
        "status", method="sendMessage", status=400, description="Bad Request: BUTTON_DATA_INVALID"
    )
    await sandbox.say("/forget")
    await sandbox.idle()
    await sandbox.lift(number)
    assert styles(await sandbox.answer("/forget")) == [None, "danger"]
    assert bot.running
