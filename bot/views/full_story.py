"""Full story page: contents, every section, day of the last development."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.views import cover, people, quotes, sources, summary, timeline
from bot.views.callback_data import Section
from bot.views.document import Contents, Heading, Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.views.document import Block
    from bot.views.story_context import StoryContext

_SECTIONS: dict[Section, Callable[[StoryContext], tuple[Block, ...]]] = {
    Section.SUMMARY: summary.blocks,
    Section.QUOTES: quotes.blocks,
    Section.TIMELINE: timeline.blocks,
    Section.PEOPLE: people.blocks,
    Section.SOURCES: sources.blocks,
}


def blocks(context: StoryContext) -> tuple[Block, ...]:
    """Title, standfirst, what is unresolved, the contents, and below its name each section that has something."""
    blocks_by_section = {
        section: section_blocks for section in _SECTIONS if (section_blocks := _section_blocks(context, section))
    }
    labels = {section: (Run(context.words.text(f"section.{section.name.lower()}")),) for section in blocks_by_section}
    entries = tuple((section.name.lower(), label) for section, label in labels.items())
    sections = (
        block
        for section, section_blocks in blocks_by_section.items()
        for block in (Heading(labels[section], name=section.name.lower()), *section_blocks)
    )
    contents = (Contents(entries),) if entries else ()
    return (*cover.head(context), *cover.unresolved(context), *contents, *sections, cover.foot(context))


def _section_blocks(context: StoryContext, section: Section) -> tuple[Block, ...]:
    """Return a section's blocks with headings one level lower; empty if it has no items."""
    dossier = context.dossier
    items = {
        Section.SUMMARY: dossier.key_points or dossier.summary or dossier.corrections,
        Section.QUOTES: dossier.quotes,
        Section.TIMELINE: dossier.events,
        Section.PEOPLE: dossier.people,
        Section.SOURCES: dossier.sources,
    }
    if not items[section]:
        return ()
    own = replace(context, place=replace(context.place, section=section))
    return tuple(
        replace(block, level=block.level + 1) if isinstance(block, Heading) else block
        for block in _SECTIONS[section](own)
    )
