"""Registration by decorator: what the routers of the desk and of readers share."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType

H = TypeVar("H")
V = TypeVar("V")


def import_all(package: ModuleType) -> None:
    """Import every module of a package and of those in it, so that their handlers are registered."""
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)


def register(registered: dict[str, V], names: Iterable[str], entry: Callable[[H], V]) -> Callable[[H], H]:
    """Return a decorator that enters a handler under these names, as what `entry` makes of it.

    It raises ValueError where a name is taken: a second handler would silently replace the first.
    """

    def decorate(handler: H) -> H:
        for name in names:
            if name in registered:
                raise ValueError(name)
            registered[name] = entry(handler)
        return handler

    return decorate
