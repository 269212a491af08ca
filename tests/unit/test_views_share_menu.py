"""What can be shared of a page, and how."""

from __future__ import annotations

from dataclasses import replace

from bot.model.language import Language
from bot.model.reader import Preferences
from bot.views import item_card, share_menu
from bot.views.callback_data import Format, PageLink, ReaderLink, Section, ShareLink, payload, unpack
from tests.bot.story_factory import first
from tests.unit.pages import every_word, only, story

FIRST = first()
WORDS, PREFERENCES = every_word()[Language.EN], Preferences(Language.EN)
ITEMS = [*(point.id for point in FIRST.key_points), *(paragraph.id for paragraph in FIRST.summary)]
SUMMARY = PageLink(7, Section.SUMMARY, Language.EN)


def test_the_choice_leads_through_all_items() -> None:
    """Eight at a time from the one that the page begins with, none twice; an item that is gone begins anew."""
    seen: list[str | None] = []
    place: PageLink | None = SUMMARY
    while place:
        message = only(share_menu.choice(story(FIRST), ITEMS, place, WORDS, PREFERENCES))
        links = {button["text"]: unpack(button["callback_data"]) for row in message.buttons for button in row}
        cards = [link.value for link in links.values() if isinstance(link, ReaderLink) and link.value]
        straight = only(share_menu.choice(story(FIRST), ITEMS, place, WORDS, PREFERENCES, inline=True))
        queries = [str(button.get("switch_inline_query_chosen_chat")) for row in straight.buttons for button in row]
        assert all(f"_{item}'" in query for item, query in zip(cards, queries, strict=False))
        seen += cards
        after = links.get("▶")
        place = after.page if isinstance(after, ShareLink) else None
    assert seen == ITEMS
    gone = PageLink(7, Section.SUMMARY, Language.EN, "k999")
    assert "▶" in str(share_menu.choice(story(FIRST), ITEMS, gone, WORDS, PREFERENCES))
    assert "◀" not in str(share_menu.choice(story(FIRST), ITEMS, gone, WORDS, PREFERENCES))


def test_the_other_ways_are_of_the_page_that_they_were_asked_for_on() -> None:
    """From what one speaker said, *Link, picture, report…* leads to the cards of that, and back to it."""
    place = PageLink(7, Section.QUOTES, Language.EN, speaker="kim-jong-un", format=Format.RICH)
    inline = only(share_menu.choice(story(FIRST), ["q1", "q2"], place, WORDS, PREFERENCES, inline=True))
    (link,) = [unpack(each["callback_data"]) for each in inline.buttons[-2] if "callback_data" in each]
    assert link == ShareLink(replace(place, item="q1"), otherwise=True)
    ways = only(share_menu.ways(story(FIRST), ["q1", "q2"], link.page, WORDS, PREFERENCES))
    assert unpack(ways.buttons[-1][0]["callback_data"]) == ShareLink(link.page)


def test_a_card_is_sent_by_inline_mode_or_else_by_its_address() -> None:
    """With inline mode the button fills in the item's payload; without, Telegram's own page shares the deep link."""
    card = item_card.card(story(FIRST), "q1", WORDS, PREFERENCES, "https://t.me/thebot")
    assert card
    (send,), (copy, back), (wrong,) = only(share_menu.card(card, WORDS, inline=True)).buttons
    assert str(send["switch_inline_query_chosen_chat"]).startswith(f"{{'query': '{payload(card.place)}'")
    assert str(copy["copy_text"]) == str({"text": card.address})
    assert unpack(back["callback_data"]) == PageLink(7, Section.QUOTES, Language.EN, "q1")
    assert unpack(wrong["callback_data"]) == ReaderLink("wrong", Language.EN, 7, "q1")
    (send,), *_ = only(share_menu.card(card, WORDS, inline=False)).buttons
    assert send["url"] == f"https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fthebot%3Fstart%3D{payload(card.place)}"
