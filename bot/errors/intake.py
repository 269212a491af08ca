"""Errors of copy that comes in as a file."""

from __future__ import annotations

from bot.errors.base import SiyaqError


class CopyDayInvalid(SiyaqError):
    """The day given for the copy is no day; `typed`."""

    key = "error.copy_day"


class DocumentUnreadable(SiyaqError):
    """A document is damaged; `file`."""

    key = "error.document"


class DocumentKindUnknown(DocumentUnreadable):
    """A document is of a kind that is not read; `file`."""

    key = "error.document_kind"


class DocumentTooLarge(DocumentUnreadable):
    """A document, or what it unpacks to, is too large; `file`."""

    key = "error.document_size"


class DocumentTooSlow(DocumentUnreadable):
    """Reading a document took too long; `file`."""

    key = "error.document_time"


class DocumentEncrypted(DocumentUnreadable):
    """A document is locked with a password; `file`."""

    key = "error.document_encrypted"


class DocumentEmpty(DocumentUnreadable):
    """A document has no text; `file`."""

    key = "error.document_empty"


class ArabicPdf(DocumentUnreadable):
    """A PDF's text is Arabic, whose letters come out of it garbled or reversed; `file`."""

    key = "error.document_arabic_pdf"


class IntakeGone(SiyaqError):
    """Nothing is proposed for a draft; `draft`."""

    key = "error.intake_gone"


class IntakeOpen(SiyaqError):
    """Proposals of an earlier copy are undecided in a draft; `draft` and `count`."""

    key = "error.intake_open"
