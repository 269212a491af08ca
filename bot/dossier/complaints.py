"""Translates pydantic errors into problems that name the field and what to do."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from bot.errors import Problem
from bot.model import Dossier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

_SHOWN = 40
_BY_FIELD = {
    "slug": "problem.slug",
    "language": "problem.language",
    "kind": "problem.kind",
    "sources": "problem.source_id",
    "speaker": "problem.item_id",
    "item": "problem.item_id",
    "class": "problem.correction_class",
    "redacted": "problem.redacted",
    "key": "problem.key",
    "file": "problem.picture_id",
    "id": "problem.item_id",
}
_BY_TYPE = {
    "tuple_type": "problem.not_list",
    "string_type": "problem.not_text",
    "too_short": "problem.no_source",
    "text_empty": "problem.text_empty",
    "text_lines": "problem.text_lines",
    "text_control": "problem.text_control",
    "localized_empty": "problem.no_language",
    "link_form": "problem.link",
    "link_character": "problem.link_character",
    "date_form": "problem.date_form",
    "date_impossible": "problem.date_impossible",
    "time_impossible": "problem.time_impossible",
    "date_order": "problem.date_order",
    "date_finer": "problem.date_finer",
    "date_coarser": "problem.date_coarser",
    "correction_missing": "problem.correction_missing",
    "correction_odd": "problem.correction_odd",
    **dict.fromkeys(
        ("float_parsing", "float_type", "finite_number", "greater_than_equal", "less_than_equal"), "problem.degrees"
    ),
}


def to_problem(error: ErrorDetails, *, suggest: bool) -> Problem:
    """Convert one pydantic error to a problem without path.

    `suggest` looks up the nearest field name for an unknown one, which takes about a millisecond.
    """
    name = next((str(part) for part in reversed(error["loc"]) if isinstance(part, str)), "")[:_SHOWN]
    context = error.get("ctx", {})
    data: dict[str, str | int] = {"field": name}
    match error["type"]:
        case "extra_forbidden":
            near = get_close_matches(name, _fields(_model_at(error["loc"][:-1])), n=1) if suggest else []
            key, data = (
                ("problem.field_unknown_near", data | {"near": near[0]}) if near else ("problem.field_unknown", data)
            )
        case "missing":
            key = "problem.no_source" if name == "sources" else "problem.missing"
        case _ if error["input"] is None:
            key = "problem.item_empty"
        case "too_long" | "string_too_long":
            key, data = "problem.too_long", data | {"limit": context["max_length"], "length": context["actual_length"]}
        case "model_type":
            is_text = context["class_name"] in {"Localized", "LocalizedLine"}
            key = "problem.not_localized" if is_text else "problem.not_fields"
        case "string_pattern_mismatch" | "literal_error" | "enum" | "bool_parsing" | "bool_type":
            key, data = _BY_FIELD[name], data | {"typed": _visible(str(error["input"])[:_SHOWN])}
        case kind:
            key, data = _BY_TYPE[kind], data | context
    return Problem(key, data)


def _visible(text: str) -> str:
    """Replace invisible characters by their code points: nobody finds them otherwise."""
    return "".join(f"[U+{ord(char):04X}]" if unicodedata.category(char) == "Cf" else char for char in text)


def _model_at(path: tuple[str | int, ...]) -> type[BaseModel]:
    """Return the model class that describes the value at the path."""
    model: type[BaseModel] = Dossier
    for part in path:
        if isinstance(part, str):
            model = next(_models(_fields(model)[part].annotation))
    return model


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the model's fields by the names that files have for them."""
    return {str(field.validation_alias or name): field for name, field in model.model_fields.items()}


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
