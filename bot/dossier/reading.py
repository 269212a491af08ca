"""A dossier file to the model, or everything that is wrong with the file at once."""

from __future__ import annotations

from dataclasses import replace

from pydantic import ValidationError

from bot.dossier.complaints import complain
from bot.dossier.tree import Tree, grow, spell
from bot.errors import DossierInvalid, Problem
from bot.story import Dossier, check

FILE_LIMIT = 2_000_000  # bytes
_SUGGESTIONS = 500  # a file with more mistakes is of another kind, and comparing names would take long


def read(data: bytes, file: str) -> Dossier:
    """The dossier in a YAML file; DossierInvalid with every problem, in the file's order and with its name, `file`.

    The file is UTF-8 (or UTF-16 with its mark) of at most FILE_LIMIT bytes. Texts are taken as they were typed, and
    an empty value means that there is none.
    """
    if len(data) > FILE_LIMIT:
        raise DossierInvalid((Problem("problem.file_large", {"limit": FILE_LIMIT // 1000}, file=file),))
    tree = grow(data)
    dossier, problems = _judge(tree)
    if dossier is None or problems:
        placed = [replace(one, file=file, line=one.line or tree.line(one.path or "")) for one in problems]
        raise DossierInvalid(tuple(sorted(placed, key=lambda one: one.line or 0)))
    return dossier


def judge(dossier: Dossier) -> tuple[Problem, ...]:
    """Everything that a file of this dossier would be refused for, by path: a draft may hold such."""
    root = dossier.model_dump(mode="json", exclude_none=True)
    return (*_validate(root)[1], *check(root))


def _judge(tree: Tree) -> tuple[Dossier | None, list[Problem]]:
    if tree.broken or tree.is_spoiled(""):
        return None, tree.problems
    if tree.root is None:
        return None, [*tree.problems, Problem("problem.file_empty")]
    if not isinstance(tree.root, dict):
        return None, [*tree.problems, Problem("problem.file_not_fields")]
    dossier, refused = _validate(tree.root)
    sayable = (one for one in (*refused, *check(tree.root)) if not tree.is_spoiled(one.path or ""))
    return dossier, [*tree.problems, *sayable]


def _validate(root: dict[str, object]) -> tuple[Dossier | None, list[Problem]]:
    try:
        return Dossier.model_validate(root), []
    except ValidationError as error:
        # A list whose entries are all refused counts as too short besides.
        errors = (one for one in error.errors(include_url=False) if one["type"] != "too_short" or not one["input"])
        return None, [
            replace(complain(one, suggest=number < _SUGGESTIONS), path=spell(one["loc"]))
            for number, one in enumerate(errors)
        ]
