import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from siyaq_sandbox import markup, rich
from siyaq_sandbox.entities import MarkupError

CORPUS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("refusals.yaml").read_text(encoding="utf-8"))
CLASSIC = [case for case in CORPUS if "html" not in case]
RICH = [case for case in CORPUS if "html" in case]
REPEATED = re.compile(r"\{(.+?) \* ([0-9]+)\}")


def _name(case: dict[str, Any]) -> str:
    return f"{case['said'][:40]}-{case['source'].removeprefix('https://github.com/')}"


def _text(case: dict[str, Any]) -> str:
    """What the case sends: the flaw, with plain text before it up to the reported offset."""
    padding = "x" * (case.get("before", 0) - case.get("skip", 0))
    return f"{padding}{case['text']}" + ("\ud83c" if case.get("then_half") else "")


def test_the_corpus_is_wide_and_says_where_each_refusal_was_reported() -> None:
    """At least 25 refusals of classic messages and 10 of rich ones stand in it, each with a public address."""
    assert len(CLASSIC) >= 25
    assert len(RICH) >= 10
    assert all(case["source"].startswith("https://github.com/") for case in CORPUS)
    assert len({case["source"] for case in CORPUS}) >= 30


@pytest.mark.parametrize("case", CLASSIC, ids=_name)
def test_a_classic_text_is_refused_in_the_words_that_were_reported(case: dict[str, Any]) -> None:
    """The description is the one that Telegram gave, byte offset included."""
    with pytest.raises(MarkupError) as refusal:
        markup.parse(_text(case), case.get("mode"), case.get("entities"))
    heard = refusal.value.description
    if case.get("without_offset"):
        heard = re.sub(" at byte offset [0-9]+", "", heard)
    assert (heard.lower() if case.get("lowered") else heard) == case["said"]


@pytest.mark.parametrize("case", RICH, ids=_name)
def test_rich_html_is_refused_in_the_words_that_were_reported(case: dict[str, Any]) -> None:
    """The description is the one that Telegram gave."""
    html = REPEATED.sub(lambda match: match[1] * int(match[2]), case["html"])
    with pytest.raises(MarkupError) as refusal:
        rich.parse({"html": html}, load=lambda kind, source: [{"file_id": f"{kind} of {source}"}])
    assert refusal.value.description == case["said"]
