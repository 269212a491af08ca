"""What a new story says, for whoever reviews it: its standfirst, and the first items of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.views.desk import item_summary
from bot.views.document import Paragraph, Run, Style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier
    from bot.model.reader import Preferences
    from bot.views.document import Block

_TEXTS = ("key_points", "events", "quotes", "summary", "people", "sources")
_LINE = 160  # UTF-16 units of an item


def contents(dossier: Dossier, words: Translator, preferences: Preferences, most: int) -> Iterator[Block]:
    """Yield that the story is new, its standfirst, and for each kind its number and at most so many items."""
    yield Paragraph((Run(words.text("desk.change.new")),))
    standfirst, language = dossier.standfirst.localize(words.language)
    if standfirst:
        yield Paragraph((Run(standfirst),), language=language)
    if dossier.picture:
        yield from item_summary.head(dossier, "picture", words)
    for part in _TEXTS:
        items = getattr(dossier, part)
        if not items:
            continue
        name = words.text("desk.part.counted", part=words.text(f"desk.part.{part}"), count=len(items))
        lines = [item_summary.line(dossier, item, words, preferences, _LINE) for item in items[:most]]
        more = ("…",) if len(items) > most else ()
        yield Paragraph((Run(name, Style.STRONG), Run("\n" + "\n".join((*lines, *more)))))
