"""Documents to text: plain text, Markdown, HTML, Word and PDF, by what they are and not by their name alone.

What is hostile is refused before it is unpacked: a small archive that holds gigabytes, entities, deep nesting. The
caller
runs this in a process of its own with limits (`bot.services.document_process`), for what is not foreseen here.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.intake.reading.encodings import readings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element  # type: ignore[import-untyped] # it comes without type hints

Reason = Literal["kind", "size", "damaged", "encrypted", "empty", "arabic_pdf", "binary"]

FILE_LIMIT = 5_000_000  # bytes of a file
UNPACKED_LIMIT = 40_000_000  # bytes that an archive may unpack to
TEXT_LIMIT = 1_000_000  # characters of its text
_PAGES = 200
_FORMS = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_REVERSED = re.compile(r"(?<!\w)(?:يف|نم|ىلع|ىلإ|نأ|نإ|يتلا|يذلا|اذه|هذه|نع|عم|ناك)(?!\w)")
_SKIPPED = frozenset(
    "script style noscript template svg math iframe object nav footer aside form button select head".split()
)
_BLOCKS = frozenset(
    """p div section article header main h1 h2 h3 h4 h5 h6 li ul ol table tr blockquote figure figcaption pre br hr dt
    dd     address body caption""".split()
)


class DocumentRefused(Exception):
    """A document cannot be read, or will not be; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a document; `other` is what it may read as instead, where the encoding is in doubt."""

    text: str
    encoding: str | None = None
    other: str | None = None
    other_encoding: str | None = None


def read(content: bytes, name: str) -> Document:
    """Extract the text of a document. `name` only chooses between kinds of text. Raise DocumentRefused."""
    if len(content) > FILE_LIMIT:
        raise DocumentRefused("size")
    if content.startswith(b"%PDF"):
        document = Document(_pdf(content))
    elif content.startswith(b"PK\x03\x04"):
        document = Document(_word(content))
    elif content.startswith(
        (b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
    ):
        raise DocumentRefused("kind")
    else:
        document = _text(content, name.lower())
    text = document.text.replace("\x00", "")
    if len(text) > TEXT_LIMIT:
        raise DocumentRefused("size")
    if not text.strip():
        raise DocumentRefused("empty")
    return Document(text, document.encoding, document.other, document.other_encoding)


def _text(content: bytes, name: str) -> Document:
    listed = readings(content)
    best = listed[0]
    odd = sum(char < " " and char not in "\t\n\r\f\v" for char in best.text[:5000])
    if odd > 0.02 * max(50, len(best.text[:5000])):
        raise DocumentRefused("binary")
    others = [_plain(reading.text, name) for reading in listed[1:2]]
    text = _plain(best.text, name)
    if others and others[0] != text:
        return Document(text, best.encoding, others[0], listed[1].encoding)
    return Document(text, best.encoding)


def _plain(text: str, name: str) -> str:
    if name.endswith((".html", ".htm", ".xhtml")) or re.match(
        r"\s*(?:<!doctype html|<html)", text[:500], re.IGNORECASE
    ):
        return _html(text)
    return _markdown(text) if name.endswith((".md", ".markdown")) else text


def _markdown(text: str) -> str:
    """Remove the marks of emphasis, links and pictures; headings keep theirs."""
    text = re.sub(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,500}\)", "", text)
    text = re.sub(r"\[([^\]\n]{1,300})\]\([^)\n]{0,500}\)", r"\1", text)
    text = re.sub(r"(?<![\w*])(\*\*|__)(?=\S)([^*_\n]{1,500}?)(?<=\S)\1(?![\w*])", r"\2", text)
    text = re.sub(r"(?<![\w*])([*_])(?=\S)([^*_\n]{1,500}?)(?<=\S)\1(?![\w*])", r"\2", text)
    return re.sub(r"^>\s?", "", text, flags=re.MULTILINE)


def _html(text: str) -> str:
    from lxml import etree, html  # type: ignore[import-untyped] # it comes without type hints

    parser = html.HTMLParser(
        no_network=True, huge_tree=False, recover=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise DocumentRefused("damaged") from None
    article = root.xpath("//article")
    best = max(article, key=lambda item: len(item.text_content()), default=None)
    body = best if best is not None and len(best.text_content()) > 200 else root  # noqa: PLR2004 - characters of a story
    lines = "".join(_walk(body)).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _walk(root: _Element) -> Iterator[str]:
    """Yield an element's texts in order, blocks on lines of their own. Without recursion: nesting may be deep."""
    stack: list[tuple[_Element, bool]] = [(root, False)]
    while stack:
        element, is_done = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if is_done:
            if tag in _BLOCKS:
                yield "\n"
            yield element.tail or ""
            continue
        if not tag or tag in _SKIPPED:
            yield element.tail or ""
            continue
        if tag in _BLOCKS:
            yield "\n"
        yield element.text or ""
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))


def _word(content: bytes) -> str:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise DocumentRefused("damaged") from None
    names = {info.filename for info in infos}
    if "word/document.xml" not in names:
        raise DocumentRefused("kind")
    if len(infos) > 3000 or sum(info.file_size for info in infos) > UNPACKED_LIMIT:  # noqa: PLR2004 - parts of a document
        raise DocumentRefused("size")
    if any(info.flag_bits & 1 for info in infos):
        raise DocumentRefused("encrypted")
    try:
        is_hostile = b"<!DOCTYPE" in archive.read("word/document.xml")[:2000]
        text = "" if is_hostile else _paragraphs(content)
    except Exception:  # noqa: BLE001 - python-docx and lxml fail on damaged parts with many kinds of errors
        raise DocumentRefused("damaged") from None
    if is_hostile:
        raise DocumentRefused("damaged")
    return text


def _paragraphs(content: bytes) -> str:
    import docx
    from docx.table import Table

    lines: list[str] = []
    for block in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            lines += [" ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines)


def _pdf(content: bytes) -> str:
    import pypdf

    refused: Reason | None = None
    text = ""
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            refused = "encrypted"
        elif len(reader.pages) > _PAGES:
            refused = "size"
        else:
            text = "\n".join(page.extract_text() for page in reader.pages)
    except Exception:  # noqa: BLE001 - pypdf fails on damaged files with many kinds of errors
        refused = "damaged"
    if refused:
        raise DocumentRefused(refused)
    arabic = len(_ARABIC.findall(text)) + len(_FORMS.findall(text))
    if _FORMS.search(text) or len(_REVERSED.findall(text)) > 1 or arabic > 0.2 * len(text):
        raise DocumentRefused("arabic_pdf")  # the text layer has glyphs or an order that no rule mends
    return text
