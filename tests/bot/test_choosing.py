"""Which story is meant, whose words, which span; by command, by plain words, by deep link."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.model.language import Language
from bot.views.callback_data import PageLink, Section, payload
from tests.bot.story_factory import KURSK, first, long_tale, person, quote, tale
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

NORTH = "North Korean troops in Kursk"
GAZA = tale(
    "gaza-talks",
    "مُحادثات غزَّة في القاهرة",
    "Gaza talks in Cairo",
    people=[person("envoy", "المبعوث سمير حداد", "Envoy Samir Haddad"), person("putin", "بوتين", "Putin")],
    quotes=[quote("q1", "envoy", ar="سنواصل"), quote("q2", "putin", en="Let them talk")],
    events=[{"id": "e1", "date": "2024-11-03", "text": {"en": "The talks began."}, "sources": ["s1"]}],
)
CAIRO = tale("cairo-summit", "قمة القاهرة", "Cairo summit")

STORIES = [
    ("/summary gaza-talks", "Gaza talks in Cairo"),
    ("/summary GAZA-TALKS", "Gaza talks in Cairo"),
    ("/people gaza", "Gaza talks in Cairo"),
    ("/story Talks Gaza", "Gaza talks in Cairo"),
    ("/sources غزة", "Gaza talks in Cairo"),
    ("/summary محادثات غزه", "Gaza talks in Cairo"),
    ("/summary مُحادثات غزَّة في القاهرة", "Gaza talks in Cairo"),
    ("/summary كورسك", NORTH),
    ("/summary KURSK", NORTH),
    ("/timeline الشماليه", NORTH),
    ("/quotes cairo-summit", "Cairo summit"),
    ("/summary", "Cairo summit"),
]
SPEAKERS = [
    ("/quotes putin", "Cairo", "Putin", "Zelensky"),
    ("/quotes بوتين", "Cairo", "Putin", "Zelensky"),
    ("/quotes kursk putin", NORTH, "Vladimir Putin", "Zelensky"),
    ("/quotes putin kursk", NORTH, "Vladimir Putin", "Zelensky"),
    ("/quotes كورسك زيلينسكي", NORTH, "Volodymyr Zelensky", "Putin"),
    ("/quotes Haddad", "Gaza", "Samir Haddad", "Putin"),
    ("/quotes gaza-talks", "Gaza", "Putin", "Zelensky"),
]
SPANS = [
    ("2025", "2025"),
    ("٢٠٢٥", "2025"),
    ("۲۰۲۵", "2025"),
    ("2025-04", "نيسان/أبريل 2025"),
    ("٢٠٢٥-٠٤", "نيسان/أبريل 2025"),
    ("نيسان 2025", "نيسان/أبريل 2025"),
    ("أبريل ٢٠٢٥", "نيسان/أبريل 2025"),
    ("April 2025", "نيسان/أبريل 2025"),
    ("28 نيسان 2025", "28 نيسان/أبريل 2025"),
    ("2025-04-28", "28 نيسان/أبريل 2025"),
    ("كورسك 2025", "2025"),
    ("2025 kursk", "2025"),
]
TYPED = [
    ("ملخص", "الملخص"),
    ("الملخّص", "الملخص"),
    ("الاقتباسات", "الاقتباسات"),
    ("اقتباسات بوتين", "الاقتباسات: فلاديمير بوتين"),
    ("timeline", "التسلسل الزمني"),
    ("Timeline 2025", "التسلسل الزمني: 2025"),
    ("التسلسل الزمني", "التسلسل الزمني"),
    ("التسلسل الزمني ٢٠٢٥", "التسلسل الزمني: 2025"),
    ("الأشخاص والجهات", "الأشخاص والجهات"),
    ("SOURCES", "المصادر"),
    ("ملخص؟", "الملخص"),
    ("Timeline: 2025.", "التسلسل الزمني: 2025"),
    ("أقوال: بوتين!", "الاقتباسات: فلاديمير بوتين"),
    ("المصادر كورسك", "المصادر"),
    ("القصة", "آخر تطور"),
    ("/ملخص", "الملخص"),
    ("صباح الخير", "أهلًا بك!"),
    ("/", "الأوامر"),
    ("؟", "الأوامر"),
]


@pytest.fixture
async def several(harness: BotHarness) -> BotHarness:
    """The bot with three stories, the summit in Cairo the newest."""
    await harness.publish(first(), GAZA, CAIRO)
    await harness.start()
    return harness


@pytest.mark.usefixtures("several")
async def test_a_story_by_slug_by_words_or_the_newest(sandbox: SandboxClient) -> None:
    """A slug, folded words of either title in any order, or nothing: then the newest."""
    for asked, title in STORIES:
        assert title in (await sandbox.ask(asked, as_=await sandbox.person("en")))["text"], asked


async def test_without_words_current_then_pinned_then_newest(sandbox: SandboxClient, several: BotHarness) -> None:
    """The chat's current story goes before the pinned one, that before the newest; one that is gone is passed over."""
    number = (await several.publish(GAZA))[0]
    assert "Cairo summit" in (await sandbox.ask("/summary", as_=await sandbox.person("en")))["text"]
    await several.rule(1, pinned_at=datetime(2025, 5, 1, tzinfo=UTC))
    reader = await sandbox.person("en")
    assert NORTH in (await sandbox.ask("/people", as_=reader))["text"]
    await sandbox.ask("/story gaza", as_=reader)
    assert "Gaza" in (await sandbox.ask("/summary", as_=reader))["text"]
    await several.rule(number, state="archived")
    assert NORTH in (await sandbox.ask("/summary", as_=reader))["text"]


@pytest.mark.usefixtures("several")
async def test_several_stories_match(sandbox: SandboxClient) -> None:
    """They are buttons to choose from, each of which opens the section that was asked for."""
    answer = await sandbox.ask("/sources القاهرة", as_=EMMA)
    rows = answer["reply_markup"]["inline_keyboard"]
    assert sorted(button["text"] for row in rows for button in row) == ["Cairo summit", "Gaza talks in Cairo"]
    chosen = await sandbox.turn(answer, "Gaza", as_=EMMA)
    assert "Gaza talks in Cairo" in chosen["text"]
    assert "Sources" in chosen["text"]


@pytest.mark.usefixtures("several")
async def test_no_story_matches(sandbox: SandboxClient) -> None:
    """The answer repeats what was asked and names what there is, as buttons."""
    for asked in ("/summary atlantis", "/quotes <b>nobody</b>", "/timeline the other day", "/story 😀"):
        answer = await sandbox.ask(asked, as_=EMMA)
        assert asked.partition(" ")[2] in answer["text"]
        rows = answer["reply_markup"]["inline_keyboard"]
        assert {button["text"] for row in rows for button in row} == {"Cairo summit", "Gaza talks in Cairo", NORTH}


async def test_no_story_at_all(sandbox: SandboxClient, harness: BotHarness) -> None:
    """Whatever is asked for, the answer says that nothing is published yet; the first story is then there at once."""
    harness = type(harness)(sandbox, harness.home, SIYAQ_STARTER="0")
    await harness.start()
    try:
        for asked in ("/summary", "/quotes putin", "/story x", "/stories", "timeline", "/start gaza-talks"):
            answer = await sandbox.ask(asked, as_=await sandbox.person("en"))
            assert "No story has been published" in answer["text"], asked
        await harness.publish(GAZA)
        assert "Gaza" in (await sandbox.ask("/summary", as_=EMMA))["text"]
    finally:
        await harness.stop()


@pytest.mark.usefixtures("several")
async def test_quotes_of_one_speaker(sandbox: SandboxClient) -> None:
    """By name in either language, in the current story, with a story named as well, or in whichever story speaks."""
    for asked, story, speaker, not_there in SPEAKERS:
        reader = await sandbox.person("en")
        if story == "Cairo":
            await sandbox.ask("/story gaza-talks", as_=reader)
        answer = await sandbox.ask(asked, as_=reader)
        assert story in answer["text"], asked
        assert speaker in answer["text"], asked
        assert not_there not in answer["text"], asked


async def test_a_name_that_two_speakers_share(sandbox: SandboxClient, harness: BotHarness) -> None:
    """The choice names the speakers, not the story twice; the button leads to that speaker's quotes."""
    people = [person("un", "كيم جونغ أون", "Kim Jong Un"), person("yo", "كيم يو جونغ", "Kim Yo Jong")]
    await harness.publish(
        tale(
            "kims",
            "الأشقاء",
            "Siblings",
            people=people,
            quotes=[quote("q1", "un", en="One thing"), quote("q2", "yo", en="Another thing")],
        )
    )
    await harness.start()
    answer = await sandbox.ask("/quotes kim", as_=EMMA)
    rows = answer["reply_markup"]["inline_keyboard"]
    assert sorted(button["text"] for row in rows for button in row) == ["Kim Jong Un", "Kim Yo Jong"]
    assert "Another thing" in (await sandbox.turn(answer, "Kim Yo Jong", as_=EMMA))["text"]


@pytest.mark.usefixtures("bot")
async def test_a_span_of_the_timeline(sandbox: SandboxClient) -> None:
    """A year, month or day in any digits and either language; below it, the whole timeline is a button away."""
    for asked, span in SPANS:
        reader = await sandbox.person("ar")
        answer = await sandbox.ask(f"/timeline {asked}", as_=reader)
        assert f"التسلسل الزمني: {span}\n" in _plain(answer["text"]), asked
        whole = await sandbox.turn(answer, "كل الأحداث", as_=reader)
        assert "التسلسل الزمني\n" in _plain(whole["text"]), asked


@pytest.mark.usefixtures("bot")
async def test_a_span_without_events(sandbox: SandboxClient) -> None:
    """The answer says so; a year that never was is no span, and no story."""
    assert "لا أحداث معروفة التاريخ في 1999" in _plain((await sandbox.ask("/timeline 1999"))["text"])
    assert "لا قصة باسم" in (await sandbox.ask("/timeline 0000"))["text"]


@pytest.mark.usefixtures("bot")
async def test_plain_words_in_a_private_chat(sandbox: SandboxClient) -> None:
    """A section's name in either language is its command, also with words behind it; what finds nothing gets help."""
    for typed, text in TYPED:
        assert text in _plain((await sandbox.ask(typed, as_=await sandbox.person("ar")))["text"]), typed


@pytest.mark.usefixtures("several")
async def test_deep_links(sandbox: SandboxClient) -> None:
    """A slug opens the cover; a packed link its page, in the reader's language; what neither is names what there is."""
    since = await sandbox.seq()
    await sandbox.start(payload="gaza-talks")
    assert "مُحادثات غزَّة" in (await sandbox.heard(LAYLA, since=since))["text"]
    since = await sandbox.seq()
    await sandbox.start(payload=payload(PageLink(1, Section.QUOTES, Language.EN, speaker="putin")))
    assert "الاقتباسات: فلاديمير بوتين" in _plain((await sandbox.heard(LAYLA, since=since))["text"])
    for unknown in ("no-such-story", "_1ccx", "_", "_9cca1"):
        since = await sandbox.seq()
        person = await sandbox.person("en")
        await sandbox.start(as_=person, payload=unknown)
        answer = await sandbox.heard(person, since=since)
        assert f"“{unknown}”" in answer["text"]
        assert len(answer["reply_markup"]["inline_keyboard"]) == 3


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("link", "notice", "then"),
    [
        (PageLink(1, Section.QUOTES, Language.EN, item="q99"), "no longer in the story", NORTH),
        (PageLink(77, Section.COVER, Language.EN), "no longer available", "Stories"),
    ],
)
async def test_a_deep_link_whose_target_is_gone(sandbox: SandboxClient, link: PageLink, notice: str, then: str) -> None:
    """A notice, and the cover; where the story itself is gone, the list."""
    since = await sandbox.seq()
    await sandbox.start(as_=EMMA, payload=payload(link))
    first_, second = [event["message"] for event in await sandbox.wait("message", since=since, chat_id=EMMA, count=3)][
        1:
    ]
    assert notice in first_["text"]
    assert then in second["text"]


async def test_a_slug_is_never_taken_for_a_packed_link(sandbox: SandboxClient, harness: BotHarness) -> None:
    """A story whose slug looks like what links are made of opens by it."""
    await harness.publish(tale("1cca1", "الأولى", "The first"), tale("1", "الثانية", "The second"), long_tale(1))
    await harness.start()
    for slug, title in (("1cca1", "The first"), ("1", "The second"), (KURSK, "North Korean")):
        if slug != KURSK:
            since = await sandbox.seq()
            await sandbox.start(as_=EMMA, payload=slug)
            assert title in (await sandbox.heard(EMMA, since=since))["text"]


def _plain(text: str) -> str:
    """The text without the marks that keep directions apart."""
    return text.translate(dict.fromkeys(map(ord, "\u200e\u200f\u2068\u2069")))


@pytest.mark.usefixtures("bot")
async def test_single_words_and_mistyped_commands(sandbox: SandboxClient) -> None:
    """What people type alone opens what it names; a slip in a command is taken for the one that is meant."""
    wanted = {
        "help": "Commands", "menu": "Commands", "about": "About Siyaq", "privacy": "Privacy", "stories": "Stories",
        "language": "Language", "news": "What is new", "start": "Siyaq keeps", "stop": "follows no story yet",
        "القصص": "Stories", "الخصوصية": "Privacy", "اللغة": "Language", "/qoutes putin": "Quotes: Vladimir Putin",
        "/hlep": "Commands", "/people putin": "Vladimir Putin — President of Russia", "/xyzzy": "Commands",
        "عربي": "بأي لغة", "مساعدة": "الأوامر", "الأخبار": "الجديد", "/people بوتين": "فلاديمير بوتين — الرئيس الروسي",
        "إنجليزي": "In which language", "quit": "follows no story yet", "إيقاف": "follows no story yet",
        "/people nobody": "and nobody in the stories", "stop kursk": "follows no story yet",
    }  # fmt: skip
    for typed, answer in wanted.items():
        assert answer in _plain((await sandbox.ask(typed, as_=EMMA))["text"]), typed
    for typed in ("stop the war", "توقف القتال", "إيقاف إطلاق النار"):  # of what no story is called
        assert "ollow" not in _plain((await sandbox.ask(typed, as_=EMMA))["text"]).split("\n")[0], typed
