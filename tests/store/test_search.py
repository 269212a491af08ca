"""Searches over live stories, on both databases: what is found, in which order, and by what narrows them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model.language import Language
from bot.services import publishing
from bot.store import saved_searches as kept
from bot.store import search
from bot.store.search import Found, Hit
from bot.store.vocabulary_cache import VocabularyCache
from bot.text import query_parser
from tests.bot.story_factory import first, person, quote, tale
from tests.store.dossiers import NOW
from tests.thoroughness import examples

if TYPE_CHECKING:
    from bot.model import Dossier
    from bot.store.database import Database

AR, EN = Language.AR, Language.EN
TODAY = date(2026, 1, 1)
LATER = NOW + timedelta(hours=1)
TALKS = tale(
    "talks",
    "محادثات غزة",
    "Gaza talks",
    people=[person("un", "أنطونيو غوتيريش", "António Guterres"), person("bu", "فلاديمير بوتين", "Vladimir Putin")],
    quotes=[
        quote("q1", "un", en="The ceasefire must hold, and aid must enter", ar="يجب أن تصمد الهدنة وأن تدخل المساعدات")
        | {"date": "2025-02-10"},
        quote("q2", "bu", en="Nobody wins by war") | {"date": "2024-12-30"},
        quote("q3", "un", ar="قوات السلام جاهزة") | {"date": "2025"},
    ],
    events=[
        {
            "id": "e1",
            "date": "2025-01-19",
            "text": {"en": "The ceasefire begins", "ar": "تبدأ الهدنة"},
            "sources": ["s1"],
        },
        {"id": "e2", "date": "2025-03-18", "text": {"en": "Aid must wait: the ceasefire ends"}, "sources": ["s1"]},
        {"id": "e3", "text": {"ar": "وزير الخارجية يصل إلى القاهرة برفقة القوات"}, "sources": ["s1"]},
    ],
)


async def _publish(database: Database, *made: Dossier) -> dict[str, int]:
    async with database.write() as conn:
        return {
            dossier.slug: (await publishing.revise(conn, dossier, base=None, note=None, author=None, at=NOW)).number
            for dossier in made
        }


@pytest.fixture
async def talks(database: Database) -> int:
    """The number of the story of the talks; the first story is there as well."""
    return (await _publish(database, first(), TALKS))["talks"]


async def _find(database: Database, typed: str, language: Language = EN, limit: int = 50, start: int = 0) -> Found:
    return await database.run_read(
        lambda conn: search.find(conn, query_parser.read(typed, TODAY), language, limit, start)
    )


async def _items(database: Database, typed: str, story: int, language: Language = EN) -> list[str]:
    return [hit.item for hit in (await _find(database, typed, language)).hits if hit.story == story]


async def test_both_languages_are_looked_through_at_once(database: Database, talks: int) -> None:
    """A word finds texts of its language whatever the reader's; the hit says in which it stands."""
    assert Hit(talks, "events", "e1", AR) in (await _find(database, "الهدنة", EN)).hits
    assert Hit(talks, "events", "e1", EN) in (await _find(database, "ceasefire", AR)).hits
    assert await _items(database, "ceasefire الهدنة", talks) == ["q1", "e1"]


async def test_forms_of_a_word_find_each_other_and_the_one_typed_comes_first(database: Database, talks: int) -> None:
    """With article, particle or ending; however spelled."""
    assert await _items(database, "القوات", talks, AR) == ["e3", "q3"]
    assert await _items(database, "قوات", talks, AR) == ["q3", "e3"]
    for typed in ("للقوات", "والقوات", "قواتهم", "القوَّات", "بالقواتِ"):
        assert set(await _items(database, typed, talks, AR)) == {"q3", "e3"}, typed
    assert await _items(database, "CEASEFIRES", talks) == await _items(database, "ceasefire", talks)
    assert await _items(database, "antonio guterres", talks) == ["un", "q1", "q3"]


async def test_broken_plurals_find_their_singular(database: Database) -> None:
    """Either finds both, what was typed first, as does what is counted; and there is nothing to suggest."""
    events = [
        {"id": "e1", "text": {"ar": "يصل الرؤساء إلى القاهرة"}, "sources": ["s1"]},
        {"id": "e2", "text": {"ar": "يستقبل رئيسها الوفد"}, "sources": ["s1"]},
        {"id": "e3", "text": {"ar": "أُطلق 15 صاروخًا"}, "sources": ["s1"]},
    ]
    summit = (await _publish(database, tale("summit", "قمة", "Summit", events=events)))["summit"]
    assert await _items(database, "رئيس", summit, AR) == ["e2", "e1"]
    assert await _items(database, "رؤساء", summit, AR) == ["e1", "e2"]
    assert await _items(database, "الصواريخ", summit, AR) == ["e3"]
    assert await VocabularyCache(database).near(("صواريخ", "روساء"), 3) == {}


async def test_a_quotation_is_found_by_its_speaker(database: Database, talks: int) -> None:
    """By name in either language, with words of it as well."""
    assert set(await _items(database, "غوتيريش", talks, AR)) == {"un", "q1", "q3"}
    assert await _items(database, "Guterres aid", talks) == ["q1"]
    assert await _items(database, "speaker:guterres", talks) == ["q1", "q3"]
    assert await _items(database, "قائل: غوتيريش", talks) == ["q1", "q3"]
    assert await _items(database, "قائل:بوتين", talks) == ["q2"]
    assert await _items(database, 'speaker:"António Guterres" ceasefire', talks) == ["q1"]
    # Where nobody said all of it, what they said at all.
    match = await _find(database, "speaker:guterres nonsense")
    assert ([hit.item for hit in match.hits], match.whole) == (["q1", "q3"], False)


async def test_whom_the_words_name_comes_before_what_mentions_them(database: Database) -> None:
    """Their profile, what they said, titles, texts, at last profiles of others; however many are newer."""
    people = [
        person("ki", "الكرملين", "The Kremlin") | {"about": {"en": "Where Merz was received", "ar": "استقبل ميرتس"}},
        person("me", "فريدريش ميرتس", "Friedrich Merz"),
    ]
    quotes = [
        quote("q1", "ki", en="We received Merz", ar="استقبلنا ميرتس") | {"date": "2025-12-31"},
        *(quote(f"m{at}", "me", en=f"Words {at}", ar=f"كلام {at}") | {"date": f"2025-11-{at:02}"} for at in (1, 2, 3)),
    ]
    visit = tale("visit", "ميرتس في موسكو", "Merz in Moscow", people=people, quotes=quotes)
    number = (await _publish(database, visit))["visit"]
    visits = [
        {"id": f"e{at}", "date": "2026-01-01", "text": {"en": f"Merz {at}", "ar": f"ميرتس {at}"}, "sources": ["s1"]}
        for at in range(search.CANDIDATES + 20)
    ]
    await _publish(database, tale("visits", "جولة", "Tour", events=visits))
    for typed, language in (("merz", EN), ("ميرتس", AR), ("friedrich MERZ", EN), ("«ميرتس»", AR)):
        assert (await _items(database, typed, number, language))[:4] == ["me", "m3", "m2", "m1"], typed
    assert await _items(database, "merz", number, EN) == ["me", "m3", "m2", "m1", "@title"]
    everything = [hit.item for hit in (await _find(database, "merz", limit=500)).hits if hit.story == number]
    assert everything == ["me", "m3", "m2", "m1", "@title", "q1", "@standfirst", "ki"]
    assert (await _items(database, "what did Merz say", number))[:4] == ["m3", "m2", "m1", "me"]
    asked = query_parser.read("mer", TODAY, unfinished=True)
    match = await database.run_read(partial(search.find, query=asked, language=EN, limit=2))
    assert [hit.item for hit in match.hits] == ["me", "m3"]


async def test_when_something_happened(database: Database, talks: int) -> None:
    """Events come first; where none has all the words, those that have some follow what does."""
    assert (await _items(database, "when did the ceasefire end?", talks))[0] == "e2"
    assert (await _items(database, "متى تبدأ الهدنة", talks, AR))[0] == "e1"
    assert (await _items(database, "when was the ceasefire of Guterres", talks))[:3] == ["q1", "e2", "e1"]


async def test_as_deep_as_one_pages(database: Database) -> None:
    """However many there are beyond those put in order together, each is found on one page; to an end."""
    events = [
        {"id": f"e{at}", "date": f"{1900 + at % 120}", "text": {"en": f"A flood, number {at}"}, "sources": ["s1"]}
        for at in range(search.DEEPEST + 30)
    ]
    await _publish(database, tale("floods", "فيضانات", "Rivers", events=events))
    paged: list[Hit] = []
    for start in range(0, search.DEEPEST, 50):
        page = await _find(database, "flood", limit=50, start=start)
        assert page.more is (start + 50 < search.DEEPEST)
        paged += page.hits
    assert len(set(paged)) == len(paged) == search.DEEPEST
    assert await _find(database, "flood", limit=50, start=10**9) == Found()


async def test_exact_phrases(database: Database, talks: int) -> None:
    """All of the words beside each other, in any quotation marks; forms of them do not count."""
    assert await _items(database, "aid must", talks) == ["e2", "q1"]
    for typed in ('"aid must enter"', "“aid must enter”", "«aid must enter»", '"AID, must enter!"'):
        assert await _items(database, typed, talks) == ["q1"], typed
    assert await _items(database, '"must aid"', talks) == []
    assert await _items(database, "«تصمد الهدنه»", talks) == ["q1"]


async def test_dates(database: Database, talks: int) -> None:
    """`after` is from its first day on, `before` until the day before its first; what can lie outside is left out."""
    for typed, texts in (
        ("after:2025-02 ceasefire", ["e2", "q1"]),
        ("بعد:٢٠٢٥-٠٢ الهدنة", ["q1"]),
        ("ceasefire before:2025-02-10", ["e1"]),
        ("قبل: شباط 2025 ceasefire", ["e1"]),
        ("after:2025 before:2026 speaker:guterres", ["q1", "q3"]),
        ("after:2025-02 speaker:guterres", ["q1"]),
        ("before:2025-06 speaker:guterres", ["q1"]),
    ):
        assert await _items(database, typed, talks) == texts, typed
    both = await _find(database, "after:2025-01 before:2025-03")
    assert {(hit.part, hit.item) for hit in both.hits if hit.story == talks} == {("events", "e1"), ("quotes", "q1")}


async def test_what_has_most_of_the_words_where_nothing_has_them_all(database: Database, talks: int) -> None:
    """Two of three before one; the answer says that it is not the whole."""
    match = await _find(database, "ceasefire aid elephant")
    assert not match.whole
    items = [hit.item for hit in match.hits if hit.story == talks]
    assert set(items[:2]) == {"q1", "e2"}
    assert "e1" in items[2:]
    assert (await _find(database, "elephant")) == Found(whole=False)
    assert (await _find(database, "ceasefire aid")).whole


async def test_questions(database: Database, talks: int) -> None:
    """Words that every question has are left out; what was said comes first where that is asked."""
    assert (await _items(database, "ماذا قال غوتيريش عن الهدنة؟", talks, AR))[0] == "q1"
    assert (await _items(database, "What did Guterres say about the ceasefire?", talks))[0] == "q1"
    assert (await _items(database, "what did guterres say", talks))[:2] == ["q1", "q3"]


async def test_titles_and_archived_stories(database: Database, talks: int) -> None:
    """A story is found by its title; archived, by nothing; changed, by what it says now."""
    assert "@title" in await _items(database, "gaza", talks)
    async with database.write() as conn:
        await publishing.show(conn, talks, live=False)
    assert await _items(database, "gaza", talks) == []
    assert await _items(database, "ceasefire", talks) == []


async def test_pages_of_what_was_found(database: Database) -> None:
    """They follow on each other, nothing twice and nothing left out; the reader's language before the other."""
    quotes = [quote(f"q{at}", "un", **{("en", "ar")[at % 2]: f"word {at}"}) for at in range(20)]
    number = (
        await _publish(database, tale("many", "كثير", "Many", people=[person("un", "كيم", "Kim")], quotes=quotes))
    )["many"]
    whole = await _find(database, "word", AR)
    assert [hit.language for hit in whole.hits] == [AR] * 10 + [EN] * 10
    paged: list[Hit] = []
    for start in range(0, 20, 6):
        page = await _find(database, "word", AR, 6, start)
        assert page.more is (start + 6 < 20)
        paged += page.hits
    assert paged == list(whole.hits)
    assert {hit.story for hit in paged} == {number}


@pytest.mark.usefixtures("talks")
async def test_unfinished_words(database: Database) -> None:
    """While somebody types, words that begin so are found; finished ones are looked for whole."""
    for typed in ("cease", "the cease", "غوت"):
        asked = query_parser.read(typed, TODAY, unfinished=True)
        assert (await database.run_read(partial(search.find, query=asked, language=EN, limit=9))).hits, typed
        assert not (await _find(database, typed)).hits, typed


HOSTILE = [
    *('"', '""', "AND", "OR NOT", "NEAR(a b)", "a*", "^a", "ar:b", "-a", "'", "a'b", "\\", "%", "_", "&|!"),
    *(":*", "(", "a:b:c", "«", "“x", "ـ", "ــputin", ";--"),
]


async def test_whatever_is_typed_is_no_syntax(database: Database, talks: int) -> None:
    """Nothing raises; marks of the databases' own languages are punctuation."""
    for typed in (*HOSTILE, " ".join(HOSTILE), "x" * 5000, "كلمة " * 300, "\x00\ud83d", "\u202e\u2066"):
        await _find(database, typed)
    assert await _items(database, 'ceasefire" OR ("', talks) == await _items(database, "ceasefire or", talks)


@settings(deadline=None, max_examples=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_any_text_is_a_query(typed: str) -> None:
    """It is read, within its limits, and what is folded holds letters and digits alone."""
    query = query_parser.read(typed, TODAY)
    assert len(query.words) <= query_parser.WORDS_LIMIT
    assert all(word.isalnum() or not word.isascii() for word in query.all_words)
    assert all('"' not in word and "'" not in word and " " not in word for word in query.all_words)


async def test_the_nearest_spellings(database: Database, talks: int) -> None:
    """Of words that stand nowhere; read anew after something was published or archived."""
    vocabulary = VocabularyCache(database)
    assert await vocabulary.near(("gutteres", "putin", "زيلينيسكي"), 1) == {
        "gutteres": ["guterres"],
        "زيلينيسكي": ["زيلينسكي"],
    }
    assert await vocabulary.near(("zanzibr",), 1) == {"zanzibr": []}
    assert await vocabulary.near(("ceasefires", "للقوات"), 1) == {}  # found in other forms
    await _publish(database, tale("far", None, "Zanzibar"))
    assert await vocabulary.near(("zanzibr", "zanzibar"), 1) == {"zanzibr": ["zanzibar"]}
    async with database.write() as conn:
        await publishing.show(conn, talks, live=False)
    assert (await vocabulary.near(("guterres",), 1))["guterres"] != ["guterres"]


async def test_kept_searches(database: Database) -> None:
    """The same words of a chat have one number, which no other chat can read; old ones go."""
    async with database.write() as conn:
        number = (await kept.keep(conn, 101, ["كورسك"], NOW))["كورسك"]
        assert await kept.keep(conn, 101, ["كورسك"], LATER) == {"كورسك": number}
        other = (await kept.keep(conn, 102, ["كورسك"], NOW))["كورسك"]
        assert other != number
        assert await kept.get(conn, 101, number) == "كورسك"
        assert await kept.get(conn, 102, number) is None
        assert await kept.get(conn, 101, 999) is None
        assert await kept.prune(conn, LATER) == 1
        assert await kept.get(conn, 102, other) is None
        assert await kept.get(conn, 101, number) == "كورسك"
