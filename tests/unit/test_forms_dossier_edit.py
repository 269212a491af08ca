from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

import bot
from bot.dossier import validate
from bot.dossier.reading import read
from bot.forms import dossier_edit
from bot.forms.dossier_edit import InUse
from bot.model import Correction, Dossier, PartialDate, check

STARTER = read((Path(bot.__file__).parent / "starter" / "dprk-troops-kursk.yaml").read_bytes(), "starter")


def _ids(dossier: Dossier, part: str) -> list[str]:
    return [item.id for item in getattr(dossier, part)]


@pytest.mark.parametrize("part", list(dossier_edit.PARTS))
def test_items_are_added_and_removed(part: str) -> None:
    """A copy of an item goes in where it is wanted, under an id of its own, and out again without a trace."""
    values = getattr(STARTER, part)[0].model_dump(exclude={"id"})
    added, item = dossier_edit.add(STARTER, part, values, at=0)
    assert _ids(added, part) == [item, *_ids(STARTER, part)]
    assert not check(added.model_dump(mode="json"))
    assert dossier_edit.remove(added, part, item) == STARTER


def test_ids_are_never_used_again() -> None:
    """A number higher than any there was, also in revisions; a person's id is the name, or else a number."""
    assert dossier_edit.new_id(STARTER, "quotes", {}) == "q10"
    assert dossier_edit.new_id(STARTER, "quotes", {}, {"q10", "q41"}) == "q42"
    assert dossier_edit.new_id(STARTER, "people", {"name": {"en": "Sergei Lavrov", "ar": "سيرغي لافروف"}}) == "lavrov"
    assert dossier_edit.new_id(STARTER, "people", {"name": {"en": "Kim"}}) == "n1"
    assert dossier_edit.new_id(STARTER, "people", {"name": {"ar": "ماريا"}}) == "marya"
    assert dossier_edit.new_id(STARTER, "people", {"name": {"en": "北京"}}) == "n1"
    assert dossier_edit.new_id(STARTER, "people", {"name": {"en": "x" * 40}}) == "x" * 16
    assert dossier_edit.new_id(STARTER, "people", {"name": {"en": "Group 47"}}) == "n1"


def test_what_is_in_use_stays() -> None:
    """A speaker and a source stay while something names them, and it is said what does."""
    assert dossier_edit.remove(STARTER, "people", "putin") == InUse(
        (("quotes", "q5"), ("quotes", "q6"), ("quotes", "q7"))
    )
    in_use = dossier_edit.remove(STARTER, "sources", "s1")
    assert isinstance(in_use, InUse)
    assert ("people", "kim") in in_use.by
    assert isinstance(dossier_edit.remove(STARTER, "people", "kim"), Dossier)


def test_a_correction_of_what_is_removed_stays() -> None:
    """It names no item any more."""
    correction = Correction.model_validate({"id": "c1", "date": "2025-05-01", "item": "e2", "text": {"en": "Wrong."}})
    without = dossier_edit.remove(STARTER.model_copy(update={"corrections": (correction,)}), "events", "e2")
    assert isinstance(without, Dossier)
    assert without.corrections[0].item is None
    assert not check(without.model_dump(mode="json"))


def test_fields_are_changed() -> None:
    """What is given is set, None clears, all else stays; what makes no item is refused."""
    changed = dossier_edit.change(STARTER, "quotes", "q5", {"date": "2025-04", "occasion": None, "sources": ()})
    quote = changed.quotes[4]
    assert (quote.date, quote.occasion, quote.sources) == (PartialDate(year=2025, month=4), None, ())
    assert quote.words == STARTER.quotes[4].words
    with pytest.raises(ValidationError):
        dossier_edit.change(STARTER, "quotes", "q5", {"words": {}})
    with pytest.raises(KeyError):
        dossier_edit.change(STARTER, "quotes", "q99", {})


def test_items_are_moved() -> None:
    """Up and down by places, never beyond the ends; nobody else changes order."""
    assert _ids(dossier_edit.move(STARTER, "events", "e3", -1), "events") == ["e1", "e3", "e2", "e4"]
    assert _ids(dossier_edit.move(STARTER, "events", "e3", 9), "events") == ["e1", "e2", "e4", "e3"]
    assert dossier_edit.move(STARTER, "events", "e1", -1) == STARTER
    assert dossier_edit.move(STARTER, "events", "gone", 1) == STARTER


def test_the_head_is_set() -> None:
    """A title and a standfirst in their languages, either of which may be yet to be written; a title has one line."""
    assert dossier_edit.set_head(STARTER, "title", {"en": " New "}).title.en == "New"
    unwritten = dossier_edit.set_head(STARTER, "standfirst", {})
    assert dossier_edit.set_head(unwritten, "title", {"ar": "عنوان"}).standfirst == unwritten.standfirst
    with pytest.raises(ValidationError):
        dossier_edit.set_head(STARTER, "title", {"en": "Two\nlines"})


def test_the_main_source_is_given_to_all_that_have_to_name_one() -> None:
    """Whatever the validation misses a source in has the first one listed; a paragraph, which needs none, has none."""
    parts = ("key_points", "summary", "quotes", "events", "people")
    bare = STARTER.model_copy(
        update={
            part: tuple(item.model_copy(update={"sources": ()}) for item in getattr(STARTER, part)) for part in parts
        }
    )
    assert {problem.key for problem in validate(bare)} == {"problem.no_source"}
    credited = dossier_edit.with_main_source(bare)
    assert not validate(credited)
    assert {paragraph.sources for paragraph in credited.summary} == {()}
    assert {quote.sources for quote in credited.quotes} == {(STARTER.sources[0].id,)}
