"""The terms of the list: a table, its columns that hold the id of a chat or a person, what becomes of their rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from sqlalchemy import and_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement, Table

    from bot.store.personal_data.data_kinds import DataKind


class OnForget(Enum):
    """What `/forget` does where the column holds the id."""

    DELETED = auto()  # the row is deleted
    CLEARED = auto()  # the column is emptied: the row is about somebody else
    STAYS = auto()


@dataclass(frozen=True, slots=True, eq=False)
class PersonalColumn:
    """A column that holds the id of a chat or a person; in a text, `form` is how, with "ID" for it.

    Where it is `within`, the text has more before and behind the form. `kind` tells of its rows in `/privacy`. `sent`
    are the columns that `/mydata` sends of them, each with its name in the file; it is empty where the rows are about
    somebody else. `also` narrows the rows.
    """

    name: str
    kind: DataKind
    on_forget: OnForget
    sent: Mapping[str, str] = field(default_factory=dict)
    form: str = ""
    within: bool = False
    also: ColumnElement[bool] | None = None

    def value(self, id_: int) -> int | str:
        """Return what the column holds of a chat or a person."""
        return self.form.replace("ID", str(id_)) if self.form else id_


@dataclass(frozen=True, slots=True, eq=False)
class PersonalTable:
    """A table of the schema, and all of its columns that hold the id of a chat or a person.

    `nothing` says why there are none. `other_ids` are the columns of large numbers that are ids of something else;
    `unsent` those that no file of `/mydata` has: what only the program understands, and what names others.
    """

    table: Table
    columns: tuple[PersonalColumn, ...] = ()
    nothing: str = ""
    other_ids: tuple[str, ...] = ()
    unsent: tuple[str, ...] = ()
    also: Callable[[], ColumnElement[bool]] | None = None

    def where(self, column: PersonalColumn, id_: int) -> ColumnElement[bool]:
        """Return the condition of the rows in which a column holds the id."""
        held, value = self.table.c[column.name], column.value(id_)
        conditions = [held.contains(value, autoescape=True) if column.within else held == value]
        if column.also is not None:
            conditions.append(column.also)
        if self.also:
            conditions.append(self.also())
        return and_(*conditions)


def names(text: str) -> dict[str, str]:
    """Read columns and their names in the file, "at" or "at=since", separated by spaces."""
    pairs = (name.partition("=") for name in text.split())
    return {column: shown or column for column, _, shown in pairs}
