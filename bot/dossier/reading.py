"""Reads a dossier file into the model, or reports all of its problems at once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bot.dossier.complaints import to_problem
from bot.dossier.tree import Tree, format_path, parse
from bot.errors import DossierInvalid, Problem
from bot.model import Dossier, check

if TYPE_CHECKING:
    from collections.abc import Callable

    # Takes what a file says of its picture, an id or a path, and in which line; returns the id, or what is wrong.
    LoadPicture = Callable[[str, int], str | Problem]

FILE_LIMIT = 2_000_000  # bytes
PICTURE = "picture.file"
_ID = re.compile(r"[0-9a-f]{64}")
_SUGGESTIONS = 500  # a file with more mistakes is of another kind, and comparing names would take long


def read(data: bytes, file: str, load: LoadPicture | None = None) -> Dossier:
    """Parse a YAML file to a dossier; raise DossierInvalid with every problem, in the file's order, named by `file`.

    The file is UTF-8 (or UTF-16 with its mark) of at most FILE_LIMIT bytes. Texts are taken as they were typed, and
    an empty value means that there is none. `load` looks up the picture that the file names; without it an id is taken
    as it is, and a path refused.
    """
    if len(data) > FILE_LIMIT:
        raise DossierInvalid((Problem("problem.file_large", {"limit": FILE_LIMIT // 1000}, file=file),))
    tree = parse(data)
    if load:
        _load_picture(tree, load)
    dossier, problems = _check_tree(tree)
    if dossier is None or problems:
        placed = [
            replace(problem, file=file, line=problem.line or tree.line(problem.path or "")) for problem in problems
        ]
        raise DossierInvalid(tuple(sorted(placed, key=lambda problem: problem.line or 0)))
    return dossier


def validate(dossier: Dossier) -> tuple[Problem, ...]:
    """Return every problem for which a file of this dossier would be refused; a draft may have some."""
    root = dossier.model_dump(mode="json", exclude_none=True)
    return (*_validate_model(root)[1], *check(root))


def is_picture_id(named: str) -> bool:
    """Return whether a file names its picture by id, not by a path."""
    return _ID.fullmatch(named.strip()) is not None


def _load_picture(tree: Tree, load: LoadPicture) -> None:
    """Put the id of the picture in the place of its path."""
    picture = tree.root.get("picture") if isinstance(tree.root, dict) else None
    named = picture.get("file") if isinstance(picture, dict) else None
    if not isinstance(picture, dict) or not isinstance(named, str) or tree.is_invalid(PICTURE):
        return
    loaded = load(named, tree.line(PICTURE))
    if isinstance(loaded, Problem):
        tree.add_problem(loaded.key, tree.line(PICTURE), PICTURE, **loaded.data)
    else:
        picture["file"] = loaded


def _check_tree(tree: Tree) -> tuple[Dossier | None, list[Problem]]:
    if tree.broken or tree.is_invalid(""):
        return None, tree.problems
    if tree.root is None:
        return None, [*tree.problems, Problem("problem.file_empty")]
    if not isinstance(tree.root, dict):
        return None, [*tree.problems, Problem("problem.file_not_fields")]
    dossier, refused = _validate_model(tree.root)
    sayable = (problem for problem in (*refused, *check(tree.root)) if not tree.is_invalid(problem.path or ""))
    return dossier, [*tree.problems, *sayable]


def _validate_model(root: dict[str, object]) -> tuple[Dossier | None, list[Problem]]:
    try:
        return Dossier.model_validate(root), []
    except ValidationError as error:
        # pydantic reports a list whose entries were all refused as too short as well.
        errors = (
            detail for detail in error.errors(include_url=False) if detail["type"] != "too_short" or not detail["input"]
        )
        return None, [
            replace(to_problem(detail, suggest=number < _SUGGESTIONS), path=format_path(detail["loc"]))
            for number, detail in enumerate(errors)
        ]
