"""What every table's columns are made of, and the names of their constraints.

Moments are integers, microseconds since 1970 in UTC: the same in every database, exact, and compared as numbers.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Integer, MetaData, TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def ticks(moment: datetime) -> int:
    """Microseconds since 1970; a naive moment raises TypeError."""
    return (moment - _EPOCH) // _TICK


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970; a naive one raises TypeError, what is read is in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's
        """The number that stands for the moment."""
        return None if value is None else ticks(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - likewise
        """The moment that the number stands for."""
        return None if value is None else _EPOCH + value * _TICK


# SQLite keeps a row under its key only where the type is spelled INTEGER; 64 bits it has either way.
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
