"""Files: encodings told apart, documents read in a process of their own, hostile ones refused."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

import docx
import pytest

from bot import errors
from bot.intake.reading.documents import DocumentRefused, read
from bot.intake.reading.encodings import readings
from bot.services.document_process import read_document
from tests.intake import corpus

if TYPE_CHECKING:
    from collections.abc import Callable

ARABIC = next(article.text for article in corpus.articles("dev") if article.name == "ar01_agency")
ENGLISH = "The café’s owner said “naïve” plans cost £5 a day – no more. It was a long évening in Zürich."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1256"])
def test_arabic_encodings(encoding: str) -> None:
    """Arabic comes out as it went in."""
    content = ARABIC.encode(encoding, errors="ignore")
    assert readings(content)[0].text == content.decode(encoding)


def test_iso_8859_6() -> None:
    """The older Arabic encoding is told from Windows' own."""
    plain = "".join(char for char in ARABIC if char not in "“”–")
    content = plain.encode("iso-8859-6", errors="ignore")
    assert readings(content)[0].encoding == "iso-8859-6"


def test_windows_1252() -> None:
    """Western letters are not taken for Arabic."""
    assert readings(ENGLISH.encode("windows-1252"))[0].text == ENGLISH


def test_word_and_html() -> None:
    """Paragraphs of a Word file and of a page come out as lines, in a process of their own."""
    document = docx.Document()
    document.add_paragraph("قال الوزير إن الاتفاق قريب.")
    document.add_paragraph("وأضاف أنه سيوقع.")
    stream = io.BytesIO()
    document.save(stream)
    assert read_document(stream.getvalue(), "a.docx").text == "قال الوزير إن الاتفاق قريب.\nوأضاف أنه سيوقع."
    page = b"<html><head><title>x</title><script>bad()</script></head><body><p>One &amp; <b>two</b>.</p><p>Three.</p></body>"
    assert read_document(page, "a.html").text == "One & two.\nThree."


def test_hostile_files_are_refused_with_words() -> None:
    """A small archive that holds gigabytes, a picture, an empty file: each says what it is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 60_000_000)
    with pytest.raises(errors.DocumentTooLarge):
        read_document(stream.getvalue(), "bomb.docx")
    with pytest.raises(errors.DocumentKindUnknown):
        read_document(b"\x89PNG\r\n\x1a\n" + bytes(100), "a.txt")
    with pytest.raises(errors.DocumentEmpty):
        read_document(b" \n", "a.txt")
    with pytest.raises(errors.DocumentUnreadable):
        read_document(b"%PDF-1.7 nothing more", "a.pdf")


def test_a_slow_document_is_stopped() -> None:
    """What takes too long is ended, not waited for."""
    with pytest.raises(errors.DocumentTooSlow):
        read_document(ARABIC.encode(), "a.txt", seconds=0.001)


def test_an_archive_that_is_no_document() -> None:
    """A zip of something else is of no known kind."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", b"text")
    with pytest.raises(DocumentRefused, match="kind"):
        read(stream.getvalue(), "a.docx")


def _archive(*parts: tuple[str, bytes]) -> bytes:
    """A compressed archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return stream.getvalue()


def _pdf(content: bytes) -> bytes:
    """A PDF of one page with this compressed content."""
    packed = zlib.compress(content)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made, places = b"%PDF-1.4\n", list[int]()
    for number, entry in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, entry)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(made)
    return made + b"xref\n0 6\n0000000000 65535 f \n%btrailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        start,
    )


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("nested.html", lambda: b"<html><body>" + b"<div>" * 200_000 + b"Words.", errors.DocumentEmpty),
        ("parts.docx", lambda: _archive(("word/document.xml", b"<w/>"), *((f"{n}.xml", b"") for n in range(3_100))),
         errors.DocumentTooLarge),
        ("entity.docx", lambda: _archive(("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>')),
         errors.DocumentUnreadable),
        ("no-xml.docx", lambda: _archive(("word/document.xml", b"x" * 39_000_000)), errors.DocumentUnreadable),
        ("unpacks.pdf", lambda: _pdf(b"BT /F1 12 Tf (A) Tj ET\n" * 8_000_000), errors.DocumentUnreadable),
        ("long.txt", lambda: b"word " * 300_000, errors.DocumentTooLarge),
        ("huge.txt", lambda: b"a" * 6_000_000, errors.DocumentTooLarge),
    ],
)  # fmt: skip
def test_each_kind_of_hostile_file_is_refused(
    name: str, content: Callable[[], bytes], refusal: type[Exception]
) -> None:
    """Nesting, many parts, entities, what unpacks to hundreds of megabytes: refused within the limits, with its reason."""
    with pytest.raises(refusal):
        read_document(content(), name)
