"""The screens of `/correct`: a story's published items and its records of corrections, to choose one of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.forms.dossier_edit import PARTS, find
from bot.views.correction_text import label, text_of
from bot.views.desk import item_summary
from bot.views.desk.screen import button, rows, screen
from bot.views.document import Paragraph, Run, Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n.catalogue import Translator
    from bot.model import Correction, Story
    from bot.model.reader import Preferences
    from bot.views.document import Block, Button, Document

PAGE = 8  # items on one screen
RECORDS = "corrections"
_BUTTON = 45  # UTF-16 units of an item on a button


def story(
    shown: Story,
    words: Translator,
    preferences: Preferences,
    asked: str = "",
    near: Sequence[tuple[str, str]] = (),
) -> Document:
    """Build the screen of a story: its parts that have items, and its records.

    Where an item was `asked` for that the story has not, it is named, with the items that are `near` it.
    """
    counted = [(part, len(getattr(shown.dossier, part))) for part in (*PARTS, RECORDS)]
    parts = [
        _to(words.text("desk.part.counted", part=words.text(f"desk.part.{part}"), count=count), shown, part)
        for part, count in counted
        if count
    ]
    title, key = item_summary.title(shown.dossier, words), "desk.correct.near" if near else "desk.correct.unknown"
    sentence = words.text(key, asked=asked) if asked else words.text("desk.correct.which")
    offered = [[_item(shown, part, find(shown.dossier, part, item), words, preferences)] for part, item in near[:PAGE]]
    return screen(words, title, sentence, rows=(*offered, *rows(parts), _home(words)))


def part(shown: Story, name: str, start: int, words: Translator, preferences: Preferences) -> Document:
    """Build the list of a part's items, from the one at index `start` on."""
    entries = getattr(shown.dossier, name)
    first = start - start % PAGE if start < len(entries) else 0
    listed = [[_item(shown, name, entry, words, preferences)] for entry in entries[first : first + PAGE]]
    before = [_to("◀", shown, name, first - PAGE)] if first else []
    after = [_to("▶", shown, name, first + PAGE)] if first + PAGE < len(entries) else []
    back = [_to(words.text("desk.button.back"), shown)]
    return screen(words, words.text(f"desk.part.{name}"), rows=(*listed, [*before, *after], back))


def item(shown: Story, name: str, entry: object, words: Translator, preferences: Preferences) -> Document:
    """Build the screen of a published item: what readers see, what was corrected of it, and the ways to correct it."""
    item_id = str(getattr(entry, "id", ""))
    value = str(shown.number)
    correct = button(words.text("desk.correct.change"), "mend", None, name, item=item_id, value=value)
    withdraw = button(words.text("desk.correct.withdraw"), "takeout", None, name, item=item_id, value=value)
    records = [record for record in shown.dossier.corrections if record.item == item_id]
    blocks = item_summary.full(shown.dossier, name, entry, words, preferences)
    back = [_to(words.text("desk.button.back"), shown, name)]
    return screen(
        words, words.text(f"desk.part.{name}"), *blocks, *(_record(record, words, preferences) for record in records),
        rows=([correct], [withdraw], back),
    )  # fmt: skip


def record(
    shown: Story,
    entry: Correction,
    words: Translator,
    preferences: Preferences,
    *,
    may_redact: bool,
    is_sure: bool,
    reached: tuple[str, ...] = (),
) -> Document:
    """Build the screen of a record, with what it `reached`; an owner may take its texts out, after a confirmation."""
    value, back = str(shown.number), [_to(words.text("desk.button.back"), shown, RECORDS)]
    verb = "redactyes" if is_sure else "redact"
    key = "desk.correct.redact_yes" if is_sure else "desk.correct.redact"
    redact = [button(words.text(key), verb, None, RECORDS, item=entry.id, value=value)]
    sure = words.text("desk.correct.redact_sure") if is_sure else None
    title = words.text("desk.part.corrections")
    is_offered = may_redact and not entry.redacted
    again = [button(words.text("desk.push.button.refresh"), "correct", None, RECORDS, item=entry.id, value=value)]
    return screen(
        words, title, _record(entry, words, preferences), *reached, sure,
        rows=(redact if is_offered else [], again if reached else [], back),
    )  # fmt: skip


def _record(entry: Correction, words: Translator, preferences: Preferences) -> Block:
    day = item_summary.day(entry.date, preferences)
    head = words.text("page.card.dated", what=label(entry, words), date=day)
    text = text_of(entry).localize(words.language)[0]
    return Paragraph((Run(head, Style.STRONG), Run("\n"), Run(text)))


def _item(shown: Story, name: str, entry: Any, words: Translator, preferences: Preferences) -> Button:
    label = item_summary.line(shown.dossier, entry, words, preferences, _BUTTON)
    return button(label, "correct", None, name, item=entry.id, value=str(shown.number))


def _to(label: str, shown: Story, part: str | None = None, start: int = 0) -> Button:
    value = f"{shown.number}-{start}" if start else str(shown.number)
    return button(label, "correct", None, part, value=value)


def _home(words: Translator) -> list[Button]:
    return [button(words.text("desk.button.desk"), "desk")]
