"""Which items a page or a block of it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.views.document import Details, Notes, Paragraph, Points, Profiles, Quotation, Timeline

if TYPE_CHECKING:
    from bot.views.document import Block, Document


def item_ids(document: Document) -> tuple[str, ...]:
    """Return the ids of the items on a page, in order."""
    return tuple(item for block in document.blocks for item in items_of(block))


def items_of(block: Block) -> tuple[str, ...]:
    """Return the ids of the items in a block, in order."""
    match block:
        case Quotation(item=item) | Paragraph(item=item):
            return (item,) if item else ()
        case Points(points=entries) | Timeline(entries=entries) | Profiles(entries=entries) | Notes(notes=entries):
            return tuple(entry.item for entry in entries if entry.item)
        case Details(blocks=inner):
            return tuple(item for part in inner for item in items_of(part))
    return ()
