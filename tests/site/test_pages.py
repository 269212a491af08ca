"""Public pages: valid, safe, small, and true to the story as it is now."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import pytest

from bot.i18n import catalogue
from bot.model import Dossier, Source
from bot.model.language import Language
from bot.site import addresses, story_page
from bot.site.layout import HTML, JPEG, LARGEST, File, Photo, StoryPictures
from bot.views import broadcast_message
from bot.views.broadcast_message import ButtonTargets
from bot.views.callback_data import PageLink, Section
from bot.views.site_address import SiteAddress, link_to
from tests.bot.story_factory import first
from tests.site.stories import (
    HOSTILE,
    ROOT,
    by_id,
    changed,
    data,
    hostile,
    knots,
    layout,
    long,
    page,
    parse,
    published,
    site,
    text,
    without,
)

REFERENCES = {"a": "href", "link": "href", "script": "src", "img": "src"}


def withdrawn(content: Dossier, item: str = "q2") -> Dossier:
    """The story after an item of it was withdrawn."""
    record = {
        "id": f"c{len(content.corrections) + 1}",
        "date": "2025-05-02",
        "class": "withdrawn",
        "item": item,
        "why": {"ar": "لم يُقَل.", "en": "It was never said."},
    }
    return changed(
        content, quotes=without(content.quotes, item), corrections=[*without(content.corrections, ""), record]
    )


def corrected(content: Dossier) -> Dossier:
    """The story after its second quotation was put right."""
    quotes = without(content.quotes, "none")
    quotes[1]["words"] = {"ar": "بكلمات صحيحة", "en": "in the right words"}
    record = {
        "id": "c1",
        "date": "2025-05-02",
        "class": "corrected",
        "item": "q2",
        "was": {"ar": "بكلمات خاطئة", "en": "in the wrong words"},
        "is": {"ar": "بكلمات صحيحة", "en": "in the right words"},
    }
    return changed(content, quotes=quotes, corrections=[record])


def test_every_page_is_valid_small_and_whole() -> None:
    """Strictly parsed: each page has language, direction, title, description, canonical, hreflang; ids are single."""
    contents = (first(), knots(), hostile(), long())
    files = site(*(published(content, number=number) for number, content in enumerate(contents, 1)))
    assert len([path for path in files if path.startswith("en/long/")]) > 2
    for path, file in files.items():
        assert len(file.body) <= LARGEST, path
        if file.kind != HTML:
            continue
        tree = parse(file.body)
        language = path[:2] or "ar"
        assert (tree.get("lang"), tree.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
        assert len(list(tree.iter("h1"))) == 1
        assert text(next(tree.iter("title")))
        assert [meta.get("content") for meta in tree.iter("meta") if meta.get("name") == "description"] != [""]
        (canonical,) = (link.get("href") for link in tree.iter("link") if link.get("rel") == "canonical")
        assert canonical == f"{ROOT}{path}"
        alternates = {link.get("hreflang") for link in tree.iter("link") if link.get("hreflang")}
        is_first = not re.search(r"/\d+\.html$", path)
        assert alternates >= ({"ar", "en", "x-default"} if is_first else set())
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), path
        levels = [int(element.tag[1]) for element in tree.iter() if re.fullmatch("h[1-6]", str(element.tag))]
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


@pytest.mark.parametrize("root", [ROOT, None], ids=["known", "unknown"])
def test_references_lead_somewhere(root: str | None) -> None:
    """Within the site to a page and an id that are there; outside it only to http and https, and only by a link."""
    files = site(published(first(), number=1), published(knots(), number=2), published(long(60), number=3), root=root)
    home = root or "https://anywhere.example/deep/"
    trees = {path: parse(file.body) for path, file in files.items() if file.kind == HTML}
    ids = {path: {element.get("id") for element in tree.iter()} for path, tree in trees.items()}
    for path, tree in trees.items():
        for element in tree.iter():
            reference = element.get(REFERENCES.get(str(element.tag), ""))
            if reference is None:
                continue
            address = urljoin(home + path, reference)
            if not address.startswith(home):
                assert (element.tag, urlsplit(address).scheme) in {("a", "http"), ("a", "https")}, reference
                continue
            target, _, item = address.removeprefix(home).partition("#")
            target = target.partition("?")[0]
            assert target in {*files, addresses.STYLE, addresses.ICON}, (path, reference)
            assert not item or item in ids[target], (path, reference)


def test_no_text_becomes_markup() -> None:
    """Whatever stands in a story is shown as it is, in the page, its head and its data; no attribute runs a script."""
    shown = HOSTILE.replace("\u2028", "").split()[0]
    for language in Language:
        tree = page([hostile()], language)
        assert [element.tag for element in tree.iter() if element.tag in {"img", "iframe", "object"}] == []
        assert [name for element in tree.iter() for name in element.attrib if name.startswith("on")] == []
        assert shown in text(by_id(tree, "p1"))
        assert shown in data(tree)["hasPart"][0]["text"]
        assert shown in text(next(tree.iter("title")))


def test_a_link_that_is_not_of_the_web_is_none() -> None:
    """The model refuses other addresses, and the page does not rely on that."""
    (source,) = first().sources
    odd = Source.model_construct(**{**dict(source), "url": "javascript:alert(1)"})
    tree = page([first().model_copy(update={"sources": (odd,)})])
    hrefs = [element.get("href") for element in tree.iter("a")]
    assert [href for href in hrefs if href and href.startswith("javascript")] == []
    assert "javascript" not in text(by_id(tree, "s1"))


def test_a_page_has_all_of_its_story() -> None:
    """Each item with its id, quotations with speaker and source, days no finer than known, months as the house has."""
    content = knots()
    arabic = page([content], Language.AR)
    for part in ("key_points", "summary", "quotes", "events", "people", "sources", "corrections"):
        for item in getattr(content, part):
            assert by_id(arabic, item.id) is not None, item.id
    assert "كيم جونغ أون" in text(by_id(arabic, "q1"))
    assert "أواخر شباط/فبراير 2025" in text(by_id(arabic, "q1"))
    assert "صحيفة «اليوم»" in text(by_id(arabic, "q1"))
    assert text(by_id(arabic, "e1")).startswith("عام كامل")
    untranslated = by_id(arabic, "q2")
    assert untranslated is not None
    assert [(each.get("lang"), each.get("dir")) for each in untranslated.iter("p") if each.get("lang")] == [
        ("en", "ltr")
    ]


def test_the_story_s_own_picture_stands_at_its_head() -> None:
    """With its size, what is seen on it and the credit, once, also on a story of several pages; no markup in them."""
    said = {"file": "0" * 64, "credit": {"en": "Nadia <b>"}, "description": {"en": 'A "road"'}}
    picture = Photo(File("en/long/photo-0.jpg", b"", JPEG), (1280, 640))
    story, history = published(changed(long(), picture=said))
    files = story_page.files(story, history, Language.EN, layout(), StoryPictures(None, picture))
    assert len(files) > 1
    assert all(len(file.body) <= LARGEST for file in files)
    trees = [parse(file.body) for file in files]
    images = [image for tree in trees for image in tree.iter("img")]
    assert [dict(image.items()) for image in images] == [
        {"src": "photo-0.jpg", "width": "1280", "height": "640", "alt": 'A "road"'}
    ]
    assert text(next(trees[0].iter("figcaption"))) == "Photo: Nadia <b>"
    meta = {element.get("property"): element.get("content") for element in trees[0].iter("meta")}
    assert meta["og:image"] == f"{ROOT}en/long/photo-0.jpg"
    assert (meta["og:image:width"], meta["og:image:alt"]) == ("1280", 'A "road"')


def test_a_long_story_keeps_its_addresses() -> None:
    """An item that is on a later page is led to from the first by its id, so that an old address stays good."""
    files = story_page.files(*published(long()), Language.EN, layout())
    trees = {file.path: parse(file.body) for file in files}
    first_page = trees["en/long/"]
    for item in ("q1", "q120", "e120", "minister", "s1"):
        stub = by_id(first_page, item)
        assert stub is not None, item
        if stub.tag == "a":
            target, _, anchor = urljoin("en/long/", stub.get("href") or "").partition("#")
            assert target != "en/long/"
            assert anchor == item
            assert by_id(trees[target], item) is not None
    assert by_id(first_page, "q1") is not None
    positions = [text(nav) for tree in trees.values() for nav in tree.iter("nav") if nav.get("class") == "pager"]
    assert any(f"Page 1 of {len(trees)}" in position for position in positions)


def test_a_correction_is_seen_beside_its_item() -> None:
    """The item has the right words and a note that leads to its correction; no page has the wrong ones otherwise."""
    for revisions in ([first(), corrected(first())], [corrected(first())]):
        tree = page(revisions)
        assert "in the right words" in text(by_id(tree, "q2"))
        quote = by_id(tree, "q2")
        assert quote is not None
        assert "#c1" in [element.get("href") for element in quote.iter("a")]
        assert "in the wrong words" in text(by_id(tree, "c1"))
        assert text(next(tree.iter("main"))).count("in the wrong words") == len(revisions)
    (comment,) = data(tree)["correction"]
    assert comment["@type"] == "CorrectionComment"
    assert comment["about"]["@id"].endswith("#q2")


def test_what_was_withdrawn_is_gone_from_everything() -> None:
    """Its words are on no page and in no feed, and a notice with the reason stands in its place, under its id."""
    content = first()
    gone = [content.quotes[1].words.localize(language)[0] for language in Language]
    before, after = site(published(content)), site(published(content, withdrawn(content)))
    for words in gone:
        assert any(words in file.body.decode() for file in before.values())
        assert [path for path, file in after.items() if words in file.body.decode()] == []
    tree = parse(after[addresses.story(Language.EN, content.slug)].body)
    notice = by_id(tree, "q2")
    assert "It was never said." in text(notice)
    order = [element.get("id") for element in tree.iter() if re.fullmatch(r"q\d+", element.get("id") or "")]
    assert order[:3] == ["q1", "q2", "q3"]
    assert [part["@id"][-3:] for part in data(tree)["hasPart"]][:2] == ["#q1", "#q3"]
    for language in Language:
        feed = after[addresses.feed(language, content.slug)].body.decode()
        assert {"en": "Correction", "ar": "تصويب"}[language] in feed


def test_what_changed_is_told_in_the_words_of_today() -> None:
    """An older update that brought an item shows it as it is now; one in the other language only is not told."""
    story = first()
    bare = changed(story, quotes=without(story.quotes, "q2"))
    translated = changed(corrected(story), title={"ar": "عنوان آخر", "en": story.title.en})
    tree = page([bare, story, corrected(story), translated])
    assert by_id(tree, "_r4") is None
    assert "in the right words" in text(by_id(tree, "_r2"))
    assert "A new story" in text(by_id(tree, "_r1"))
    assert by_id(page([bare, story, corrected(story), translated], Language.AR), "_r4") is not None


def test_search_engines_read_what_they_require() -> None:
    """LiveBlogPosting with its updates, quotations with speaker and source, the policy, all by absolute addresses."""
    story = data(page([first(), corrected(first())]))
    address = f"{ROOT}en/dprk-troops-kursk/"
    assert (story["@context"], story["@type"], story["@id"]) == ("https://schema.org", "LiveBlogPosting", address)
    assert {"headline", "description", "inLanguage", "dateModified"} <= story.keys()
    assert story["datePublished"] == story["coverageStartTime"] == "2025-04-29T09:00:00Z"
    assert story["publisher"]["correctionsPolicy"] == f"{ROOT}en/corrections.html"
    for update in story["liveBlogUpdate"]:
        assert update["@type"] == "BlogPosting"
        assert all(update[name] for name in ("headline", "articleBody", "datePublished", "url"))
    sources = {source["@id"] for source in story["citation"]}
    for quotation in story["hasPart"]:
        assert quotation["@type"] == "Quotation"
        assert quotation["text"]
        assert quotation["spokenByCharacter"]["@type"] in {"Person", "Organization"}
        assert {cited["@id"] for cited in quotation["citation"]} <= sources
    assert {quotation.get("dateCreated") for quotation in story["hasPart"]} <= {"2025-04-28", None}


def test_paths_are_read_strictly() -> None:
    """Only what a page is made at is one: no parent folder, no other file, no first page by number."""
    for path in ("", "style.css", "ar/", "en/2.html", "en/a-story/", "ar/a-story/3.html", "en/a-story/feed.xml"):
        assert addresses.read(path) is not None, path
    for path in ("../etc/passwd", "en/../x", "en//", "en/1.html", "fr/", "en/a_b/", "en/a/b/", "en/A/", "en/a/x.html"):
        assert addresses.read(path) is None, path


def test_links_of_messages_lead_to_what_is_there() -> None:
    """Each section and item of the bot has its place on the page; in a push, a channel's button leads there."""
    story, _ = published(first())
    tree = page([first()])
    for section in Section:
        link = link_to(SiteAddress(ROOT), story, PageLink(1, section, Language.EN))
        address, _, anchor = link.partition("#")
        assert address == f"{ROOT}en/{story.slug}/"
        assert not anchor or by_id(tree, anchor) is not None, section
    quote = PageLink(1, Section.QUOTES, Language.AR, "q3")
    assert link_to(SiteAddress(ROOT), story, quote) == f"{ROOT}ar/{story.slug}/#q3"
    words = catalogue.load()[Language.EN]
    ((button,),) = broadcast_message.buttons(story, words, ButtonTargets(channel=True, username="b", site=ROOT))
    assert button.url == f"{ROOT}en/{story.slug}/"
    ((button,),) = broadcast_message.buttons(story, words, ButtonTargets(channel=True, username="b"))
    assert button.url == "https://t.me/b?start=_1cce1"
