from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from bot import starter
from bot.dossier import schema, tree
from tests.thoroughness import examples
from tests.unit.dossiers import dossiers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.model import Dossier

VALIDATOR = Draft202012Validator(schema())


def the_starter() -> dict[str, Any]:
    """The first starter story as plain data."""
    ((_, data),) = starter.stories()
    root: dict[str, Any] = tree.parse(data).root
    return root


def test_the_schema_is_one() -> None:
    """It names its dialect, and follows it."""
    Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_field_is_described() -> None:
    """What an editor completes comes with words on what it is."""
    models = [schema(), *(item for item in schema()["$defs"].values() if "properties" in item)]
    assert len(models) == 12
    for model in models:
        assert model["description"]
        assert all(field["description"] for field in model["properties"].values()), model["title"]


def test_the_starter_story_validates() -> None:
    """No squiggle where a file is right."""
    VALIDATOR.validate(the_starter())


@settings(
    deadline=None, max_examples=examples(30), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(dossiers())
def test_what_is_a_dossier_validates(dossier: Dossier) -> None:
    """The schema refuses nothing that can be read."""
    VALIDATOR.validate(dossier.model_dump(mode="json", exclude_defaults=True))


@pytest.mark.parametrize(
    "date",
    ["2025", 2025, "2025-04", "2025-04-28", "2025-02-late", "2025/2026-mid", {"on": "2025-04", "precision": "month"}],
)
def test_all_forms_of_dates_validate(date: Any) -> None:
    """Also a year without quotation marks, which is a number to an editor."""
    data = the_starter()
    data["events"][0]["date"] = date
    VALIDATOR.validate(data)


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("slug",), "A Slug"),
        (("title",), "Words without a language"),
        (("title",), {}),
        (("title",), {"qaa": "Words"}),
        (("title", "en"), "a" * 301),
        (("lead",), {"en": "Words"}),
        (("key_points", 0, "sources"), []),
        (("key_points", 0, "id"), "K 1"),
        (("events", 0, "date"), "28 April 2025"),
        (("events", 0, "date"), "2025-04-28-late"),
        (("events", 0, "date"), "2025-04-28/"),
        (("events", 0, "date"), {"on": "2025", "precision": "decade"}),
        (("events", 0, "date"), {"year": 2025}),
        (("people", 0, "kind"), "party"),
        (("people", 0, "also"), "Kim"),
        (("sources", 0, "url"), "example.org"),
        (("sources", 0, "language"), "Arabic"),
        (("quotes", 0), {"id": "q1"}),
    ],
)
def test_what_is_wrong_does_not_validate(path: tuple[str | int, ...], wrong: Any) -> None:
    """Each of these the reader of files refuses too."""
    data: Any = copy.deepcopy(the_starter())
    place = data
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = wrong
    assert not VALIDATOR.is_valid(data)


def test_the_schema_is_one_for_any_validator() -> None:
    """It has an id, and its patterns are regular expressions of ECMA 262 with the flag `u`, as Ajv compiles them."""
    assert schema()["$id"].startswith("urn:")
    patterns = list(_patterns(schema()))
    assert len(patterns) >= 4
    escapes = re.compile(r"\\(?![dDsSwWbBfnrtv0^$\\.*+?()\[\]{}|/]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|p\{)")
    groups = re.compile(r"\(\?(?![:=!]|<[=!A-Za-z])")
    assert [pattern for pattern in patterns if escapes.search(pattern) or groups.search(pattern)] == []


def _patterns(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "pattern" and isinstance(inner, str):
                yield inner
            else:
                yield from _patterns(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _patterns(inner)


def test_the_starter_names_its_schema() -> None:
    """Editors with the YAML language server complete and check a file that begins so."""
    ((_, data),) = starter.stories()
    assert data.startswith(b"# yaml-language-server: $schema=")
