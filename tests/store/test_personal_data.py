"""The list of what is kept, against the schema and both databases: what is told, sent and deleted is all there is."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CheckConstraint, Integer, insert, select

from bot.model.language import Language
from bot.store import chats
from bot.store.column_types import Moment
from bot.store.database import Database
from bot.store.last_seen import LastSeen
from bot.store.personal_data import export
from bot.store.personal_data.data_kinds import NO_TABLE, STAYING, DataKind
from bot.store.personal_data.personal_column import OnForget, PersonalColumn, PersonalTable
from bot.store.personal_data.tables import PERSONAL_TABLES, listed
from bot.store.schema import metadata
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Column, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.chat_cache import ChatCache
    from bot.store.write_behind import WriteBehind

OWN, OTHER = 777000777000777, 888000888000888  # as digits exported nowhere else
SOMEBODY = 999000999000
NUMBERS = {OWN: 1, OTHER: 2}  # of whatever each has: a story, a draft, a push
HOW = "List it in bot/store/personal_data/tables.py: /privacy, /mydata and /forget follow from there."

PERSONAL = [(entry, column) for entry in PERSONAL_TABLES for column in entry.columns]


def test_every_table_is_in_the_list() -> None:
    """A new table says what it keeps about a chat or a person, or why it keeps nothing."""
    missing = [table.name for table in metadata.sorted_tables if listed(table) is None]
    assert not missing, f"no entry for the table {', '.join(missing)}. {HOW}"
    assert len(PERSONAL_TABLES) == len(metadata.sorted_tables)
    assert [entry.table.name for entry in PERSONAL_TABLES if bool(entry.columns) == bool(entry.nothing)] == []


def test_every_column_is_in_the_list() -> None:
    """A large number is an id: of a chat or a person, which is covered, or of something else. The rest is sent, or not.

    What a file of `/mydata` leaves out of rows about somebody is named, so that nothing is left out by oversight.
    """
    for entry in PERSONAL_TABLES:
        held = {column.name for column in entry.columns}
        large = {column.name for column in entry.table.c if is_large(column)}
        missing = large - held - set(entry.other_ids)
        assert not missing, f"{entry.table.name} has ids that its entry does not name: {sorted(missing)}. {HOW}"
        sent = {name for column in entry.columns for name in column.sent}
        named = {*held, *entry.other_ids, *entry.unsent, *sent}
        assert named <= set(entry.table.c.keys()), entry.table.name
        if entry.columns and sent:
            left = set(entry.table.c.keys()) - named
            assert not left, f"{entry.table.name} has columns that are neither sent nor `unsent`: {sorted(left)}. {HOW}"
        for column in entry.columns:
            assert len(set(column.sent.values())) == len(column.sent), entry.table.name


def test_every_kind_is_of_a_table_and_keeps_its_word() -> None:
    """What is said to be deleted has no row that stays, and what is said to stay has none that is deleted."""
    effects_of = {kind: {column.on_forget for _, column in PERSONAL if column.kind is kind} for kind in DataKind}
    without = {DataKind.WAITING, DataKind.HANDLED}  # the inbox before it is read, and ids of updates alone
    assert {kind for kind, effects in effects_of.items() if not effects} == NO_TABLE | without
    for kind, effects in effects_of.items():
        assert OnForget.STAYS not in effects or kind in STAYING, kind
        assert effects <= {OnForget.STAYS} or kind not in STAYING, kind


async def test_the_file_has_every_row_of_the_chat_and_none_of_anothers(database: Database) -> None:
    """Each row that the list covers, with its fields by their names; of anybody else nothing, not even a number."""
    async with database.write() as conn:
        await fill(conn)
    async with database.read() as conn:
        exported = await export.read(conn, OWN)
    for entry in PERSONAL_TABLES:
        for place, column in enumerate(entry.columns):
            number, alone = (place + 2, column) if place else (NUMBERS[OWN], None)
            row = {shown: sent(entry.table.c[name], entry, number, alone) for name, shown in column.sent.items()}
            assert not row or row in exported[column.kind], f"{entry.table.name}.{column.name}"
    text = json.dumps(exported, default=str)
    assert str(OTHER) not in text
    assert f".{NUMBERS[OTHER]}" not in text
    assert set(exported) == {column.kind for _, column in PERSONAL if column.sent}


async def test_a_row_that_two_columns_find_is_sent_once(database: Database) -> None:
    """A draft that its author also holds is one draft."""
    async with database.write() as conn:
        await fill(conn)
    async with database.read() as conn:
        exported = await export.read(conn, OWN)
    drafts = [row for row in exported[DataKind.DESK_WORK] if row.get("slug") == "drafts.slug.1"]
    assert len(drafts) == 1


async def test_forget_leaves_nothing_of_the_chat_but_what_the_list_names(database: Database) -> None:
    """Of the chat no row is left where the list says so; of another everything; and nowhere else is its number."""
    async with database.write() as conn:
        await fill(conn)
        before = await held(conn, OTHER)
        await chats.forget(conn, OWN)
        assert await held(conn, OTHER) == before
        staying = [(entry, column) for entry, column in PERSONAL if column.on_forget is OnForget.STAYS]
        assert set(await held(conn, OWN)) == {f"{entry.table.name}.{column.name}" for entry, column in staying}


async def test_forget_leaves_nothing_in_memory(chat_cache: ChatCache, write_behind: WriteBehind) -> None:
    """Neither the cache of chats nor what answers left behind and is not written yet has the chat; others stay."""
    for number, chat in enumerate((OWN, OTHER)):
        await chat_cache.choose(number, chat, language=Language.EN)
        await chat_cache.chat(chat, 0)
        chat_cache.note_shown(LastSeen(chat, 1, 1, NOW), Language.EN, 0)
    assert numbers_in(write_behind) >= {OWN, OTHER}
    await chat_cache.forget(9, OWN)
    assert OWN not in numbers_in(chat_cache) | numbers_in(write_behind)
    assert OTHER in numbers_in(write_behind)


def numbers_in(thing: object) -> set[int]:
    """All whole numbers in an object of the store's, its fields and what they hold."""
    match thing:
        case int():
            return {thing}
        case dict():
            return set().union(*(numbers_in(each) for pair in thing.items() for each in pair))
        case list() | tuple() | set() | frozenset():
            return set().union(*map(numbers_in, thing))
    if not type(thing).__module__.startswith("bot.") or isinstance(thing, Database):
        return set()
    fields = [*getattr(thing, "__dict__", {}), *getattr(type(thing), "__slots__", ())]
    return set().union(*(numbers_in(getattr(thing, name)) for name in fields))


async def held(conn: AsyncConnection, id_: int) -> dict[str, int]:
    """The columns of all tables that hold a number, alone or in a text, and in how many rows."""
    places: dict[str, int] = {}
    for table in metadata.sorted_tables:
        for row in await conn.execute(select(table)):
            for name, value in row._mapping.items():
                if str(id_) in str(value):
                    place = f"{table.name}.{name}"
                    places[place] = places.get(place, 0) + 1
    return places


async def fill(conn: AsyncConnection) -> None:
    """Fill each table that is about somebody, and those that they refer to, with a row of each of the two.

    Where several columns hold an id, further rows have the one of OWN in one of them alone.
    """
    referred = {key.column.table for entry in PERSONAL_TABLES if entry.columns for key in entry.table.foreign_keys}
    for table in metadata.sorted_tables:
        entry = listed(table)
        assert entry is not None, f"no entry for the table {table.name}. {HOW}"
        if entry.columns or table in referred:
            for owner in (OWN, OTHER):
                row = {column.name: filler(column, owner, entry) for column in table.c}
                await conn.execute(insert(table).values(row))
            for number, alone in enumerate(entry.columns[1:], start=3):
                row = {column.name: filler(column, OWN, entry, number, alone) for column in table.c}
                await conn.execute(insert(table).values(row))


def filler(
    column: Column[Any], owner: int, entry: PersonalTable, number: int = 0, alone: PersonalColumn | None = None
) -> int | str | datetime | bytes | None:
    """A value that tells the owner, the table and the column, wherever the column's type has room for that.

    `number` tells a further row, of which `alone` is about the owner, and all other columns about somebody else.
    """
    number = number or NUMBERS[owner]
    holding: PersonalColumn | None = next((each for each in entry.columns if each.name == column.name), None)
    if holding:
        if alone not in {None, holding} and column.nullable:
            return None
        value = holding.value(owner if alone in {None, holding} else SOMEBODY + number)
        return f"{{{value}}}" if holding.within else value
    if isinstance(column.type, Moment):
        return NOW
    if isinstance(column.type, (BigInteger, Integer)):
        return NUMBERS[owner] if column.foreign_keys else number
    if allowed := allowed_values(entry.table, column.name):
        return allowed[0]
    text = f"{column.table.name}.{column.name}.{number}"
    return text if column.type.python_type is str else text.encode()


def sent(column: Column[Any], entry: PersonalTable, number: int, alone: PersonalColumn | None) -> object:
    """What the file has of the column's value, in a row of OWN."""
    named = {"story_id": f"stories.slug.{NUMBERS[OWN]}", "topic_id": f"topics.names.{NUMBERS[OWN]}"}
    return named.get(column.name) or filler(column, OWN, entry, number, alone)


def allowed_values(table: Table, name: str) -> list[str]:
    """The texts that a check allows in a column; empty where it is free."""
    for constraint in (*table.constraints, *table.c[name].constraints):
        if isinstance(constraint, CheckConstraint) and str(constraint.sqltext).startswith(f"{name} IN "):
            return re.findall(r"'(\w+)'", str(constraint.sqltext))
    return []


def is_large(column: Column[Any]) -> bool:
    """Whether a column's type has room for the id of a chat."""
    return isinstance(column.type, BigInteger) and not isinstance(column.type, Moment)
