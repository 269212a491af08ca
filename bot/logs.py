"""Logs: structured, one line an event, on standard error, and never with a secret in them."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from structlog.typing import Processor

HIDDEN = "[hidden]"
_SHORTEST = 16  # characters; Telegram's have 35, and a shorter one may be a word of the log


class _Discreet(structlog.stdlib.ProcessorFormatter):
    """Renders a record, tracebacks included, and takes the secrets out of the line as it is about to be written."""

    def __init__(self, secrets: tuple[str, ...], renderer: Processor, shared: list[Processor]) -> None:
        drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
        super().__init__(processors=[drop, renderer], foreign_pre_chain=shared)
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return line


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
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    secrets_in_all_forms = tuple(sorted({*words, *(quote(word, safe="") for word in words)}, key=len, reverse=True))
    handler.setFormatter(_Discreet(secrets_in_all_forms, renderer, shared))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("bot").setLevel(logging.INFO)
