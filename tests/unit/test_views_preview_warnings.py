from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import bot
from bot.dossier.reading import read
from bot.forms import dossier_edit
from bot.i18n.catalogue import load
from bot.model import Correction, Dossier
from bot.model.language import Language
from bot.views.desk.publishing.preview_warnings import LINES, Flag, flags

STARTER = read((Path(bot.__file__).parent / "starter" / "dprk-troops-kursk.yaml").read_bytes(), "starter")
UNDATED = [("desk.flag.no_day", item) for item in ("q7", "q8", "q9")]


def _flags(dossier: Dossier, published: Dossier | None = None) -> list[tuple[str, str | None]]:
    match = [(flag.key, flag.item) for flag in flags(dossier, published)]
    return [item for item in match if item not in UNDATED]


def test_a_whole_story_has_few_flags() -> None:
    """Of the starter story only the quotes whose day nobody knows."""
    assert [(flag.key, flag.item) for flag in flags(STARTER, STARTER)] == UNDATED


def test_what_is_missing_is_flagged() -> None:
    """A translation, a source, a day, a standfirst."""
    values = {"speaker": "putin", "words": {"en": "Yes"}, "language": "en", "date": "2025-04"}
    dossier, _ = dossier_edit.add(dossier_edit.set_head(STARTER, "standfirst", {}), "quotes", values)
    assert _flags(dossier) == [
        ("desk.flag.no_standfirst", None),
        ("desk.flag.no_ar", "q10"),
        ("desk.flag.no_source", "q10"),
        ("desk.flag.no_day", "q10"),
    ]


@pytest.mark.parametrize(("part", "field"), list(LINES))
def test_long_lines_are_flagged(part: str, field: str) -> None:
    """One unit more than the limit is long, in the language that it is in."""
    limit = LINES[part, field]
    for length, expected in ((limit, 0), (limit + 1, 1)):
        text = {"ar": "س" * length, "en": "A"}
        if part in dossier_edit.PARTS:
            dossier = dossier_edit.change(STARTER, part, getattr(STARTER, part)[0].id, {field: text})
        else:
            dossier = dossier_edit.set_head(STARTER, part, text)
        match = [flag for flag in flags(dossier, None) if flag.key == "desk.flag.long"]
        assert len(match) == expected
        assert all((flag.field, flag.language) == (field, Language.AR) for flag in match)
        assert all(dict(flag.data) == {"length": limit + 1, "limit": limit} for flag in match)


@pytest.mark.parametrize(
    ("values", "flagged"),
    [
        ({"date": "2022-02-24"}, True),
        ({"text": {"en": "Something else"}}, True),
        ({"text": {"en": STARTER.events[0].text.en, "ar": "كلام آخر"}}, True),
        ({"date": None}, True),
        ({}, False),
        ({"sources": ()}, False),
    ],
)
def test_what_was_told_otherwise_needs_a_correction(values: dict[str, Any], flagged: bool) -> None:
    """A date or text that readers had and have no more, unless a correction that is new names the item."""
    changed = dossier_edit.change(STARTER, "events", "e1", values)
    assert (("desk.flag.changed", "e1") in _flags(changed, STARTER)) == flagged
    correction = Correction.model_validate(
        {"id": "c1", "date": "2025-05-01", "item": "e1", "text": {"en": "Wrong date."}}
    )
    corrected = changed.model_copy(update={"corrections": (correction,)})
    assert ("desk.flag.changed", "e1") not in _flags(corrected, STARTER)
    old = STARTER.model_copy(update={"corrections": (correction,)})
    assert (("desk.flag.changed", "e1") in _flags(corrected, old)) == flagged


def test_another_spelling_of_a_name_needs_no_correction() -> None:
    """The spellings by which a person is found (`also`) are no statement that readers were shown."""
    person = next(person for person in STARTER.people if person.also)
    changed = dossier_edit.change(STARTER, "people", person.id, {"also": ["Another Spelling"]})
    assert ("desk.flag.changed", person.id) not in _flags(changed, STARTER)


def test_a_translation_or_a_date_that_comes_later_needs_no_correction() -> None:
    """Nothing that stood there is gone."""
    before = dossier_edit.change(STARTER, "events", "e3", {"text": {"ar": STARTER.events[2].text.ar}, "date": None})
    assert _flags(STARTER, before) == []


def test_what_is_removed_needs_a_correction() -> None:
    """One that names no item, for it can name none."""
    without = dossier_edit.remove(STARTER, "events", "e2")
    assert isinstance(without, Dossier)
    assert _flags(without, STARTER) == [("desk.flag.removed", "e2")]
    correction = Correction.model_validate({"id": "c1", "date": "2025-05-01", "text": {"en": "One event is gone."}})
    assert _flags(without.model_copy(update={"corrections": (correction,)}), STARTER) == []


def test_every_flag_has_its_words() -> None:
    """In both languages, with the data that the flag brings."""
    dossier = dossier_edit.set_head(dossier_edit.set_head(STARTER, "standfirst", {}), "title", {"en": "x" * 90})
    match = flags(dossier, STARTER)
    assert Flag("desk.flag.no_ar", "title", None, "title", Language.AR) in match
    for words in load().values():
        assert all(words.text(flag.key, **dict(flag.data)) for flag in match)


def test_a_quotation_in_marks_of_its_own_is_flagged() -> None:
    """A file may bring them; inner ones are the speaker's."""
    for words, flagged in (("“We are late.”", 1), ("We are “late”", 0)):
        dossier = dossier_edit.change(STARTER, "quotes", "q1", {"words": {"en": words, "ar": "نعم"}})
        assert [flag.item for flag in flags(dossier, None) if flag.key == "desk.flag.marks"] == ["q1"] * flagged
