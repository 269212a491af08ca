"""Structured logs on standard error, one line an event, with secrets removed."""

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
_SHORTEST = 16  # characters of a secret; a token has 35, and a shorter text may be a word of the log


class _Logger:
    """Writes lines directly: `logging` takes three times as long, and each update is logged.

    As there, a line that cannot be written (full disk, closed pipe) is dropped.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def write(self, line: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{line}\n")

    debug = info = warning = error = critical = write


class _Redactor:
    """Last processor: replaces secrets in the finished line, its traceback included."""

    def __init__(self) -> None:
        self._secrets: tuple[str, ...] = ()

    def add(self, secrets: Iterable[str]) -> None:
        """Replace these from now on, too, as they are and percent-encoded; the longest first."""
        given = {*secrets}
        forms = {*self._secrets, *given, *(quote(secret, safe="") for secret in given)}
        self._secrets = tuple(sorted(forms, key=len, reverse=True))

    def __call__(self, _logger: object, _method: str, line: Any) -> str:
        text = str(line)
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text


_redactor = _Redactor()


def hide(secret: str) -> None:
    """Replace a secret that is known only after `set_up`, in every line from now on."""
    _redactor.add([secret])


def set_up(secrets: Iterable[str], *, is_command: bool = False) -> None:
    """Configure logging of our own and of libraries to standard error: JSON lines, or coloured text on a terminal.

    Each of `secrets` is replaced in every line; of a token also the part behind the colon alone, if it is long enough.
    For a command that ends soon only our own is configured: what it prints on standard output stays its result alone.
    """
    given = {*secrets}
    hidden = given | {part for secret in given if len(part := secret.rpartition(":")[2]) > _SHORTEST}
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
    _redactor.add(hidden)
    structlog.configure(
        processors=[*shared, renderer, _redactor],
        logger_factory=_Logger,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=not is_command,
    )
    if is_command:
        return
    handler = logging.StreamHandler(sys.stderr)
    drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processors=[drop, renderer, _redactor], foreign_pre_chain=shared)
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
