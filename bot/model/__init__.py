"""A running story and all that is curated of it."""

from bot.story.model import (
    DRAFT,
    ITEM_ID,
    SLUG,
    Correction,
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
from bot.story.partial import Part, PartialDate, Precision
from bot.story.rules import check
from bot.story.texts import LINE_LIMIT, TEXT_LIMIT, Localized, LocalizedLine, clean, printable

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
    "Place",
    "Precision",
    "Quote",
    "Source",
    "Story",
    "check",
    "clean",
    "printable",
]
