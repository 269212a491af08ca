"""Rich messages: read by the sandbox, which is as strict as the servers and tells where they lose something unseen."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import dossier as files
from bot import starter
from bot.model.language import Language
from bot.render import pagination, rich
from bot.views.callback_data import Format, PageLink, Section, SimpleLink, unpack
from bot.views.document import (
    Cited,
    Contents,
    Document,
    Entry,
    Heading,
    Note,
    Paragraph,
    Place,
    Quotation,
    Run,
    Timeline,
)
from siyaq_sandbox import rich as strict
from tests.thoroughness import examples
from tests.unit.dossiers import dossiers
from tests.unit.pages import page
from tests.unit.test_render_properties import bare, heads, inflated, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.model import Dossier

slow = settings(
    max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
sections = st.sampled_from(Section)
sizes = st.sampled_from(((1, 1), (1, 1), (60, 1), (1, 40), (300, 2)))
languages = st.sampled_from(Language)


def first() -> Dossier:
    """The story that comes with the program."""
    ((name, content),) = starter.stories()
    return files.read(content, name)


def messages(document: Document) -> list[dict[str, Any]]:
    """The document's rich messages, each read by the sandbox as the server would."""
    message_pages = rich.paginate(document)
    made = [rich.message(document, message_pages, index) for index in range(len(message_pages))]
    for answer in made:
        strict.parse(answer["rich_message"])
    return made


def blocks(document: Document) -> list[dict[str, Any]]:
    """The blocks of a document that is one message."""
    (message,) = messages(document)
    made: list[dict[str, Any]] = strict.parse(message["rich_message"])["blocks"]
    return made


def every(value: Any) -> Iterator[dict[str, Any]]:
    """All objects within."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from every(part)


def said(markup: str) -> str:
    """The words of rich HTML."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


@given(dossiers(), sizes, sections, languages)
@slow
def test_every_page_is_taken_and_tells_all(
    dossier: Dossier, size: tuple[int, int], section: Section, language: Language
) -> None:
    """Whatever a dossier holds, its messages are taken, within all limits, and none of the words is lost on the way."""
    document = page(inflated(dossier, size), section, language, others=True, format=Format.RICH)
    made = messages(document)
    assert all(len(answer["rich_message"]["html"].encode()) <= 34_996 for answer in made)
    assert all(answer["rich_message"].get("is_rtl", False) == language.rtl for answer in made)
    text = bare(" ".join(said(answer["rich_message"]["html"]) for answer in made))
    for word in set(bare_words(document)):
        assert word in text


def bare_words(document: Document) -> Iterator[str]:
    """What the document says, in pieces that no message parts."""
    for block in map(marked, document.blocks):
        for text in (*words(block), *heads(document)):
            yield from (bare(piece) for piece in text.split()[:8] if piece not in {"•", "—"})


def marked(block: Any) -> Any:
    """The block with what stands beside the marks of its sources, in place of what names them."""
    for field in ("points", "entries", "blocks"):
        if held := getattr(block, field, ()):
            return replace(block, **{field: tuple(map(marked, held))}) if not isinstance(block, Contents) else block
    cited = getattr(block, "cited", None)
    return replace(block, notes=cited.notes) if cited else block


@given(dossiers(), sizes, sections)
@slow
def test_every_item_is_found_where_it_stands(dossier: Dossier, size: tuple[int, int], section: Section) -> None:
    """Each item's part leads to its message, and ◀ and ▶ to the messages beside it, as rich pages."""
    document = page(inflated(dossier, size), section, Language.AR, others=True, format=Format.RICH)
    message_pages = rich.paginate(document)
    back, on = "▶◀"  # the page is Arabic
    for index, message_page in enumerate(message_pages):
        assert all(pagination.find(message_pages, item, part) == index for item, part in message_page.places)
        rows = rich.message(document, message_pages, index)["reply_markup"]["inline_keyboard"]
        links = [unpack(entry["callback_data"]) for row in rows for entry in row]
        assert all(link.format is Format.RICH for link in links if isinstance(link, PageLink))
        assert any(isinstance(link, SimpleLink) for link in links)
        aims = {row["text"]: unpack(row["callback_data"]) for row in rows[0]}
        for label, neighbour in ((back, index - 1), (on, index + 1)):
            aim = aims.get(label)
            assert isinstance(aim, PageLink) == (0 <= neighbour < len(message_pages))
            if isinstance(aim, PageLink):
                assert pagination.find(message_pages, aim.item, aim.part) == neighbour


@pytest.mark.parametrize("language", Language)
def test_a_page_of_the_first_story_is_one_message(language: Language) -> None:
    """All of the first story is one page; its contents lead to each section; its one source has no marks."""
    made = list(every(blocks(page(first(), Section.WHOLE, language))))
    anchors = {answer["name"] for answer in made if answer.get("type") == "anchor"}
    leads = {answer["anchor_name"] for answer in made if answer.get("type") == "anchor_link"}
    notes = {answer["name"] for answer in made if answer.get("type") == "reference"}
    marks = {answer["reference_name"] for answer in made if answer.get("type") == "reference_link"}
    assert {"summary", "quotes", "timeline", "people", "sources"} <= leads <= anchors
    assert notes == {source.id for source in first().sources}
    assert marks == set()


def test_the_timeline_is_a_table_by_months() -> None:
    """A month's name heads its events, of which the first column has the day; a table has two rows at least."""
    events = [
        {"id": f"e{day}", "date": f"2025-04-{day}", "text": {"en": f"Event {day}."}, "sources": ["s1"]}
        for day in (26, 28)
    ]
    story = first().model_copy(update={"events": ()})
    story = type(story).model_validate({**story.model_dump(mode="json", exclude_defaults=True), "events": events})
    (table,) = [block for block in blocks(page(story, Section.TIMELINE, Language.EN)) if block["type"] == "table"]
    rows = [[said_of(cell.get("text", "")) for cell in row] for row in table["cells"]]
    assert rows == [["April 2025"], ["26", "Event 26."], ["28", "Event 28."]]


def said_of(text: Any) -> str:
    """The words of a RichText."""
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(map(said_of, text))
    return said_of(text.get("text", ""))


def document(*content: Any, footnotes: tuple[Note, ...] = (), language: Language = Language.EN) -> Document:
    """A page below a title."""
    return Document(language, (Heading((Run("Title"),), level=1), *content), footnotes=footnotes)


def test_a_place_has_its_map_below_its_month() -> None:
    """A map cannot stand in a table: this ends before it, at the month's end, and goes on with the next month."""
    place = Place((Run("Kursk"),), 51.73, 36.19)
    entries = (
        Entry("e1", (Run("1 May"),), (Run("One."),), period=(Run("May"),), short=(Run("1"),), place=place),
        Entry("e2", (Run("2 May"),), (Run("Two."),), period=(Run("May"),), short=(Run("2"),)),
        Entry("e3", (Run("June"),), (Run("Three."),), period=(Run("June"),)),
        Entry("e4", (), (Run("Four."),), place=place),
        Entry("e5", (), (Run("Five."),)),
    )
    made = blocks(document(Timeline(entries)))
    texts = ["heading", "table", "map", "table", "paragraph", "map", "paragraph"]
    assert [answer["type"] for answer in made] == texts
    assert made[2]["location"] == {"latitude": 51.73, "longitude": 36.19}
    assert [said_of(made[at]["caption"]["text"]) for at in (2, 5)] == ["1 · Kursk", "Kursk"]
    assert [len(answer["cells"]) for answer in made if answer["type"] == "table"] == [3, 2]


def test_quotations_are_pulled_blocked_and_folded() -> None:
    """A page's longest short quotation is set large; others stand in blocks, long ones folded; each with its credit."""
    quotes = [
        Quotation(f"q{number}", words, Language.EN, (Run("— "), Run("Somebody")))
        for number, words in enumerate(("Short.", "Also short.", "Long. " * 120), 1)
    ]
    made = blocks(document(*quotes))[1:]
    assert [answer["type"] for answer in made] == ["blockquote", "pullquote", "expandable_blockquote"]
    assert [answer["credit"] for answer in made] == ["Somebody"] * 3


def test_the_date_of_a_credit_is_not_broken() -> None:
    """Credits run over several lines on a telephone: a day stays beside its month, and a month's two names together."""
    for said, kept in (
        ("Moscow · 28 April 2025", "Moscow\u00a0· 28\u00a0April 2025"),
        ("28 نيسان/أبريل 2025", "28\u00a0نيسان/\u2060أبريل 2025"),
        ("٣ – ٥ أيار/مايو", "٣\u00a0– ٥\u00a0أيار/\u2060مايو"),
    ):
        made = blocks(document(Quotation("q1", "Words.", Language.EN, (Run("— "), Run(said)))))[1:]
        assert said_of(made[0]["credit"]).endswith(kept)


def test_what_is_noted_of_a_quotation_stands_in_its_credit() -> None:
    """Between two quotations it could belong to either."""
    note = ((Run("Translated from Korean"),),)
    quotes = [Quotation(item, "Words.", Language.EN, (Run("— "), Run("Somebody")), note) for item in ("q1", "q2")]
    made = blocks(document(*quotes))[1:]
    assert [answer["type"] for answer in made] == ["pullquote", "blockquote"]
    assert [said_of(answer["credit"]) for answer in made] == ["Somebody\u00a0· Translated from Korean"] * 2


def test_footnotes_stand_where_their_marks_do() -> None:
    """Each message ends with the notes that its items lead to, and no others, without a way back from each."""
    notes = tuple(Note(f"s{n}", (Run(f"Outlet {n}"),), number=str(n)) for n in (1, 2, 3))
    paragraphs = [
        Paragraph((Run("word " * 4000),), f"p{n}", cited=Cited((f"s{n}", "s3"), ()), notes=((Run("Source"),),))
        for n in (1, 2)
    ]
    message_pages = rich.paginate(document(*paragraphs, footnotes=notes))
    assert [re.findall(r'tg-reference name="(\w+)"', message_page.html) for message_page in message_pages] == [
        ["s1", "s3"],
        ["s2", "s3"],
    ]
    assert not any("Source" in message_page.html for message_page in message_pages)


def test_a_mark_runs_with_its_words() -> None:
    """At the end of an English sentence on an Arabic page, and not to the left of its last line's beginning."""
    note = Note("s1", (Run("AFP"),), number="1")
    english = Paragraph((Run("It begins."),), "e1", Language.EN, cited=Cited(("s1",), ()))
    (message_page,) = rich.paginate(document(english, footnotes=(note,), language=Language.AR))
    assert '\u2066It begins.\u2060<a href="#s1"><sup>[1]</sup></a>\u2069' in message_page.html


def test_a_section_that_no_longer_fits_begins_a_page() -> None:
    """The whole story is divided before a section, which the contents on the first page then name the page of."""
    quotes = [
        {"id": f"q{n}", "speaker": "putin", "words": {"en": "word " * 90}, "language": "en", "sources": ["s1"]}
        for n in range(46)
    ]
    story = type(first()).model_validate({**first().model_dump(mode="json", exclude_defaults=True), "quotes": quotes})
    message_pages = rich.paginate(page(story, Section.WHOLE, Language.EN))
    assert len(message_pages) == 2
    assert 'name="quotes"></a><h2>' in message_pages[1].html or 'name="timeline"></a><h2>' in message_pages[1].html
    named = re.findall(r"<li>(\w+) · 2/2</li>", message_pages[0].html)
    assert named
    assert all(f"<h2>{name}" in message_pages[1].html for name in named)


def test_markup_in_texts_stays_text() -> None:
    """What looks like a tag, an entity or an anchor is shown as it was typed."""
    typed = '<b>&amp;</b> <a name="x"> &nbsp; </details>'
    entry = Entry("e1", (Run("1"),), (Run(typed),), period=(Run(typed),), short=(Run("1"),))
    _, paragraph, table = blocks(document(Paragraph((Run(typed),)), Timeline((entry,))))
    shown = typed.replace('"x"', "“x”")
    assert said_of(paragraph["text"]) == shown
    assert [said_of(cell["text"]) for row in table["cells"] for cell in row] == [shown, "1", shown]
