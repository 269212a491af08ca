"""How documents are set as classic messages."""

from __future__ import annotations

import re

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.model.language import Language
from bot.render import classic, pagination
from bot.views.callback_data import PageLink, Section, pack
from bot.views.document import Button, Document, Entry, Heading, Notes, Paragraph, Quotation, Run, Style, Timeline
from bot.views.document import Note as Source
from tests.unit.pages import Recorded, only, shown

PLACE = PageLink(3, Section.QUOTES, Language.AR)
TITLE = Heading((Run("الاقتباسات"),), level=1, kicker=(Run("جنود في كورسك"),))


def quotation(words: str, item: str = "q1", language: Language = Language.AR) -> Quotation:
    """A quotation with a credit and a source."""
    credit = (Run("— "), Run("فلاديمير بوتين", Style.STRONG, language=Language.AR), Run("، الرئيس الروسي"))
    return Quotation(item, words.strip(), language, credit, ((Run("المصدر: "), Run("Reuters", language=Language.EN)),))


def arabic(*blocks: Heading | Paragraph | Quotation | Timeline | Notes) -> Document:
    """An Arabic page of quotes."""
    return Document(Language.AR, (TITLE, *blocks), place=PLACE)


def parts(messages: list[Recorded]) -> list[str]:
    """The text of each message below its title, without marks of direction."""
    return [message.plain.split("\n\n", 1)[1] for message in messages]


def test_a_short_page_is_one_message_without_a_position() -> None:
    """Title with the line above it, quotation in a block, credit and source on lines of their own; no ◀ ▶."""
    message = only(arabic(quotation("وثيقة ثورية")))
    assert message.html == (
        "جنود في كورسك\n<b>الاقتباسات</b>\n\n<blockquote>«وثيقة ثورية»</blockquote>\n"
        "— <b>فلاديمير بوتين</b>، الرئيس الروسي\nالمصدر: \u2068Reuters\u2069"
    )
    assert message.buttons == []


def test_what_looks_like_markup_is_text() -> None:
    """No text of a dossier can become markup, neither in words nor in an address."""
    text = (Run("<b>x</b> & &lt; "), Run("y", url='https://a.b/?c="><b>&d'))
    message = only(Document(Language.EN, (Paragraph(text),)))
    assert message.text == "<b>x</b> & &lt; y"
    assert [(entity["type"], entity.get("url")) for entity in message.entities if entity["type"] == "text_link"] == [
        ("text_link", 'https://a.b/?c="><b>&d')
    ]


def test_a_long_quotation_is_folded() -> None:
    """A quotation of more than 600 UTF-16 units can be expanded; a shorter one stands open."""
    kinds = [
        {entity["type"] for entity in only(arabic(quotation(words))).entities} - {"bold"}
        for words in ("كلمة " * 100, "كلمة " * 130)
    ]
    assert kinds == [{"blockquote"}, {"expandable_blockquote"}]


def test_a_page_is_divided_at_whole_items() -> None:
    """Each message holds whole quotations under the title with its position; none is on two of them."""
    quotes = [quotation(f"قول رقم {number} " + "كلمة " * 200, f"q{number}") for number in range(12)]
    messages = shown(arabic(*quotes))
    assert len(messages) == 3 + 1
    for number, message in enumerate(messages, 1):
        assert message.plain.startswith(f"جنود في كورسك\nالاقتباسات · {number}/4\n\n")
        assert message.plain.count("«") == message.plain.count("المصدر: Reuters") == 3


def test_a_divided_page_has_arrows_that_name_items() -> None:
    """From the right: ▶ leads back and ◀ on, to the neighbour's first item, the position nowhere; ends have one."""
    document = arabic(*(quotation("كلمة " * 500, f"q{number}") for number in range(3)))
    first, second, third = (message.buttons[0] for message in shown(document))
    assert [[by_key["text"] for by_key in row] for row in (first, second, third)] == [
        ["◀", "1/3"],
        ["◀", "2/3", "▶"],
        ["3/3", "▶"],
    ]
    assert [item["callback_data"] for item in second] == ["1pcqa3_q2", "1n", "1pcqa3_q0"]


def test_the_button_to_the_other_language_keeps_its_place() -> None:
    """On a later message it leads to the item that the message begins with; other buttons stay as they are."""
    other, away = PageLink(3, Section.QUOTES, Language.EN), PageLink(3, Section.SUMMARY, Language.AR)
    quotes = tuple(quotation("كلمة " * 500, f"q{number}") for number in range(2))
    document = Document(Language.AR, (TITLE, *quotes), ((Button("English", other), Button("الملخص", away)),), PLACE)
    first, second = (message.buttons[1] for message in shown(document))
    assert [by_key["callback_data"] for by_key in first] == [pack(away), pack(other)]
    assert [item["callback_data"] for item in second] == [pack(away), "1pcqe3_q1"]


def test_a_heading_is_never_left_alone_at_the_foot() -> None:
    """Where what follows a heading begins a new message, the heading goes with it."""
    entries = tuple(Entry(f"e{number}", (), (Run("حدث " * 330),)) for number in range(3))
    undated = Timeline((Entry("e9", (), (Run("ح" * 99),)),))
    messages = shown(arabic(Timeline(entries), Heading((Run("بلا تاريخ"),)), undated))
    assert ["بلا تاريخ" in message.plain for message in messages] == [False, True]
    assert parts(messages)[1].startswith("بلا تاريخ\n\nح")


def test_an_item_longer_than_a_message_is_cut_at_sentences() -> None:
    """Every part but the last ends where a sentence does; its parts are numbered."""
    sentence = "هذه جملة من كلام طويل، فيها 3.5 وفيها فاصلة. وهذا سؤال؟ وهذا تعجب! "
    document = arabic(quotation(sentence * 150), quotation("ثم قول قصير", "q2"))
    messages = shown(document)
    assert len(messages) == 3
    assert all(re.search("[.؟!]»?$", part) for part in parts(messages)[:-1])
    assert " ".join(parts(messages)).startswith("«" + " ".join([sentence.strip()] * 150) + "»\n— ")
    message_pages = classic.paginate(document)
    assert [message_page.places for message_page in message_pages] == [
        (("q1", 0),),
        (("q1", 1),),
        (("q1", 2), ("q2", 0)),
    ]
    assert [pagination.find(message_pages, "q1", part) for part in (0, 1, 2, 9)] == [0, 1, 2, 2]
    assert pagination.find(message_pages, "q2", 0) == 2


def test_a_sentence_longer_than_a_message_is_cut_between_words() -> None:
    """No word is broken, and none lost."""
    words = " ".join(f"كلمة{number}" for number in range(1500))
    texts = parts(shown(arabic(Paragraph((Run(words),), "p1"))))
    assert len(texts) > 1
    assert " ".join(texts) == words


def test_a_word_longer_than_a_message_is_cut_between_graphemes() -> None:
    """A family of emoji and a letter with its vowel signs are never taken apart; 4-byte characters count twice."""
    for grapheme in ("👨‍👩‍👧‍👦", "كُّ", "🇰🇵", "e\u0301\u0323"):
        texts = parts(shown(arabic(Paragraph((Run(grapheme * 2500),), "p1"))))
        assert len(texts) > 1
        assert "".join(texts) == grapheme * 2500
        assert all(set(regex.findall(r"\X", part)) == {grapheme} for part in texts)


def test_a_grapheme_longer_than_a_message_is_still_told() -> None:
    """A letter under thousands of marks is a text that a dossier may hold: it is cut somewhere, and not for ever."""
    texts = parts(shown(arabic(Paragraph((Run("ه" + "\u0651" * 9000),), "p1"))))
    assert "".join(texts) == "ه" + "\u0651" * 9000


def test_links_and_bold_words_are_not_broken_by_a_cut() -> None:
    """Both halves of a link that is cut lead to its address, both halves of bold words are bold."""
    run = Run("رابط " * 1200, Style.STRONG, "https://example.org/")
    messages = shown(arabic(Paragraph((run,), "p1")))
    assert len(messages) == 2
    for message in messages:
        kinds = [entity["type"] for entity in message.entities if entity["offset"] == message.text.index("رابط")]
        assert sorted(kinds) == ["bold", "text_link"]


def test_more_than_a_hundred_entities_or_long_addresses_take_several_messages() -> None:
    """Telegram drops the 101st entity and refuses more than some 9500 bytes of them: neither is sent."""
    few = tuple(Source(f"s{n}", (Run("x", url=f"https://example.org/{n}/" + "x" * 1900),)) for n in range(12))
    many = tuple(Source(f"s{n}", (Run("x", Style.STRONG, f"https://a.b/{n}"),)) for n in range(130))
    for notes, least in ((few, 3), (many, 3)):
        messages = shown(arabic(Notes(notes)))
        links = [entity["url"] for message in messages for entity in message.entities if entity["type"] == "text_link"]
        assert len(messages) >= least
        assert links == [note.text[0].url for note in notes]


def test_an_address_too_long_for_telegram_is_left_out() -> None:
    """An address whose percent-encoded form takes more than 4000 bytes is no link; its words stay."""
    message = only(arabic(Paragraph((Run("هنا", url="https://example.org/" + "م" * 1900),))))
    assert message.plain.endswith("هنا")
    assert {entity["type"] for entity in message.entities} == {"bold"}


def test_arabic_lines_that_begin_with_latin_or_digits_run_from_the_right() -> None:
    """A mark stands before an Arabic line whose first strong character is Latin, within a quotation too."""
    message = only(
        arabic(
            Paragraph((Run("NATO يجتمع\nثم KCNA"),)),
            quotation("KCNA قالت"),
            Notes((Source("s1", (Run("Reuters", language=Language.EN),)),)),
        )
    )
    assert "\n\u200fNATO يجتمع\nثم KCNA\n" in message.text
    assert "\u200f«KCNA قالت»" in message.text
    assert message.text.endswith("\u200f1. \u2068Reuters\u2069")


def test_a_paragraph_in_the_other_language_keeps_its_direction() -> None:
    """English words on an Arabic page have English marks and no anchor; the notes below them are Arabic."""
    note = (Run("(بالإنجليزية)"),)
    text = Paragraph((Run('The "KCNA" agency'),), "p1", Language.EN, notes=(note,))
    message = only(arabic(text, quotation("a document", "q2", Language.EN)))
    assert "\n\nThe “KCNA” agency\n(بالإنجليزية)\n\n“a document”\n— " in message.text


def test_asides_are_in_italics_in_english_only() -> None:
    """Arabic type has no italics: the same aside stands upright there."""
    english = only(Document(Language.EN, (Paragraph((Run("Updated today"),), note=True),)))
    upright = only(Document(Language.AR, (Paragraph((Run("حُدّثت اليوم"),), note=True),)))
    assert english.html == "<i>Updated today</i>"
    assert upright.html == "حُدّثت اليوم"


def test_what_has_no_id_is_found_as_a_part_of_what_is_before_it() -> None:
    """A long opening without an id is divided too; each message is found from its number, and so is the rest."""
    document = arabic(Paragraph((Run("كلمة. " * 1500),), lead=True), Paragraph((Run("حاشية"),), "p1"))
    message_pages = classic.paginate(document)
    assert [message_page.places for message_page in message_pages] == [
        ((None, 0),),
        ((None, 1),),
        ((None, 2), ("p1", 0)),
    ]
    assert [pagination.find(message_pages, None, part) for part in range(4)] == [0, 1, 2, 2]
    assert pagination.find(message_pages, "p1", 3) == 2
    assert pagination.find(message_pages, "gone", 0) is None


def test_previews_of_links_are_off_and_buttons_may_lead_to_the_web() -> None:
    """The parameters are those of sendMessage; a document without buttons has no keyboard."""
    plain = Document(Language.EN, (Paragraph((Run("x"),)),))
    linked = Document(Language.EN, plain.blocks, ((Button("Site", url="https://example.org/"),),))
    parameters = {"text": "x", "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    assert classic.message(plain, classic.paginate(plain), 0) == parameters
    assert classic.message(linked, classic.paginate(linked), 0) == {
        **parameters,
        "reply_markup": {"inline_keyboard": [[{"text": "Site", "url": "https://example.org/"}]]},
    }
