"""What the desk is shown of readers' reports: one card an item, with the count and the lines; never from whom."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.forms.dossier_edit import PARTS, find
from bot.i18n import dates, numbers
from bot.model import PartialDate
from bot.model.corrections.reported import NOTHING, ReportKind
from bot.views import item_card
from bot.views.callback_data import FreshLink
from bot.views.desk import item_summary
from bot.views.desk.screen import button, rows, screen
from bot.views.document import Button, Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n.catalogue import Translator
    from bot.model.reader import Preferences
    from bot.store.reader_reports import Report, ReportFile
    from bot.views.document import Document, Inline

LISTED = 10  # lines on a card, the latest
_BUTTON = 45  # UTF-16 units of an item on a button
_LINE = "\ufffc"  # stands for a reader's words until the sentence around them is made


def listing(files: Sequence[ReportFile], words: Translator, preferences: Preferences) -> Document:
    """Build the list of what waits for the desk, a button each."""
    entries = [
        [button(f"{file.reported.count} · {_item(file, words, preferences, _BUTTON)}", "reports", file.reported.id)]
        for file in files
    ]
    text = words.text("desk.report.list" if entries else "desk.report.none")
    home = [button(words.text("desk.button.desk"), "desk")]
    return screen(words, words.text("desk.report.title"), text, rows=(*entries, home))


def card(file: ReportFile, words: Translator, preferences: Preferences) -> Document:
    """Build the card of a reported item: what is said to be wrong how often, and the lines; the ways to decide."""
    reported = file.reported
    title = words.count("desk.report.card", reported.count)
    story = item_summary.title(file.story.dossier, words)
    kinds = Counter(report.kind for report in file.reports)
    said = " · ".join(
        f"{_kind(words, kind)} {numbers.format_number(kinds[kind], words.digits)}" for kind in ReportKind if kinds[kind]
    )
    lines = [_line(report, place, words) for place, report in enumerate(file.reports, start=1) if report.line]
    closed = None if reported.is_open else _closed(file, words, preferences)
    blocks = (story, _item(file, words, preferences), said or None, *lines[-LISTED:], closed)
    return screen(words, title, *blocks, rows=_ways(file, words) if reported.is_open else _back(file, words))


def blocking(file: ReportFile, words: Translator) -> Document:
    """Ask the reporter of which line to block, by the lines' numbers: nobody is named."""
    choices = [
        button(numbers.format_number(place, words.digits), "repblock", file.reported.id, value=str(report.id))
        for place, report in enumerate(file.reports, start=1)
    ]
    lines = [_line(report, place, words) for place, report in enumerate(file.reports, start=1)]
    back = [button(words.text("desk.button.back"), "reports", file.reported.id)]
    text = words.text("desk.report.block_which")
    return screen(words, words.text("desk.report.block"), text, *lines, rows=(*rows(choices), back))


def part_of(file: ReportFile) -> str | None:
    """Return the part of the dossier that has the item; None if it is gone."""
    return next((part for part in PARTS if find(file.story.dossier, part, file.reported.item)), None)


def _ways(file: ReportFile, words: Translator) -> tuple[Sequence[Button], ...]:
    number = file.reported.id
    correct = [button(words.text("desk.report.correct"), "repfix", number)] if part_of(file) else []
    nothing = [button(words.text("desk.report.nothing"), "repnone", number)]
    block = [button(words.text("desk.report.block"), "repblock", number)] if file.reports else []
    return correct, nothing, block


def _back(file: ReportFile, words: Translator) -> tuple[Sequence[Button], ...]:
    """Return the ways from a closed card: to the item as readers see it, in a new message, and to the desk."""
    place = item_card.find(file.story, file.reported.item, words.language) if part_of(file) else None
    show = [Button(words.text("page.report.show"), FreshLink(place))] if place else []
    return show, [button(words.text("desk.button.desk"), "desk")]


def _line(report: Report, place: int, words: Translator) -> Inline:
    """Return the line of a report, numbered, with the reader's words as they typed them."""
    sentence = words.text(
        "desk.report.line",
        place=numbers.format_number(place, words.digits),
        kind=_kind(words, report.kind),
        line=_LINE if report.line else words.text("desk.report.no_line"),
    )
    before, _, after = sentence.partition(_LINE)
    return (Run(before), Run(report.line, verbatim=True), Run(after)) if report.line else (Run(sentence),)


def _item(file: ReportFile, words: Translator, preferences: Preferences, limit: int = item_summary.LINE) -> str:
    part = part_of(file)
    if part is None:
        return words.text("desk.item.gone")
    entry = find(file.story.dossier, part, file.reported.item)
    return item_summary.line(file.story.dossier, entry, words, preferences, limit)


def _closed(file: ReportFile, words: Translator, preferences: Preferences) -> str:
    outcome, day = file.reported.outcome, file.reported.day
    if outcome is None:
        return words.text("desk.report.dropped")
    if outcome == NOTHING:
        return words.text("desk.report.closed_nothing")
    date = dates.format_date(PartialDate.parse(day), preferences) if day else ""
    return words.text("desk.report.closed", label=words.text(f"page.correction.{outcome}"), date=date)


def _kind(words: Translator, kind: ReportKind) -> str:
    return words.text(f"page.report.kind_{kind.name.lower()}")
