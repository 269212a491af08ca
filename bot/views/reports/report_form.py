"""What a reporter is shown: what is wrong, the question for a line, thanks, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import dates
from bot.model import PartialDate
from bot.model.corrections.reported import NOTHING, ReportKind
from bot.views import item_card
from bot.views.callback_data import FreshLink, ReaderLink
from bot.views.document import Button, Document, Heading, Paragraph, Run
from bot.views.labels import in_rows

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.reader import Preferences
    from bot.store.reader_reports import ReportedItem

BEGIN, CHOOSE, SKIP = "wrong", "wrongis", "wrongskip"
_IN_A_ROW = 2


def begin_button(story: int, item: str, words: Translator) -> Button:
    """Return the button below an item's card."""
    return Button(words.text("button.wrong"), ReaderLink(BEGIN, words.language, story, item))


def choice(story: Story, item: str, words: Translator, preferences: Preferences) -> Document:
    """Ask what is wrong with an item; who said it is asked of quotations alone.

    Its words are not repeated: no correction would find this message.
    """
    title, _ = item_card.name(story, item, words, preferences)
    is_quotation = any(quote.id == item for quote in story.dossier.quotes)
    buttons = tuple(
        Button(_kind(words, kind), ReaderLink(CHOOSE, words.language, story.number, f"{kind.value}-{item}"))
        for kind in ReportKind
        if is_quotation or kind is not ReportKind.SPEAKER
    )
    heading = Heading((Run(words.text("page.report.what")),), level=1)
    return Document(words.language, (heading, Paragraph((Run(title),))), in_rows(buttons, _IN_A_ROW))


def line(report: int, kind: ReportKind, words: Translator, *, private: bool) -> Document:
    """Ask for one line; in a group the bot hears only a reply."""
    key = "page.report.line" if private else "page.report.line_in_group"
    sentences = (words.text("page.report.noted", kind=_kind(words, kind)), words.text(key))
    skip = Button(words.text("button.skip"), ReaderLink(SKIP, words.language, report))
    return Document(words.language, tuple(Paragraph((Run(text),)) for text in sentences), ((skip,),))


def thanks(words: Translator) -> Document:
    """Thank, and say that what came of it is told."""
    return Document(words.language, (Paragraph((Run(words.text("page.report.thanks")),)),))


def outcome(
    reported: ReportedItem, story: Story, words: Translator, preferences: Preferences, *, is_live: bool
) -> Document:
    """Tell a reporter what came of it, with the item as it is now; of one that is gone, nothing but its story."""
    place = item_card.find(story, reported.item, words.language)
    name = item_card.name(story, reported.item if place else None, words, preferences)[0]
    if reported.outcome == NOTHING:
        texts = [words.text("page.report.nothing", name=name)]
    else:
        texts = [words.text("page.report.corrected", name=name)]
        if reported.day:
            label = words.text(f"page.correction.{reported.outcome}")
            day = dates.format_date(PartialDate.parse(reported.day), preferences)
            texts.append(words.text("page.card.dated", what=label, date=day))
    show = ((Button(words.text("page.report.show"), FreshLink(place)),),) if place and is_live else ()
    return Document(words.language, tuple(Paragraph((Run(text),)) for text in texts), show)


def _kind(words: Translator, kind: ReportKind) -> str:
    return words.text(f"page.report.kind_{kind.name.lower()}")
