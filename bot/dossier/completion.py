"""The JSON Schema of a dossier file, for completion and validation in editors."""

from __future__ import annotations

from typing import Any

from bot.model import Dossier

_ID = "urn:siyaq:dossier"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12); references between items are beyond it, and `reading.read` checks them."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": _ID, **Dossier.model_json_schema()}
