"""Dossier files: YAML to the model and back."""

from bot.dossier.completion import schema
from bot.dossier.reading import FILE_LIMIT, is_picture_id, read, validate
from bot.dossier.writing import write

__all__ = ["FILE_LIMIT", "is_picture_id", "read", "schema", "validate", "write"]
