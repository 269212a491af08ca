"""Atom feeds, read by a reader of feeds."""

from __future__ import annotations

from typing import Any

import feedparser  # type: ignore[import-untyped]  # it has no types

from bot.model.language import Language
from bot.site import addresses
from tests.bot.story_factory import first
from tests.site.stories import ROOT, changed, hostile, knots, published, site, without
from tests.site.test_pages import corrected


def read(files: dict[str, Any], language: Language, slug: str | None = None) -> Any:
    """A feed as a reader takes it; one that is not well-formed is an error."""
    parsed = feedparser.parse(files[addresses.feed(language, slug)].body)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    return parsed


def test_every_feed_is_valid() -> None:
    """Ids, titles, dates and addresses are there, in both languages, also of texts that look like markup."""
    story = first()
    grown = published(changed(story, quotes=[]), story, number=1)
    files = site(grown, published(knots(), number=2), published(hostile(), number=3))
    for language in Language:
        for slug in (None, story.slug, "knots", "hostile"):
            parsed = read(files, language, slug)
            feed = parsed.feed
            assert feed.id.startswith("urn:uuid:")
            assert feed.title
            assert feed.language == language
            hrefs = {link.rel: link.href for link in feed.links}
            assert hrefs["self"] == f"{ROOT}{addresses.feed(language, slug)}"
            assert len({entry.id for entry in parsed.entries}) == len(parsed.entries) > 0
            for entry in parsed.entries:
                assert entry.title
                assert entry.content[0].value
                assert entry.updated_parsed >= entry.published_parsed
                assert entry.link.startswith(f"{ROOT}{language}/")


def test_an_entry_keeps_its_id_and_tells_when_it_changed() -> None:
    """A correction brings an entry of its own, and the one that brought the item is updated to the right words."""
    story = first()
    bare = changed(story, quotes=without(story.quotes, "q2"))
    before = read(site(published(bare, story)), Language.EN, story.slug)
    after = read(site(published(bare, story, corrected(story)), root="https://moved.example/"), Language.EN, story.slug)
    assert [entry.id for entry in after.entries[1:]] == [entry.id for entry in before.entries]
    assert before.feed.id == after.feed.id
    new, quoted, begun = after.entries
    assert "in the right words" in new.content[0].value
    assert "in the right words" in quoted.content[0].value
    assert quoted.updated == new.published > quoted.published
    assert begun.updated == begun.published


def test_the_feed_of_all_has_the_latest_of_each() -> None:
    """The newest update of each story, under its story's title."""
    story = first()
    files = site(published(changed(story, quotes=[]), story, number=1), published(knots(), number=2))
    entries = read(files, Language.EN).entries
    assert [entry.title.partition(":")[0] for entry in entries] == [
        "North Korean troops in Kursk",
        "The “Vostok-2” knot & <b>others</b>",
    ]
