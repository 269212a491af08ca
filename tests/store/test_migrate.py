"""A database becomes what the program knows, whole or not at all."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from bot import store
from bot.errors import SchemaTooNew
from bot.store import schema, stories
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.store.schema import is_ours, metadata
from bot.store.tables import stories as table
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.store.database import Database

HERE = Path(store.__file__).parent
NEWEST = max(path.name[:4] for path in (HERE / "versions").glob("*.py"))
START = """
import asyncio, sys
from pathlib import Path
from alembic import command
from bot.store.database import open_database
from bot.store.migrate import migrate
async def main():
    database = await open_database(sys.argv[1])
    print(await migrate(database, Path(sys.argv[2])))
    await database.close()
print("ready", flush=True)
sys.stdin.readline()
asyncio.run(main())
"""
NEXT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "{number}", "{before}"
def upgrade():
    {body}
"""


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A copy of the migrations, to add to."""
    copy = tmp_path / "100% scripts"  # a folder's name may hold what a configuration would take for its own
    (copy / "versions").mkdir(parents=True)
    shutil.copy(HERE / "env.py", copy)
    for script in (HERE / "versions").glob("*.py"):
        shutil.copy(script, copy / "versions")
    return copy


def _add(scripts: Path, *body: str) -> str:
    """Add a migration of these lines, and return its revision."""
    newest = max(path.name[:4] for path in (scripts / "versions").glob("*.py"))
    number = f"{int(newest) + 1:04}"
    words = NEXT.format(number=number, before=newest, body="\n    ".join(body))
    (scripts / "versions" / f"{number}_next.py").write_text(words)
    return number


async def _tables(database: Database) -> set[str]:
    async with database.read() as conn:
        return await conn.run_sync(lambda sync: set(inspect(sync).get_table_names()))


async def _publish(database: Database) -> None:
    async with database.write() as conn:
        await stories.publish(conn, dossier(), base=None, note=None, author=None, at=NOW)


async def test_the_schema_is_what_the_program_believes(database: Database) -> None:
    """Autogenerate finds nothing to do."""
    async with database.read() as conn:
        options = {"compare_type": True, "compare_server_default": True, "include_name": is_ours}
        differences = await conn.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts=options), metadata)
        )
    assert differences == []


async def test_a_new_database_is_like_one_that_came_all_the_way(empty: Database, scripts: Path) -> None:
    """Made at once or step by step: the same columns, keys, checks, indexes and triggers, and the same revision."""
    async with empty.alter() as conn:
        await conn.run_sync(schema.make, NEWEST)
    at_once = await _shape(empty)
    async with empty.alter() as conn:
        await conn.run_sync(_clear)
    assert await migrate(empty, scripts) == NEWEST
    assert await _shape(empty) == at_once


async def _shape(database: Database) -> dict[str, Any]:
    """All that there is in a database, but for the order of columns that were added later."""

    def look(connection: Connection) -> dict[str, Any]:
        inspector = inspect(connection)
        shape: dict[str, Any] = {}
        for name in inspector.get_table_names():
            shape[name] = {
                "columns": sorted(str(column) for column in inspector.get_columns(name)),
                "key": inspector.get_pk_constraint(name),
                "foreign": sorted(map(str, inspector.get_foreign_keys(name))),
                "unique": sorted(map(str, inspector.get_unique_constraints(name))),
                # Alembic names them twice over; nothing calls them by their names.
                "checks": sorted(check["sqltext"] for check in inspector.get_check_constraints(name)),
            }
        kept = {
            "sqlite": "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') OR sql LIKE '%VIRTUAL%'",
            "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
            "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal UNION ALL "
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        }[connection.dialect.name]
        rows = connection.execute(text(kept)).all()
        shape["indexes"] = {name: " ".join((sql or "").replace('"', "").split()) for name, sql in rows}
        shape["revision"] = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return shape

    async with database.read() as conn:
        return await conn.run_sync(look)


def _clear(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        return
    virtual = connection.scalars(text("SELECT name FROM sqlite_master WHERE sql LIKE '%VIRTUAL%' ORDER BY name DESC"))
    for name in virtual.all():
        connection.execute(text(f"DROP TABLE {name}"))
    for name in inspect(connection).get_table_names():
        connection.execute(text(f"DROP TABLE {name}"))


def test_scripts_are_named_for_their_revisions() -> None:
    """`0001_words.py` makes revision 0001 from the one before it: `migrate` reads the names alone."""
    before = None
    for number, path in enumerate(sorted((HERE / "versions").glob("*.py")), 1):
        words = path.read_text()
        assert re.fullmatch(rf"{number:04}_[a-z_]+\.py", path.name)
        assert f'revision = "{number:04}"\n' in words
        assert f"down_revision = {before}\n" in words
        before = f'"{number:04}"'


async def test_migrating_twice_does_nothing(database: Database) -> None:
    """What is there stays."""
    await _publish(database)
    version = database.change_counter()
    assert await migrate(database) == NEWEST
    assert database.change_counter() == version
    async with database.read() as conn:
        assert await stories.find(conn, "a-story") is not None


async def test_a_migration_that_breaks_leaves_nothing(empty: Database, scripts: Path) -> None:
    """On a new database not one table; the next start makes them."""
    _add(scripts, 'op.create_table("more", sa.Column("id", sa.Integer()))', "1 / 0")
    with pytest.raises(ZeroDivisionError):
        await migrate(empty, scripts)
    assert await _tables(empty) == set()
    assert await migrate(empty) == NEWEST
    assert {"stories", "revisions", "alembic_version"} <= await _tables(empty)


async def test_an_upgrade_that_breaks_leaves_what_was(database: Database, scripts: Path) -> None:
    """Tables, columns, rows and the revision are those of before, though two migrations had gone well already."""
    await _publish(database)
    before = await _tables(database)
    _add(scripts, 'op.create_table("more", sa.Column("id", sa.Integer()))')
    _add(scripts, """op.execute("UPDATE stories SET state = 'archived'")""")
    _add(scripts, 'with op.batch_alter_table("stories") as t: t.drop_column("pinned_at")', "1 / 0")
    with pytest.raises(ZeroDivisionError):
        await migrate(database, scripts)
    assert await _tables(database) == before
    async with database.read() as conn:
        story = await stories.find(conn, "a-story")
        assert story is not None
        assert await stories.live(conn) == (story,)
        assert await conn.scalar(text("SELECT version_num FROM alembic_version")) == NEWEST
    await _publish_next(database)


async def test_a_table_made_anew_keeps_what_points_at_it(database: Database, scripts: Path) -> None:
    """SQLite alters by copying: foreign keys are off meanwhile, and on again after."""
    await _publish(database)
    number = _add(
        scripts,
        'with op.batch_alter_table("stories") as t:',
        '    t.add_column(sa.Column("mood", sa.Text(), server_default="calm", nullable=False))',
        '    t.alter_column("slug", type_=sa.String(48))',
    )
    assert await migrate(database, scripts) == number
    async with database.read() as conn:
        assert await stories.find(conn, "a-story") is not None
        assert await conn.scalar(text("SELECT mood FROM stories")) == "calm"
        if conn.dialect.name == "sqlite":
            assert await conn.scalar(text("PRAGMA foreign_keys")) == 1
    await _publish_next(database)


async def test_a_migration_that_breaks_foreign_keys_is_refused(database: Database, scripts: Path) -> None:
    """Nothing of it is left."""
    await _publish(database)
    _add(scripts, 'op.execute("DELETE FROM stories")')
    with pytest.raises(Exception, match=r"foreign key"):
        await migrate(database, scripts)
    async with database.read() as conn:
        assert (await conn.scalars(select(table.c.slug))).all() == ["a-story"]


async def test_a_newer_database_is_refused(database: Database, scripts: Path) -> None:
    """It is named, with what this program knows, and left as it is."""
    number = _add(scripts, 'op.create_table("more", sa.Column("id", sa.Integer()))')
    await migrate(database, scripts)
    with pytest.raises(SchemaTooNew) as newer:
        await migrate(database)
    assert newer.value.data == {"found": number, "known": NEWEST}
    assert "more" in await _tables(database)


def test_of_processes_that_start_at_once_one_migrates(database_url: str, scripts: Path) -> None:
    """The others wait for it, and find it done: a step that would run twice ran once."""
    number = _add(
        scripts,
        'op.create_table("ran", sa.Column("step", sa.Integer()))',
        """op.execute("INSERT INTO ran VALUES (1)")""",
    )
    start = [sys.executable, "-c", START, database_url, str(scripts)]
    pipe = subprocess.PIPE
    processes = [subprocess.Popen(start, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        said, complained = process.communicate(timeout=60)
        assert (process.returncode, said.strip()) == (0, number), complained
    assert asyncio.run(_ran(database_url)) == 1


async def _ran(database_url: str) -> int:
    database = await open_database(database_url)
    async with database.read() as conn:
        times = await conn.scalar(text("SELECT count(*) FROM ran"))
    await database.close()
    return times or 0


async def _publish_next(database: Database) -> None:
    async with database.write() as conn:
        story = await stories.publish(conn, dossier(), base=1, note=None, author=None, at=NOW)
    assert story.revision == 2


async def test_strangers_leave_the_audit(empty: Database, scripts: Path) -> None:
    """0009 counts what strangers tried by person and action; members' refusals stay in the audit."""
    later = [path for path in (scripts / "versions").glob("*.py") if path.name[:4] > "0008"]
    held = {path: path.read_text(encoding="utf-8") for path in later}
    for path in later:
        path.unlink()
    await migrate(empty, scripts)
    rows = [(7, "archive", "stranger", at) for at in (1, 2, 3)]
    rows += [(7, "pin", "stranger", 4), (8, "pin", "role", 5), (9, "pin", "stranger", 6)]
    async with empty.write() as conn:
        await conn.execute(text("INSERT INTO members (user_id, role, name, at) VALUES (9, 'editor', 'N', 1)"))
        for actor, action, why, at in rows:
            statement = (
                "INSERT INTO audit (at, actor, action, allowed, detail) VALUES (:at, :actor, :action, 0, :detail)"
            )
            detail = json.dumps({"chat": actor, "why": why})
            await conn.execute(text(statement), {"at": at, "actor": actor, "action": action, "detail": detail})
    for path, content in held.items():
        path.write_text(content, encoding="utf-8")
    await migrate(empty, scripts)
    async with empty.read() as conn:
        counted = (await conn.execute(text("SELECT * FROM refusals ORDER BY action"))).all()
        assert [tuple(row) for row in counted] == [(7, "archive", 1, 3, 3), (7, "pin", 4, 4, 1)]
        assert (await conn.scalars(text("SELECT actor FROM audit ORDER BY actor"))).all() == [8, 9]
