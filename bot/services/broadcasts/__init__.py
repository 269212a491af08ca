"""Use cases of broadcasts: rendered once for each combination of preferences, then stored in one transaction."""

from bot.services.broadcasts.compose import check, preview
from bot.services.broadcasts.lifecycle import cancel, pause, resume, retract, stop
from bot.services.broadcasts.start import approve, forecast, publish, run_due, start

__all__ = [
    "approve",
    "cancel",
    "check",
    "forecast",
    "pause",
    "preview",
    "publish",
    "resume",
    "retract",
    "run_due",
    "start",
    "stop",
]
