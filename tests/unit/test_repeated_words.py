"""Words that a correction takes away are found wherever else they stand in the story, and nowhere that they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.model import Dossier
from bot.views.desk.publishing.repeated_words import Place, places
from tests.store.dossiers import dossier

if TYPE_CHECKING:
    from collections.abc import Mapping

SAID = "Ten ships sank. The storm was strong."
RIGHT = "Two ships sank. The storm was strong."
ARABIC = "غرقت عشر سفن في البحر"


def story(event: Mapping[str, str] | None, *records: dict[str, Any], **more: Any) -> Dossier:
    """A story with that event, these records, and whatever else it says."""
    tree = dossier().model_dump(mode="json", exclude_none=True)
    listed = [{"id": "e1", "text": dict(event), "sources": ["s1"]}] if event else []
    return Dossier.model_validate(tree | {"events": listed, "corrections": list(records)} | more)


def point(text: str, language: str = "en") -> dict[str, Any]:
    """A paragraph of the summary."""
    return {"id": "p1", "text": {language: text}}


WITHDRAWN = {"id": "c1", "date": "2025-04-28", "item": "e1", "class": "withdrawn", "why": {"en": "A hoax"}}
CORRECTED = {
    "id": "c1", "date": "2025-04-28", "item": "e1", "class": "corrected", "was": {"en": SAID}, "is": {"en": RIGHT}
}  # fmt: skip
SUMMARY = [Place("summary", "p1")]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"summary": [point("He added: “TEN ships  sank”, and left.")]}, SUMMARY),
        ({"summary": [point("The storm was strong there.")]}, SUMMARY),
        ({"summary": [point("وقال إنّ غرَقت عشر سفن في البحر أمس", "ar")]}, SUMMARY),
        ({"standfirst": {"en": "Ten ships sank"}}, [Place("standfirst", None)]),
        ({"summary": [point("Ten ships sank", "ar")]}, []),
        ({"summary": [point("Ten ships sank", "en")], "standfirst": {"en": "Ten ships sank!"}},
         [Place("standfirst", None), Place("summary", "p1")]),
        ({"summary": [point("Ten ships sanked, often ships sank")]}, []),
        ({"summary": [point("A ship sank")]}, []),
    ],
)  # fmt: skip
def test_of_what_is_withdrawn_every_sentence(more: dict[str, Any], expected: list[Place]) -> None:
    """In either language, whatever marks, case and vowel signs; not a part of other words, nor a word or two."""
    before = story({"en": SAID, "ar": ARABIC}, **more)
    assert list(places(before, story(None, WITHDRAWN, **more))) == expected


def test_of_what_is_corrected_only_what_it_says_no_more() -> None:
    """A sentence that stays is none; nor is anything of a story that has no new record."""
    for text, expected in (("Ten ships sank", SUMMARY), ("The storm was strong", [])):
        more = {"summary": [point(text)]}
        before, after = story({"en": SAID}, **more), story({"en": RIGHT}, CORRECTED, **more)
        assert list(places(before, after)) == expected
        assert list(places(after, after)) == []
