"""Several items in one message: how they are parted, and what is said of those that cannot be read."""

from __future__ import annotations

import pytest

from bot.forms.dossier_edit import find
from bot.forms.entries import item_list
from bot.forms.form_state import FormContext
from bot.model import DRAFT, Dossier
from bot.model.language import Language
from tests.unit.test_forms import TODAY

STORY = Dossier.model_validate(
    {
        "slug": "port",
        "title": {"en": "The port"},
        "standfirst": {},
        "sources": [
            {"id": "s1", "outlet": {"en": "A paper"}, "language": "en"},
            {"id": "s2", "outlet": {"en": "The last one used"}, "language": "en"},
        ],
        "people": [{"id": "haddad", "name": {"en": "Karim al-Haddad", "ar": "كريم الحداد"}, "sources": ["s1"]}],
    },
    context=DRAFT,
)
KNOWN = FormContext(STORY, TODAY, Language.EN)


def test_lines_are_items_of_their_own() -> None:
    """Quotations and events in one message, each with the main source; who is spelled otherwise is proposed."""
    read = item_list.read(
        "Karim al-Haddad | 28 April 2025 | We are late | تأخرنا\n"
        "- al haddad | 29 April 2025 | “We are there.”\n"
        "30 April 2025 | The port opens\n"
        "“It is over,” said Omar Saleh, head of the union.",
        None,
        KNOWN,
    )
    assert read is not None
    assert [item.part for item in read.items] == ["quotes", "quotes", "quotes", "events"]
    assert [item.proposed for item in read.items] == [None, "al haddad", None, None]
    first, second, third = read.dossier.quotes
    assert (first.words.en, first.words.ar, str(first.date), first.speaker) == (
        "We are late", "تأخرنا", "2025-04-28", "haddad",
    )  # fmt: skip
    assert (second.words.en, second.speaker) == ("We are there.", "haddad")
    assert find(read.dossier, "people", third.speaker).name.en == "Omar Saleh"
    assert [item.sources for item in read.dossier.quotes] == [("s1",)] * 3
    assert [item.sources for item in read.dossier.events] == [("s1",)]


def test_a_line_that_cannot_be_read_is_named_and_not_lost() -> None:
    """Three of four lines are quotations: the other is left out with its reason; so is a day relative to nothing."""
    read = item_list.read(
        "Karim al-Haddad | 28 April 2025 | We are late\nKarim al-Haddad | yesterday | We are there\nWhat is this\n"
        "Karim al-Haddad | We are gone",
        "quotes",
        KNOWN,
    )
    assert read is not None
    assert [item.problem.key if item.problem else None for item in read.items] == [
        None, "desk.items.relative", "desk.items.no_quote", None,
    ]  # fmt: skip
    assert [quote.words.en for quote in read.dossier.quotes] == ["We are late", "We are gone"]


@pytest.mark.parametrize(
    ("part", "typed", "texts"),
    [
        ("summary", "The first.\n\nThe second.\n\nThe third.", ["The first.", "The second.", "The third."]),
        ("summary", "The first.\nThe second.", ["The first.", "The second."]),
        ("summary", "The first that\nis wrapped.\nThe second.", ["The first that is wrapped.", "The second."]),
        ("key_points", "• The first\n• The second", ["The first", "The second"]),
        ("key_points", "1. The first\n2) The second", ["The first", "The second"]),
    ],
)
def test_paragraphs_are_several(part: str, typed: str, texts: list[str]) -> None:
    """A paragraph or a point each; a line end within a sentence parts nothing."""
    read = item_list.read(typed, part, KNOWN)
    assert read is not None
    assert [item.text.en for item in getattr(read.dossier, part)] == texts


@pytest.mark.parametrize(
    "typed", ["الأولى.\n\nThe first.\n\nالثانية.\n\nThe second.", "الأولى.\nالثانية.\nThe first.\nThe second."]
)
def test_translations_are_paired(typed: str) -> None:
    """Each below its paragraph, or all below all of them."""
    read = item_list.read(typed, "summary", KNOWN)
    assert read is not None
    pairs = [(paragraph.text.ar, paragraph.text.en) for paragraph in read.dossier.summary]
    assert pairs == [("الأولى.", "The first."), ("الثانية.", "The second.")]


def test_a_whole_story_under_headings() -> None:
    """In either language; sources come first, whatever the order, and standfirst takes both languages."""
    empty = FormContext(STORY.model_copy(update={"sources": (), "people": ()}), TODAY, Language.AR)
    read = item_list.read(
        "المقدمة\nميناء يعمل\nA port at work\n\nالملخص:\nالأولى.\n\nالثانية.\n\n"
        "Quotes\nOmar Saleh | 28 April 2025 | We are late\n\nSources\nReuters | 28 April 2025 | https://example.org/a",
        None,
        empty,
    )
    assert read is not None
    assert all(item.problem is None for item in read.items), read.items
    (source,) = read.dossier.sources
    assert (source.outlet.en, source.url, str(source.date)) == ("Reuters", "https://example.org/a", "2025-04-28")
    assert [item.proposed for item in read.items if item.part == "sources"] == ["Reuters"], "its other name is echoed"
    assert (read.dossier.standfirst.ar, read.dossier.standfirst.en) == ("ميناء يعمل", "A port at work")
    assert len(read.dossier.summary) == 2
    assert [quote.sources for quote in read.dossier.quotes] == [("s1",)]
    assert [paragraph.sources for paragraph in read.dossier.summary] == [("s1",)] * 2


@pytest.mark.parametrize(
    ("part", "typed"),
    [
        (None, "A minister said on Monday\nthat the port would open."),
        (None, "Karim al-Haddad | 28 April 2025 | We are late\nand this is no item"),
        ("quotes", "The port opened.\nPeople came.\nThere was a speech."),
        ("summary", "Only one paragraph."),
    ],
)
def test_other_text_is_no_list(part: str | None, typed: str) -> None:
    """Copy is not cut into items."""
    assert item_list.read(typed, part, KNOWN) is None


@pytest.mark.parametrize(
    ("typed", "speaker", "words"),
    [
        ("عمر صالح، رئيس النقابة | 1 أيار 2025 | نتوقف | We stop", "عمر صالح", ("نتوقف", "We stop")),
        ("Omar Saleh, head of the union | 1 May 2025 | We stop | نتوقف", "Omar Saleh", ("نتوقف", "We stop")),
        ("We stop | Omar Saleh, head of the union | 1 May 2025", "Omar Saleh", (None, "We stop")),
        (
            "The head of the union, Omar Saleh, was late, and he said so to all of us | Omar Saleh | 1 May 2025",
            "Omar Saleh",
            None,
        ),
        ("Abdullah bin Saleh | 1 May 2025 | No", "Abdullah bin Saleh", (None, "No")),
    ],
)
def test_short_words_are_not_taken_for_the_speaker(
    typed: str, speaker: str, words: tuple[str | None, str] | None
) -> None:
    """A name, with its role, goes before a word or two that were said, and translations are told by their script."""
    read = item_list.read(f"{typed}\n{typed}", "quotes", KNOWN)
    assert read is not None
    quote = read.dossier.quotes[0]
    name = find(read.dossier, "people", quote.speaker).name
    assert speaker in {name.ar, name.en}
    if words:
        assert (quote.words.ar, quote.words.en) == words


def test_a_first_line_with_a_day_is_the_day_of_the_copy() -> None:
    """Dates below it are relative to it, and the story keeps it."""
    read = item_list.read(
        "28 April 2025\nyesterday | The port opens\nKarim al-Haddad | Monday | We are late", None, KNOWN
    )
    assert read is not None
    assert str(read.dossier.wire_date) == "2025-04-28"
    assert [str(event.date) for event in read.dossier.events] == ["2025-04-27"]
    assert [str(quote.date) for quote in read.dossier.quotes] == ["2025-04-28"]
