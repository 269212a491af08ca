"""Run one Bot API call: check its parameters, call the method, log parameters and answer."""

from __future__ import annotations

import time
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from siyaq_sandbox import reference
from siyaq_sandbox.methods import BEHAVIOURS
from siyaq_sandbox.refusals import Refusal, refuse, too_many
from siyaq_sandbox.world import Call, World

if TYPE_CHECKING:
    from siyaq_sandbox.faults import Fault
    from siyaq_sandbox.files import Upload

FAILED = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}


class Api:
    """Runs calls on a world. `under_way` counts calls in flight, without long polls."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.under_way = 0
        self.last_call = 0.0

    async def act(
        self, name: str, params: dict[str, Any], files: dict[str, Upload], ignored: list[str]
    ) -> dict[str, Any]:
        """Return the answer to a call, refusals included.

        Where the world is lenient, what the method does not know is added to `ignored`; else it is refused. What a
        switched-off feature has is ignored or refused in both.
        """
        try:
            method = reference.find(name)
            if not self.world.features.has_method(method):
                raise refuse("method not found", 404)
            args = reference.check(
                method, params, files, ignored=ignored, strict=self.world.strict, features=self.world.features
            )
            self.world.features.check_moments(args)
            call = Call(self.world, method, args, files)
            result = BEHAVIOURS[method](call)
            if isawaitable(result):
                result = await result
        except Refusal as refusal:
            return refusal.answer()
        return {"ok": True, "result": result}

    async def take_fault(self, name: str, params: dict[str, Any]) -> tuple[Fault | None, dict[str, Any] | None]:
        """Return the fault that applies to a call, and the answer that it makes, if it makes one."""
        fault = self.world.faults.take(_spelled(name), params)
        if fault is None:
            return None, None
        self.world.events.emit("fault", fault=fault.state(), method=_spelled(name))
        if fault.kind == "retry_after":
            return fault, too_many(fault.options.get("retry_after", 1)).answer()
        if fault.kind == "status" or (fault.kind == "outage" and "status" in fault.options):
            code = fault.options.get("status", 500)
            return fault, Refusal(code, fault.options.get("description", FAILED.get(code, "Bad Request"))).answer()
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
        ignored: list[str],
    ) -> None:
        """Emit a `call` event: parameters, answer, status, milliseconds, fault and what was ignored."""
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
        if ignored:
            entry["ignored"] = ignored
        self.world.events.emit("call", **entry)


def _spelled(name: str) -> str:
    try:
        return reference.find(name)
    except Refusal:
        return name
