"""One call, from its raw parameters to its answer: checked, acted on, logged."""

from __future__ import annotations

import time
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from bot.sandbox import reference
from bot.sandbox.methods import BEHAVIOURS
from bot.sandbox.refusals import Refusal, too_many
from bot.sandbox.world import Call, World

if TYPE_CHECKING:
    from bot.sandbox.faults import Fault
    from bot.sandbox.files import Upload

FAILED = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}


class Api:
    """Calls methods on a world. `under_way` counts the calls not yet answered, long polls left out."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.under_way = 0
        self.last_call = 0.0

    async def act(self, name: str, given: dict[str, Any], files: dict[str, Upload]) -> dict[str, Any]:
        """Return the answer to a call, refusals included."""
        try:
            method = reference.find(name)
            call = Call(self.world, method, reference.check(method, given, files), files)
            result = BEHAVIOURS[method](call)
            if isawaitable(result):
                result = await result
        except Refusal as refusal:
            return refusal.answer()
        return {"ok": True, "result": result}

    async def take_fault(self, name: str, given: dict[str, Any]) -> tuple[Fault | None, dict[str, Any] | None]:
        """Return the fault that a call meets, and the answer that it makes where it makes one."""
        fault = self.world.faults.take(_spelled(name), given)
        if fault is None:
            return None, None
        self.world.events.emit("fault", fault=fault.state(), method=_spelled(name))
        if fault.kind == "retry_after":
            return fault, too_many(fault.told.get("retry_after", 1)).answer()
        if fault.kind == "status" or (fault.kind == "outage" and "status" in fault.told):
            code = fault.told.get("status", 500)
            return fault, Refusal(code, fault.told.get("description", FAILED.get(code, "Bad Request"))).answer()
        return fault, None

    def log(
        self,
        name: str,
        given: dict[str, Any],
        files: dict[str, Upload],
        *,
        started: float,
        answer: dict[str, Any] | None,
        fault: Fault | None,
    ) -> None:
        """Tell the listeners of a call: what was sent, what came back, and how long it took."""
        params = given
        if files:
            params = {**given, **{key: f"{file.name} ({len(file.body)} bytes)" for key, file in files.items()}}
        entry: dict[str, Any] = {
            "at": self.world.clock.now(),
            "method": _spelled(name),
            "params": params,
            "status": (200 if answer["ok"] else answer["error_code"]) if answer else 0,
            "answer": answer,
            "ms": round((time.perf_counter() - started) * 1000, 3),
        }
        if fault is not None:
            entry["fault"] = fault.kind
        self.world.events.emit("call", **entry)


def _spelled(name: str) -> str:
    try:
        return reference.find(name)
    except Refusal:
        return name
