from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dossier import read, tree, write
from bot.model import Dossier, Localized, LocalizedLine
from tests.thoroughness import examples
from tests.unit.dossiers import dossiers, texts

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
FEWER = settings(PATIENT, max_examples=examples(30))


@PATIENT
@given(dossiers())
def test_what_is_written_is_read_again(dossier: Dossier) -> None:
    """Whatever a dossier holds, its file says it, and writing what was read changes no byte."""
    written = write(dossier)
    again = read(written.encode(), "written.yaml")
    assert again == dossier
    assert write(again) == written


@FEWER
@given(dossiers())
def test_yaml_without_its_c_library_reads_the_same(dossier: Dossier) -> None:
    """Where PyYAML was installed without libyaml, files mean the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tree, "_LOADER", yaml.SafeLoader)
        assert read(write(dossier).encode(), "written.yaml") == dossier


@FEWER
@given(dossiers())
def test_other_programs_read_texts_as_texts(dossier: Dossier) -> None:
    """To a YAML reader that knows numbers, booleans and dates, only dates of a day are something else than text."""
    data = json.loads(json.dumps(yaml.safe_load(write(dossier)), default=str))
    assert data == dossier.model_dump(mode="json", exclude_defaults=True)


@FEWER
@given(dossiers())
def test_the_database_keeps_a_dossier_as_it_is(dossier: Dossier) -> None:
    """A revision is stored as JSON and comes back equal."""
    assert Dossier.model_validate_json(dossier.model_dump_json()) == dossier


@given(texts())
def test_lines_are_short_enough_to_read(text: str) -> None:
    """No line of a text is longer than its words make it."""
    longest = max(len(word) for word in text.split(" "))
    written = write(_story(text))
    assert "\n" in text or max(map(len, written.splitlines())) <= max(110, 2 * longest + 20) or "  " in text


def _story(text: str) -> Dossier:
    return Dossier(slug="story", title=LocalizedLine(en="A title"), standfirst=Localized(en=text))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Plain words", ["  en: Plain words"]),
        ("كلمات: وأكثر", ['  en: "كلمات: وأكثر"']),
        ("no", ['  en: "no"']),
        ("2022", ['  en: "2022"']),
        ("2022-02-24", ["  en: 2022-02-24"]),
        ("one\n\ntwo", ["  en: |-", "    one", "", "    two"]),
        (f"{'long ' * 21}\nshort", ["  en: >-", f"    {('long ' * 20).strip()}", "    long", "", "    short"]),
    ],
)
def test_texts_are_written_for_people(text: str, lines: list[str]) -> None:
    """Bare where that is safe, else in quotation marks; several lines as they are, long ones folded."""
    written = write(_story(text)).splitlines()
    assert written[written.index("standfirst:") + 1 :] == lines


def test_what_is_empty_is_left_out() -> None:
    """A story without items has three fields, and no others."""
    assert write(_story("Words")).splitlines() == [
        *("slug: story", "", "title:", "  en: A title", "", "standfirst:", "  en: Words")
    ]


@FEWER
@given(st.randoms(use_true_random=False), dossiers())
def test_the_order_of_fields_does_not_matter(random: Any, dossier: Dossier) -> None:
    """A file with its fields in another order is written in ours."""
    data = list(dossier.model_dump(mode="json", exclude_defaults=True).items())
    random.shuffle(data)
    shuffled = yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False)
    assert write(read(shuffled.encode(), "shuffled.yaml")) == write(dossier)
