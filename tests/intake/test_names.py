"""Names across scripts: every part counts, and a doubt is never a merge."""

from __future__ import annotations

import pytest

from bot.intake import names
from tests.intake import corpus
from tests.intake.score import score_names


def test_the_tables_of_pairs() -> None:
    """Of 200 pairs of one person at least 95 in 100 are brought together, and of 100 near ones nobody is taken for another."""
    tallies = [score_names(half).tallies for half in ("dev", "third")]
    right, wanted = (sum(getattr(tally["names, same"], name) for tally in tallies) for name in ("right", "wanted"))
    assert wanted >= 200
    assert right >= 0.95 * wanted
    assert sum(tally["names, wrong merges"].proposed for tally in tallies) >= 100
    assert sum(tally["names, wrong merges"].right for tally in tallies) == 0


def test_doubts_are_no_merges() -> None:
    """Kin who share a surname are somebody else, whatever the script: spouses, brothers, parents and children."""
    same, different = corpus.names("third")
    assert {names.compare(*pair) for pair in different} <= {"different", "doubt"}
    assert sum(names.compare(*pair) == "different" for pair in same) <= 0.05 * len(same)


@pytest.mark.parametrize(
    ("item", "other", "likeness"),
    [
        ("Putin", "Vladimir Putin", "doubt"),
        ("George W. Bush", "George Bush", "doubt"),
        ("دونالد ترامب", "Donald Trump Jr.", "doubt"),
        ("سالم حداد", "Salim Haddad", "different"),
        ("الصدر، مقتدى", "Muqtada al-Sadr", "different"),
        ("Sadr, Muqtada al-", "Muqtada al-Sadr", "same"),
    ],
)
def test_likeness(item: str, other: str, likeness: str) -> None:
    """What is left out or could be somebody else's is a doubt or nothing."""
    assert names.compare(item, other) in ({likeness, "doubt"} if likeness == "different" else {likeness})


def test_a_registry_is_searched_by_every_spelling() -> None:
    """One sure match is taken; two are doubts for the editor."""
    registry = {"putin": ["فلاديمير بوتين", "Putin"], "ali": ["علي حسن"], "ali2": ["Ali Hassan"]}
    assert names.find("Vladimir Putin", registry) == names.Match("putin")
    assert names.find("علي حسن", registry) == names.Match(None, ("ali", "ali2"))
    assert names.find("Jane Doe", registry) == names.Match(None)
