"""Screens that ask where wire copy belongs, and which of two readings of a file is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.views.desk import item_summary
from bot.views.desk.screen import button, screen
from bot.views.document import Paragraph, Run, Style
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.store.drafts import Draft
    from bot.views.document import Document

_BUTTON = 45  # UTF-16 units of a title on a button
_SHOWN = 240  # UTF-16 units of a reading, enough to tell letters from rubbish


def where(
    copy_id: int, described: str, likely: Sequence[Story], in_hand: Sequence[Draft], words: Translator
) -> Document:
    """Build the screen that asks where a copy belongs: stories that it likely updates, drafts, a new story."""
    stories = [
        [button(_updates(story, words), "copyinto", item="story", value=f"{copy_id}-{story.number}")]
        for story in likely
    ]
    drafts = [[button(_named(draft, words), "copyinto", draft.id, value=str(copy_id))] for draft in in_hand]
    new = [button(words.text("desk.text.new"), "copyinto", value=str(copy_id))]
    text = words.text("desk.intake.where")
    return screen(words, words.text("desk.intake.title"), described, text, rows=(*stories, *drafts, new))


def into(copy_id: int, described: str, draft: Draft, words: Translator) -> Document:
    """Build the screen of a copy that was asked for in a draft: read it there, when all of it has come."""
    text = words.text("desk.intake.into", title=item_summary.title(draft.dossier, words))
    read = [button(words.text("desk.intake.read"), "copyinto", draft.id, value=str(copy_id))]
    return screen(words, words.text("desk.intake.title"), described, text, rows=(read,))


def readings(copy_id: int, texts: Sequence[tuple[str, str]], words: Translator) -> Document:
    """Build the choice between readings of a file, as (encoding, text)."""
    shown = [
        Paragraph((Run(f"{number}. {encoding}", Style.STRONG), Run("\n"), Run(shorten(text, _SHOWN))))
        for number, (encoding, text) in enumerate(texts, 1)
    ]
    choose = [
        [button(words.text("desk.intake.reading", number=number), "copyenc", value=f"{copy_id}-{number - 1}")]
        for number, _ in enumerate(texts, 1)
    ]
    return screen(words, words.text("desk.intake.title"), words.text("desk.intake.readings"), *shown, rows=choose)


def described(parts: int, file: str | None, words: Translator) -> str:
    """Word what came in: a file by name, or how many messages were joined."""
    return file or words.count("desk.intake.messages", parts)


def _updates(story: Story, words: Translator) -> str:
    return words.text("desk.intake.updates", title=shorten(item_summary.title(story.dossier, words), _BUTTON))


def _named(draft: Draft, words: Translator) -> str:
    title = shorten(item_summary.title(draft.dossier, words), _BUTTON)
    return words.text("desk.draft.named", draft=draft.id, title=title)
