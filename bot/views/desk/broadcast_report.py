"""Screens of a broadcast: recipients before it starts, progress while it runs, the report at its end."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.i18n import languages, numbers
from bot.views.desk import item_summary
from bot.views.desk.screen import button, rows, screen
from bot.views.document import Paragraph, Run
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.broadcast import BroadcastSpec
    from bot.store.broadcasts import Broadcast, BroadcastKind
    from bot.store.recipients import Forecast
    from bot.views.document import Block, Button, Document

_BAR = 12  # characters of the progress bar
_NAMED = 3  # ungrouped failure reasons that are shown in Telegram's words
_TITLE = 45  # UTF-16 units of a broadcast's title
_MINUTE, _HOUR = 60, 3600
_FINE = 90  # a duration is given in a unit up to so many of it: "80 seconds", but "2 minutes"
# Failure groups by substrings of Telegram's descriptions, in lower case. They are documented nowhere; these are from
# the source of https://github.com/tdlib/telegram-bot-api.
_GROUPS = (
    ("blocked", ("blocked by the user",)),
    ("deactivated", ("deactivated",)),
    ("unknown", ("chat not found", "peer_id_invalid", "user not found", "initiate conversation")),
    ("kicked", ("was kicked", "is not a member", "chat_forbidden", "channel_private", "group chat was deleted")),
    ("rights", ("rights", "write_forbidden", "admin_required", "administrator", "_forbidden", "topic_closed")),
)


@dataclass(frozen=True, slots=True)
class BroadcastReport:
    """A broadcast's current state: its title, failures by reason, and messages per second, if known."""

    broadcast: Broadcast
    title: str
    reasons: Mapping[str, int] = field(default_factory=dict)
    rate: float | None = None


def called(story: Story | None, push: BroadcastSpec, words: Translator, kind: BroadcastKind = "announcement") -> str:
    """Return a broadcast's title: its story's, else its own text, else its kind."""
    if story:
        return shorten(item_summary.title(story.dossier, words), _TITLE)
    if text := push.headline or push.words:
        return shorten(text.localize(words.language)[0], _TITLE)
    return words.text(f"desk.push.kind.{kind}")


def document(report: BroadcastReport, words: Translator, *, refresh: bool = False) -> Document:
    """Build the screen of a broadcast's progress or result, with the buttons that work in its state.

    `refresh` adds a refresh button while it runs: for a screen that is not updated by itself.
    """
    broadcast = report.broadcast
    name = words.text("desk.push.named", number=broadcast.id, title=report.title)
    again = [button(words.text("desk.push.button.refresh"), "pushcard", broadcast.id)]
    moving = refresh and broadcast.state in {"running", "paused", "retracting"}
    return screen(words, name, *_blocks(report, words), rows=(again if moving else [], *buttons(broadcast, words)))


def buttons(broadcast: Broadcast, words: Translator) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons that work in a started broadcast's state."""
    verbs = {"running": ("pushpause", "pushstop"), "paused": ("pushgo", "pushstop")}.get(broadcast.state, ())
    course = [button(words.text(f"desk.push.button.{verb}"), verb, broadcast.id) for verb in verbs]
    doubts = [button(words.text("desk.push.button.doubts"), "doubts", broadcast.id)]
    failed = [button(words.text("desk.push.button.failed"), "pushfail", broadcast.id)]
    back = [button(words.text("desk.push.button.retract"), "retract", broadcast.id)]
    is_back = broadcast.state in {"retracting", "retracted"} or not (broadcast.counts.sent or broadcast.counts.open)
    overview = button(words.text("desk.push.button.pushes"), "pushes")
    return (
        tuple(course),
        tuple(doubts if broadcast.counts.uncertain else ()),
        *rows([*(failed if broadcast.counts.failed else ()), *(() if is_back else back), overview]),
    )


def tallied(counted: Forecast, words: Translator) -> Iterator[str]:
    """Yield the recipients of a broadcast by kind and language, how many are deferred, and how long it takes."""
    tally = counted.tally
    yield words.count("desk.push.dry.total", tally.total) if tally.total else words.text("desk.push.dry.nobody")
    lines = []
    for (kind, language), chats in sorted(tally.by.items()):
        language_name = languages.name(language, words.language)
        label = words.text(f"desk.push.dry.{kind}", language=language_name)
        lines.append(words.text("desk.push.dry.line", label=label, number=numbers.format_number(chats, words.digits)))
    if lines:
        yield "\n".join(lines)
    if tally.held:
        yield words.count("desk.push.dry.held", tally.held)
    if tally.total:
        yield words.text("desk.push.dry.takes", span=span(counted.seconds, words))


def span(seconds: float, words: Translator) -> str:
    """Format a duration in one unit, rounded up: '40 seconds', '12 minutes', '3 hours'."""
    if seconds < _FINE:
        return words.count("desk.push.seconds", max(1, math.ceil(seconds)))
    if seconds < _FINE * _MINUTE:
        return words.count("desk.push.minutes", math.ceil(seconds / _MINUTE))
    return words.count("desk.push.hours", math.ceil(seconds / _HOUR))


def grouped(reasons: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Count failures by known group; those of no group by Telegram's description."""
    known: dict[str, int] = {}
    others: dict[str, int] = {}
    for reason, failures in reasons.items():
        lowered = reason.lower()
        group = next((name for name, signs in _GROUPS if any(sign in lowered for sign in signs)), None)
        if group:
            known[group] = known.get(group, 0) + failures
        else:
            others[reason] = others.get(reason, 0) + failures
    return known, others


def _blocks(report: BroadcastReport, words: Translator) -> Iterator[Block | str]:
    broadcast, counts = report.broadcast, report.broadcast.counts
    yield words.text(f"desk.push.state.{broadcast.state}")
    if broadcast.halted:
        yield words.text("desk.push.halted", why=broadcast.halted)
    if broadcast.state in {"running", "paused"}:
        yield _bar(counts.total - counts.open, counts.total, words)
    if broadcast.state == "retracting":
        yield _bar(broadcast.deleted + broadcast.withdrawn + broadcast.kept, counts.sent, words)
    yield "\n".join(_figures(broadcast, words))
    if broadcast.state in {"running", "retracting"} and report.rate:
        yield _pace(report, words)
    if broadcast.state in {"stopped", "done"} and broadcast.started_at and broadcast.ended_at:
        yield words.text(
            "desk.push.took", span=span((broadcast.ended_at - broadcast.started_at).total_seconds(), words)
        )
    if counts.failed and broadcast.state not in {"running", "retracting", "retracted"}:
        yield from _failures(report, words)


def _figures(broadcast: Broadcast, words: Translator) -> Iterator[str]:
    """Yield the counts that are not zero, a line each."""
    counts = broadcast.counts
    if not counts.total and broadcast.state == "done":
        yield words.text("desk.push.count.nobody")
        return
    if broadcast.state in {"retracting", "retracted"}:
        for name in ("deleted", "withdrawn", "kept"):
            if (count := getattr(broadcast, name)) or name == "deleted":
                yield words.count(f"desk.push.count.{name}", count)
    else:
        yield words.count("desk.push.count.sent", counts.sent)
    for name, count in (
        ("open", counts.open), ("failed", counts.failed), ("uncertain", counts.uncertain),
        ("cancelled", counts.cancelled), ("skipped", counts.skipped),
    ):  # fmt: skip
        if count:
            yield words.count(f"desk.push.count.{name}", count)


def _pace(report: BroadcastReport, words: Translator) -> str:
    rate = report.rate or 0
    broadcast = report.broadcast
    left = (
        broadcast.counts.open
        if broadcast.state == "running"
        else broadcast.counts.sent - broadcast.deleted - broadcast.withdrawn - broadcast.kept
    )
    per_second = numbers.format_number(round(rate) or round(rate, 1), words.digits)
    return words.text("desk.push.pace", rate=per_second, left=span(left / rate, words))


def _failures(report: BroadcastReport, words: Translator) -> Iterator[Block]:
    known, others = grouped(report.reasons)
    lines = [
        words.count(f"desk.push.reason.{name}", failures)
        for name, failures in sorted(known.items(), key=lambda counted: -counted[1])
    ]
    by_count = sorted(others.items(), key=lambda counted: -counted[1])
    lines += [words.count("desk.push.reason.other", failures, why=reason) for reason, failures in by_count[:_NAMED]]
    if more := sum(failures for _, failures in by_count[_NAMED:]):
        lines.append(words.count("desk.push.reason.more", more))
    if lines:
        yield Paragraph((Run(words.text("desk.push.why")),))
        yield Paragraph((Run("\n".join(lines)),))


def _bar(done: int, total: int, words: Translator) -> str:
    """Draw a progress bar; its filled end follows the text's direction."""
    share = done / total if total else 1.0
    full = math.floor(share * _BAR)
    percent = numbers.show(f"{math.floor(share * 100)}%", words.digits)
    return f"{'▓' * full}{'░' * (_BAR - full)} {percent}"
