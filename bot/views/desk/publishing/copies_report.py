"""What a correction reaches: the copies by kind before it is published, and what became of them afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.i18n import numbers
from bot.views import correction_notes, item_card
from bot.views.desk import broadcast_report
from bot.views.document import Heading, Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from bot.i18n.catalogue import Translator
    from bot.model import Correction, Story
    from bot.model.reader import Preferences
    from bot.store.copies.runs import Run as CorrectionRun
    from bot.store.copies.totals import RunTotals
    from bot.views.document import Block

KINDS = ("post", "push", "digest", "answer", "inline", "picture", "guest", "ephemeral")
_REASONS = 5  # that are listed, the most frequent
# What is in Telegram's words, or in ours, where a message cannot be edited.
_SIGNS = (
    ("not found", "gone"),
    ("message_id_invalid", "gone"),
    ("moved", "moved"),
    ("ephemeral", "ephemeral"),
    ("undrawn", "undrawn"),
)


@dataclass(frozen=True, slots=True)
class CopyForecast:
    """The copies by kind that publishing would correct, and how many seconds that takes.

    `before` and `after` are the story with what `record` corrects, to show a copy as it is and as it will be;
    `notices` is how many chats are sent one at most.
    """

    by: Mapping[str, int]
    seconds: float
    before: Story
    after: Story
    record: Correction
    notices: int

    @property
    def total(self) -> int:
        """All copies together."""
        return sum(self.by.values())


def expected(copies: CopyForecast, words: Translator) -> Iterator[str]:
    """Yield how many copies are corrected, of which kinds, and how long that takes."""
    if not copies.total:
        yield words.text("desk.copies.none")
        return
    lines = [words.count("desk.copies.expected", copies.total), *_kinds(copies.by, words)]
    if copies.notices:
        lines.append(words.text("desk.copies.told"))
    lines.append(words.text("desk.push.dry.takes", span=broadcast_report.span(copies.seconds, words)))
    yield "\n".join(lines)


def compared(copies: CopyForecast, words: Translator, preferences: Preferences) -> Iterator[Block | str]:
    """Yield a copy as it is, and as it will be, with the line that says what was corrected."""
    record = copies.record
    line = correction_notes.line(record, words, preferences)
    for key, story, lines in (("desk.copies.now", copies.before, ()), ("desk.copies.then", copies.after, (line,))):
        card = item_card.card(story, record.item, words, preferences, "https://t.me")
        yield Heading((Run(words.text(key)),), level=3)
        yield from lines
        yield from (replace(block, level=3) if isinstance(block, Heading) else block for block in _blocks(card))


def report(run: CorrectionRun, totals: RunTotals, now: datetime, words: Translator) -> Iterator[str]:
    """Yield what became of a run's copies: corrected, not corrected and why, unknown, and how long it took."""
    listed = totals.in_state("pending", "done", "same", "failed")
    right = totals.in_state("done", "same")
    values = {"right": _number(right, words), "total": _number(listed, words)}
    lines = [words.text("desk.copies.right", **values)]
    lines += _kinds({kind: sum(n for (k, s), n in totals.by.items() if k == kind) for kind in KINDS}, words)
    if failed := totals.in_state("failed"):
        lines.append(words.count("desk.copies.failed", failed))
        lines += _reasons(totals.reasons, words)
    if totals.uncertain:
        lines.append(words.count("desk.copies.uncertain", totals.uncertain))
    if run.unknown:
        lines.append(words.count("desk.copies.unknown", run.unknown))
    if totals.notices:
        sent, every = totals.notices.get("sent", 0), sum(totals.notices.values())
        lines.append(words.text("desk.copies.notices", sent=_number(sent, words), total=_number(every, words)))
    seconds = ((run.ended_at or now) - run.at).total_seconds()
    key = "desk.copies.took" if run.ended_at else "desk.copies.runs"
    lines.append(words.text(key, span=broadcast_report.span(seconds, words)))
    yield "\n".join(lines)


def _kinds(by: Mapping[str, int], words: Translator) -> list[str]:
    return [f"• {words.text(f'desk.copies.kind.{kind}')}: {_number(by[kind], words)}" for kind in KINDS if by.get(kind)]


def _reasons(reasons: Mapping[str, int], words: Translator) -> list[str]:
    """Return why copies were not corrected, the most frequent reasons first."""
    known, others = broadcast_report.grouped(reasons)
    counted = {words.count(f"desk.push.reason.{name}", count): count for name, count in known.items()}
    for reason, count in others.items():
        key = next((key for sign, key in _SIGNS if sign in reason.lower()), None)
        name = words.text(f"desk.copies.reason.{key}") if key else reason
        counted[f"{name}: {_number(count, words)}"] = count
    return [f"• {name}" for name, _ in sorted(counted.items(), key=lambda entry: -entry[1])[:_REASONS]]


def _blocks(card: item_card.ItemCard | None) -> tuple[Block, ...]:
    return card.document.blocks if card else ()


def _number(count: int, words: Translator) -> str:
    return numbers.format_number(count, words.digits)
