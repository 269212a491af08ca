"""Explain errors that a damaged or missing database caused, and name the backup to restore."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.errors import DatabaseDamaged, DatabaseGone, DatabaseMissing, SettingsInvalid
from bot.settings import Settings
from bot.store import backups, database_file, integrity

if TYPE_CHECKING:
    from pathlib import Path

    from bot.errors import SiyaqError
    from bot.i18n.catalogue import Translator


def explain(error: Exception) -> SiyaqError | None:
    """Return what is known of an error that no command expected: that the database file is damaged; else None.

    SQLite notices damage only where it reads, and not all of it, so that other errors may come of it: hence the whole
    file is examined.
    """
    path = _path()
    if path is None or database_file.is_missing(path):
        return None
    why = database_file.damage_in(error) or integrity.examine(path)
    return DatabaseDamaged(where=str(path), why=why) if why else None


def advice(words: Translator, error: SiyaqError) -> str | None:
    """Return which backup to restore, and how; None if the error is of another kind."""
    if not isinstance(error, DatabaseDamaged | DatabaseGone | DatabaseMissing):
        return None
    return restore(words, str(error.data["where"]), Settings.from_env(os.environ).data_dir)


def restore(words: Translator, where: str, data_dir: Path) -> str:
    """Return which backup to put in the place of a database file, and how."""
    if backup := backups.newest(data_dir):
        return words.text("error.restore_backup", where=where, backup=str(backup))
    return words.text("error.restore_none", where=where, folder=str(data_dir / backups.FOLDER))


def _path() -> Path | None:
    try:
        return database_file.path_of(Settings.from_env(os.environ).database_url)
    except SettingsInvalid:
        return None
