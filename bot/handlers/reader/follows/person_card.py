"""The Follow button below a person's card."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.services.follows import requests
from bot.views.follow_pages import person_button

if TYPE_CHECKING:
    from bot.handlers.context import AppContext, ChatContext
    from bot.views.document import Document
    from bot.views.search_results import Item


async def with_follow_button(app: AppContext, chat: ChatContext, page: Document, item: Item) -> Document:
    """Put the button first below a page whose first item is a person; any other page stays as it is."""
    people = item.story.dossier.people if item.part == "people" else ()
    person = next((person for person in people if person.id == item.item), None)
    if person is None:
        return page
    followed = await requests.is_followed(app.database, chat.chat_id, person)
    button = person_button(item.story, person, app.words_for(chat.preferences), followed=followed)
    return replace(page, buttons=((button,), *page.buttons))
