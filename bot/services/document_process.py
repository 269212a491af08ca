"""Reading documents in a process of its own, with limits of time, memory and size: a hostile file ends only that."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from bot import errors
from bot.intake.reading.documents import FILE_LIMIT, Document, DocumentRefused, read

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 10  # of work
PATIENCE = 30  # seconds until it is ended on a machine that has other work
MEMORY = 1 << 30  # bytes of address space: lxml and Python need a fifth of it

_REFUSALS = {
    "kind": errors.DocumentKindUnknown,
    "binary": errors.DocumentKindUnknown,
    "size": errors.DocumentTooLarge,
    "encrypted": errors.DocumentEncrypted,
    "empty": errors.DocumentEmpty,
    "arabic_pdf": errors.ArabicPdf,
}


def read_document(content: bytes, name: str, *, seconds: float = PATIENCE) -> Document:
    """Extract a document's text; raise DocumentUnreadable with the reason."""
    if len(content) > FILE_LIMIT:
        raise errors.DocumentTooLarge(file=name)
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "bot.services.document_process", name],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise errors.DocumentTooSlow(file=name) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise errors.DocumentUnreadable(file=name) from None  # it was ended: its memory, most likely
    if "reason" in answer:
        raise _REFUSALS.get(answer["reason"], errors.DocumentUnreadable)(file=name)
    return Document(**answer)


def read_file(path: Path) -> Document:
    """Extract a file's text; raise DocumentUnreadable, or OSError if it cannot be opened."""
    with path.open("rb") as file:
        content = file.read(FILE_LIMIT + 1)
    return read_document(content, path.name)


def _limit() -> None:
    """Limit this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the time is limited all the same
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read a document from standard input; write its text, or why it is refused, as JSON."""
    _limit()
    try:
        document = read(sys.stdin.buffer.read(FILE_LIMIT + 1), sys.argv[1])
        answer: dict[str, str | None] = {
            "text": document.text, "encoding": document.encoding,
            "other": document.other, "other_encoding": document.other_encoding
        }  # fmt: skip
    except DocumentRefused as error:
        answer = {"reason": error.reason}
    except (MemoryError, RecursionError):
        answer = {"reason": "size"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
