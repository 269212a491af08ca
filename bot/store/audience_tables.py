"""The table of kept counts of readers and subscribers, and the triggers that keep it.

Counting a million subscribers by what a push depends on takes seconds, and is asked for with every preview. So each
change of a reader, a subscriber or a subscription adds rows here: what is counted no longer, as -1, and what is from
now on, as 1. Added up they are the counts. Rows are added and never changed: two transactions that
change the same counts would wait for each other, in any order, until PostgreSQL ends one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from bot.store.column_types import Big, metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

audience_counts = Table(
    "audience_counts",
    metadata,
    Column("id", Big, primary_key=True),
    # `reader`: chats with choices. Of subscribers `every`: those of all stories; `picking`: the others; `story`: the
    # others again, once for each story that they picked.
    Column("scope", Text, nullable=False),
    Column("story_id", Integer, nullable=False),  # 0 but for `story`
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("language", Text, nullable=False),  # empty for none
    Column("rich", Integer, nullable=False),
    Column("months", Text, nullable=False),
    Column("digits", Text, nullable=False),
    Column("in_both", Integer, nullable=False),
    Column("held_from", BigInteger),  # the minute of `subscribers.since`, counted from 1970
    Column("count", Integer, nullable=False),
)

FUNCTIONS = ("audience_readers", "audience_subscribers", "audience_subscriptions", "audience_leaving")
"""PostgreSQL's trigger functions: they stay when their tables are dropped."""

COLUMNS = "scope, story_id, kind, state, language, rich, months, digits, in_both, held_from"
_OLD, _NEW = "OLD TABLE AS old_rows", "NEW TABLE AS new_rows"
_TRANSITIONS = {"insert": _NEW, "update": f"{_OLD} {_NEW}", "delete": _OLD}
# Before a subscriber leaves, so that its subscriptions are counted out while it is still known what it was.
_LEAVE = "DELETE FROM subscriptions WHERE chat_id = {}.chat_id"
# The columns that are counted by; a change of others (a topic, a title) changes no count.
_COUNTED = {
    "readers": ("chat_id", "language", "format_preference", "months", "digits"),
    "subscribers": ("chat_id", "kind", "state", "every", "since", "both"),
    "subscriptions": ("chat_id", "story_id"),
}
# Microseconds to minutes: a window begins at a full minute, or at the moment at which it was set, which has passed.
_CHOICES = """s.kind AS kind, s.state AS state, coalesce(r.language, '') AS language,
  CASE r.format_preference WHEN 'simple' THEN 0 ELSE 1 END AS rich, coalesce(r.months, '') AS months,
  coalesce(r.digits, '') AS digits, s.both AS in_both, s.since / 60000000 AS held_from"""


def _of_subscribers(subscribers: str, readers: str) -> str:
    return f"""SELECT CASE s.every WHEN 1 THEN 'every' ELSE 'picking' END AS scope, 0 AS story_id, {_CHOICES}
  FROM {subscribers} s LEFT JOIN {readers} r ON r.chat_id = s.chat_id"""  # noqa: S608 - constants of this module


def _of_subscriptions(joined: str, readers: str) -> str:
    # SQLite reads the tables of a CROSS JOIN in their order (https://www.sqlite.org/optoverview.html#crossjoin).
    return f"""SELECT 'story' AS scope, p.story_id AS story_id, {_CHOICES}
  FROM {joined} LEFT JOIN {readers} r ON r.chat_id = s.chat_id
  WHERE p.chat_id = s.chat_id AND s.every = 0"""  # noqa: S608 - likewise


def _of_readers(readers: str) -> str:
    return f"""SELECT 'reader' AS scope, 0 AS story_id, '' AS kind, '' AS state, coalesce(r.language, '') AS language,
  0 AS rich, '' AS months, '' AS digits, 0 AS in_both, CAST(NULL AS BIGINT) AS held_from
  FROM {readers} r"""  # noqa: S608 - likewise


def _add(sign: int, counted: str, *, is_grouped: bool = True) -> str:
    """Return the statement that adds what a SELECT counts; of a single row there is nothing to group."""
    number, grouped = (f"{sign} * count(*)", f" GROUP BY {COLUMNS}") if is_grouped else (str(sign), "")
    return f"""INSERT INTO audience_counts ({COLUMNS}, count)
  SELECT {COLUMNS}, {number} FROM ({counted}) AS counted{grouped};"""  # noqa: S608 - likewise


def _adding(table: str, rows: str, sign: int, *, is_grouped: bool) -> list[str]:
    """Return the statements that count rows of a table, or (`sign` -1) count former rows out."""
    counted: list[tuple[int, str]]
    if table == "subscribers":
        picked = _of_subscriptions(f"{rows} s CROSS JOIN subscriptions p", "readers")
        counted = [(sign, _of_subscribers(rows, "readers")), (sign, picked)]
    elif table == "subscriptions":
        counted = [(sign, _of_subscriptions(f"{rows} p CROSS JOIN subscribers s", "readers"))]
    else:
        theirs = f"(SELECT * FROM subscribers WHERE chat_id IN (SELECT chat_id FROM {rows} changed))"  # noqa: S608 - likewise
        # Without its reader a subscriber is counted, too, by no language.
        pairs = ((sign, rows), (-sign, "(SELECT * FROM readers WHERE 1 = 0)"))
        picked = f"{theirs} s CROSS JOIN subscriptions p"
        counted = [(more, _of_subscribers(theirs, readers)) for more, readers in pairs]
        counted += [(more, _of_subscriptions(picked, readers)) for more, readers in pairs]
    return [_add(more, select, is_grouped=is_grouped) for more, select in counted]


def counting(dialect: str) -> tuple[str, ...]:
    """Return the statements that create the triggers."""
    return tuple(_sqlite_triggers()) if dialect == "sqlite" else tuple(_postgresql_triggers())


def recount() -> str:
    """Return the statement that counts all rows."""
    of_stories = _of_subscriptions("subscriptions p CROSS JOIN subscribers s", "readers")
    every = " UNION ALL ".join((_of_readers("readers"), _of_subscribers("subscribers", "readers"), of_stories))
    return _add(1, every).rstrip(";")


def _sqlite_triggers() -> Iterator[str]:
    """Yield a trigger for each row that is inserted, updated or deleted."""
    for table, columns in _COUNTED.items():
        old, new = (f"(SELECT {', '.join(f'{row}.{name} AS {name}' for name in columns)})" for row in ("OLD", "NEW"))
        changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns)
        less, more = (_adding(table, row, sign, is_grouped=False) for row, sign in ((old, -1), (new, 1)))
        events = {
            # No row refers to a subscriber that is only being inserted.
            f"inserted AFTER INSERT ON {table}": more[:1] if table == "subscribers" else more,
            f"updated AFTER UPDATE OF {', '.join(columns)} ON {table} WHEN {changed}": [*less, *more],
            f"deleted AFTER DELETE ON {table}": less,
        }
        if table == "readers":
            # Most new readers are no subscribers, nor those of an import yet: one look instead of four counts.
            known = "WHEN EXISTS (SELECT 1 FROM subscribers s WHERE s.chat_id = NEW.chat_id)"
            events[f"inserted AFTER INSERT ON {table} {known}"] = events.pop(f"inserted AFTER INSERT ON {table}")
            out, into = (_add(sign, _of_readers(row), is_grouped=False) for row, sign in ((old, -1), (new, 1)))
            events[f"added AFTER INSERT ON {table}"] = [into]
            events[f"moved AFTER UPDATE OF language ON {table}"] = [out, into]
            events[f"removed AFTER DELETE ON {table}"] = [out]
        for event, statements in events.items():
            yield f"CREATE TRIGGER audience_{table}_{event} BEGIN {' '.join(statements)} END"
    yield f"CREATE TRIGGER audience_leaving BEFORE DELETE ON subscribers BEGIN {_LEAVE.format('OLD')}; END"


def _postgresql_triggers() -> Iterator[str]:
    """Yield a function for each table, and its triggers for each statement."""
    for table in _COUNTED:
        branches = []
        for event, rows, sign in (("DELETE", "old_rows", -1), ("INSERT", "new_rows", 1)):
            statements = _adding(table, rows, sign, is_grouped=True)
            if table == "readers":
                statements.append(_add(sign, _of_readers(rows)))
            # An upsert fires the triggers of both its events, one of them without rows. A condition of its own: what
            # an event has no transition table for must not be planned.
            has_rows = f"IF EXISTS (SELECT 1 FROM {rows}) THEN {' '.join(statements)} END IF;"  # noqa: S608 - likewise
            branches.append(f"IF TG_OP IN ('{event}', 'UPDATE') THEN {has_rows} END IF;")
        body = f"BEGIN {' '.join(branches)} RETURN NULL; END"
        yield f"CREATE FUNCTION audience_{table}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        for event, rows in _TRANSITIONS.items():
            yield (
                f"CREATE TRIGGER audience_{table}_{event} AFTER {event} ON {table} REFERENCING {rows} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION audience_{table}()"
            )
    body = f"BEGIN {_LEAVE.format('OLD')}; RETURN OLD; END"
    yield f"CREATE FUNCTION audience_leaving() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
    yield (
        "CREATE TRIGGER audience_leaving BEFORE DELETE ON subscribers FOR EACH ROW EXECUTE FUNCTION audience_leaving()"
    )
