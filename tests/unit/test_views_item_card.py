"""Cards: one item of a story as a message that stands by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.i18n.direction import first_strong
from bot.model import LINE_LIMIT, TEXT_LIMIT, Dossier
from bot.model.diff import LISTS
from bot.model.language import Language
from bot.model.reader import Digits, Preferences
from bot.model.search_fields import STANDFIRST
from bot.text.query_parser import Query
from bot.views import answer, item_card, page_items, section_page, share_menu
from bot.views.callback_data import PageLink, Section, read_payload
from bot.views.reader_context import ReaderContext
from bot.views.recipes import making
from bot.views.recipes.recipe import Kind
from bot.views.search_results import Item
from tests.bot.story_factory import first
from tests.unit.pages import every_word, only, shown, story

if TYPE_CHECKING:
    from bot.views.item_card import ItemCard

HOME = "https://t.me/thebot"
FIRST = first()


def card_of(dossier: Dossier, item: str | None, language: Language = Language.EN) -> ItemCard:
    """The card of an item that is there."""
    card = item_card.card(story(dossier), item, every_word()[language], Preferences(language), HOME)
    assert card
    return card


@pytest.mark.parametrize("language", Language)
def test_every_item_has_a_card(language: Language) -> None:
    """In one message, with its deep link and a source; what lists say of it runs in the right direction."""
    for item in (None, *(entry.id for part in LISTS for entry in getattr(FIRST, part))):
        card = card_of(FIRST, item, language)
        message = only(card.document)
        assert card.address == f"{HOME}?start={card.address.partition('=')[2]}"
        place = read_payload(card.address.partition("=")[2])
        assert place == card.place
        assert place.item == item
        assert [entity["url"] for entity in message.entities if entity["type"] == "text_link"][-1] == card.address
        assert [button["url"] for row in message.buttons for button in row] == [card.address]
        assert card.title
        assert FIRST.title.localize(language)[0] in message.plain
        if place.section is not Section.SOURCES:
            assert any(said in message.plain for said in ("Source", "المصدر", "المصادر", "المصدران"))
        text = card.gist or card.title
        assert first_strong(text) == ("rtl" if language.rtl else "ltr")


def test_an_item_that_is_not_there_has_no_name() -> None:
    """Nor a card: what asked for its name is told."""
    with pytest.raises(KeyError, match="q999"):
        item_card.name(story(FIRST), "q999", every_word()[Language.EN], Preferences(Language.EN))
    assert item_card.card(story(FIRST), "q999", every_word()[Language.EN], Preferences(Language.EN), HOME) is None


def test_a_text_of_the_head_answers_as_the_storys_card() -> None:
    """A question that the standfirst answers is answered by the card that begins with it, not by an empty one."""
    context = ReaderContext(every_word()[Language.EN], Preferences(Language.EN), datetime(2025, 4, 29, tzinfo=UTC))
    item = Item(story(FIRST), "standfirst", STANDFIRST, Language.EN)
    page = answer.answer((item,), Query("who won", ("won",)), context, HOME, None)
    standfirst = FIRST.standfirst.localize(Language.EN)[0]
    assert standfirst[:40] in only(page).plain
    ((_, _, covered),) = making.of_answer(Kind.ANSWER, (item,), Query("who won", ("won",))).covers
    assert {point.id for point in FIRST.key_points} <= set(covered)  # a correction of one finds the copy


def test_a_quotes_card() -> None:
    """The words, who said them, the source, the story; in lists, the name and date before the words."""
    quote = FIRST.quotes[0]
    card = card_of(FIRST, quote.id)
    message = only(card.document)
    words, name = quote.words.localize(Language.EN)[0], FIRST.person(quote.speaker).name.localize(Language.EN)[0]
    assert words.strip("“”") in message.plain
    assert name in message.plain
    assert card.title.startswith(name)
    assert message.entities[0]["type"] == "blockquote"


def test_a_storys_card() -> None:
    """Title, introduction, key points, and where these come from, each outlet once."""
    message = only(card_of(FIRST, None).document)
    assert FIRST.standfirst.localize(Language.EN)[0] in message.plain
    assert all(point.text.localize(Language.EN)[0] in message.plain for point in FIRST.key_points[:5])
    assert "Source" in message.plain


def test_what_is_not_there_has_no_card() -> None:
    """Neither a card nor a page."""
    words = every_word()[Language.EN]
    assert item_card.card(story(FIRST), "q999", words, Preferences(Language.EN), HOME) is None
    assert item_card.find(story(FIRST), "q999", Language.EN) is None
    assert item_card.find(story(FIRST), None, Language.EN) == PageLink(7, Section.COVER, Language.EN)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("letter", ["x", "ي", "😀", "“"])
def test_the_longest_texts_fit_one_message(language: Language, letter: str) -> None:
    """Names of 300 characters, texts of 20,000, addresses of 2000, twenty sources: one message, the link in it."""
    dossier = longest(letter)
    preferences = Preferences(language, digits=Digits.ARABIC)
    for item in (None, *(getattr(dossier, part)[0].id for part in LISTS)):
        card = item_card.card(story(dossier), item, every_word()[language].in_digits(Digits.ARABIC), preferences, HOME)
        assert card
        (message,) = shown(card.document)
        assert card.address in {entity.get("url") for entity in message.entities}
        assert len(card.title.encode("utf-16-le")) // 2 <= 200
        assert len(card.gist.encode("utf-16-le")) // 2 <= 210


def longest(letter: str) -> Dossier:
    """A dossier whose every text is as long as it may be, in one language, so that it must be told of besides."""
    line, text = {"en": f"a{letter}" * (LINE_LIMIT // 2)}, {"en": f"a{letter} " * (TEXT_LIMIT // 3)}
    sources = [f"s{number}" for number in range(20)]
    listed: dict[str, Any] = {"sources": sources}
    return Dossier.model_validate(
        {
            "slug": "longest",
            "title": line,
            "standfirst": text,
            "key_points": [{"id": f"k{number}", "text": text, **listed} for number in range(9)],
            "summary": [{"id": "p1", "text": text, **listed}],
            "quotes": [
                {"id": "q1", "speaker": "someone", "role": line, "words": text, "language": "ko", "date": "2025-04-28",
                 "occasion": line, **listed}
            ],
            "events": [{"id": "e1", "text": text, "date": "2025-04-28", **listed}],
            "people": [{"id": "someone", "name": line, "role": line, "about": text, **listed}],
            "sources": [
                {"id": source, "outlet": {"en": f"{source}{line['en']}"[:LINE_LIMIT]}, "title": line, "language": "ko",
                 "url": f"https://example.org/{'x' * 1970}", "date": "2025"}
                for source in sources
            ],
            "corrections": [{"id": "c1", "date": "2025-04-28", "item": "q1", "text": text}],
        }
    )  # fmt: skip


def test_the_items_of_a_page() -> None:
    """In the page's order, each once."""
    words, preferences = every_word()[Language.EN], Preferences(Language.EN)
    for section, expected in (
        (Section.QUOTES, [quote.id for quote in FIRST.quotes]),
        (Section.SOURCES, [source.id for source in FIRST.sources]),
        (Section.COVER, ["e1", "e3", "e4"]),
    ):
        page = section_page.compose(story(FIRST), PageLink(7, section, Language.EN), words, preferences, others=False)
        assert list(page_items.item_ids(page)) == expected
        assert list(share_menu.items(page, PageLink(7, section, Language.EN))) == expected * (section != Section.COVER)
