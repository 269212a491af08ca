"""A push in words: whom it would reach, its bar while it runs, its report at the end, and what can be done about it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.document import Paragraph, Run
from bot.handlers.desk import gist
from bot.handlers.desk.screens import button, rows, screen
from bot.i18n import languages, numbers
from bot.pages.labels import shorten
from bot.pushing.push import of
from bot.store import deliveries, stories

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.document import Block, Button, Document
    from bot.i18n.catalogue import Words
    from bot.pushing import Forecast, Push
    from bot.store.broadcasts import Broadcast, Kind
    from bot.story import Story

_BAR = 12  # steps of the bar
_NAMED = 3  # reasons that are told in Telegram's words, of those that no group has
_TITLE = 45  # UTF-16 units of what a push is called
_MINUTE, _HOUR = 60, 3600
_FINE = 90  # of one unit, up to which it is told in it
# What Telegram says (a part of it, in small letters), by what that means. Its words are nowhere listed; these are what
# https://github.com/tdlib/telegram-bot-api answers with.
_GROUPS = (
    ("blocked", ("blocked by the user",)),
    ("deactivated", ("deactivated",)),
    ("unknown", ("chat not found", "peer_id_invalid", "user not found", "initiate conversation")),
    ("kicked", ("was kicked", "is not a member", "chat_forbidden", "channel_private", "group chat was deleted")),
    ("rights", ("rights", "write_forbidden", "admin_required", "administrator", "_forbidden", "topic_closed")),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A push as it is now: what it is called, why it failed where it did, and how many it sends a second, if known."""

    push: Broadcast
    title: str
    reasons: Mapping[str, int] = field(default_factory=dict)
    rate: float | None = None


async def look(conn: AsyncConnection, push: Broadcast, words: Words, rate: float | None = None) -> Standing:
    """How the push stands."""
    reasons = await deliveries.reasons(conn, push.id) if push.counts.failed else {}
    return Standing(push, await title(conn, push, words), reasons, rate)


async def title(conn: AsyncConnection, push: Broadcast, words: Words) -> str:
    """What a push is called."""
    story = await stories.get(conn, push.story) if push.story else None
    return called(story, of(push, None), words, push.kind)


def called(story: Story | None, push: Push, words: Words, kind: Kind = "announcement") -> str:
    """What is pushed, or in the making, is called: by its story, by what it announces, or else by its kind."""
    if story:
        return shorten(gist.title(story.dossier, words), _TITLE)
    if text := push.headline or push.words:
        return shorten(text.told(words.language)[0], _TITLE)
    return words.text(f"desk.push.kind.{kind}")


def document(standing: Standing, words: Words, *, refresh: bool = False) -> Document:
    """How far the push is, or how it ended, with the buttons that are of use then.

    `refresh`: nobody keeps this screen up to date, so a button does, as long as there is something to wait for.
    """
    push = standing.push
    name = words.text("desk.push.named", number=push.id, title=standing.title)
    again = [button(words.text("desk.push.button.refresh"), "pushcard", push.id)]
    moving = refresh and push.state in {"running", "paused", "retracting"}
    return screen(words, name, *_blocks(standing, words), rows=(again if moving else [], *buttons(push, words)))


def buttons(push: Broadcast, words: Words) -> tuple[tuple[Button, ...], ...]:
    """What can be done about a push that is, or was, on its way."""
    verbs = {"running": ("pushpause", "pushstop"), "paused": ("pushgo", "pushstop")}.get(push.state, ())
    course = [button(words.text(f"desk.push.button.{verb}"), verb, push.id) for verb in verbs]
    doubts = [button(words.text("desk.push.button.doubts"), "doubts", push.id)]
    failed = [button(words.text("desk.push.button.failed"), "pushfail", push.id)]
    back = [button(words.text("desk.push.button.retract"), "retract", push.id)]
    is_back = push.state in {"retracting", "retracted"} or not (push.counts.sent or push.counts.open)
    every = button(words.text("desk.push.button.pushes"), "pushes")
    return (
        tuple(course),
        tuple(doubts if push.counts.uncertain else ()),
        *rows([*(failed if push.counts.failed else ()), *(() if is_back else back), every]),
    )


def tallied(counted: Forecast, words: Words) -> Iterator[str]:
    """How many chats would get a push, by kind and language, how many hear later, and how long it takes."""
    tally = counted.tally
    yield words.count("desk.push.dry.total", tally.total)
    lines = []
    for (kind, language), n in sorted(tally.by.items()):
        told = languages.name(language, words.language)
        label = words.text(f"desk.push.dry.{kind}", language=told)
        lines.append(words.text("desk.push.dry.line", label=label, number=numbers.spell(n, words.digits)))
    if lines:
        yield "\n".join(lines)
    if tally.held:
        yield words.count("desk.push.dry.held", tally.held)
    if tally.total:
        yield words.text("desk.push.dry.takes", span=span(counted.seconds, words))


def span(seconds: float, words: Words) -> str:
    """So much time, as coarsely as one says it: '40 seconds', '12 minutes', '3 hours'."""
    if seconds < _FINE:
        return words.count("desk.push.seconds", max(1, math.ceil(seconds)))
    if seconds < _FINE * _MINUTE:
        return words.count("desk.push.minutes", math.ceil(seconds / _MINUTE))
    return words.count("desk.push.hours", math.ceil(seconds / _HOUR))


def grouped(reasons: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """How many failures there are of each group that we know, and the others by what Telegram says."""
    known: dict[str, int] = {}
    others: dict[str, int] = {}
    for reason, n in reasons.items():
        told = reason.lower()
        group = next((name for name, signs in _GROUPS if any(sign in told for sign in signs)), None)
        if group:
            known[group] = known.get(group, 0) + n
        else:
            others[reason] = others.get(reason, 0) + n
    return known, others


def _blocks(standing: Standing, words: Words) -> Iterator[Block | str]:
    push, counts = standing.push, standing.push.counts
    yield words.text(f"desk.push.state.{push.state}")
    if push.state in {"running", "paused"}:
        yield _bar(counts.total - counts.open, counts.total, words)
    if push.state == "retracting":
        yield _bar(push.deleted + push.withdrawn + push.kept, counts.sent, words)
    yield "\n".join(_figures(push, words))
    if push.state in {"running", "retracting"} and standing.rate:
        yield _pace(standing, words)
    if push.state in {"stopped", "done"} and push.started_at and push.ended_at:
        yield words.text("desk.push.took", span=span((push.ended_at - push.started_at).total_seconds(), words))
    if counts.failed and push.state not in {"running", "retracting", "retracted"}:
        yield from _failures(standing, words)


def _figures(push: Broadcast, words: Words) -> Iterator[str]:
    """The figures that say something, a line each."""
    counts = push.counts
    if push.state in {"retracting", "retracted"}:
        for name in ("deleted", "withdrawn", "kept"):
            if (n := getattr(push, name)) or name == "deleted":
                yield words.count(f"desk.push.count.{name}", n)
    else:
        yield words.count("desk.push.count.sent", counts.sent)
    for name, n in (
        ("open", counts.open), ("failed", counts.failed), ("uncertain", counts.uncertain),
        ("cancelled", counts.cancelled), ("skipped", counts.skipped),
    ):  # fmt: skip
        if n:
            yield words.count(f"desk.push.count.{name}", n)


def _pace(standing: Standing, words: Words) -> str:
    rate = standing.rate or 0
    push = standing.push
    left = push.counts.open if push.state == "running" else push.counts.sent - push.deleted - push.withdrawn - push.kept
    told = numbers.spell(round(rate) or round(rate, 1), words.digits)
    return words.text("desk.push.pace", rate=told, left=span(left / rate, words))


def _failures(standing: Standing, words: Words) -> Iterator[Block]:
    known, others = grouped(standing.reasons)
    lines = [words.count(f"desk.push.reason.{name}", n) for name, n in sorted(known.items(), key=lambda one: -one[1])]
    told = sorted(others.items(), key=lambda one: -one[1])
    lines += [words.count("desk.push.reason.other", n, why=reason) for reason, n in told[:_NAMED]]
    if more := sum(n for _, n in told[_NAMED:]):
        lines.append(words.count("desk.push.reason.more", more))
    if lines:
        yield Paragraph((Run(words.text("desk.push.why")),))
        yield Paragraph((Run("\n".join(lines)),))


def _bar(done: int, total: int, words: Words) -> str:
    """How much is done: full steps first, in the direction of the words."""
    share = done / total if total else 1.0
    full = math.floor(share * _BAR)
    percent = numbers.show(f"{math.floor(share * 100)}%", words.digits)
    return f"{'▓' * full}{'░' * (_BAR - full)} {percent}"
