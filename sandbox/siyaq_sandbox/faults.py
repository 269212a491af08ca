"""Failing on purpose: which calls fail, how, how often, and until when."""

from __future__ import annotations

import itertools
import json
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.clock import Clock

KINDS = (
    "status",
    "retry_after",
    "refuse",
    "reset_before",
    "reset_after",
    "delay",
    "truncate",
    "not_json",
    "outage",
)
FIELDS = {
    "method": str,
    "chat_id": int,
    "text": str,
    "share": float,
    "times": int,
    "status": int,
    "description": str,
    "retry_after": int,
    "seconds": float,
}


@dataclass(slots=True)
class Fault:
    """One rule of failing; `until` ends an outage, `left` counts the times that remain (None: no end)."""

    id: int
    kind: str
    told: dict[str, Any]
    left: int | None
    until: float | None
    dice: random.Random = field(repr=False)
    hits: int = 0

    def state(self) -> dict[str, Any]:
        """Return it as the control API tells it."""
        return {"id": self.id, "kind": self.kind, **self.told, "hits": self.hits, "left": self.left}

    def meets(self, method: str, args: dict[str, Any], now: float) -> bool:
        """Tell whether the call is one of those that fail; draws the share's lot."""
        told = self.told
        if self.until is not None and now >= self.until:
            return False
        if self.left == 0:
            return False
        if told.get("method", "*") not in {"*", method}:
            return False
        if "chat_id" in told and str(args.get("chat_id", "")) != str(told["chat_id"]):
            return False
        if "text" in told and told["text"] not in _texts(args):
            return False
        return "share" not in told or self.dice.random() < told["share"]


class Faults:
    """The rules in force, tried in the order they were set."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ids = itertools.count(1)
        self._kept: dict[int, Fault] = {}

    def add(self, told: dict[str, Any]) -> Fault:
        """Set a rule; ValueError says what is wrong with it."""
        told = {key: value for key, value in told.items() if value is not None}
        kind = told.pop("kind", "")
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        for key, value in told.items():
            _check(key, value)
        if kind == "refuse" and set(told) - {"seconds"}:
            raise ValueError("refuse closes the listening socket for everyone: it takes seconds only")
        until = self._clock.now() + told.get("seconds", 1.0) if kind in {"outage", "refuse"} else None
        number = next(self._ids)
        fault = Fault(number, kind, told, told.get("times"), until, random.Random(number))  # noqa: S311  lots, not secrets
        self._kept[number] = fault
        return fault

    def take(self, method: str, args: dict[str, Any]) -> Fault | None:
        """Return the first rule that the call meets, counted, or None."""
        if not self._kept:
            return None
        now = self._clock.now()
        for fault in self._kept.values():
            if fault.kind != "refuse" and fault.meets(method, args, now):
                fault.hits += 1
                if fault.left is not None:
                    fault.left -= 1
                return fault
        return None

    def state(self) -> list[dict[str, Any]]:
        """Return all rules for the control API, those that are used up too."""
        return [fault.state() for fault in self._kept.values()]

    def remove(self, number: int) -> bool:
        """Lift one rule; False if there is none of that number."""
        return self._kept.pop(number, None) is not None

    def clear(self) -> None:
        """Lift all rules."""
        self._kept.clear()


def _check(key: str, value: Any) -> None:
    wanted = FIELDS.get(key)
    if wanted is None:
        raise ValueError(f"a fault has no {key}")
    good = isinstance(value, int | float if wanted is float else wanted) and not isinstance(value, bool)
    if not good:
        raise ValueError(f"{key} must be of type {wanted.__name__}")


def _texts(args: dict[str, Any]) -> str:
    rich = args.get("rich_message", "")
    if isinstance(rich, str) and rich:
        try:
            rich = json.loads(rich)
        except ValueError:
            rich = {}
    inner = rich.get("html") or rich.get("markdown") or "" if isinstance(rich, dict) else ""
    return "\n".join(str(text) for text in (args.get("text", ""), args.get("caption", ""), inner))
