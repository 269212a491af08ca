"""The kinds of what is kept, a line of `/privacy` each, in its order."""

from __future__ import annotations

from enum import StrEnum


class DataKind(StrEnum):
    """A kind of what is kept: `page.data.KIND` of the catalogues says what, how long and what for."""

    CHOICES = "choices"
    FOLLOWS = "follows"
    PUSHES = "pushes"
    COPIES = "copies"
    READING = "reading"
    SEARCHES = "searches"
    FAILURES = "failures"
    REPORTS = "reports"
    REACTIONS = "reactions"
    WAITING = "waiting"
    HANDLED = "handled"
    ATTEMPTS = "attempts"
    BLOCK = "block"
    MEMORY = "memory"
    LOG = "log"
    BACKUPS = "backups"
    DESK_SESSION = "desk_session"
    DESK_COPY = "desk_copy"
    DESK_MEMBER = "desk_member"
    DESK_WORK = "desk_work"

    @property
    def is_of_desk(self) -> bool:
        """Whether it is kept about members of the desk alone."""
        return self.value.startswith("desk_")


STAYING = frozenset(
    {DataKind.WAITING, DataKind.HANDLED, DataKind.ATTEMPTS, DataKind.BLOCK}
    | {DataKind.MEMORY, DataKind.LOG, DataKind.BACKUPS, DataKind.DESK_MEMBER, DataKind.DESK_WORK}
)
"""What `/forget` does not delete; each says why."""

NO_TABLE = frozenset({DataKind.MEMORY, DataKind.LOG, DataKind.BACKUPS})
"""What is kept outside the database."""


def kinds(*, deleted: bool, of_desk: bool) -> tuple[DataKind, ...]:
    """Return the kinds that `/forget` deletes, or does not, of readers' chats or about the desk."""
    return tuple(kind for kind in DataKind if kind.is_of_desk is of_desk and (kind in STAYING) is not deleted)
