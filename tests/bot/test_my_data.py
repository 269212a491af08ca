"""`/mydata`: what is kept about a chat comes as a file, and nothing of anybody else's; after `/forget` it is empty."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

TITLE = {LAYLA: "الاختيارات — ", EMMA: "Choices — "}


@pytest.mark.parametrize("reader", [LAYLA, EMMA])
@pytest.mark.usefixtures("bot")
async def test_a_person_gets_their_own(sandbox: SandboxClient, reader: int) -> None:
    """Choices, searches and what was read, the last answer included, each kind with the words of `/privacy`."""
    other = LAYLA if reader == EMMA else EMMA
    for person, sought in ((reader, "putin"), (other, "lavrov")):
        await sandbox.ask("/zone Amman" if person == reader else "/zone Paris", as_=person)
        await sandbox.ask(f"/search {sought}", as_=person)
    await sandbox.ask("/quotes", as_=reader)
    file = await my_data(sandbox, reader)
    assert file["chat"] == reader
    assert file["kept"]["choices"]["what"].startswith(TITLE[reader])
    (choices,) = file["kept"]["choices"]["entries"]
    assert choices["zone"] == "Asia/Amman"
    assert [row["text"] for row in file["kept"]["searches"]["entries"]] == ["putin"]
    reading = file["kept"]["reading"]["entries"]
    assert {row["story"] for row in reading} == {"dprk-troops-kursk"}
    assert [row["version"] for row in reading if "version" in row] == [1]
    assert not re.search(rf"lavrov|Paris|\b{other}\b", json.dumps(file))


@pytest.mark.usefixtures("bot")
async def test_a_group_gets_its_own_for_its_admins(sandbox: SandboxClient) -> None:
    """Whoever asks in a group gets the group's data, not a person's, and has to be one of its admins."""
    group = await sandbox.group(LAYLA, EMMA)
    await sandbox.ask("/language en", as_=LAYLA, chat_id=group)
    await sandbox.ask("/zone Amman", as_=LAYLA)
    assert "Only the group’s admins" in (await sandbox.ask("/mydata", as_=EMMA, chat_id=group))["text"]
    file = await my_data(sandbox, LAYLA, group)
    assert file["chat"] == group
    (choices,) = file["kept"]["choices"]["entries"]
    assert choices["language"] == "en"
    assert "zone" not in choices
    assert not re.search(rf"\b{LAYLA}\b", json.dumps(file))


async def test_it_comes_once_in_ten_minutes(sandbox: SandboxClient, bot: BotHarness) -> None:
    """Asked at once again, it is said when; ten minutes later it comes."""
    await my_data(sandbox, EMMA)
    assert "ten minutes" in (await sandbox.ask("/mydata", as_=EMMA))["text"]
    bot.pass_(minutes=11)
    await my_data(sandbox, EMMA)


@pytest.mark.usefixtures("bot")
async def test_after_forget_the_file_is_empty(sandbox: SandboxClient) -> None:
    """Nothing that was kept is left, in the database or in memory."""
    await sandbox.ask("/zone Amman", as_=EMMA)
    await sandbox.ask("/quotes", as_=EMMA)
    question = await sandbox.ask("/forget", as_=EMMA)
    await sandbox.turn(question, "Delete", as_=EMMA)
    assert (await my_data(sandbox, EMMA))["kept"] == {}


async def my_data(play: SandboxClient, person: int, chat_id: int | None = None) -> dict[str, Any]:
    """Let a person ask for the file, and return what is in it."""
    message = await play.ask("/mydata", as_=person, chat_id=chat_id)
    assert message["document"]["file_name"] == "siyaq-mydata.json", message
    async with play.session.get(f"{play.url}/control/file/{message['document']['file_id']}") as response:
        content: dict[str, Any] = json.loads(await response.read())
    return content
