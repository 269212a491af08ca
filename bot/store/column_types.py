"""Column types shared by all tables, and the naming convention of constraints.

Moments are stored as integers, microseconds since 1970 in UTC: exact, alike in both databases, and compared as numbers.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Integer, MetaData, TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)

# Due now, as no clock reading: neither a clock set back nor another machine's that is ahead delays it.
AT_ONCE = _EPOCH
AGAIN_AT_ONCE = _EPOCH + 2 * _TICK
"""Due after everything that is due `AT_ONCE`, so that retries are found without reading through the untried first."""


def to_micros(moment: datetime) -> int:
    """Convert an aware datetime to microseconds since 1970; a naive one raises TypeError."""
    return (moment - _EPOCH) // _TICK


class Moment(TypeDecorator[datetime]):
    """Stores an aware datetime as microseconds since 1970 and reads it in UTC; a naive one raises TypeError."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's
        """Convert a datetime to microseconds."""
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - likewise
        """Convert microseconds to a datetime in UTC."""
        return None if value is None else _EPOCH + value * _TICK


# Only a type spelled INTEGER makes a SQLite key the rowid itself (no second index); it holds 64 bits either way.
Big = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
