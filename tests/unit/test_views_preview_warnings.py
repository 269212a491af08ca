from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import bot
from bot.desk import editing
from bot.desk.flags import LINES, Flag, flags
from bot.dossier.reading import read
from bot.i18n.catalogue import load
from bot.language import Language
from bot.story import Correction, Dossier

STARTER = read((Path(bot.__file__).parent / "starter" / "dprk-troops-kursk.yaml").read_bytes(), "starter")
UNDATED = [("desk.flag.no_day", item) for item in ("q7", "q8", "q9")]


def _flags(dossier: Dossier, published: Dossier | None = None) -> list[tuple[str, str | None]]:
    found = [(flag.key, flag.item) for flag in flags(dossier, published)]
    return [one for one in found if one not in UNDATED]


def test_a_whole_story_has_few_flags() -> None:
    """Of the starter story only the quotes whose day nobody knows."""
    assert [(flag.key, flag.item) for flag in flags(STARTER, STARTER)] == UNDATED


def test_what_is_missing_is_flagged() -> None:
    """A translation, a source, a day, a standfirst."""
    values = {"speaker": "putin", "words": {"en": "Yes"}, "language": "en", "date": "2025-04"}
    dossier, _ = editing.add(editing.set_head(STARTER, "standfirst", {}), "quotes", values)
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
        if part in editing.PARTS:
            dossier = editing.change(STARTER, part, getattr(STARTER, part)[0].id, {field: text})
        else:
            dossier = editing.set_head(STARTER, part, text)
        found = [flag for flag in flags(dossier, None) if flag.key == "desk.flag.long"]
        assert len(found) == expected
        assert all((flag.field, flag.language) == (field, Language.AR) for flag in found)
        assert all(dict(flag.data) == {"length": limit + 1, "limit": limit} for flag in found)


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
    changed = editing.change(STARTER, "events", "e1", values)
    assert (("desk.flag.changed", "e1") in _flags(changed, STARTER)) == flagged
    told = Correction.model_validate({"id": "c1", "date": "2025-05-01", "item": "e1", "text": {"en": "Wrong date."}})
    corrected = changed.model_copy(update={"corrections": (told,)})
    assert ("desk.flag.changed", "e1") not in _flags(corrected, STARTER)
    old = STARTER.model_copy(update={"corrections": (told,)})
    assert (("desk.flag.changed", "e1") in _flags(corrected, old)) == flagged


def test_a_translation_or_a_date_that_comes_later_needs_no_correction() -> None:
    """Nothing that stood there is gone."""
    before = editing.change(STARTER, "events", "e3", {"text": {"ar": STARTER.events[2].text.ar}, "date": None})
    assert _flags(STARTER, before) == []


def test_what_is_removed_needs_a_correction() -> None:
    """One that names no item, for it can name none."""
    without = editing.remove(STARTER, "events", "e2")
    assert isinstance(without, Dossier)
    assert _flags(without, STARTER) == [("desk.flag.removed", "e2")]
    told = Correction.model_validate({"id": "c1", "date": "2025-05-01", "text": {"en": "One event is gone."}})
    assert _flags(without.model_copy(update={"corrections": (told,)}), STARTER) == []


def test_every_flag_has_its_words() -> None:
    """In both languages, with the data that the flag brings."""
    dossier = editing.set_head(editing.set_head(STARTER, "standfirst", {}), "title", {"en": "x" * 90})
    found = flags(dossier, STARTER)
    assert Flag("desk.flag.no_ar", "title", None, "title", Language.AR) in found
    for words in load().values():
        assert all(words.text(flag.key, **dict(flag.data)) for flag in found)
