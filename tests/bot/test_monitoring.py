"""The dashboard and the alert rules in `deploy/monitoring`: they ask for what a bot exports, and for all of it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.bot.bot_harness import BotHarness
from tests.bot.test_two_processes import free_port
from tests.sandbox_client import LAYLA

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.sandbox_client import SandboxClient

CHECKOUT = Path(__file__).parents[2]
FOLDER = CHECKOUT / "deploy" / "monitoring"
PROMETHEUS = {"job", "instance", "le"}
"""Labels that Prometheus adds, and that of a histogram's bounds."""
CONSTANT = {"job": "$job"}
METRIC = re.compile(r"\b(?:siyaq|process)_[a-z_]+\b")
WORDS = {
    *("absent", "and", "by", "histogram_quantile", "increase", "max", "max_over_time", "min", "on", "rate", "sum"),
}

Labels = dict[str, dict[str, set[str]]]


@pytest.fixture
async def exported(sandbox: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Labels:
    """By name, the labels of each sample of a bot that answered two questions, with their values."""
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_BURST", 1)  # the second has to wait
    address = f"127.0.0.1:{free_port()}"
    bot = BotHarness(sandbox, tmp_path, SIYAQ_METRICS_LISTEN=address)
    await bot.start()
    try:
        for _ in range(2):
            await sandbox.ask("/summary", as_=LAYLA)
        async with sandbox.session.get(f"http://{address}/metrics") as response:
            text = await response.text()
    finally:
        await bot.stop()
    labels: Labels = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            known = labels.setdefault(sample.name, defaultdict(set))
            for label, value in sample.labels.items():
                known[label].add(value)
    return labels


def panels() -> list[dict[str, Any]]:
    """The dashboard's panels."""
    listed: list[dict[str, Any]] = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))["panels"]
    return listed


def rules() -> list[dict[str, Any]]:
    """The alert rules."""
    (group,) = yaml.safe_load((FOLDER / "alerts.yaml").read_text("utf-8"))["groups"]
    listed: list[dict[str, Any]] = group["rules"]
    return listed


def drawn() -> list[str]:
    """The dashboard's queries."""
    return [target["expr"] for panel in panels() for target in panel["targets"]]


def asked(queries: Iterable[str]) -> set[str]:
    """The metrics of queries."""
    return {name for query in queries for name in METRIC.findall(query)}


async def test_queries_ask_for_what_is_exported(exported: Labels) -> None:
    """Each metric, each label that is grouped or matched by, and each value that is matched."""
    for query in (*drawn(), *(rule["expr"] for rule in rules())):
        names = asked([query])
        assert names <= exported.keys(), query
        known: dict[str, set[str]] = defaultdict(set)
        for name in names:
            for label, values in exported[name].items():
                known[label] |= values
        grouped = {label for group in re.findall(r"\b(?:by|on) \(([^)]*)\)", query) for label in group.split(", ")}
        assert grouped <= known.keys() | PROMETHEUS, query
        for label, value in re.findall(r'(\w+)="([^"]*)"', query):
            assert CONSTANT.get(label) == value or value in known[label], query


async def test_all_that_is_exported_is_drawn(exported: Labels) -> None:
    """No metric of ours is left out of the dashboard: of a histogram one of its series is enough."""
    suffix = re.compile(r"_(?:bucket|count|sum|total|created)$")
    ours = {suffix.sub("", name) for name in exported if name.startswith("siyaq_")}
    assert ours == {suffix.sub("", name) for name in asked(drawn()) if name.startswith("siyaq_")}
    assert len(ours) >= 9


def test_queries_are_well_formed() -> None:
    """Brackets close in order, and every other word is one of PromQL's."""
    for query in (*drawn(), *(rule["expr"] for rule in rules())):
        bare = re.sub(r'"[^"]*"|\{[^}]*\}|\[(?:\d+[smhd]|\$__rate_interval)\]|\b(?:by|on) \([^)]*\)', "", query)
        assert set(re.findall(r"[A-Za-z]\w*", METRIC.sub("", bare))) <= WORDS, query
        depth = 0
        for character in bare:
            depth += {"(": 1, ")": -1}.get(character, 0)
            assert depth >= 0, query
        assert depth == 0, query


def test_alerts_say_what_to_do() -> None:
    """Each has a name of its own, a severity, words, and its line in the operations page."""
    page = (CHECKOUT / "docs" / "operations.md").read_text("utf-8")
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names)) >= 8
    for rule in rules():
        assert rule["labels"]["severity"] in {"critical", "warning", "info"}
        assert set(rule["annotations"]) == {"summary", "description"}
        assert f"`{rule['alert']}`" in page


async def test_words_name_labels_that_there_are(exported: Labels) -> None:
    """Legends and annotations hold no label that their query does not leave."""
    texts = [(target["expr"], target["legendFormat"]) for panel in panels() for target in panel["targets"]]
    texts += [(rule["expr"], text) for rule in rules() for text in rule["annotations"].values()]
    for query, text in texts:
        known = {label for name in asked([query]) for label in exported[name]} | PROMETHEUS
        assert set(re.findall(r"\{\{ ?(?:\$labels\.)?(\w+) ?\}\}", text)) <= known, text


def test_panels_lie_side_by_side() -> None:
    """Each has a number and a place of its own in 24 columns, and asks the data source that is chosen."""
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        place = panel["gridPos"]
        cells = {
            (column, row)
            for column in range(place["x"], place["x"] + place["w"])
            for row in range(place["y"], place["y"] + place["h"])
        }
        assert cells.isdisjoint(taken), panel["title"]
        assert place["x"] + place["w"] <= 24
        assert panel["datasource"]["uid"] == "${datasource}"
        taken |= cells
    assert len({panel["id"] for panel in panels()}) == len(panels())
