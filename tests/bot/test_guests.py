"""Guest mode: named where it is no member, the bot answers once, and knows nothing of the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.store import blocks
from bot.store.blocks import Block
from tests.sandbox_client import BOT, EMMA, LAYLA, NEWSROOM, OMAR

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

NAME = "@siyaq_sandbox_bot"
# What is counted of all, and of what was handled: neither knows a chat.
GENERAL = {"daily_counts", "guest_queries", "processed_updates", "inbox", "process_presence", "key_values"}
COPIES = {"copies", "copy_pages"}  # what an answer shows, kept under whoever asked


@pytest.fixture
async def elsewhere(sandbox: SandboxClient) -> int:
    """A group without the bot, which has the id of one where it is a member."""
    return await sandbox.group(LAYLA, EMMA, bot="none", guest_id=NEWSROOM)


async def asked(sandbox: SandboxClient, group: int, words: str, as_: int = EMMA) -> dict[str, Any]:
    """Let a person call the bot; return its answer, the newest message of the group."""
    await sandbox.say(f"{NAME} {words}", as_=as_, chat_id=group)
    await sandbox.idle()
    answer = await sandbox.last(group)
    assert answer["from"]["id"] == BOT, answer
    return answer


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the buttons below a message."""
    return [button for row in message["reply_markup"]["inline_keyboard"] for button in row]


async def test_a_section_is_a_rich_page_with_links(bot: BotHarness, sandbox: SandboxClient, elsewhere: int) -> None:
    """The answer is the page that a group would get, rich, and its buttons lead to the bot."""
    await sandbox.rich(on=True)
    message = await asked(sandbox, elsewhere, "summary kursk")
    assert message["rich_message"]["blocks"]
    assert message["guest_bot_caller_user"]["id"] == EMMA
    assert buttons(message)
    assert all(button["url"].startswith("https://t.me/siyaq_sandbox_bot?start=") for button in buttons(message))
    await sandbox.start(as_=EMMA, payload=buttons(message)[-1]["url"].partition("start=")[2])
    await sandbox.idle()
    assert "rich_message" in await sandbox.last(EMMA)
    assert bot.running


async def test_classic_where_rich_is_refused(bot: BotHarness, sandbox: SandboxClient, elsewhere: int) -> None:
    """A server that knows no rich messages gets a classic one for the same query."""
    message = await asked(sandbox, elsewhere, "kursk")
    assert "text" in message
    calls = await sandbox.log(method="answerGuestQuery")
    assert [call["status"] for call in calls] == [400, 200]
    assert len({call["params"]["guest_query_id"] for call in calls}) == 1
    assert bot.running


async def test_answers_are_those_of_a_group(bot: BotHarness, sandbox: SandboxClient, elsewhere: int) -> None:
    """Questions, sections, searches and thanks are answered in the language of who asks; nothing is subscribed to."""
    for person, words, said in (
        (EMMA, "who is Zelensky?", "Volodymyr Zelensky"),
        (LAYLA, "من هو زيلينسكي؟", "زيلينسكي"),
        (EMMA, "", "North Korea"),
        (LAYLA, "الاقتباسات", "«"),
        (EMMA, "is there news?", "Kursk"),
        (EMMA, "corrections", "orrection"),
        (EMMA, "xylophones in Patagonia", "nothing"),
        (EMMA, "subscribe all", "opens in a private chat"),
        (LAYLA, "شكرا", "الرحب"),
    ):
        assert said in (await asked(sandbox, elsewhere, words, person))["text"]
    assert not (await bot.holds(["subscriptions"]))["subscriptions"]


async def test_what_does_not_work_there_leads_to_the_bot(
    bot: BotHarness, sandbox: SandboxClient, elsewhere: int
) -> None:
    """No command does in a chat of others: each is a link, which opens what it stands for."""
    nothing = await asked(sandbox, elsewhere, "xylophones in Patagonia")
    assert "See /help for" in nothing["text"]
    search = await asked(sandbox, elsewhere, "بحث", LAYLA)
    for message in (nothing, search):
        assert not [entity for entity in message["entities"] if entity["type"] == "bot_command"]
    (help_link,) = (entity["url"] for entity in nothing["entities"] if entity["type"] == "text_link")
    assert "Commands" in (await opened(sandbox, help_link, EMMA))["text"]
    links = [entity["url"] for entity in search["entities"] if entity["type"] == "text_link"]
    assert len(links) == 5  # in the sentence, and the four examples
    assert "اقتباس: " in (await opened(sandbox, links[1], LAYLA))["text"]
    assert bot.running


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("settings", "Time zone"),
        ("language", "العربية"),
        ("privacy", "all that Siyaq keeps about this chat"),
        ("card", "Of which quotation or event"),
        ("follow putin", "What this chat follows"),
        ("unsubscribe", "What this chat follows"),
        ("متابعاتي", "What this chat follows"),
    ],
)
async def test_what_concerns_a_chat_is_done_in_private(
    bot: BotHarness, sandbox: SandboxClient, elsewhere: int, words: str, said: str
) -> None:
    """A guest is told so, and the button shows there what can be chosen; it chooses nothing by itself."""
    message = await asked(sandbox, elsewhere, words)
    assert message["text"] == "The answer is for whoever asked. It opens in a private chat."
    (button,) = buttons(message)
    answer = await opened(sandbox, button["url"], EMMA)
    assert said in answer["text"] + str(answer.get("reply_markup"))
    assert not (await bot.holds(["topics"]))["topics"]


@pytest.mark.parametrize("words", ["help", "what can you do?", "start"])
async def test_help_says_how_to_ask_there(bot: BotHarness, sandbox: SandboxClient, elsewhere: int, words: str) -> None:
    """In two sentences, not by a list of commands that do not work."""
    message = await asked(sandbox, elsewhere, words)
    assert f"To ask here, write {NAME}" in message["text"]
    assert "/" not in message["text"]
    assert bot.running


async def opened(sandbox: SandboxClient, url: str, person: int) -> dict[str, Any]:
    """Let a person open a link to the bot; return its answer."""
    since = await sandbox.seq()
    await sandbox.start(as_=person, payload=url.partition("start=")[2])
    return await sandbox.heard(person, since=since)


async def test_a_storys_name_is_its_cover(bot: BotHarness, sandbox: SandboxClient, elsewhere: int) -> None:
    """Whoever names a story is shown it and not where its name stands; anything else is searched for.

    Links stand two beside each other: three words with the sign of a link are too wide for a telephone.
    """
    await sandbox.rich(on=True)
    for person, words, heading in ((EMMA, "Kursk!", "Key events"), (LAYLA, "كورسك", "أبرز الأحداث")):
        message = await asked(sandbox, elsewhere, words, person)
        assert heading in str(message["rich_message"])
        assert [len(row) for row in message["reply_markup"]["inline_keyboard"]] == [2, 2, 2, 1]
    assert "Results for" in str(await asked(sandbox, elsewhere, "treaty"))
    assert bot.running


async def test_one_answer_to_a_thousand_replays(bot: BotHarness, sandbox: SandboxClient, elsewhere: int) -> None:
    """However often an update comes, under whichever id, after a restart too, the query is answered once."""
    await asked(sandbox, elsewhere, "kursk")
    raw = _guest_update(await sandbox.log(method="getUpdates"))
    before = len(await sandbox.log(method="answerGuestQuery"))
    for number in range(1000):
        await sandbox.post("update", **{**raw, "update_id": raw["update_id"] + number % 20})
        if number == 500:
            await sandbox.idle()
            await bot.restart()
    await sandbox.idle()
    assert len(await sandbox.log(method="answerGuestQuery")) == before
    assert len((await bot.holds(["guest_queries"]))["guest_queries"]) == 1


def _guest_update(calls: list[dict[str, Any]]) -> dict[str, Any]:
    updates = [update for call in calls if call["answer"] for update in call["answer"]["result"]]
    guest_update: dict[str, Any] = next(update for update in updates if "guest_message" in update)
    return guest_update


async def test_a_time_out_is_not_repeated(bot: BotHarness, sandbox: SandboxClient, elsewhere: int) -> None:
    """An answer of which nobody knows whether it was taken is not given again; the next question is answered."""
    number = await sandbox.fault("reset_after", method="answerGuestQuery")
    await sandbox.say(f"{NAME} kursk", as_=EMMA, chat_id=elsewhere)
    await sandbox.idle()
    assert len(await sandbox.log(method="answerGuestQuery")) == 1
    await sandbox.lift(number)
    assert "text" in await asked(sandbox, elsewhere, "kursk")
    assert bot.running


async def test_a_429_is_waited_for(bot: BotHarness, sandbox: SandboxClient, elsewhere: int) -> None:
    """What was certainly not taken is sent again."""
    await sandbox.fault("retry_after", method="answerGuestQuery", retry_after=1, times=1)
    assert "text" in await asked(sandbox, elsewhere, "kursk")
    assert bot.running


async def test_a_chat_of_the_same_id_is_untouched(bot: BotHarness, sandbox: SandboxClient, elsewhere: int) -> None:
    """The group whose id the guest chat has keeps its story, language and history, and gets no message."""
    await sandbox.post("promote", chat_id=NEWSROOM, user_id=LAYLA)
    await sandbox.answer("/language en", chat_id=NEWSROOM)
    await sandbox.answer("/summary", chat_id=NEWSROOM)
    await bot.stop()
    before, messages = await bot.holds(), await sandbox.messages(NEWSROOM)
    await bot.start()
    assert "ملخص" in (await asked(sandbox, elsewhere, "ملخص كورسك", LAYLA))["text"]  # not in the group's English
    await bot.stop()
    after = await bot.holds()
    assert {name: rows for name, rows in after.items() if name not in GENERAL | COPIES} == {
        name: rows for name, rows in before.items() if name not in GENERAL | COPIES
    }
    assert [row for row in after["copies"] if row not in before["copies"]] == [
        row for row in after["copies"] if (row["chat_id"], row["kind"]) == (LAYLA, "guest")
    ]
    assert await sandbox.messages(NEWSROOM) == messages


async def test_a_block_of_the_other_chat_is_not_the_guests(
    bot: BotHarness, sandbox: SandboxClient, elsewhere: int
) -> None:
    """Blocked is a chat or a person: the chat of the same id says nothing of the guest, its person does."""
    async with bot.database() as database, database.write() as conn:
        await blocks.put(conn, Block(NEWSROOM, "noise", OMAR, bot.now()))
    assert "text" in await asked(sandbox, elsewhere, "kursk")
    async with bot.database() as database, database.write() as conn:
        await blocks.put(conn, Block(LAYLA, "noise", OMAR, bot.now()))
    since = await sandbox.seq()
    await sandbox.say(f"{NAME} kursk", as_=LAYLA, chat_id=elsewhere)
    await sandbox.idle()
    assert not await sandbox.log(method="answerGuestQuery", since=since)


async def test_an_error_is_logged_and_told_nowhere(
    bot: BotHarness, sandbox: SandboxClient, elsewhere: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refused answer leaves a line in the log; no message goes to any chat, and the bot goes on."""
    await sandbox.post("guest", mode="refused")
    since = await sandbox.seq()
    await sandbox.say(f"{NAME} kursk", as_=EMMA, chat_id=elsewhere)
    await sandbox.idle()
    assert "guest.not_answered" in capsys.readouterr().out
    called = {call["method"] for call in await sandbox.log(since=since)}
    assert {method for method in called if method.startswith(("send", "edit", "answer"))} == {"answerGuestQuery"}
    assert "text" in await sandbox.answer("/summary", as_=EMMA)
    assert bot.running
