"""Logs: structured, one line an event, on standard error, and never with a secret in them."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from structlog.typing import Processor

HIDDEN = "[hidden]"
_SHORTEST = 16  # characters; Telegram's have 35, and a shorter one may be a word of the log


class _Logger:
    """Writes our own lines: the way through `logging` takes three times as long, and each update is logged.

    As there, what cannot be written (a full disk, a closed pipe) is no reason to stop.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def write(self, line: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{line}\n")

    debug = info = warning = error = critical = write


class _Discreet:
    """The last processor: takes the secrets out of the line, its traceback included, as it is about to be written."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {*secrets, *(quote(secret, safe="") for secret in secrets)}
        self._secrets = tuple(sorted(forms, key=len, reverse=True))

    def __call__(self, _logger: object, _method: str, line: Any) -> str:
        told = str(line)
        for secret in self._secrets:
            told = told.replace(secret, HIDDEN)
        return told


def set_up(secrets: Iterable[str]) -> None:
    """Send everything that is logged, by us or by a library, to standard error: JSON lines, or coloured on a terminal.

    Each of `secrets` is replaced wherever it stands; of a token the part behind the colon alone, too, where it is long
    enough to be one.
    """
    given = {*secrets}
    words = given | {part for secret in given if len(part := secret.rpartition(":")[2]) > _SHORTEST}
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Processor
    if sys.stderr.isatty():
        renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    else:
        shared.append(structlog.processors.format_exc_info)
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    discreet = _Discreet(words)
    structlog.configure(
        processors=[*shared, renderer, discreet],
        logger_factory=_Logger,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processors=[drop, renderer, discreet], foreign_pre_chain=shared)
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
