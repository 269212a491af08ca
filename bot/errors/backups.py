"""Errors of backups: making one, restoring one, and copying a database into another."""

from __future__ import annotations

from bot.errors.base import SiyaqError


class BackupExists(SiyaqError):
    """There is a file already where a backup was to be written; `file`."""

    key = "error.backup_exists"


class BackupUnsound(SiyaqError):
    """A backup that was read back, or is to be restored, is not whole; `file` and `why`."""

    key = "error.backup_unsound"


class BackupUnknown(SiyaqError):
    """The file is no backup at all; `file`."""

    key = "error.backup_unknown"


class BackupKindOther(SiyaqError):
    """The file is no backup of the kind of database that the settings name; `file` and `where`."""

    key = "error.backup_kind_other"


class ToolMissing(SiyaqError):
    """A program of PostgreSQL's is not on the PATH; `tool`."""

    key = "error.tool_missing"


class ToolFailed(SiyaqError):
    """A program of PostgreSQL's failed; `tool`, and `why` in its words."""

    key = "error.tool_failed"


class DatabaseInUse(SiyaqError):
    """A bot is connected to the database; `where` (without a password)."""

    key = "error.database_in_use"


class CopyTargetUsed(SiyaqError):
    """The database to copy into holds something that no copy brought there; `where` and `table`."""

    key = "error.copy_target_used"


class CopyDiffers(SiyaqError):
    """A table read back is not what was copied, which is undone; `table`, and the counts `read` and `written`."""

    key = "error.copy_differs"


class CopyToItself(SiyaqError):
    """Source and target of a copy are one database; `where`."""

    key = "error.copy_to_itself"
