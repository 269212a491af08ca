"""Rendered pages are kept: those of guests, whose buttons are links, in the same cache as all others."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot import starter
from bot.dossier import read
from bot.model import Picture
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.render import request_body
from bot.render.page_cache import PageButtons, PageRenderer
from bot.views.callback_data import Format, PageLink, Section, payload
from bot.views.guest_answer import GuestLinks
from tests.unit.pages import AT, every_word, story

if TYPE_CHECKING:
    from bot.model import Dossier
    from bot.render.page_cache import RenderedPage

READER = Preferences(Language.EN)
OWN = PageButtons(others=False)
GUEST = PageButtons(others=False, guest=GuestLinks("https://t.me/siyaq", "Siyaq"))


def dossier() -> Dossier:
    """The first story's."""
    ((name, data),) = starter.stories()
    return read(data, name)


def page(renderer: PageRenderer, place: PageLink, buttons: PageButtons, of: Dossier | None = None) -> RenderedPage:
    """The page of one story."""
    return renderer.page(story(of or dossier()), place, READER, buttons, AT)


@pytest.mark.parametrize("format_", list(Format))
def test_a_guests_page_is_rendered_once(format_: Format) -> None:
    """It is kept beside the page of a chat, and answers any query: the title, links as buttons, how to read on."""
    renderer, place = PageRenderer(every_word()), PageLink(7, Section.SUMMARY, Language.EN, format=format_)
    first, own = page(renderer, place, GUEST), page(renderer, place, OWN)
    assert page(renderer, replace(place, part=1), GUEST) is first
    assert page(renderer, place, OWN) is own
    answer = json.loads(request_body.guest(first.bodies[0], 'a"b'))
    assert answer["guest_query_id"] == 'a"b'
    result, chat_message = answer["result"], json.loads(request_body.send(own.bodies[0], 1))
    assert (result["type"], result["title"]) == ("article", "Summary")
    shown = "rich_message" if format_ is Format.RICH else "text"
    named = "rich_message" if format_ is Format.RICH else "message_text"
    assert result["input_message_content"][named] == chat_message[shown]
    *_, (more,) = result["reply_markup"]["inline_keyboard"]
    assert more["url"] == f"https://t.me/siyaq?start={payload(place)}"


def test_a_guests_cover_has_its_picture() -> None:
    """Where public pages have an address, a guest is shown what a chat is."""
    picture = Picture.model_validate(
        {"file": "a" * 64, "credit": {"en": "A Photographer"}, "description": {"en": "A port"}}
    )
    renderer = PageRenderer(every_word(), "https://news.example/")
    pictured = dossier().model_copy(update={"picture": picture})
    for format_ in Format:
        cover = PageLink(7, Section.COVER, Language.EN, format=format_)
        own, guest = (page(renderer, cover, buttons, pictured).bodies[0] for buttons in (OWN, GUEST))
        address = re.search(rb"https://news.example/[^\"]+", own)
        assert address
        assert address[0] in guest
