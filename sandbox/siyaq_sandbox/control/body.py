"""The request body of a control call, and the objects that its verb works on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from aiohttp import web

from siyaq_sandbox.acting import Impossible
from siyaq_sandbox.files import Upload

if TYPE_CHECKING:
    from siyaq_sandbox.api import Api
    from siyaq_sandbox.world import World


class Door(Protocol):
    """The server's listening socket, as the control API closes it."""

    def shut(self, seconds: float) -> None:
        """Refuse connections for so many seconds."""

    def cut(self) -> None:
        """Cut the connections that the Bot API is spoken on."""


@dataclass
class Room:
    """Context of the control verbs: the API with its world, the scene's name, and the listening socket."""

    api: Api
    scene: str
    door: Door

    @property
    def world(self) -> World:
        """Return the world."""
        return self.api.world


@dataclass
class Body:
    """Parameters of a control call, from path, query, JSON or multipart; Impossible names one of a wrong type."""

    params: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)

    @classmethod
    async def read(cls, request: web.Request) -> Body:
        """Read a request."""
        params: dict[str, Any] = {**request.query, **request.match_info}
        files: dict[str, Upload] = {}
        if request.content_type == "multipart/form-data":
            for key, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    files[key] = Upload(value.filename, value.file.read(), value.content_type)
                else:
                    params[key] = value
        elif request.can_read_body:
            body = json.loads(await request.read() or b"{}")
            if not isinstance(body, dict):
                raise Impossible("the body must be a JSON object")
            params |= body
        return cls(params, files)

    def integer(self, name: str, default: int | None = None) -> int:
        """Return a whole number; without a default it must be there."""
        value = self._value(name, default)
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise Impossible(f"{name} must be an integer")
        try:
            return int(value)
        except ValueError:
            raise Impossible(f"{name} must be an integer") from None

    def integer_or_none(self, name: str) -> int | None:
        """Return a whole number, None if it was not given."""
        return None if self.params.get(name) is None else self.integer(name)

    def number(self, name: str, default: float | None = None) -> float:
        """Return a number; without a default it must be there."""
        value = self._value(name, default)
        try:
            return float(value)
        except (TypeError, ValueError):
            raise Impossible(f"{name} must be a number") from None

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there."""
        value = self._value(name, default)
        if not isinstance(value, str):
            raise Impossible(f"{name} must be a string")
        return value

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Return true or false; without a default it must be there."""
        value = self._value(name, default)
        if not isinstance(value, bool):
            raise Impossible(f"{name} must be true or false")
        return value

    def get(self, name: str) -> Any:
        """Return whatever was given, None if nothing was."""
        return self.params.get(name)

    def _value(self, name: str, default: Any) -> Any:
        value = self.params.get(name)
        if value is None:
            value = default
        if value is None:
            raise Impossible(f"{name} is missing")
        return value
