from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot
from bot.dossier.reading import read
from bot.forms import dossier_edit
from bot.i18n.catalogue import load
from bot.model import Dossier
from bot.model.diff import difference
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.views.diff_view import blocks
from bot.views.document import Paragraph
from tests.thoroughness import examples
from tests.unit.dossiers import dossiers

STARTER = read((Path(bot.__file__).parent / "starter" / "dprk-troops-kursk.yaml").read_bytes(), "starter")


def _told(old: Dossier | None, new: Dossier, language: Language = Language.EN) -> list[list[str]]:
    """A list for each paragraph: its words, and each line below it."""
    match = blocks(old, new, load()[language], Preferences(language))
    return [
        ["".join(run.text for run in inline) for inline in (block.text, *block.notes)]
        for block in match
        if isinstance(block, Paragraph)
    ]


def test_changes_in_plain_words() -> None:
    """What came, went, moved, and what was changed from what into what."""
    quote = {"speaker": "putin", "words": {"en": "Hello there"}, "language": "en", "sources": ["s1"]}
    new, _ = dossier_edit.add(STARTER, "quotes", quote)
    new = dossier_edit.change(new, "events", "e1", {"date": "2022-02-24"})
    new = dossier_edit.set_head(new, "title", {"ar": STARTER.title.ar or "", "en": "New title"})
    new = dossier_edit.change(new, "people", "kim", {"role": None, "also": ("Kim",), "kind": "organisation"})
    new = dossier_edit.move(new, "key_points", "k1", 1)
    without = dossier_edit.remove(new, "events", "e2")
    assert isinstance(without, Dossier)
    text = _told(STARTER, without)
    assert ["Title: changed", "English: North Korean troops in Kursk → New title"] in text
    assert ["Quote 10, by Vladimir Putin: added", "Hello there"] in text
    assert ["Event of 24 February 2022: changed", "date: February 2022 → 24 February 2022"] in text
    assert ["Event 2, without a date: removed", STARTER.events[1].text.en] in text
    assert any(texts[0].startswith("Key point") and texts[0].endswith("moved here") for texts in text)
    person = next(texts for texts in text if texts[0] == "Kim Jong Un: changed")
    assert "role in English: Leader of North Korea (removed)" in person
    assert "kind: Person → Organisation" in person
    assert len(text) == len(difference(STARTER, without))


@pytest.mark.parametrize("language", list(Language))
def test_of_a_long_text_what_differs_is_shown(language: Language) -> None:
    """A word in the middle of a paragraph, with a few around it, in a line that is not long."""
    text = " ".join(f"word{number}" for number in range(200))
    old = dossier_edit.change(STARTER, "summary", "p1", {"text": {"en": text}})
    new = dossier_edit.change(STARTER, "summary", "p1", {"text": {"en": text.replace("word77", "other")}})
    ((_, line),) = _told(old, new, language)
    assert "word74 word75 word76 word77 word78 word79 word80" in line
    assert "word76 other word78" in line
    assert len(line) < 200


def test_no_difference_is_said() -> None:
    """Where nothing differs, and of a new story how much there is."""
    assert _told(STARTER, STARTER) == [["Nothing is different."]]
    assert "Quotes (9)" in _told(None, STARTER)[1][0]


def test_very_many_changes_are_counted() -> None:
    """After forty, how many more there are."""
    new = STARTER
    for number in range(45):
        new, _ = dossier_edit.add(new, "events", {"text": {"en": f"Event {number}"}, "sources": ["s1"]})
    text = _told(STARTER, new)
    assert len(text) == 41
    assert text[-1] == ["And 5 more changes."]


@settings(deadline=None, max_examples=examples(25))
@given(dossiers(), dossiers(), st.sampled_from([*Language]))
def test_any_two_dossiers_are_compared(old: Dossier, new: Dossier, language: Language) -> None:
    """Whatever differs is told, each change in a paragraph that has words."""
    text = _told(old, new, language)
    assert len(text) == min(len(difference(old, new)), 40) + (len(difference(old, new)) > 40) or old == new
    assert all(texts[0] for texts in text)
