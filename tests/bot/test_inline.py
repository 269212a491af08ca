"""Inline mode, in any chat: what is offered, how it pages on, and where what is sent leads back to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.model import Localized
from bot.model.language import Language
from bot.views.callback_data import PageLink, Section, payload, read_payload
from bot.views.start_payload import read_search
from tests.bot.story_factory import long_tale, person, quote, tale
from tests.sandbox_client import EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from bot.model import Dossier
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

OURS = "https://t.me/siyaq_sandbox_bot?start="


async def ask(play: SandboxClient, query: str, *, as_: int = EMMA, **more: Any) -> dict[str, Any]:
    """Let a person type `@bot query` in some chat; return the query's number and the bot's answer."""
    answer = await play.post("inline", as_=as_, query=query, **more)
    assert answer["answer"] is not None, query
    return {"id": answer["inline_query_id"], **answer["answer"]}


def _titles(answer: dict[str, Any]) -> list[str]:
    return [result["title"] for result in answer["results"]]


@pytest.mark.usefixtures("bot")
async def test_a_quote_lands_in_a_group_with_its_source_and_a_way_back(sandbox: SandboxClient) -> None:
    """In each language: offered by name and words, sent as a card, whose button opens its page in the private chat."""
    for reader, query, name, source, more in (
        (EMMA, "putin", "Vladimir Putin", "Source", "Read more"),
        (LAYLA, "بوتين", "فلاديمير بوتين", "المصدر", "اقرأ المزيد"),
    ):
        answer = await ask(sandbox, query, as_=reader)
        match = next(result for result in answer["results"] if name in result["title"] and "_q" in result["id"])
        assert match["description"]
        sent = (
            await sandbox.post(
                "choose", as_=reader, chat_id=NEWSROOM, inline_query_id=answer["id"], result_id=match["id"]
            )
        )["message"]
        assert sent["via_bot"]["username"] == "siyaq_sandbox_bot"
        assert name in sent["text"]
        assert source in sent["text"]
        assert {entity["type"] for entity in sent["entities"]} >= {"blockquote", "bold", "text_link"}
        (button,) = sent["reply_markup"]["inline_keyboard"][0]
        assert button["text"] == more
        assert button["url"].startswith(OURS)
        start = button["url"].removeprefix(OURS)
        assert any(entity.get("url") == button["url"] for entity in sent["entities"])
        since = await sandbox.seq()
        await sandbox.start(as_=reader, payload=start)
        page = str(await sandbox.heard(reader, since=since))
        assert name in page
        link = read_payload(start)
        assert link
        assert link.section is Section.QUOTES


async def test_without_words_the_latest_stories(sandbox: SandboxClient, harness: BotHarness) -> None:
    """Twenty an answer, the pinned before the newest before the older; the rest pages on by offset, none twice."""
    numbers = await harness.publish(*(tale(f"story-{n}", f"قصة {n}", f"Story {n}") for n in range(45)))
    await harness.start()
    answers = [await ask(sandbox, "")]
    while offset := answers[-1]["next_offset"]:
        answers.append(await ask(sandbox, "", offset=offset))
    assert [len(answer["results"]) for answer in answers] == [20, 20, 5]
    titles = [title for answer in answers for title in _titles(answer)]
    assert len(set(titles)) == 45
    assert titles[0] == "Story 44"
    assert all(answer["is_personal"] and 0 < answer["cache_time"] <= 300 for answer in answers)
    beyond = await ask(sandbox, "", offset="1000")
    assert (beyond["results"], beyond["next_offset"], beyond.get("button")) == ([], "", None)
    await harness.rule(numbers[3], pinned_at=harness.now())
    assert _titles(await ask(sandbox, ""))[0] == "Story 3"


async def test_what_is_found_pages_on(sandbox: SandboxClient, harness: BotHarness) -> None:
    """Fifty quotations: each is offered once."""
    await harness.publish(long_tale(50))
    await harness.start()
    results: list[dict[str, Any]] = []
    offset = "0"
    while offset:
        answer = await ask(sandbox, "minister statement", offset=offset)
        results += answer["results"]
        offset = answer["next_offset"]
    ids = [result["id"] for result in results if "_q" in result["id"]]
    assert len(ids) == len(set(ids)) == 50
    assert all(len(item.encode()) <= 64 for item in ids)


async def test_a_story_is_offered_once_however_many_pages(sandbox: SandboxClient, harness: BotHarness) -> None:
    """By its title on the first page; its introduction, pages later, is the same card."""
    quotes = [quote(f"q{at}", "kim", en=f"The harvest of year {at}") for at in range(30)]
    story = tale("farms", "مزارع", "Harvest", people=[person("kim", "كيم", "Kim")], quotes=quotes)
    await harness.publish(story.model_copy(update={"standfirst": Localized(en="What the harvest brought")}))
    await harness.start()
    first = await ask(sandbox, "harvest")
    second = await ask(sandbox, "harvest", offset=first["next_offset"])
    ids = [result["id"] for answer in (first, second) for result in answer["results"]]
    assert len(ids) == len(set(ids)) == 31
    assert second["next_offset"] == ""
    beyond = await ask(sandbox, "harvest", offset="99999999999")
    assert (beyond["results"], beyond["next_offset"]) == ([], "")


@pytest.mark.usefixtures("bot")
async def test_every_kind_of_item_is_offered(sandbox: SandboxClient) -> None:
    """Quotations, events, people, key points: each as a card that names a source and has the deep link of its page."""
    sections: set[Section] = set()
    for query in ("putin", "kursk", "north korea", "troops acknowledged", "kurdstreet"):
        for result in (await ask(sandbox, query))["results"]:
            link = read_payload(result["id"].partition(".")[0])
            assert link
            content = result["input_message_content"]
            assert f"{OURS}{result['id'].partition('.')[0]}" in content["message_text"]
            assert "Source" in content["message_text"] or link.section is Section.SOURCES
            assert "tg://" not in str(result)
            sections.add(link.section)
    assert sections >= {Section.QUOTES, Section.TIMELINE, Section.PEOPLE, Section.SUMMARY, Section.SOURCES}


@pytest.mark.usefixtures("bot")
async def test_the_language_is_the_chosen_one_or_the_persons(sandbox: SandboxClient) -> None:
    """A person's choice in their private chat holds for inline mode; where there is none, their Telegram's language."""
    assert _titles(await ask(sandbox, "")) == ["North Korean troops in Kursk"]
    await sandbox.ask("/language ar", as_=EMMA)
    assert _titles(await ask(sandbox, "")) == ["جنود كوريا الشمالية في كورسك"]
    stranger = await sandbox.person("fr", started=False)
    assert _titles(await ask(sandbox, "", as_=stranger)) == ["North Korean troops in Kursk"]


@pytest.mark.usefixtures("bot")
async def test_nothing_found_leads_to_search(sandbox: SandboxClient) -> None:
    """No results, and a button that opens the private chat, there to search for the same words."""
    answer = await ask(sandbox, "zzxqv wibble")
    assert answer["results"] == []
    assert read_search(answer["button"]["start_parameter"]) == "zzxqv wibble"
    assert "Search" in answer["button"]["text"]
    since = await sandbox.seq()
    await sandbox.start(as_=EMMA, payload=answer["button"]["start_parameter"])
    assert "zzxqv" in str(await sandbox.heard(EMMA, since=since))
    arabic = await ask(sandbox, "خزعبلات " * 20, as_=LAYLA)
    assert read_search(arabic["button"]["start_parameter"]) == ""
    for odd in ("%%%", '"', "speaker:", "after:wibble", "_1cqe999_q1", "_1", "\u202e\u202e", "😀"):
        assert (await ask(sandbox, odd))["results"] == [], odd


async def test_a_shared_item_is_offered_alone(sandbox: SandboxClient, bot: BotHarness) -> None:
    """What a page's button shares is named by its payload, in the language in which it was shared; gone is gone."""
    quotes = [quote("q1", "minister", en="One thing.", ar="شيء."), quote("q2", "minister", en="Another.", ar="آخر.")]
    people = [person("minister", "الوزير", "The Minister")]
    (number,) = await bot.publish(tale("talks", "محادثات", "Talks", people=people, quotes=quotes))
    shared = payload(PageLink(number, Section.QUOTES, Language.AR, "q2"))
    answer = await ask(sandbox, shared)
    assert _titles(answer) == ["الوزير"]
    assert "«آخر.»" in answer["results"][0]["input_message_content"]["message_text"]
    assert answer["results"][0]["id"].partition(".")[0] == shared
    await bot.publish(tale("talks", "محادثات", "Talks", people=people, quotes=quotes[:1]))
    gone = await ask(sandbox, shared)
    assert gone["results"] == []
    assert read_search(gone["button"]["start_parameter"]) == ""


async def test_what_is_withdrawn_is_offered_no_more(sandbox: SandboxClient, bot: BotHarness) -> None:
    """The next question finds the new revision, and a corrected quotation is sent corrected."""
    people = [person("minister", "الوزير", "The Minister")]

    def talks(*said: str) -> Dossier:
        quotes = [quote("q1", "minister", en=words) for words in said]
        return tale("talks", "محادثات", "Talks", people=people, quotes=quotes)

    await bot.publish(talks("Ten walnuts."))
    before = await ask(sandbox, "walnuts")
    assert "Ten walnuts" in str(before["results"])
    await bot.publish(talks("Six walnuts."))
    assert "Six walnuts" in str((await ask(sandbox, "walnuts"))["results"])
    await bot.publish(talks())
    assert (await ask(sandbox, "walnuts"))["results"] == []


@pytest.mark.usefixtures("bot")
async def test_a_card_in_a_channel(sandbox: SandboxClient) -> None:
    """Its buttons are of a kind that channels take."""
    creator = await sandbox.person("ar")
    channel = (await sandbox.post("chat", type="channel", title="Channel", members=[creator]))["chat"]["id"]
    answer = await ask(sandbox, "", as_=creator)
    chosen = {"inline_query_id": answer["id"], "result_id": answer["results"][0]["id"]}
    sent = (await sandbox.post("choose", as_=creator, chat_id=channel, **chosen))["message"]
    assert "جنود كوريا الشمالية" in sent["text"]


@pytest.mark.usefixtures("bot")
async def test_a_late_answer_is_let_be(sandbox: SandboxClient) -> None:
    """Telegram's refusal of an answer is no error; the next query is answered."""
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    await sandbox.fault("status", method="answerInlineQuery", status=400, times=1, description=late)
    answer = await sandbox.post("inline", as_=EMMA, query="putin", wait=0.5)
    assert answer["answer"] is None
    assert (await ask(sandbox, "putin"))["results"]
