"""What a reporter is shown repeats no words of the item."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.i18n import catalogue
from bot.model import Story
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.store.reader_reports import ReportedItem
from bot.views.reports import report_form
from tests.bot import story_factory
from tests.unit.pages import only

AT = datetime(2025, 4, 29, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("language", Language)
def test_of_what_was_withdrawn_no_word_is_repeated(language: Language) -> None:
    """The answer names the story and the day; the question before it names the item, without its words."""
    words, preferences = catalogue.load()[language], Preferences(language)
    first = story_factory.first()
    gone = first.model_copy(update={"quotes": tuple(quote for quote in first.quotes if quote.id != "q3")})
    reported = ReportedItem(1, 1, "q3", "closed", 1, 2, 2, "withdrawn", "2025-04-29")
    story = Story(1, "first", 2, AT, gone)
    shown = only(report_form.outcome(reported, story, words, preferences, is_live=True))
    assert first.title.localize(language)[0] in shown.plain
    assert "2025" in shown.plain
    assert not shown.buttons
    asked = only(report_form.choice(replace(story, dossier=first), "q3", words, preferences))
    quoted = next(quote for quote in first.quotes if quote.id == "q3").words.localize(language)[0]
    assert quoted[:20] not in shown.plain + asked.plain
