"""Reads a dossier file into the model, or reports all of its problems at once."""

from __future__ import annotations

from dataclasses import replace

from pydantic import ValidationError

from bot.dossier.complaints import to_problem
from bot.dossier.tree import Tree, format_path, parse
from bot.errors import DossierInvalid, Problem
from bot.model import Dossier, check

FILE_LIMIT = 2_000_000  # bytes
_SUGGESTIONS = 500  # a file with more mistakes is of another kind, and comparing names would take long


def read(data: bytes, file: str) -> Dossier:
    """Parse a YAML file to a dossier; raise DossierInvalid with every problem, in the file's order, named by `file`.

    The file is UTF-8 (or UTF-16 with its mark) of at most FILE_LIMIT bytes. Texts are taken as they were typed, and
    an empty value means that there is none.
    """
    if len(data) > FILE_LIMIT:
        raise DossierInvalid((Problem("problem.file_large", {"limit": FILE_LIMIT // 1000}, file=file),))
    tree = parse(data)
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
