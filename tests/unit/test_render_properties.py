"""What holds of every page that a dossier can make, however hostile its texts."""

from __future__ import annotations

import html
import re
from itertools import chain
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.i18n.direction import first_strong
from bot.model import Dossier
from bot.model.language import Language
from bot.render import classic, pagination
from bot.views.callback_data import PageLink, Section, unpack
from bot.views.document import Details, Entry, Heading, Notes, Paragraph, Points, Profiles, Quotation, Timeline
from siyaq_sandbox.marks import clean, utf16_length
from tests.thoroughness import examples
from tests.unit.dossiers import dossiers
from tests.unit.pages import Recorded, page, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.views.document import Block, Document, Inline

sections = st.sampled_from(Section)
languages = st.sampled_from(Language)
sizes = st.sampled_from(((1, 1), (1, 1), (60, 1), (1, 40), (400, 2), (8, 12)))
slow = settings(
    max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def inflated(dossier: Dossier, size: tuple[int, int]) -> Dossier:
    """The dossier with every text told so many times over, and so many copies of every quote, event and person."""
    times, copies = size

    def localized(text: dict[str, str | None], limit: int) -> dict[str, str]:
        return {key: " ".join([words] * times)[:limit].strip() for key, words in text.items() if words}

    data = dossier.model_dump(mode="json")
    for section in ("key_points", "summary", "quotes", "events", "people", "corrections"):
        several = []
        for number, item in enumerate(data[section]):
            for key in {"text", "words", "about"} & {key for key, value in item.items() if value}:
                item[key] = localized(item[key], 20_000)
            several += [
                item,
                *({**item, "id": f"{section[0]}{section[1]}{number}-{copy}"} for copy in range(copies - 1)),
            ]
        data[section] = several
    return Dossier.model_validate({**data, "standfirst": localized(data["standfirst"], 20_000)})


@given(dossiers(), sizes, sections, languages)
@slow
def test_every_page_is_set_whole_and_within_limits(
    dossier: Dossier, size: tuple[int, int], section: Section, language: Language
) -> None:
    """Its messages are within Telegram's limits, tell all of the document once, and are found from their buttons."""
    document = page(inflated(dossier, size), section, language, others=True)
    messages = shown(document)
    assert_within_limits(messages)
    assert_told_once(document, messages)
    assert_found(document)


def assert_within_limits(messages: list[Recorded]) -> None:
    """At most 4096 UTF-16 units, 100 entities, 32768 bytes of HTML, 9500 bytes of entities; and it is read as meant."""
    for message in messages:
        tags = re.findall(r"<[a-z]", message.html)
        links = [entity["url"] for entity in message.entities if entity["type"] == "text_link"]
        assert utf16_length(message.text) <= 4096
        assert len(message.html.encode()) <= 32_768
        assert len(tags) <= 100
        assert 16 * len(tags) + len("".join(links).encode()) <= 9500
        unmarked = html.unescape(re.sub(r"<[^>]*>", "", message.html))
        assert message.text == clean(unmarked).strip("\n ")
        assert all(1 <= len(by_key["callback_data"].encode()) <= 64 for row in message.buttons for by_key in row)


def assert_told_once(document: Document, messages: list[Recorded]) -> None:
    """All words of the document stand on its messages once and in order; its title stands on each of them."""
    title = bare("".join(heads(document)))
    said = ""
    for number, message in enumerate(messages, 1):
        position = f"·{number}/{len(messages)}" if len(messages) > 1 else ""
        text = bare(message.text)
        assert text.startswith(title + position)
        said += text[len(title + position) :]
    assert said == bare("".join(chain.from_iterable(map(words, document.blocks))))


def assert_found(document: Document) -> None:
    """Each item's part leads to its message, and the links of its ◀ and ▶ to the messages beside it."""
    message_pages = classic.paginate(document)
    back, on = "▶◀" if document.language.rtl else "◀▶"
    for index, message_page in enumerate(message_pages):
        assert all(pagination.find(message_pages, item, part) == index for item, part in message_page.places)
        row = classic.message(document, message_pages, index)["reply_markup"]["inline_keyboard"][0]
        aims = {entry["text"]: unpack(entry["callback_data"]) for entry in row}
        for label, neighbour in ((back, index - 1), (on, index + 1)):
            aim = aims.get(label)
            assert isinstance(aim, PageLink) == (0 <= neighbour < len(message_pages))
            if isinstance(aim, PageLink):
                assert pagination.find(message_pages, aim.item, aim.part) == neighbour


@given(dossiers(languages=(Language.AR,)), sizes, sections)
@slow
def test_every_arabic_line_reads_from_the_right(dossier: Dossier, size: tuple[int, int], section: Section) -> None:
    """No line of a page all in Arabic has a first strong character that is Latin, isolated ones counted or not."""
    for message in shown(page(inflated(dossier, size), section, Language.AR)):
        for line in message.text.split("\n"):
            assert first_strong(line) != "ltr"
            assert first_strong(re.sub("[\u2066-\u2069]", "", line)) != "ltr"


@given(dossiers(languages=(Language.EN,)), sections)
@slow
def test_every_english_line_reads_from_the_left(dossier: Dossier, section: Section) -> None:
    """An English page's lines run from the left, whichever name or quotation they begin with."""
    for message in shown(page(dossier, section, Language.EN)):
        assert all(first_strong(line) != "rtl" for line in message.text.split("\n"))


def bare(text: str) -> str:
    """The text without white space, marks of direction and quotation marks, which are the renderer's to set."""
    return re.sub(r"""[\s\u200c\u200e\u200f\u2060\u2066-\u2069“”„«»‹›‘’"]""", "", clean(text))


def heads(document: Document) -> Iterator[str]:
    """The words of the page's title."""
    first = document.blocks[0]
    if isinstance(first, Heading) and first.level == 1:
        yield from run_words((first.kicker, first.text))


def words(block: Block) -> Iterator[str]:
    """All words of a block but the page's title, in the order in which they are read."""
    match block:
        case Heading():
            yield from run_words((block.text,) if block.level > 1 else ())
        case Paragraph():
            yield from run_words((block.text, *block.notes))
        case Points():
            yield from chain.from_iterable(("•", *words(point)) for point in block.points)
        case Quotation():
            yield block.words
            yield from run_words((block.credit, *block.notes))
        case Timeline() | Profiles():
            yield from chain.from_iterable(map(entry_words, block.entries))
        case Details():
            yield from chain.from_iterable(map(words, block.blocks))
        case Notes():
            for number, note in enumerate(block.notes, 1):
                yield f"{number}."
                yield from run_words((note.text, *note.notes))


def entry_words(entry: Entry) -> Iterator[str]:
    """The words of an event, a person or an organisation."""
    yield from run_words((entry.head, entry.text, *entry.notes))


def run_words(lines: Iterable[Inline]) -> Iterator[str]:
    """The words of lines."""
    return (run.text for line in lines for run in line)
