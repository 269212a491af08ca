"""The whole story on one page: what it holds, then every section, and when it was last brought up to date."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.document import Contents, Heading, Run
from bot.links import Section
from bot.pages import cover, people, quotes, sources, summary, timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.document import Block
    from bot.pages.frame import Frame

_SECTIONS: dict[Section, Callable[[Frame], tuple[Block, ...]]] = {
    Section.SUMMARY: summary.blocks,
    Section.QUOTES: quotes.blocks,
    Section.TIMELINE: timeline.blocks,
    Section.PEOPLE: people.blocks,
    Section.SOURCES: sources.blocks,
}


def blocks(frame: Frame) -> tuple[Block, ...]:
    """Title and standfirst, the contents, and each section that has something in it, below its name."""
    title, standfirst, updated = cover.blocks(frame)
    told = {section: its for section in _SECTIONS if (its := _told(frame, section))}
    labels = {section: (Run(frame.words.text(f"section.{section.name.lower()}")),) for section in told}
    entries = tuple((section.name.lower(), label) for section, label in labels.items())
    sections = (
        block for section, its in told.items() for block in (Heading(labels[section], name=section.name.lower()), *its)
    )
    contents = (Contents(entries),) if entries else ()
    return (title, standfirst, *contents, *sections, updated)


def _told(frame: Frame, section: Section) -> tuple[Block, ...]:
    """The section's blocks, headings in it one level lower; nothing where it has no items."""
    dossier = frame.dossier
    held = {
        Section.SUMMARY: dossier.key_points or dossier.summary or dossier.corrections,
        Section.QUOTES: dossier.quotes,
        Section.TIMELINE: dossier.events,
        Section.PEOPLE: dossier.people,
        Section.SOURCES: dossier.sources,
    }
    if not held[section]:
        return ()
    own = replace(frame, place=replace(frame.place, section=section))
    return tuple(
        replace(block, level=block.level + 1) if isinstance(block, Heading) else block
        for block in _SECTIONS[section](own)
    )
