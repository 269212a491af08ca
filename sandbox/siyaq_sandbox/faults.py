"""Fault injection: rules for which calls fail, how, how often and until when."""

from __future__ import annotations

import itertools
import json
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from siyaq_sandbox.clock import Clock

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
    """A fault rule; `until` ends an outage, `left` counts the remaining hits (None: unlimited)."""

    id: int
    kind: str
    options: dict[str, Any]
    left: int | None
    until: float | None
    dice: random.Random = field(repr=False)
    hits: int = 0

    def state(self) -> dict[str, Any]:
        """Return the rule as the control API's JSON object."""
        return {"id": self.id, "kind": self.kind, **self.options, "hits": self.hits, "left": self.left}

    def meets(self, method: str, args: dict[str, Any], now: float) -> bool:
        """Whether the rule applies to a call; `share` is drawn from the rule's own seeded generator."""
        rule = self.options
        if self.until is not None and now >= self.until:
            return False
        if self.left == 0:
            return False
        if rule.get("method", "*") not in {"*", method}:
            return False
        if "chat_id" in rule and str(args.get("chat_id", "")) != str(rule["chat_id"]):
            return False
        if "text" in rule and rule["text"] not in _texts(args):
            return False
        return "share" not in rule or self.dice.random() < rule["share"]


class Faults:
    """The active fault rules, matched in the order they were added."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ids = itertools.count(1)
        self._kept: dict[int, Fault] = {}

    def add(self, options: dict[str, Any]) -> Fault:
        """Add a rule; ValueError says what is wrong with it."""
        options = {key: value for key, value in options.items() if value is not None}
        kind = options.pop("kind", "")
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        for key, value in options.items():
            _check(key, value)
        if kind == "refuse" and set(options) - {"seconds"}:
            raise ValueError("refuse closes the listening socket for everyone: it takes seconds only")
        until = self._clock.now() + options.get("seconds", 1.0) if kind in {"outage", "refuse"} else None
        number = next(self._ids)
        fault = Fault(number, kind, options, options.get("times"), until, random.Random(number))  # noqa: S311  lots, not secrets
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
        """Remove one rule; False if there is none with that id."""
        return self._kept.pop(number, None) is not None

    def clear(self) -> None:
        """Remove all rules."""
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
