"""The Bot API reference, reduced to the methods that count, and the check of a call's parameters against it.

`table.json` was made from the published reference of Bot API 10.1, and for ephemeral messages from the types of 10.3
that @grammyjs/types 5.0.0 and aiogram 3.31 declare; it leaves out what the sandbox has not (business accounts,
suggested posts, effects). A rule with a `feature` is subject to that feature's switch.

Telegram's server ignores parameters and fields that it does not know, and libraries rely on it: Telegraf sends `hide`
in buttons, GramIO `suppress` in getMe. A strict check refuses these, since in a bot's own code they are a misspelling;
a lenient one ignores them, too, and lists what it ignored.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from siyaq_sandbox.features import Features, Mode
from siyaq_sandbox.refusals import refuse

_TABLE = json.loads(Path(__file__).with_name("table.json").read_text(encoding="utf-8"))
METHODS: dict[str, dict[str, dict[str, Any]]] = _TABLE["methods"]
_TYPES: dict[str, dict[str, dict[str, Any]]] = _TABLE["types"]
_UNIONS: dict[str, dict[str, list[str]]] = _TABLE["unions"]
_NAMES = {name.lower(): name for name in METHODS}
_INTEGER = re.compile(r"[+-]?\d{1,18}\Z", re.ASCII)
_FRACTION = re.compile(r"([+-]?\d{1,18})\.\d+\Z", re.ASCII)


def find(name: str) -> str:
    """Return the method's name as the reference spells it (the server reads names in any case); 404 if unknown."""
    try:
        return _NAMES[name.lower()]
    except KeyError:
        raise refuse("method not found", 404) from None


def check(
    method: str,
    params: dict[str, Any],
    files: dict[str, Any],
    *,
    ignored: list[str],
    strict: bool = False,
    features: Features | None = None,
) -> dict[str, Any]:
    """Return the call's parameters in their types.

    `params` holds strings (forms) or JSON values; `files` the uploads by field name. Missing parameters, wrong types
    and values out of range are refused, in the words of the table or, where it has none, our own. So are unknown
    parameters and fields where it is `strict`; else their paths are added to `ignored`, as those of `features` are that
    the server ignores.
    """
    return _Check(ignored, features or Features(), strict=strict).parameters(method, params, files)


class _Check:
    """The check of one call; what is ignored is listed in `ignored`."""

    def __init__(self, ignored: list[str], features: Features, *, strict: bool) -> None:
        self._ignored = ignored
        self._features = features
        self._strict = strict

    def parameters(self, method: str, params: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
        """Check all parameters of a call."""
        rules = METHODS[method]
        text = str(params) if files else ""
        for name in (*params, *files):
            if name not in rules and not (name in files and f"attach://{name}" in text):
                self._pass_over(name, f'parameter "{name}" is unknown to {method}')
        checked: dict[str, Any] = {}
        for name, rule in rules.items():
            value = params.get(name)
            if name in files and "InputFile" in rule["type"]:
                value = f"attach://{name}"
            if value is None or (value == "" and rule["type"] != "String"):
                value = None
            if value is not None and self._is_off(rule, name, f'parameter "{name}" is unknown to {method}'):
                continue
            if value is None or (value == "" and rule.get("required") and "missing" in rule):
                if rule.get("required"):
                    raise refuse(rule.get("missing", f'parameter "{name}" is required'))
                continue
            if rule["type"] == "Integer":
                value = _without_fraction(value)
            checked[name] = self._value(value, rule, name, f'parameter "{name}"')
        return checked

    def _pass_over(self, path: str, refusal: str) -> None:
        """Add an unknown parameter or field to the ignored ones, or refuse it."""
        if self._strict:
            raise refuse(refusal)
        self._ignored.append(path)

    def _is_off(self, rule: dict[str, Any], path: str, refusal: str) -> bool:
        """Whether the server ignores a parameter or field of a newer feature; refuse one that it refuses."""
        mode = self._features.mode(rule["feature"]) if "feature" in rule else Mode.KNOWN
        if mode is Mode.REFUSED:
            raise refuse(refusal)
        if mode is Mode.IGNORED:
            self._ignored.append(path)
        return mode is Mode.IGNORED

    def _value(self, value: Any, rule: dict[str, Any], path: str, where: str) -> Any:
        """Check one value against its rule; `path` names it in the list of what is ignored, `where` in refusals."""
        typed = self._typed(value, rule["type"], path, where)
        size: float | None = None
        if "max_bytes" in rule and len(typed.encode()) > rule["max_bytes"]:
            raise refuse(rule["refusal"])
        if "values" in rule:
            typed = typed.lower()
            if typed not in rule["values"]:
                raise refuse(rule["refusal"])
        if isinstance(typed, str):
            size = len(typed.encode("utf-16-le", "surrogatepass")) // 2
        elif isinstance(typed, list):
            size = len(typed)
        elif isinstance(typed, int | float) and not isinstance(typed, bool):
            size = typed
        if size is not None and not rule.get("min", size) <= size <= rule.get("max", size):
            raise refuse(rule.get("refusal", f"{where} must be in the range {rule.get('min')}-{rule.get('max')}"))
        return typed

    def _typed(self, value: Any, kind: str, path: str, where: str) -> Any:
        names = kind.split("|")
        if kind.startswith("Array of "):
            inner = kind.removeprefix("Array of ")
            array = _decoded(value, list, where, "an Array")
            return [
                self._typed(item, inner, f"{path}[{index}]", f"{where}[{index}]") for index, item in enumerate(array)
            ]
        if kind == "Integer|String":
            number = _integer_or_none(value)
            return _string(value, where) if number is None else number
        if "InputFile" in names:
            return _string(value, where)
        if kind in _PLAIN:
            return _PLAIN[kind](value, where)
        if kind == "KeyboardButton" and isinstance(value, str):  # the short form that the reference allows
            value = {"text": value}
        return self._object(_decoded(value, dict, where, "an Object"), names, path, where)

    def _object(self, value: dict[str, Any], names: list[str], path: str, where: str) -> dict[str, Any]:
        name = _choose(value, names, where)
        rules = _TYPES[name]
        for field in value:
            if field not in rules:
                self._pass_over(f"{path}.{field}", f'{where}: field "{field}" is unknown to {name}')
        checked: dict[str, Any] = {}
        for field, rule in rules.items():
            if value.get(field) is not None:
                refusal = f'{where}: field "{field}" is unknown to {name}'
                if self._is_off(rule, f"{path}.{field}", refusal):
                    continue
                checked[field] = self._value(value[field], rule, f"{path}.{field}", f"{where}: field {field}")
            elif rule.get("required"):
                raise refuse(f'{where}: can\'t find field "{field}"')
        return checked


def _choose(value: dict[str, Any], names: list[str], where: str) -> str:
    """Return which of several types an object has, by its `type` field or the fields that it has."""
    if len(names) == 1 and names[0] in _UNIONS:
        cases = _UNIONS[names[0]]
        tag = value.get("type", "")
        if "" not in cases and tag not in cases:
            raise refuse(f'{where}: type "{tag}" is unsupported')
        names = cases.get("") or cases[tag]
    for name in names:
        if all(field in value for field, rule in _TYPES[name].items() if rule.get("required")):
            return name
    return names[0]


def _decoded(value: Any, kind: type, where: str, expected: str) -> Any:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise refuse(f"can't parse {where} JSON object") from None
    if not isinstance(value, kind):
        raise refuse(f"{where}: expected {expected}")
    return value


def _without_fraction(value: Any) -> Any:
    """Cut the fraction off a number, as the server does, which reads a parameter's digits up to the first other sign.

    Bots send `time.time() + 60` as `until_date`, as text in a form or as a JSON number. Fields inside objects are read
    otherwise: there the server refuses a fraction.
    """
    text = repr(value) if isinstance(value, float) else value
    match = _FRACTION.match(text.strip()) if isinstance(text, str) else None
    return int(match[1]) if match else value


def _integer_or_none(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _INTEGER.match(value.strip()):
        return int(value)
    return None


def _integer(value: Any, where: str) -> int:
    number = _integer_or_none(value)
    if number is None:
        raise refuse(f"{where} must be an Integer")
    return number


def _float(value: Any, where: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        return float(_string(value, where))
    except ValueError:
        raise refuse(f"{where} must be a Float") from None


def _boolean(value: Any, where: str) -> bool:
    if isinstance(value, bool):
        return value
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    try:
        return words[str(value).strip().lower()]
    except KeyError:
        raise refuse(f"{where} must be a Boolean") from None


def _string(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise refuse(f"{where} must be a String")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise refuse("strings must be encoded in UTF-8") from None
    return value


_PLAIN = {"Integer": _integer, "Float": _float, "Boolean": _boolean, "String": _string}
