"""The Bot API reference, reduced to the methods that count, and the check of a call's parameters against it.

`table.json` was made from the published reference of Bot API 10.1; it leaves out what the sandbox has not
(business accounts, suggested posts, effects). A call is judged more strictly than Telegram judges it: what the
table does not know is refused, where Telegram passes over it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from bot.sandbox.refusals import refuse

_TABLE = json.loads(Path(__file__).with_name("table.json").read_text(encoding="utf-8"))
METHODS: dict[str, dict[str, dict[str, Any]]] = _TABLE["methods"]
_TYPES: dict[str, dict[str, dict[str, Any]]] = _TABLE["types"]
_UNIONS: dict[str, dict[str, list[str]]] = _TABLE["unions"]
_NAMES = {name.lower(): name for name in METHODS}
_INTEGER = re.compile(r"[+-]?\d{1,18}\Z", re.ASCII)


def find(name: str) -> str:
    """Return the method's name as the reference spells it (the server reads names in any case); 404 if unknown."""
    try:
        return _NAMES[name.lower()]
    except KeyError:
        raise refuse("method not found", 404) from None


def check(method: str, given: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
    """Return the call's parameters in their types.

    `given` holds strings (forms) or JSON values; `files` the uploads by field name. Refused are unknown and missing
    parameters, wrong types and values out of range, by the words of the table or, where it has none, our own.
    """
    known = METHODS[method]
    told = str(given) if files else ""
    for name in (*given, *files):
        if name not in known and not (name in files and f"attach://{name}" in told):
            raise refuse(f'parameter "{name}" is unknown to {method}')
    checked: dict[str, Any] = {}
    for name, rule in known.items():
        value = given.get(name)
        if name in files and "InputFile" in rule["type"]:
            value = f"attach://{name}"
        if value is None or (value == "" and rule["type"] != "String"):
            value = None
        if value is None or (value == "" and rule.get("required") and "missing" in rule):
            if rule.get("required"):
                raise refuse(rule.get("missing", f'parameter "{name}" is required'))
            continue
        checked[name] = _convert(value, rule, f'parameter "{name}"')
    return checked


def _convert(value: Any, rule: dict[str, Any], where: str) -> Any:
    made = _typed(value, rule["type"], where)
    size: float | None = None
    if "max_bytes" in rule and len(made.encode()) > rule["max_bytes"]:
        raise refuse(rule["refusal"])
    if isinstance(made, str):
        size = len(made.encode("utf-16-le", "surrogatepass")) // 2
    elif isinstance(made, list):
        size = len(made)
    elif isinstance(made, int | float) and not isinstance(made, bool):
        size = made
    if size is not None and not rule.get("min", size) <= size <= rule.get("max", size):
        raise refuse(rule.get("refusal", f"{where} must be in the range {rule.get('min')}-{rule.get('max')}"))
    return made


def _typed(value: Any, kind: str, where: str) -> Any:
    plain = {"Integer": _integer, "Float": _float, "Boolean": _boolean, "String": _string}
    names = kind.split("|")
    if kind.startswith("Array of "):
        inner = kind.removeprefix("Array of ")
        array = _decoded(value, list, where, "an Array")
        return [_typed(item, inner, f"{where}[{number}]") for number, item in enumerate(array)]
    if kind == "Integer|String":
        number = _integer_or_none(value)
        return _string(value, where) if number is None else number
    if "InputFile" in names:
        return _string(value, where)
    if kind in plain:
        return plain[kind](value, where)
    return _object(_decoded(value, dict, where, "an Object"), names, where)


def _object(value: dict[str, Any], names: list[str], where: str) -> dict[str, Any]:
    name = _choose(value, names, where)
    known = _TYPES[name]
    for field in value:
        if field not in known:
            raise refuse(f'{where}: field "{field}" is unknown to {name}')
    made: dict[str, Any] = {}
    for field, rule in known.items():
        if value.get(field) is not None:
            made[field] = _convert(value[field], rule, f"{where}: field {field}")
        elif rule.get("required"):
            raise refuse(f'{where}: can\'t find field "{field}"')
    return made


def _choose(value: dict[str, Any], names: list[str], where: str) -> str:
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


def _decoded(value: Any, kind: type, where: str, told: str) -> Any:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise refuse(f"can't parse {where} JSON object") from None
    if not isinstance(value, kind):
        raise refuse(f"{where}: expected {told}")
    return value


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
