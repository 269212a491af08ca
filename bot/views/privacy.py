"""What is kept, from the list of `store.personal_data`: the page of `/privacy`, and the file of `/mydata`."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.store.personal_data.data_kinds import NO_TABLE, DataKind, kinds
from bot.views.document import Document, Heading, Paragraph, Run, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.i18n.catalogue import Translator
    from bot.views.document import Block


def page(words: Translator) -> Document:
    """Build the answer to `/privacy`: what is kept of a chat and of the desk, and how to get and delete it."""
    return Document(words.language, (Heading((Run(words.text("page.privacy.title")),), level=1), *_blocks(words)))


def file(words: Translator, rows: Mapping[DataKind, Sequence[Mapping[str, Any]]], chat_id: int, at: datetime) -> bytes:
    """Build the file of `/mydata`: JSON with what is kept of a chat, each kind with the line of `/privacy` about it."""
    kept = {
        kind.value: {"what": _plain(words, kind), "entries": [dict(row) for row in rows[kind]]}
        for kind in DataKind
        if kind in rows
    }
    elsewhere = [_plain(words, kind) for kind in DataKind if kind in NO_TABLE]
    content = {"chat": chat_id, "made_at": at, "kept": kept, "not_in_this_file": elsewhere}
    return json.dumps(content, ensure_ascii=False, indent=2, default=_encode).encode()


def named(words: Translator, kind: DataKind) -> tuple[str, str]:
    """Return the name of a kind, and what it says."""
    return words.text(f"page.data.{kind}.name"), words.text(f"page.data.{kind}")


def _blocks(words: Translator) -> Iterator[Block]:
    forget, mydata = "/forget", "/mydata"
    yield Paragraph((Run(words.text("page.privacy.text", forget=forget, mydata=mydata)),))
    yield _listed(words, kinds(deleted=True, of_desk=False))
    yield Paragraph((Run(words.text("page.privacy.stays", forget=forget)),))
    yield _listed(words, kinds(deleted=False, of_desk=False))
    yield Paragraph((Run(words.text("page.privacy.desk", forget=forget)),))
    yield _listed(words, kinds(deleted=True, of_desk=True))
    yield Paragraph((Run(words.text("page.privacy.desk_stays", forget=forget)),))
    yield _listed(words, kinds(deleted=False, of_desk=True))


def _listed(words: Translator, shown: Iterable[DataKind]) -> Paragraph:
    runs: list[Run] = []
    for kind in shown:
        name, text = named(words, kind)
        end = "\n" if runs else ""
        runs += [Run(f"{end}• "), Run(name, Style.STRONG), Run(words.text("page.dash") + text)]
    return Paragraph(tuple(runs))


def _plain(words: Translator, kind: DataKind) -> str:
    name, text = named(words, kind)
    return name + words.text("page.dash") + text


def _encode(value: object) -> str:
    """Encode what JSON has no form for: moments."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(value)
