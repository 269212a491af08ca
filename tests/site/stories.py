"""Stories with their history, rendered as the public site has them, and readers of what was rendered."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import html5lib  # type: ignore[import-untyped]  # it has no types

from bot import dossier
from bot.i18n import catalogue
from bot.model import Dossier, Story
from bot.model.language import Language
from bot.site import addresses, facts, feeds, shared_pages, story_lists, story_page
from bot.site.layout import Layout
from tests.bot.story_factory import person, quote, tale

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from xml.etree.ElementTree import Element

    from bot.site.facts import History
    from bot.site.layout import File

AT = datetime(2025, 4, 29, 9, tzinfo=UTC)
ROOT = "https://news.example.org/stories/"
HTML = "{http://www.w3.org/1999/xhtml}"
HOSTILE = '</script><script>alert(1)</script>"><img src=x onerror=alert(2)> \u2028 & <b>'
_KNOTS = Path(__file__).parents[1] / "golden" / "knots.yaml"


def layout(root: str | None = ROOT) -> Layout:
    """A site that stands at an address, or nowhere yet."""
    return Layout(facts.SiteFacts(root, "siyaq_bot" if root else None), catalogue.load())


def published(*dossiers: Dossier, number: int = 1) -> tuple[Story, History]:
    """A story and its history, one revision an hour, the last the newest."""
    revisions = [
        Story(number, content.slug, revision, AT + timedelta(hours=revision - 1), content)
        for revision, content in enumerate(dossiers, 1)
    ]
    return revisions[-1], facts.history(AT, revisions[: -facts.UPDATES - 2 : -1])


def knots() -> Dossier:
    """A story of all that is hard to set."""
    return dossier.read(_KNOTS.read_bytes(), _KNOTS.name)


def hostile() -> Dossier:
    """A story whose every text would be markup."""
    text = {"ar": HOSTILE.replace("\u2028", ""), "en": HOSTILE.replace("\u2028", "")}
    return tale(
        "hostile",
        text["ar"],
        text["en"],
        summary=[{"id": "p1", "text": text}],
        key_points=[{"id": "k1", "text": text, "sources": ["s1"]}],
        quotes=[quote("q1", "somebody", **text)],
        events=[{"id": "e1", "date": "2025-04-28", "text": text, "sources": ["s1"]}],
        people=[person("somebody", text["ar"], text["en"])],
        corrections=[{"id": "c1", "date": "2025-05-01", "item": "q1", "text": text}],
    )


def long(count: int = 120) -> Dossier:
    """A story of so many quotations and events that no page could hold them."""
    return tale(
        "long",
        "قصة طويلة",
        "A long story",
        quotes=[
            quote(f"q{number}", "minister", ar=f"تصريح {number}: {'كلمة ' * 40}", en=f"Words {number}: {'word ' * 40}")
            for number in range(1, count + 1)
        ],
        events=[
            {
                "id": f"e{number}",
                "date": f"2024-{1 + number % 12:02}-{1 + number % 28:02}",
                "text": {"ar": f"حدث {number}", "en": f"Event {number}"},
                "sources": ["s1"],
            }
            for number in range(1, count + 1)
        ],
        people=[person("minister", "الوزير", "The Minister")],
    )


def site(*stories: tuple[Story, History], root: str | None = ROOT) -> dict[str, File]:
    """Everything that the site has of these stories, by path."""
    rendered, only = layout(root), [story for story, _ in stories]
    files: list[File] = [shared_pages.home(rendered)]
    for language in Language:
        for story, history in stories:
            files += story_page.files(story, history, language, rendered)
            files.append(feeds.story_feed(story, history, language, rendered))
        notes = [story_lists.note(story, rendered) for story in only]
        files.append(shared_pages.index(story_lists.entries(notes, language), (1, 1), AT, language, rendered))
        files.append(shared_pages.policy(story_lists.corrections(notes, language), language, rendered))
        files.append(feeds.latest_feed(stories, language, rendered))
    return {file.path: file for file in files}


def page(dossiers: Sequence[Dossier], language: Language = Language.EN, number: int = 1) -> Element:
    """One page of a story of these revisions."""
    path = addresses.story(language, dossiers[-1].slug, number)
    return parse(site(published(*dossiers))[path].body)


def parse(body: bytes) -> Element:
    """Read a page as HTML; an error of syntax is raised."""
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(body.decode())
    return tree


def by_id(tree: Element, item: str) -> Element | None:
    """The element with an id; there is at most one."""
    elements = [element for element in tree.iter() if element.get("id") == item]
    assert len(elements) <= 1, item
    return elements[0] if elements else None


def text(element: Element | None) -> str:
    """The words of an element."""
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def data(tree: Element) -> dict[str, Any]:
    """What a page says to search engines."""
    (script,) = tree.iter("script")
    assert script.get("type") == "application/ld+json"
    read: dict[str, Any] = json.loads(script.text or "")
    return read


def changed(content: Dossier, **fields: Any) -> Dossier:
    """A dossier with other fields, as a file would have them."""
    tree = json.loads(content.model_dump_json(exclude_none=True))
    return Dossier.model_validate({**tree, **fields})


def without(items: Iterable[Any], item: str) -> list[Any]:
    """Items as a file has them, without one."""
    return [json.loads(each.model_dump_json(exclude_none=True)) for each in items if each.id != item]
