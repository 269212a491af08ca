from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import starter
from bot.dossier.reading import read
from bot.dossier.writing import write
from bot.errors import DossierInvalid
from bot.model import PartialDate
from bot.model.diff import difference
from bot.model.merging.rebase import rebase

if TYPE_CHECKING:
    from bot.model import Dossier

DAY = PartialDate(year=2025, month=5, day=14)


@pytest.fixture
def story() -> Dossier:
    """The first story, whose file has no wire date."""
    name, content = starter.stories()[0]
    return read(content, name)


def test_a_file_keeps_the_wire_date(story: Dossier) -> None:
    """It is written as a line of its own and read again; a file without it is written as it was."""
    dated = story.model_copy(update={"wire_date": DAY})
    assert "\nwire_date: 2025-05-14\n" in write(dated)
    assert read(write(dated).encode(), "story.yaml") == dated
    assert "wire_date" not in write(story)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("2025-05", "date_coarser"), ("2025-05-14/2025-05-15", "date_coarser"), ("yesterday", "date_form")],
)
def test_a_wire_date_is_a_day(story: Dossier, typed: str, problem: str) -> None:
    """A month, a range or a word is refused at its line."""
    text = write(story.model_copy(update={"wire_date": DAY})).replace("wire_date: 2025-05-14", f"wire_date: {typed}")
    with pytest.raises(DossierInvalid) as caught:
        read(text.encode(), "story.yaml")
    assert [(matches.key, matches.path) for matches in caught.value.problems] == [(f"problem.{problem}", "wire_date")]


def test_a_rebase_keeps_the_wire_date(story: Dossier) -> None:
    """Mine is kept over a revision without one, theirs where I have set none; readers see no change."""
    dated = story.model_copy(update={"wire_date": DAY})
    assert rebase(story, dated, story).dossier.wire_date == DAY
    assert rebase(story, story, dated).dossier.wire_date == DAY
    assert rebase(story, dated, story).conflicts == ()
    assert difference(story, dated) == ()
