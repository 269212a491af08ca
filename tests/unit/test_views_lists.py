"""The list of stories, the choice among several, and what is said when none matches."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.model import Dossier, Story
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.render.html import units
from bot.views import lists
from bot.views.callback_data import PageLink, PositionLink, Section, StoriesLink, unpack
from bot.views.labels import shorten
from tests.unit.pages import Recorded, every_word, only, story

AR, EN = Language.AR, Language.EN
AT = datetime(2025, 5, 28, 12, tzinfo=UTC)


def stories(count: int, title: dict[str, str] | None = None) -> list[Story]:
    """So many stories, numbered from 101."""
    names = ({"ar": f"قصة {n}", "en": f"Story {n}"} for n in range(count))
    text = (title or name for name in names)
    made = (Dossier.model_validate({"slug": "x", "title": by_key, "standfirst": {"en": "x"}}) for by_key in text)
    return [story(dossier, 101 + number) for number, dossier in enumerate(made)]


def rows(message: Recorded) -> list[list[tuple[str, object]]]:
    """The buttons with where they lead."""
    return [[(by_key["text"], unpack(by_key["callback_data"])) for by_key in row] for row in message.buttons]


def listed(every: list[Story], start: int | None, language: Language) -> Recorded:
    """The list as a reader sees it."""
    return only(lists.stories(every, start, every_word()[language], Preferences(language), AT))


def test_the_list_names_every_story_and_leads_to_its_cover() -> None:
    """Up to eight stories stand on one page, each with the day of its last update, and there are no arrows."""
    message = listed(stories(2), None, EN)
    assert message.plain == "Stories\n\n• Story 0 · 28 April 2025\n\n• Story 1 · 28 April 2025"
    assert rows(message) == [
        [("Story 0", PageLink(101, Section.COVER, EN))],
        [("Story 1", PageLink(102, Section.COVER, EN))],
        [("العربية", StoriesLink(AR))],
    ]


def test_a_long_list_is_paged_by_the_number_of_a_story() -> None:
    """The page is that of the story named, wherever it stands by now; a story that is gone leads to the first page."""
    every = stories(20)
    assert rows(listed(every, None, AR))[-2] == [("◀", StoriesLink(AR, 109)), ("1/3", PositionLink())]
    middle = [("◀", StoriesLink(AR, 117)), ("2/3", PositionLink()), ("▶", StoriesLink(AR, 101))]
    assert rows(listed(every, 109, AR))[-2:] == [middle, [("English", StoriesLink(EN, 109))]]
    assert rows(listed(every, 112, AR))[-2] == middle
    assert rows(listed(every, 120, AR))[-2] == [("3/3", PositionLink()), ("▶", StoriesLink(AR, 109))]
    assert rows(listed(every, 999, AR))[-2][1] == ("1/3", PositionLink())


def test_a_title_in_the_other_language_says_so() -> None:
    """It stands in the list as it is, and the line still reads from the right."""
    message = listed(stories(1, {"en": "Troops"}), None, AR)
    assert message.plain.endswith("• Troops (بالإنجليزية) · 28 نيسان/أبريل 2025")
    assert message.text.split("\n\n")[1].startswith("\u200f")


def test_the_longest_titles_still_fit_one_message() -> None:
    """Eight titles of 300 characters of two UTF-16 units each: shortened in the text and more so on buttons."""
    message = listed(stories(9, {"en": "𝔘" * 300}), None, EN)
    assert all(units(by_key["text"]) <= 60 for row in message.buttons for by_key in row)


def test_without_stories_the_list_says_so() -> None:
    """There is nothing to choose, and the page says that nothing has been published."""
    for language, said in ((AR, "لم تُنشر أي قصة بعد."), (EN, "No story has been published yet.")):
        assert listed([], None, language).plain.endswith(said)
        unmatched = lists.unmatched("x", [], every_word()[language], Preferences(language))
        assert only(unmatched).plain.endswith(said)


def test_several_matches_are_a_choice() -> None:
    """A button each leads to the page that was asked for; beyond eight it says that there are more."""
    every = stories(9)
    places = [(one, PageLink(one.number, Section.TIMELINE, EN, span="2025")) for one in every]
    two = only(lists.choice("story", places[:2], every_word()[EN], Preferences(EN)))
    assert two.plain == "Which story?\n\nMore than one story matches “story”. Choose one:"
    assert rows(two) == [[("Story 0", places[0][1])], [("Story 1", places[1][1])]]
    many = only(lists.choice("story", places, every_word()[EN], Preferences(EN)))
    assert "these are the first" in many.plain
    assert len(many.buttons) == 8


def test_speakers_who_share_a_name_are_told_apart() -> None:
    """By their roles within one story, and by its title where it is another's; a name of its own says enough."""
    names = [("p1", "Kim", "baker"), ("p2", "Kim", "miller"), ("p3", "Kim Jong", "leader")]
    people = [{"id": i, "name": {"en": name}, "role": {"en": role}, "sources": ["s1"]} for i, name, role in names]
    mills = {"slug": "x", "title": {"en": "Mills"}, "standfirst": {"en": "x"}, "people": people}
    fairs = mills | {"title": {"en": "Fairs"}, "people": people[:1]}
    one, two = (story(Dossier.model_validate(answer), number) for number, answer in ((1, mills), (2, fairs)))
    asked = [(one, "p1"), (one, "p2"), (one, "p3"), (two, "p1")]
    places = [(own, PageLink(own.number, Section.QUOTES, EN, speaker=who)) for own, who in asked]
    message = only(lists.choice("kim", places, every_word()[EN], Preferences(EN)))
    assert [row[0]["text"] for row in message.buttons] == ["Kim — baker", "Kim — miller", "Kim Jong", "Kim — Fairs"]


def test_no_match_says_what_could_have_been_meant() -> None:
    """To whoever asked for quotes or a timeline, a speaker or a date could have been."""
    for section, hint in ((Section.QUOTES, "speaker"), (Section.TIMELINE, "April 2025"), (Section.SUMMARY, None)):
        message = only(lists.unmatched("x", stories(1), every_word()[EN], Preferences(EN), section))
        assert (hint or "called “x”. Available") in message.plain
        assert rows(message) == [[("Story 0", PageLink(101, Section.COVER, EN))]]


def test_no_match_names_what_there_is() -> None:
    """What was typed is repeated, shortened and never markup; stories are offered, and the list of all where needed."""
    message = only(lists.unmatched("<b>“NATO”</b>" + " x" * 500, stories(9), every_word()[AR], Preferences(AR)))
    assert message.plain.startswith("لا قصة باسم «<b>‹NATO›</b> x x")
    assert message.plain.endswith("…». هذا ما لدينا:")
    assert rows(message)[-1] == [("كل القصص", StoriesLink(AR))]
    assert len(message.buttons) == 9


def test_titles_are_shortened_after_a_word_and_never_within_a_grapheme() -> None:
    """White space becomes single spaces; a title of one long word is cut between graphemes."""
    assert shorten("two\n  words", 60) == "two words"
    assert shorten("one two three four", 12) == "one two…"
    family = "👨‍👩‍👧‍👦"
    assert shorten(family * 9, 60) == family * 5 + "…"
