"""The story model: dossier, items, partial dates and validation."""

from bot.model.corrections.correction import Correction
from bot.model.partial_date import Part, PartialDate, Precision
from bot.model.picture import DRAFT, Picture
from bot.model.story import (
    Dossier,
    Event,
    KeyPoint,
    Paragraph,
    Person,
    Place,
    Quote,
    Source,
    Story,
)
from bot.model.text import (
    ITEM_ID,
    LINE_LIMIT,
    SLUG,
    TEXT_LIMIT,
    Localized,
    LocalizedLine,
    clean,
    printable,
    strip_marks,
    strip_unseen,
)
from bot.model.validation import check

__all__ = [
    "DRAFT",
    "ITEM_ID",
    "LINE_LIMIT",
    "SLUG",
    "TEXT_LIMIT",
    "Correction",
    "Dossier",
    "Event",
    "KeyPoint",
    "Localized",
    "LocalizedLine",
    "Paragraph",
    "Part",
    "PartialDate",
    "Person",
    "Picture",
    "Place",
    "Precision",
    "Quote",
    "Source",
    "Story",
    "check",
    "clean",
    "printable",
    "strip_marks",
    "strip_unseen",
]
