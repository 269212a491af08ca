"""Groups where only whoever asks sees the answer, on servers that know ephemeral messages, ignore or refuse them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox_client import BOT, EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

ONLY, EVERYONE = "لمن سأل وحده", "للجميع"
SECRET = "North Korea"  # in every answer about the first story, and in nothing neutral


@pytest.fixture
async def quiet(bot: BotHarness, sandbox: SandboxClient) -> BotHarness:
    """The bot, in a group whose admin chose that only whoever asks sees the answer; the bot is no admin of it."""
    await sandbox.limits(on=False)
    settings = await sandbox.answer("/settings", chat_id=NEWSROOM)
    await sandbox.tap_text(settings, ONLY)
    await sandbox.idle()
    return bot


async def promote(sandbox: SandboxClient) -> None:
    """Make the bot an administrator of the group."""
    await sandbox.post("promote", chat_id=NEWSROOM, user_id=BOT)
    await sandbox.idle()


async def seen_by(sandbox: SandboxClient, person: int) -> list[dict[str, Any]]:
    """Return the bot's messages as a member of the group sees them, those that are not deleted."""
    messages = await sandbox.messages(NEWSROOM, as_=person)
    return [message for message in messages if message.get("from", {}).get("id") == BOT and not message.get("deleted")]


async def assert_private(sandbox: SandboxClient, receiver: int, other: int) -> dict[str, Any]:
    """Assert that the receiver's last message has the answer and that it was never shown to another; return it."""
    answer = (await seen_by(sandbox, receiver))[-1]
    assert SECRET in str(answer)
    assert answer["ephemeral_message_id"]
    assert SECRET not in str(await sandbox.messages(NEWSROOM, as_=other))
    return answer


async def ask(sandbox: SandboxClient, words: str, as_: int = EMMA) -> None:
    """Let a person write in the group, and wait until the bot has answered."""
    await sandbox.say(words, as_=as_, chat_id=NEWSROOM)
    await sandbox.idle()


async def test_an_admin_bot_answers_one_member_alone(quiet: BotHarness, sandbox: SandboxClient) -> None:
    """The first word to a server is neutral and becomes the answer; the next answer needs none."""
    await promote(sandbox)
    since = await sandbox.seq()
    await ask(sandbox, "/summary@siyaq_sandbox_bot")
    await assert_private(sandbox, EMMA, LAYLA)
    sent = [call["params"]["text"] for call in await sandbox.log(method="sendMessage", since=since)]
    assert sent == ["One moment…"]
    await ask(sandbox, "@siyaq_sandbox_bot who is Kim Jong Un?")
    assert len(await sandbox.log(method="sendMessage", since=since)) == 2
    await assert_private(sandbox, EMMA, LAYLA)
    assert quiet.running


async def test_taps_go_through_the_ephemeral_methods(quiet: BotHarness, sandbox: SandboxClient) -> None:
    """A page under an ephemeral message is edited by its own method, and nothing is noted of it."""
    await promote(sandbox)
    before = await quiet.holds(["last_seen", "current_stories"])
    await ask(sandbox, "/summary@siyaq_sandbox_bot")
    answer = await assert_private(sandbox, EMMA, LAYLA)
    since = await sandbox.seq()
    await sandbox.tap_text(answer, "Quotes", as_=EMMA)
    await sandbox.idle()
    edited = await assert_private(sandbox, EMMA, LAYLA)
    assert edited["edited"] > answer.get("edited", 0)
    called = {call["method"] for call in await sandbox.log(since=since)} - {"getUpdates", "answerCallbackQuery"}
    assert called == {"editEphemeralMessageText"}
    await quiet.stop()
    assert await quiet.holds(["last_seen", "current_stories"]) == before


async def test_a_button_shows_its_state_by_the_ephemeral_methods(quiet: BotHarness, sandbox: SandboxClient) -> None:
    """Following, and leaving again: no method of ordinary messages is called for an ephemeral one."""
    await promote(sandbox)
    for words, first, after in (
        ("/story@siyaq_sandbox_bot", "متابعة", "أتابعها ✓"),
        ("/people@siyaq_sandbox_bot بوتين", "متابعة فلاديمير بوتين", "أتابع ✓ فلاديمير بوتين"),
    ):
        await ask(sandbox, words, LAYLA)
        page = (await seen_by(sandbox, LAYLA))[-1]
        since = await sandbox.seq()
        await sandbox.tap_text(page, first)
        await sandbox.idle()
        called = {call["method"] for call in await sandbox.log(since=since) if call["method"].startswith("edit")}
        assert called == {"editEphemeralMessageReplyMarkup"}
        shown = {
            message["ephemeral_message_id"]: message
            for message in (await seen_by(sandbox, LAYLA))
            if "ephemeral_message_id" in message
        }
        assert after in str(shown[page["ephemeral_message_id"]]["reply_markup"])
    assert quiet.running


async def test_a_tap_after_the_message_expired(quiet: BotHarness, sandbox: SandboxClient) -> None:
    """Where the tapped message is gone meanwhile, the page comes as a new ephemeral one."""
    await promote(sandbox)
    await ask(sandbox, "/summary@siyaq_sandbox_bot")
    answer = await assert_private(sandbox, EMMA, LAYLA)
    refusal = "Bad Request: message to edit not found"
    await sandbox.fault("status", method="editEphemeralMessageText", status=400, description=refusal, times=1)
    await sandbox.tap_text(answer, "Quotes", as_=EMMA)
    await sandbox.idle()
    assert (await assert_private(sandbox, EMMA, LAYLA))["ephemeral_message_id"] != answer["ephemeral_message_id"]
    assert quiet.running


async def test_a_bot_that_is_no_admin(quiet: BotHarness, sandbox: SandboxClient) -> None:
    """Commands are ephemeral, so that they may be answered so; other questions get a neutral word and a private way."""
    await sandbox.privacy(on=False)
    asked = await sandbox.say("/summary@siyaq_sandbox_bot", as_=EMMA, chat_id=NEWSROOM)
    await sandbox.idle()
    assert asked["message_id"] == 0
    await assert_private(sandbox, EMMA, LAYLA)
    await ask(sandbox, "@siyaq_sandbox_bot who is Zelensky?")
    public = (await seen_by(sandbox, LAYLA))[-1]
    assert "private chat" in public["text"]
    (button,) = public["reply_markup"]["inline_keyboard"][0]
    await sandbox.start(as_=EMMA, payload=button["url"].partition("start=")[2])
    await sandbox.idle()
    assert "Zelensky" in (await sandbox.last(EMMA))["text"]
    assert SECRET not in str(await sandbox.messages(NEWSROOM, as_=LAYLA))
    assert quiet.running


async def test_a_tap_on_a_message_for_all(bot: BotHarness, sandbox: SandboxClient) -> None:
    """Under a page from before the choice a tap is answered to the tapper alone; the page stays as it is."""
    await sandbox.limits(on=False)
    page = await sandbox.answer("/sources", chat_id=NEWSROOM)
    await sandbox.tap_text(await sandbox.answer("/settings", chat_id=NEWSROOM), ONLY)
    await sandbox.idle()
    await sandbox.tap_text(page, "الملخص", as_=EMMA)
    await sandbox.idle()
    messages = {message["message_id"]: message for message in await sandbox.messages(NEWSROOM, as_=LAYLA)}
    assert messages[page["message_id"]] == page
    assert (await seen_by(sandbox, EMMA))[-1]["ephemeral_message_id"]
    assert bot.running


async def test_a_server_that_ignores_the_parameter(quiet: BotHarness, sandbox: SandboxClient) -> None:
    """Only the neutral word was public: it is deleted, and the server is not tried again, after a restart either."""
    await promote(sandbox)
    await sandbox.post("ephemeral", mode="ignored")
    for _ in range(2):
        await ask(sandbox, "/summary@siyaq_sandbox_bot")
        assert SECRET not in str(await sandbox.messages(NEWSROOM))
        assert "private chat" in (await seen_by(sandbox, LAYLA))[-1]["text"]
        await quiet.restart()
    tried = [
        call for call in await sandbox.log(method="sendMessage") if "ephemeral_message_parameters" in call["params"]
    ]
    assert len(tried) == 1
    assert len(await sandbox.log(method="deleteMessage")) == 1
    settings = await sandbox.answer("/settings", chat_id=NEWSROOM)
    assert "لا يستطيع" in settings["text"]
    await sandbox.tap_text(settings, EVERYONE)
    await sandbox.idle()
    await ask(sandbox, "/summary@siyaq_sandbox_bot")
    assert SECRET in str((await seen_by(sandbox, LAYLA))[-1])


async def test_a_server_downgraded_meanwhile(quiet: BotHarness, sandbox: SandboxClient) -> None:
    """An answer that comes back without the id was public: it is deleted at once, and it is the last."""
    await promote(sandbox)
    await ask(sandbox, "/summary@siyaq_sandbox_bot")
    await sandbox.post("ephemeral", mode="ignored")
    await ask(sandbox, "/quotes@siyaq_sandbox_bot")
    assert SECRET not in str(await seen_by(sandbox, LAYLA))
    assert len(await sandbox.log(method="deleteMessage")) == 1
    assert quiet.running


async def test_a_refusal_switches_off_for_that_chat(quiet: BotHarness, sandbox: SandboxClient) -> None:
    """One that refuses is not asked again in that chat; each question is offered in private, and none is lost."""
    await promote(sandbox)
    await sandbox.post("ephemeral", mode="refused")
    for _ in range(2):
        await ask(sandbox, "/summary@siyaq_sandbox_bot")
        assert "private chat" in (await seen_by(sandbox, LAYLA))[-1]["text"]
    refused = [call for call in await sandbox.log(method="sendMessage") if call["status"] == 400]
    assert len(refused) == 1
    assert SECRET not in str(await sandbox.messages(NEWSROOM))
    assert quiet.running


async def test_the_word_goes_where_it_cannot_become_the_answer(quiet: BotHarness, sandbox: SandboxClient) -> None:
    """The answer then comes as a message of its own, and the neutral word does not stay above it."""
    await promote(sandbox)
    refusal = "Bad Request: message to edit not found"
    await sandbox.fault("status", method="editEphemeralMessageText", status=400, description=refusal, times=1)
    await ask(sandbox, "/summary@siyaq_sandbox_bot")
    await assert_private(sandbox, EMMA, LAYLA)
    assert "One moment" not in str(await seen_by(sandbox, EMMA))
    assert len(await sandbox.log(method="deleteEphemeralMessage")) == 1
    assert quiet.running


async def test_settings_are_for_who_asked_and_never_out_of_reach(quiet: BotHarness, sandbox: SandboxClient) -> None:
    """What concerns the group goes to whoever asked; where that cannot be, all see it, and an admin can change it."""
    await promote(sandbox)
    for words in ("/settings@siyaq_sandbox_bot", "@siyaq_sandbox_bot settings", "/forget@siyaq_sandbox_bot"):
        seen = await seen_by(sandbox, LAYLA)
        await ask(sandbox, words)
        assert (await seen_by(sandbox, EMMA))[-1]["ephemeral_message_id"]
        assert await seen_by(sandbox, LAYLA) == seen
    await sandbox.post("ephemeral", mode="refused")
    await ask(sandbox, "@siyaq_sandbox_bot تابع بوتين", LAYLA)
    assert "بوتين" in (await seen_by(sandbox, EMMA))[-1]["text"]
    for words in ("@siyaq_sandbox_bot الإعدادات", "/settings@siyaq_sandbox_bot"):
        await ask(sandbox, words, LAYLA)
        settings = (await seen_by(sandbox, EMMA))[-1]
        assert ONLY in str(settings["reply_markup"])
    await sandbox.tap_text(settings, EVERYONE)
    await sandbox.idle()
    await ask(sandbox, "/summary@siyaq_sandbox_bot")
    assert "كوريا الشمالية" in str((await seen_by(sandbox, LAYLA))[-1])  # in the language of whoever let it follow
    assert quiet.running


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("/today@siyaq_sandbox_bot 28 April", "On 28 April"),
        ("/card@siyaq_sandbox_bot putin", "picture"),
        ("/latest@siyaq_sandbox_bot kursk", "What is new"),
        ("@siyaq_sandbox_bot ماذا قال الرئيس الأوكراني فولوديمير زيلينسكي عن الجنود؟", "Zelensky"),
    ],
)
async def test_whatever_was_asked_is_answered_in_private(
    quiet: BotHarness, sandbox: SandboxClient, asked: str, answered: str
) -> None:
    """However long, and with what stands behind a command; to whoever asked alone, and nobody reads it in the link."""
    await promote(sandbox)
    await sandbox.post("ephemeral", mode="refused")
    await ask(sandbox, asked)
    (button,) = (await seen_by(sandbox, LAYLA))[-1]["reply_markup"]["inline_keyboard"][0]
    payload = button["url"].partition("start=")[2]
    assert payload.startswith("_s")
    await sandbox.start(as_=LAYLA, payload=payload)
    await sandbox.idle()
    assert "لمن سأل" in (await sandbox.last(LAYLA))["text"]
    await sandbox.start(as_=EMMA, payload=payload)
    await sandbox.idle()
    assert answered in str(await sandbox.last(EMMA))
    assert quiet.running


async def test_pictures_are_offered_where_nothing_is_ephemeral(quiet: BotHarness, sandbox: SandboxClient) -> None:
    """The way to the item in private, which is no answer, stands there for all; as does why no file is sent."""
    await promote(sandbox)
    await sandbox.post("ephemeral", mode="refused")
    await ask(sandbox, "/card@siyaq_sandbox_bot q1")
    offered = (await seen_by(sandbox, LAYLA))[-1]
    assert offered["reply_markup"]["inline_keyboard"][0][0]["url"].endswith("?start=_1cqe1_q1")
    await ask(sandbox, "/mydata@siyaq_sandbox_bot", as_=LAYLA)
    assert "/settings" in (await seen_by(sandbox, LAYLA))[-1]["text"]
    assert quiet.running


async def test_whoever_posts_as_the_group(quiet: BotHarness, sandbox: SandboxClient) -> None:
    """An anonymous admin cannot get an ephemeral message: the answer is offered in private, and not shown to all."""
    await promote(sandbox)
    await sandbox.say("/summary@siyaq_sandbox_bot", chat_id=NEWSROOM, anonymous=True)
    await sandbox.idle()
    assert "private chat" in (await seen_by(sandbox, EMMA))[-1]["text"]
    assert SECRET not in str(await sandbox.messages(NEWSROOM))
    assert quiet.running


async def test_rich_pages_too(quiet: BotHarness, sandbox: SandboxClient) -> None:
    """A rich page is as private; a page that is refused as one comes as a classic one, as private."""
    await promote(sandbox)
    await sandbox.rich(on=True)
    await ask(sandbox, "/summary@siyaq_sandbox_bot")
    await ask(sandbox, "/summary@siyaq_sandbox_bot")
    assert "rich_message" in await assert_private(sandbox, EMMA, LAYLA)
    await sandbox.rich(on=False)
    await ask(sandbox, "/summary@siyaq_sandbox_bot")
    assert "text" in await assert_private(sandbox, EMMA, LAYLA)
    assert quiet.running


async def test_only_admins_choose_it(bot: BotHarness, sandbox: SandboxClient) -> None:
    """A member cannot; private chats are not asked; the group's commands are ephemeral while it is chosen."""
    settings = await sandbox.answer("/settings", chat_id=NEWSROOM)
    answer = await sandbox.tap_text(settings, ONLY, as_=EMMA)
    assert answer is not None
    assert answer["show_alert"]
    assert ONLY not in str(await sandbox.answer("/settings"))
    await sandbox.tap_text(settings, ONLY)
    await sandbox.idle()
    listed = (await sandbox.get("commands", as_=EMMA, chat_id=NEWSROOM))["commands"]
    assert all(command["is_ephemeral"] for command in listed)
    await sandbox.tap_text(await sandbox.answer("/settings", chat_id=NEWSROOM), EVERYONE)
    await sandbox.idle()
    listed = (await sandbox.get("commands", as_=EMMA, chat_id=NEWSROOM))["commands"]
    assert not any("is_ephemeral" in command for command in listed)
    assert bot.running


async def test_rights_lost_or_the_time_over_meanwhile(quiet: BotHarness, sandbox: SandboxClient) -> None:
    """Whatever the server refuses, or the clock says: nothing is shown but the way to a private answer."""
    await promote(sandbox)
    await ask(sandbox, "/summary@siyaq_sandbox_bot")
    await sandbox.privacy(on=False)
    await sandbox.post("demote", chat_id=NEWSROOM, user_id=BOT)
    await sandbox.idle()
    await ask(
        sandbox, "@siyaq_sandbox_bot what happened in kursk?"
    )  # no administrator, and nothing ephemeral to answer
    assert "private chat" in (await seen_by(sandbox, LAYLA))[-1]["text"]
    quiet.pass_(minutes=1)  # the bot reads the command a minute late: the 15 seconds are over
    since = await sandbox.seq()
    await ask(sandbox, "/quotes@siyaq_sandbox_bot")
    (sent,) = await sandbox.log(method="sendMessage", since=since)
    assert "ephemeral_message_parameters" not in sent["params"]
    assert "private chat" in sent["params"]["text"]
    assert SECRET not in str(await sandbox.messages(NEWSROOM, as_=LAYLA))


@pytest.mark.parametrize("words", ["BOT_NOT_ADMIN", "QUERY_ID_INVALID", "message to be replied not found"])
async def test_refused_as_the_answer_goes_out(quiet: BotHarness, sandbox: SandboxClient, words: str) -> None:
    """Rights that were lost, or a tap that grew old, between the question and the answer."""
    await promote(sandbox)
    await ask(sandbox, "/summary@siyaq_sandbox_bot")
    await sandbox.fault("status", method="sendMessage", status=400, description=f"Bad Request: {words}", times=1)
    since = await sandbox.seq()
    await ask(sandbox, "/quotes@siyaq_sandbox_bot")
    refused, instead = await sandbox.log(method="sendMessage", since=since)
    assert "ephemeral_message_parameters" in refused["params"]
    assert "private chat" in instead["params"]["text"]
    assert SECRET not in str(await sandbox.messages(NEWSROOM, as_=LAYLA))
    assert quiet.running


async def test_pictures_and_files_stay_private_too(quiet: BotHarness, sandbox: SandboxClient) -> None:
    """A picture that only one member asked for is offered in private, and no file with the group's data is posted."""
    await promote(sandbox)
    since = await sandbox.seq()
    await ask(sandbox, "/card@siyaq_sandbox_bot q1")
    offered = (await seen_by(sandbox, EMMA))[-1]
    assert offered["ephemeral_message_id"]
    assert offered["reply_markup"]["inline_keyboard"][0][0]["url"].endswith("?start=_1cqe1_q1")
    await ask(sandbox, "/mydata@siyaq_sandbox_bot", as_=LAYLA)
    assert (await seen_by(sandbox, LAYLA))[-1]["ephemeral_message_id"]
    methods = {call["method"] for call in await sandbox.log(since=since)}
    assert methods.isdisjoint({"sendPhoto", "sendDocument"})
    assert quiet.running
