"""Answer to a question in plain words: the item that answers it as a card, with what is related below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.search_fields import STANDFIRST, TITLE
from bot.views import item_card, section_page
from bot.views.callback_data import PageLink, Section, payload
from bot.views.document import Button, Document, Heading, Paragraph
from bot.views.labels import packed
from bot.views.reports.report_form import begin_button
from bot.views.search_results import link_button, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Person, Story
    from bot.text.query_parser import Query
    from bot.views.document import Block, Inline
    from bot.views.reader_context import ReaderContext
    from bot.views.search_results import Item

OF_STORY = frozenset({TITLE, STANDFIRST})
"""What is no item of a list: the story's own card shows it."""


def answer(
    items: Sequence[Item],
    query: Query,
    context: ReaderContext,
    address: str,
    read: str | None,
    *,
    inline: bool = False,
) -> Document:
    """Build an answer: the card of the first item, or its story's for a text of the head; then the others as results.

    `address` is the bot's own; `read` is the question as it was understood, where it was misspelt. In `inline` mode a
    button leads straight to the choice of a chat for the item.
    """
    first, *others = items
    item = None if first.item in OF_STORY else first.item
    card = item_card.card(first.story, item, context.words, context.preferences, address)
    own = card.document.blocks if card else ()
    button = (link_button(first, 1, context),)
    blocks, buttons = listed(
        others, query, context, 1, headed=any(other.story.number != first.story.number for other in others)
    )
    related: tuple[Block, ...] = (Heading(context.text("page.answer.related")), *blocks) if others else ()
    wrong = (begin_button(first.story.number, item, context.words),) if card and item else ()
    share = (Button(context.words.text("button.share"), share=payload(card.place)),) if card and inline else ()
    blocks = (*_read_as(read, context), *own, *related)
    return Document(context.language, blocks, (button, *buttons, *packed((*share, *wrong))))


def not_told(items: Sequence[Item], query: Query, context: ReaderContext) -> Document:
    """Build the answer that the stories do not tell, above what comes closest."""
    blocks, buttons = listed(items, query, context)
    hint = "page.answer.closest" if items else "page.found.help"
    sentences = (Paragraph(context.text("page.answer.not_told")), Paragraph(context.text(hint), note=True))
    return Document(context.language, (*sentences, *blocks), buttons)


def several(items: Sequence[Item], query: Query, context: ReaderContext) -> Document:
    """Build the answer that several passages fit, above them."""
    blocks, buttons = listed(items, query, context)
    sentence = Paragraph(context.text("page.answer.several"), note=True)
    return Document(context.language, (sentence, *blocks), buttons)


def no_words(person: Person, items: Sequence[Item], query: Query, context: ReaderContext, read: str | None) -> Document:
    """Build the answer that somebody is not quoted, above what the story has of them."""
    blocks, buttons = listed(items, query, context)
    name = context.name(person.name).text
    sentence = Paragraph(context.text("page.answer.no_words", name=name))
    others = (Paragraph(context.text("page.answer.about_them"), note=True), *blocks) if items else ()
    return Document(context.language, (*_read_as(read, context), sentence, *others), buttons)


def small_talk(
    talk: str, story: Story | None, context: ReaderContext, *, followed: bool = False, inline: bool = False
) -> Document:
    """Build a human word, with the buttons of a story's cover below it, as `section_page.compose` makes them."""
    paragraph = Paragraph(context.text(f"page.talk.{talk}"))
    if story is None:
        return Document(context.language, (paragraph,))
    place = PageLink(story.number, Section.COVER, context.language)
    cover = section_page.compose(
        story, place, context.words, context.preferences, others=False, followed=followed, inline=inline
    )
    return Document(context.language, (paragraph,), cover.buttons)


def _read_as(read: str | None, context: ReaderContext) -> tuple[Block, ...]:
    sentence: Inline = context.text("page.answer.read_as", read=read) if read else ()
    return (Paragraph(sentence, note=True),) if read else ()
