"""What the desk answers to: each command and each button's verb, with the right that it takes and its handler."""

from __future__ import annotations

from types import MappingProxyType

from bot.handlers.desk import answering, drafting, files, items, team

_MODULES = (drafting, items, answering, files, team)

COMMANDS = MappingProxyType({name: deal for module in _MODULES for name, deal in module.COMMANDS.items()})
TAPS = MappingProxyType({verb: deal for module in _MODULES for verb, deal in module.TAPS.items()})
QUESTIONS = MappingProxyType(answering.QUESTIONS)
