"""A corrected message of a long page begins where it began, and says what was corrected in it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.i18n import catalogue
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.render.page_cache import PageButtons, PageRenderer
from bot.services import publishing
from bot.services.corrections import rendering
from bot.services.corrections.rendering import PageAnew
from bot.store import key_values, stories
from bot.store.copies import messages
from bot.store.copies.messages import copy_page
from bot.views.callback_data import Format, PageLink, Section
from bot.views.recipes import making
from bot.views.recipes.recipe import write
from tests.bot.story_factory import tale
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from bot.model import Dossier
    from bot.store.copies.messages import Cover
    from bot.store.database import Database
    from bot.views.recipes.recipe import Recipe

WORDS = catalogue.load()
LATER = NOW + timedelta(days=400)  # when no page says at its head any more what was corrected
READER = Preferences(Language.EN)
SAILED, SANK = {"en": "Ten ships sailed", "ar": "أبحرت عشر سفن"}, {"en": "Ten ships sank", "ar": "غرقت عشر سفن"}


def story(*wrong: str, right: bool = False) -> Dossier:
    """A timeline of several messages; what is wrong in it, or has been put right."""
    events = [_event(number) for number in range(1, 41)]
    for event in (event for event in events if event["id"] in wrong):
        event["text"] = SANK if right else SAILED
    records = [
        {"id": f"c-{item}", "date": "2025-04-28", "item": item, "class": "corrected", "was": SAILED, "is": SANK}
        for item in wrong
    ]
    return tale("ships", "السفن", "Ships", events=events, corrections=records if right else [])


def _event(number: int) -> dict[str, Any]:
    month, day = divmod(number, 28)
    text = {"en": f"Of {number}: " + "the ships came and went " * 12, "ar": "جاءت السفن وذهبت"}
    return {"id": f"e{number}", "date": f"2025-{month + 1:02}-{day + 1:02}", "text": text, "sources": ["s1"]}


@pytest.mark.parametrize(("format_", "wrong"), [(Format.CLASSIC, "e5"), (Format.CLASSIC, "e14"), (Format.RICH, "e14")])
async def test_a_message_is_laid_out_as_it_was(database: Database, format_: Format, wrong: str) -> None:
    """One that was opened at an item begins with it still, and has the line of what was wrong in it."""
    number = (await publishing.import_dossier(database, story(wrong), note=None, at=NOW))[0].number
    link = PageLink(number, Section.TIMELINE, Language.EN, "e5", format=format_)
    async with database.read() as conn:
        before = await stories.get(conn, number, 1)
    assert before
    rendered = PageRenderer(WORDS).page(before, link, READER, PageButtons(others=False), LATER)
    index = rendered.index(link) or 0
    items = tuple(item for item, _ in rendered.messages[index].places if item)
    assert wrong in items
    await publishing.import_dossier(database, story(wrong, right=True), note=None, at=NOW)
    anew = await put_right(database, link, ((number, 1, items),))
    ((_, _, standing, records),) = json.loads(anew.page.covers)
    assert (standing[0], records) == (items[0], [f"c-{wrong}"])
    assert anew.body.decode().count(SANK["en"]) == 2, "the item, and the line above it"


@pytest.mark.parametrize("inline", [True, False])
async def test_a_card_keeps_its_buttons(database: Database, inline: bool) -> None:
    """Its picture among them; without inline mode the server refuses a button that needs it."""
    imported = (await publishing.import_dossier(database, story("e5"), note=None, at=NOW))[0]
    async with database.write() as conn:
        await key_values.set_username(conn, "siyaq_bot")
        await key_values.set_inline_mode(conn, on=inline)
        before = await stories.get(conn, imported.number, 1)
    assert before
    await publishing.import_dossier(database, story("e5", right=True), note=None, at=NOW)
    card = making.of_card(before, "e5")
    anew = await put_right_of(database, card, Format.CLASSIC, card.covers)
    sent = anew.body.decode()
    assert ("switch_inline_query" in sent, "share/url" in sent) == (inline, not inline)
    assert WORDS[Language.EN].text("button.picture") in sent


async def put_right(database: Database, link: PageLink, covers: tuple[Cover, ...]) -> PageAnew:
    """What a message is edited to that shows this of a page."""
    return await put_right_of(database, making.of_page(link, others=False), link.format, covers)


async def put_right_of(database: Database, recipe: Recipe, format_: Format, covers: tuple[Cover, ...]) -> PageAnew:
    """What a message is edited to that shows this of what the recipe makes."""
    page = copy_page(write(recipe.kind, recipe.values, format_, READER), covers, READER.language)
    async with database.write() as conn:
        await messages.add_page(conn, page, NOW)
        anew = await rendering.page(conn, page.id, WORDS, LATER)
    assert isinstance(anew, PageAnew)
    return anew
