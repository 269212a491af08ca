"""What the desk answers to: each command and each button's verb, with the right that it takes and its handler."""

from __future__ import annotations

from types import MappingProxyType

from bot.handlers.desk import (
    answering,
    auditing,
    channels,
    comparing,
    doubts,
    drafting,
    files,
    history,
    items,
    notes,
    planning,
    preview,
    proofing,
    publishing,
    pushes,
    rebasing,
    retracting,
    reviewing,
    ruling,
    scheduling,
    sending,
    shelving,
    team,
    wording,
    zoning,
)

_MODULES = (
    *(drafting, items, answering, files, team, preview, comparing, notes, reviewing, publishing, rebasing),
    *(scheduling, zoning, history, shelving, auditing, ruling, channels),
    *(proofing, wording, sending, planning, pushes, doubts, retracting),
)
_ASKING = (answering, reviewing, publishing, rebasing, scheduling, zoning, wording, planning)

COMMANDS = MappingProxyType({name: deal for module in _MODULES for name, deal in module.COMMANDS.items()})
TAPS = MappingProxyType({verb: deal for module in _MODULES for verb, deal in module.TAPS.items()})
QUESTIONS = MappingProxyType({name: kind for module in _ASKING for name, kind in module.QUESTIONS.items()})
