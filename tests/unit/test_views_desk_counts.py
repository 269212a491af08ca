"""Counts on the desk's screens agree with what stands below them, in both languages."""

from __future__ import annotations

import pytest

from bot.model.language import Language
from bot.model.reader import Preferences
from bot.store.drafts import Draft
from bot.store.recipients import Forecast, Tally
from bot.views.desk import broadcast_report
from bot.views.desk.admin.statistics import columns
from bot.views.desk.publishing import publish_panel
from bot.views.desk.publishing.preview_warnings import flags, summarized, what
from bot.views.desk.publishing.publish_panel import PanelFacts
from bot.views.document import Document, Paragraph
from tests.bot.story_factory import person, quote, tale
from tests.unit.pages import AT, every_word

ENVOY = [person("envoy", "المبعوث", "The envoy")]
QUOTES = [quote(f"q{number}", "envoy", en=f"Point {number}.", ar=f"Point {number}.") for number in range(1, 10)]
POINTS = [{"id": f"k{number}", "text": {"en": f"Point {number}."}, "sources": ["s1"]} for number in range(1, 10)]


def paragraphs(document: Document) -> list[str]:
    """The paragraphs of a screen, as plain text."""
    return ["".join(part.text for part in block.text) for block in document.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("language", list(Language))
def test_a_dry_run_that_reaches_nobody_is_a_sentence(language: Language) -> None:
    """Nothing is announced that does not follow; with recipients each line below has a number."""
    nobody = [*broadcast_report.tallied(Forecast(Tally({}, 0), 0.0), every_word()[language])]
    assert len(nobody) == 1
    assert nobody[0].endswith(".")
    some = [*broadcast_report.tallied(Forecast(Tally({("private", language): 3}, 0), 1.0), every_word()[language])]
    assert some[0].endswith(":")
    assert "3" in some[1]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("missing", [1, 2, 4, 6, 7, 9])
def test_the_panel_lists_as_many_as_it_says_are_missing(missing: int, language: Language) -> None:
    """Each is listed, up to six; of more the rest is counted in a line of its own."""
    dossier = tale("harbor", "المرفأ", "Harbor town", people=ENVOY, quotes=QUOTES[:missing])
    draft = Draft(5, "harbor", None, 1, "open", 1, None, None, None, AT, AT, dossier, 1, None)
    facts = PanelFacts(draft, dossier, None, None, None, is_update=False, may_push=True)
    shown = paragraphs(publish_panel.document(facts, "header", every_word(), Preferences(language)))
    (lines,) = [text.split("\n") for text in shown if "Point" in text and "\n" in text]
    assert len(lines) - 1 == min(missing, 7)
    if missing > 2:
        assert str(missing) in lines[0]
    if missing > 8:
        assert str(missing - 6) in lines[-1]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("missing", "lines"), [(3, 3), (4, 1), (9, 1)])
def test_many_texts_without_a_translation_are_one_line(missing: int, lines: int, language: Language) -> None:
    """A story in one language says so once; up to three texts are named."""
    dossier = tale("harbor", "المرفأ", "Harbor town", key_points=POINTS[:missing])
    warnings = summarized(flags(dossier, None))
    assert len(warnings) == lines
    worded = [what(flag, every_word()[language]) for flag in warnings]
    assert (str(missing) in worded[0]) is (lines == 1)
    assert not [text for text in worded if "desk." in text or "{" in text]


@pytest.mark.parametrize("days", [1, 7, 24, 25, 30, 90, 365])
def test_columns_of_days_fit_on_one_line_of_a_phone(days: int) -> None:
    """Days share a column where there are many; the highest one is full, and none is lost."""
    drawn = columns([0] * (days - 1) + [5])
    assert 1 <= len(drawn) <= 24
    assert drawn[-1] == "█"
