"""What typed words are followed as, and which news has it in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import Problem
from bot.model import Story
from bot.model.language import Language
from bot.services.follows.matching import matches_of, news_of
from bot.services.follows.naming import Namesakes, read
from bot.store.followers import HEADLINE, Reach, TopicMatch
from bot.store.topics import NewTopic, Topic
from bot.views.story_update import compose
from tests.bot.story_factory import first, person, quote, tale
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from bot.model import Dossier

AR, EN = Language.AR, Language.EN
KURSK = Story(1, "dprk-troops-kursk", 1, NOW, first())
PUTIN = person("putin", "فلاديمير بوتين", "Vladimir Putin") | {"also": ["Putin", "بوتين"]}


def topic(typed: str, *stories: Story) -> Topic:
    """What is followed by these words."""
    (named,) = read(typed, stories or (KURSK,))
    assert isinstance(named, NewTopic)
    return Topic(named.kind, named.key, named.names, named.phrases, named.links, 7)


def event(item: str, **text: str) -> dict[str, object]:
    """Something that happened."""
    return {"id": item, "text": text, "sources": ["s1"]}


def has(story: Dossier, wanted: Topic) -> set[str]:
    """The events and quotes of a new story that have a topic in them, by id."""
    update = compose(Story(2, story.slug, 1, NOW, story), None)
    items = news_of(update)[1:]
    changed = [change.item for change in update.changes if change.part != "sources"]
    matches = {item for item, news in zip(changed, items, strict=True) if news.has(wanted)}
    return {item for item in matches if item and item[0] in "eq"}


@pytest.mark.parametrize(
    ("typed", "kind", "ar", "en"),
    [
        ("putin", "person", "فلاديمير بوتين", "Vladimir Putin"),
        ("بُوتين", "person", "فلاديمير بوتين", "Vladimir Putin"),
        ("KCNA", "person", "وكالة الأنباء المركزية الكورية", "Korean Central News Agency (KCNA)"),
        ('"putin"', "word", "putin", "putin"),
        ("agency", "word", "agency", "agency"),  # no name of one, but a word of it
        ("روسيا", "place", "روسيا", "Russia"),
        ("«كوريا الشمالية»", "word", "كوريا الشمالية", "كوريا الشمالية"),
        ("Kursk", "word", "Kursk", "Kursk"),
    ],
)
def test_what_words_are_followed_as(typed: str, kind: str, ar: str, en: str) -> None:
    """A person by any name, unless quoted; a place by both its names; any other words as they are."""
    named = topic(typed)
    assert (named.kind, named.name(AR), named.name(EN)) == (kind, ar, en)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("the", "error.follow_common"),
        ("في", "error.follow_common"),
        ("x", "error.follow_short"),
        ("😀", "error.follow_short"),
        ("a word " * 6, "error.follow_long"),
    ],
)
def test_what_cannot_be_followed(typed: str, key: str) -> None:
    """Words of every text, single letters and whole sentences are refused in words of their own."""
    (named,) = read(typed, [KURSK])
    assert isinstance(named, Problem)
    assert named.key == key


@pytest.mark.parametrize(("typed", "word"), [("putin, 😀, kursk", "😀"), ('football, "x"', "x"), ('""', '""')])
def test_of_several_the_one_that_is_too_short_is_named(typed: str, word: str) -> None:
    """Without its name nobody knows which of several was meant; of nothing in quotation marks the marks are shown."""
    (problem,) = [named for named in read(typed, [KURSK]) if isinstance(named, Problem)]
    assert problem.data["word"] == word


def test_several_at_once_and_namesakes() -> None:
    """Commas separate; a name of two people is asked back, a whole name is not."""
    kims = tale(
        "kims",
        "كيم",
        "The Kims",
        people=[person("un", "كيم جونغ أون", "Kim Jong Un"), person("yo", "كيم يو جونغ", "Kim Yo Jong")],
    )
    story = Story(3, "kims", 1, NOW, kims)
    both, word = read("kim، football", [story])
    assert isinstance(both, Namesakes)
    assert [someone.id for _, someone in both.people] == ["un", "yo"]
    assert isinstance(word, NewTopic)
    assert topic("kim yo jong", story).name(EN) == "Kim Yo Jong"


def test_a_person_is_found_in_every_story() -> None:
    """By whoever speaks, by a surname where the story knows them, by a whole name or a nickname elsewhere; no stems."""
    wanted = topic("putin")
    own = tale(
        "talks",
        "محادثات",
        "Talks",
        people=[PUTIN],
        quotes=[quote("q1", "putin", en="We shall see."), quote("q2", "putin", ar="سنرى.")],
        events=[
            event("e1", en="Putin’s envoy left.", ar="غادر المبعوث."),
            event("e2", en="Rain fell.", ar="هطل المطر."),
        ],
    )
    assert has(own, wanted) == {"q1", "q2", "e1"}
    elsewhere = tale(
        "trade",
        "تجارة",
        "Trade",
        events=[event("e1", ar="قال لبوتين"), event("e2", ar="بوتان"), event("e3", en="Vladimir Putin")],
    )
    assert has(elsewhere, wanted) == {"e1", "e3"}
    another = person("lyudmila", "لودميلا بوتين", "Lyudmila Putin")
    of_another = tale("x", "س", "X", people=[another], events=[event("e1", en="Putin left.")])
    assert has(of_another, wanted) == set()


def test_words_are_folded_and_stemmed_in_both_scripts() -> None:
    """Whatever ending, particle or mark; a country by its people, in the other script; a phrase near, in any order."""
    story = tale(
        "s",
        "س",
        "S",
        events=[
            event("e1", ar="وأُعلنت الهُدنة أمس"),
            event("e2", en="Two ceasefires held."),
            event("e3", en="Russian envoys came."),
            event("e4", ar="إلى كوريا الشمالية"),
            event("e5", en="Korea, and far away from it all the cold north of the country."),
        ],
    )
    assert has(story, topic("هدنة")) == {"e1"}
    assert has(story, topic("ceasefire")) == {"e2"}
    assert has(story, topic("روسيا")) == {"e3"}
    assert has(story, topic('"north korea"')) == {"e4"}


def test_one_and_several_are_the_same_word() -> None:
    """Broken plurals of the news, in both ways, and what is counted."""
    story = tale(
        "s",
        "س",
        "S",
        events=[
            event("e1", ar="سقط صاروخ"),
            event("e2", ar="وبالصواريخ أيضًا"),
            event("e3", ar="أُطلق 15 صاروخًا"),
            event("e4", ar="صار روخ"),
        ],
    )
    assert has(story, topic("صاروخ")) == has(story, topic("الصواريخ")) == {"e1", "e2", "e3"}


def test_only_what_changed_counts_and_for_those_who_see_it() -> None:
    """News is what the push tells, in the language in which it changed; the headline's bit is the first."""
    before = tale("s", "س", "S", events=[event("e1", en="Ceasefire.", ar="خبر.")])
    after = tale("s", "س", "S", events=[event("e1", en="Ceasefire.", ar="هدنة."), event("e2", en="Rain.", ar="مطر.")])
    items = news_of(compose(Story(2, "s", 2, NOW, after), before))
    assert matches_of(items, [topic("ceasefire")]) == (TopicMatch(7, AR, 0, 0b100),)
    assert {match.language: match.missed for match in matches_of(items, [topic("rain")])} == {AR: 0b010, EN: 0}


def test_mutes_hide_what_has_nothing_else() -> None:
    """A follow passes with an item that is not muted; a story's push unless all of its news is; a headline is none."""
    follow, mute, other = (
        TopicMatch(number, EN, number, missed) for number, missed in ((1, 0b101), (2, 0b100), (3, 0b010))
    )
    reach = Reach(9, (follow, mute, other))
    assert reach.reason({1: False}, EN, by_story=False).topic == 1
    assert not reach.reason({1: False, 2: True}, EN, by_story=False).is_sent
    assert reach.reason({1: False, 3: True}, EN, by_story=False).is_sent
    assert not reach.reason({1: False}, AR, by_story=False).is_sent
    assert reach.reason({2: True}, EN, by_story=True).is_sent
    assert not reach.reason({2: True, 3: True}, EN, by_story=True).is_sent
    only_headline_left = Reach(9, (TopicMatch(2, EN, 0, HEADLINE),))
    assert not only_headline_left.reason({2: True}, EN, by_story=True).is_sent
