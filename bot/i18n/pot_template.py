"""Keeps the catalogues in order: `python -m bot.i18n.pot_template` (`make messages`) after a change of them.

Both are sorted by key, and their template, `locales/siyaq.pot`, gets the keys and the Arabic catalogue's comments.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

from bot.i18n.catalogue import path
from bot.model.language import Language

if TYPE_CHECKING:
    from pathlib import Path

_WIDTH = 100


def sorted_files() -> dict[Path, bytes]:
    """Return what the catalogues and their template should hold, by path."""
    arabic = path(Language.AR)
    template = Catalog()
    for message in _read(arabic):
        if message.id:
            template.add(message.id, auto_comments=message.auto_comments)
    files = {path(language): _head(path(language)) + _body(_read(path(language))) for language in Language}
    return {**files, arabic.parents[2] / "siyaq.pot": _TEMPLATE_HEAD + _body(template)}


# Without a plural rule: it is the language's, and a template is of none.
_TEMPLATE_HEAD = b"""\
# The keys of all words that readers and the desk see. Made by `make messages`: change the catalogues instead.
msgid ""
msgstr ""
"Project-Id-Version: siyaq\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def _read(file: Path) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, abort_invalid=True)


def _head(file: Path) -> bytes:
    """Return the file's header unchanged: Babel would add the time and empty fields to it."""
    return file.read_bytes().partition(b"\n\n")[0].rstrip() + b"\n\n"


def _body(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalogue, width=_WIDTH, omit_header=True, sort_output=True)
    return out.getvalue().strip(b"\n") + b"\n"


if __name__ == "__main__":
    for file, content in sorted_files().items():
        file.write_bytes(content)
