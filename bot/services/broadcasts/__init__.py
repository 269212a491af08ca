"""Pushing: what changed is composed once for each kind of recipient, and set on its way in one transaction."""

from bot.pushing.composing import check, preview
from bot.pushing.course import call_off, pause, resume, retract, stop
from bot.pushing.push import Push, read_whole
from bot.pushing.starting import Forecast, approve, forecast, publish, run_due, start

__all__ = [
    "Forecast",
    "Push",
    "approve",
    "call_off",
    "check",
    "forecast",
    "pause",
    "preview",
    "publish",
    "read_whole",
    "resume",
    "retract",
    "run_due",
    "start",
    "stop",
]
