"""Items named by their id: "q10", behind a command or alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.handlers.responder import open_page, show
from bot.text.normalize import ascii_digits
from bot.views import correction_notes, item_card

if TYPE_CHECKING:
    from bot.handlers.context import AppContext, ChatContext
    from bot.model import Story

_ID = re.compile(r"[ckpqes][0-9]{1,4}")  # as the desk makes them


def read(typed: str) -> str | None:
    """Return the id that is typed, if it is of their form."""
    item_id = ascii_digits(typed.strip()).lower()
    return item_id if _ID.fullmatch(item_id) else None


async def open_item(app: AppContext, chat: ChatContext, typed: str, story: Story) -> bool:
    """Open the page of a story's item that is named; of what was withdrawn, say so. Return whether it has or had it."""
    item_id = read(typed)
    if place := item_id and item_card.find(story, item_id, chat.preferences.language):
        await open_page(app, chat, place)
        return True
    return item_id is not None and await tell_withdrawn(app, chat, story, item_id)


async def tell_withdrawn(app: AppContext, chat: ChatContext, story: Story, item_id: str | None) -> bool:
    """Say of an item that it was withdrawn. Return whether it was."""
    words = app.words_for(chat.preferences)
    record = correction_notes.withdrawn(story, item_id, words, chat.preferences)
    if record:
        await show(app, chat, record)
    return record is not None
