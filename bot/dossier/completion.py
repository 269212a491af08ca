"""The JSON Schema of a dossier file, by which editors complete and check while one types."""

from __future__ import annotations

from typing import Any

from bot.story import Dossier


def schema() -> dict[str, Any]:
    """The schema, JSON Schema 2020-12; what refers from one item to another it cannot say, and `reading.read` does."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Dossier.model_json_schema()}
