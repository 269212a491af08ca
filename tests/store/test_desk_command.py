"""`siyaq desk` tells and changes who is on the desk."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.cli.members import group
from bot.errors import LastOwner, MemberUnknown, OwnerNamed, SiyaqError
from bot.i18n import catalogue
from bot.model.language import Language
from bot.store import audit, members
from bot.store.audit import SHELL
from bot.store.database import open_database

if TYPE_CHECKING:
    from bot.store.audit import Entry
    from bot.store.members import Member


@pytest.fixture(autouse=True)
def _settings(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIYAQ_DATABASE_URL", database_url)
    monkeypatch.delenv("SIYAQ_OWNERS", raising=False)


def _say(*typed: str, language: Language = Language.EN) -> list[list[str]]:
    """What the command tells, by line and column; raises what it ends with."""
    result = CliRunner().invoke(group(catalogue.load()[language]), typed)
    if isinstance(result.exception, SiyaqError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return [line.split("\t") for line in result.stdout.splitlines()]


async def _kept(database_url: str, user_id: int) -> tuple[Member | None, tuple[Entry, ...]]:
    database = await open_database(database_url)
    try:
        async with database.read() as conn:
            return await members.get(conn, user_id), await audit.read(conn, actor=SHELL)
    finally:
        await database.close()


def test_members_come_change_and_go() -> None:
    """By id and role; who had a name keeps it; who is not there is told."""
    assert _say("list") == []
    assert _say("add", "70", "owner", "--name", "نادية") == [["Member 70: owner."]]
    _say("add", "7", "contributor")
    _say("add", "7", "editor")
    assert [line[:3] for line in _say("list")] == [["70", "owner", "نادية"], ["7", "editor", "7"]]
    _say("add", "7", "editor", "--name", "Sam")
    assert [line[:3] for line in _say("list")][1] == ["7", "editor", "Sam"]
    assert _say("remove", "7", language=Language.AR)
    assert [line[0] for line in _say("list")] == ["70"]
    with pytest.raises(MemberUnknown):
        _say("remove", "7")


def test_the_list_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each member's number, role and name, and whether the settings name them."""
    monkeypatch.setenv("SIYAQ_OWNERS", "5")
    _say("add", "7", "editor", "--name", "Sam")
    ((line,),) = _say("list", "--json")
    owner, editor = json.loads(line)
    assert (owner["user_id"], owner["role"], owner["from_settings"]) == (5, "owner", True)
    assert (editor["user_id"], editor["role"], editor["name"]) == (7, "editor", "Sam")


def test_the_last_owner_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless the settings name another; whom they name is listed, and changed there."""
    _say("add", "1", "owner")
    for typed in (("remove", "1"), ("add", "1", "editor")):
        with pytest.raises(LastOwner):
            _say(*typed)
    monkeypatch.setenv("SIYAQ_OWNERS", "5")
    assert [line[:2] for line in _say("list")] == [["5", "owner"], ["1", "owner"]]
    _say("add", "1", "editor")
    for typed in (("remove", "5"), ("add", "5", "editor")):
        with pytest.raises(OwnerNamed):
            _say(*typed)
    monkeypatch.setenv("SIYAQ_OWNERS", "1, 5")
    assert [line[:2] for line in _say("list")] == [["5", "owner"], ["1", "owner"]]
    monkeypatch.setenv("SIYAQ_OWNERS", "5")
    _say("remove", "1")
    assert [line[0] for line in _say("list")] == ["5"]


async def test_the_audit_says_that_it_was_the_shell(database_url: str) -> None:
    """Nobody of Telegram did it, and nobody there added the member."""
    await asyncio.to_thread(_say, "add", "7", "editor")
    member, entries = await _kept(database_url, 7)
    assert member
    assert member.added_by is None
    assert [(entry.action, entry.detail) for entry in entries] == [("team", {"member": 7, "role": "editor"})]


@pytest.mark.parametrize("typed", [("add", "7"), ("add", "x", "editor"), ("add", "7", "king"), ("add", "0", "editor")])
def test_wrong_usage_changes_nothing(typed: tuple[str, ...]) -> None:
    """It ends with 2, as everywhere."""
    result = CliRunner().invoke(group(catalogue.load()[Language.EN]), typed)
    assert result.exit_code == 2
    assert _say("list") == []
