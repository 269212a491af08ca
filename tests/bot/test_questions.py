"""Questions in plain words: what readers are sent, in private and in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.bot.statements import recorded, selects
from tests.bot.test_search import _labels, _plain
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from tests.sandbox_client import SandboxClient


async def _asked(sandbox: SandboxClient, typed: str) -> dict[str, Any]:
    return await sandbox.ask(typed, as_=await sandbox.person("en" if typed.isascii() else "ar"))


@pytest.mark.usefixtures("bot")
async def test_an_item_answers_as_its_card(sandbox: SandboxClient) -> None:
    """The whole item with who said it, when, and its source; a button to its page, and what is related below."""
    answer = await _asked(sandbox, "What did Putin say about the treaty?")
    text = _plain(answer["text"])
    assert text.startswith("“a revolutionary document”\n— Vladimir Putin, President of Russia")
    assert "Source: Kurdstreet" in text
    assert _labels(answer)[0] == "1. Quote: Vladimir Putin"
    when = await _asked(sandbox, "متى بدأت الحرب على أوكرانيا؟")
    assert _plain(when["text"]).startswith("شباط/فبراير 2022\nيبدأ الهجوم الروسي على أوكرانيا")
    who = await _asked(sandbox, "putin who")
    assert who["text"].startswith("Vladimir Putin — President of Russia\n")
    named = await _asked(sandbox, "/people putin")
    assert (named["text"], _labels(named)) == (who["text"], _labels(who))  # the same card, which can be put right too


@pytest.mark.usefixtures("bot")
async def test_what_the_stories_do_not_tell_is_said(sandbox: SandboxClient) -> None:
    """Above what comes closest; of whom no words are known, what others said."""
    answer = await _asked(sandbox, "متى بدأ الزلزال")
    assert _plain(answer["text"]).startswith("لم يرد ذلك في القصص.")
    assert (await _asked(sandbox, "who won the world cup"))["text"].startswith("The stories do not say.")
    # No story is about a boat; "تقارب" (rapprochement) only begins like a form of "قارب".
    assert (await _asked(sandbox, "boat summary"))["text"].startswith("The stories do not say.")
    assert (await _asked(sandbox, "Is Zelensky the leader of North Korea?"))["text"].startswith(
        "The stories do not say."
    )
    silent = await _asked(sandbox, "What did Kim Jong Un say?")
    assert _plain(silent["text"]).startswith("The stories have no quotation from Kim Jong Un.")
    assert _labels(silent)[-1] == "3. Profile: Kim Jong Un"


@pytest.mark.usefixtures("bot")
async def test_what_is_asked_too_generally_is_shown_as_passages(sandbox: SandboxClient) -> None:
    """Neither as the answer nor as if nothing was told; words alone too, where no text has them together."""
    for typed, heading in (
        ("were the soldiers in the fighting", "What the stories have on this:"),
        ("who was sent", "What the stories have on this:"),
        ("مين اللي بيحارب", "هذا ما في القصص عن ذلك:"),
        ("gratitude of moscow", "What the stories have on this:"),
        ("and when?", "What the stories have on this:"),
        ("tell me more", "What the stories have on this:"),
        ("مين هو", "هذا ما في القصص عن ذلك:"),
    ):
        answer = await _asked(sandbox, typed)
        assert _plain(answer["text"]).split("\n")[0] == heading, typed
        assert len(_labels(answer)) > 1


@pytest.mark.usefixtures("bot")
async def test_what_comes_next_is_what_is_still_to_come(sandbox: SandboxClient) -> None:
    """Not the summary of what was: the first story has nothing that is planned, and says so."""
    for typed, said in (("what happens next", "The stories do not say."), ("وماذا بعد؟", "لم يرد ذلك في القصص.")):
        assert _plain((await _asked(sandbox, typed))["text"]).startswith(said)


@pytest.mark.usefixtures("bot")
async def test_pages_and_news_in_either_order(sandbox: SandboxClient) -> None:
    """What happened is the summary, is there news `/latest`; a section's name may come behind the story's."""
    assert "Summary" in (await _asked(sandbox, "what happened in kursk"))["text"].split("\n\n")[0]
    assert "Timeline" in (await _asked(sandbox, "kursk timeline"))["text"].split("\n\n")[0]
    assert "الأشخاص والجهات" in _plain((await _asked(sandbox, "مين الناس اللي في القصة"))["text"]).split("\n\n")[0]
    quotes = await _asked(sandbox, "putin quotes")
    assert _plain(quotes["text"]) == _plain((await _asked(sandbox, "quotes putin"))["text"])
    news = await _asked(sandbox, "هل من جديد؟")
    latest = await _asked(sandbox, "الجديد")
    assert _plain(news["text"]) == _plain(latest["text"])


@pytest.mark.usefixtures("bot")
async def test_a_noun_of_the_news_is_no_greeting(sandbox: SandboxClient) -> None:
    """What greets in some dialects (قوة) is a force in all of them: it is searched for."""
    assert "قوات" in _plain((await _asked(sandbox, "قوة"))["text"])


@pytest.mark.usefixtures("bot")
async def test_misspelt_names_are_corrected_at_once(sandbox: SandboxClient) -> None:
    """The corrected question is answered, and shown."""
    answer = await _asked(sandbox, "wat did zelinsky say")
    said = _plain(answer["text"])
    assert said.startswith("Answered as: “wat did Zelensky say”\n\n“[Ukraine] sees a growing alliance")
    assert "الملخص" in _plain((await _asked(sandbox, "ملخص كرسك"))["text"]).split("\n\n")[0]


@pytest.mark.usefixtures("bot")
async def test_small_talk_gets_a_human_word(sandbox: SandboxClient) -> None:
    """A sentence, with the cover's buttons below it."""
    for typed, begin in (
        ("hello!", "Hello!"),
        ("شكرا جزيلا", "على الرحب والسعة"),
        ("you are wrong", "I am sorry"),
        ("مع السلامة", "مع السلامة"),
    ):
        answer = await _asked(sandbox, typed)
        assert _plain(answer["text"]).startswith(begin), typed
        assert {"Summary", "الملخص"} & set(_labels(answer)), typed
    for typed in ("what can you do?", "what is this", "ما هذا؟", "شو هاد"):
        assert "/summary" in (await _asked(sandbox, typed))["text"], typed


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("who", "typed", "follow", "following"),
    [(EMMA, "thanks", "Follow", "Following"), (LAYLA, "شكرا", "متابعة", "أتابعها")],
)
async def test_small_talk_knows_who_follows(
    sandbox: SandboxClient, who: int, typed: str, follow: str, following: str
) -> None:
    """Its buttons are those of the cover: who follows the story is not asked to."""
    assert any(follow in label and following not in label for label in _labels(await sandbox.ask(typed, as_=who)))
    await sandbox.ask("/subscribe all" if who == EMMA else "/subscribe الكل", as_=who)
    assert any(following in label for label in _labels(await sandbox.ask(typed, as_=who)))


@pytest.mark.usefixtures("bot")
async def test_a_question_costs_few_statements(sandbox: SandboxClient) -> None:
    """One that a page answers reads nothing once it is warm, an item once, a person if followed, too."""
    reader = await sandbox.person("en")
    for typed, most in (("what happened", 0), ("hi", 0), ("who is putin", 2), ("when did the war start", 1)):
        await sandbox.ask(typed, as_=reader)
        with recorded(of_handlers=True) as statements:
            await sandbox.ask(typed, as_=reader)
        assert len(selects(statements)) <= most, typed


@pytest.mark.usefixtures("bot")
async def test_mentions_and_replies_in_groups_are_questions(sandbox: SandboxClient) -> None:
    """Who names the bot is answered, and who asks below its message; what else is said there is nobody's question."""
    group = await sandbox.group(LAYLA)
    page = await sandbox.ask("/summary", as_=LAYLA, chat_id=group)
    since = await sandbox.seq()
    for aside in ("أحسنت، هذا مفيد", "ههههه"):
        await sandbox.say(aside, as_=LAYLA, chat_id=group, reply_to=page["message_id"])
    reply = await sandbox.say("متى بدأت الحرب؟", as_=LAYLA, chat_id=group, reply_to=page["message_id"])
    answer = await sandbox.heard(group, since=since)
    assert answer["reply_to_message"]["message_id"] == reply["message_id"]
    assert "يبدأ الهجوم الروسي" in answer["text"]
    await sandbox.post("privacy", on=False)  # a mention alone reaches no bot in privacy mode
    since = await sandbox.seq()
    await sandbox.say("ماذا قال بوتين عن المعاهدة", as_=LAYLA, chat_id=group)
    mention = await sandbox.say("@siyaq_sandbox_bot ماذا قال بوتين عن المعاهدة", as_=LAYLA, chat_id=group)
    answer = await sandbox.heard(group, since=since)
    assert answer["reply_to_message"]["message_id"] == mention["message_id"]
    assert "وثيقة ثورية" in answer["text"]


@pytest.mark.parametrize("code", ["ar", "en"])
@pytest.mark.usefixtures("bot")
async def test_what_groups_ask_and_what_they_do_not(sandbox: SandboxClient, code: str) -> None:
    """By a caption, as an anonymous admin, as a channel; not by what was forwarded, edited or said by a bot."""
    await sandbox.post("privacy", on=False)
    reader = await sandbox.person(code)
    group = await sandbox.group(reader)
    channel = (await sandbox.post("chat", type="channel", title="Channel", members=[reader]))["chat"]["id"]
    page = await sandbox.ask("/summary", as_=reader, chat_id=group)
    name = "Vladimir Putin" if code == "en" else "فلاديمير بوتين"
    words = "@siyaq_sandbox_bot who is Putin?" if code == "en" else "@siyaq_sandbox_bot من هو بوتين؟"
    someone = {"id": reader, "is_bot": False, "first_name": "Rana", "language_code": code}
    message = {
        "message_id": 900,
        "date": page["date"],
        "chat": {"id": group, "type": "supergroup", "title": "Group"},
        "from": someone,
    }
    picture = {"photo": [{"file_id": "p", "file_unique_id": "u", "width": 1, "height": 1}], "caption": words}
    origin = {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "x"}}
    other = {"id": 55, "is_bot": True, "first_name": "Other", "username": "other_bot"}
    for content, is_question in (
        (picture, True),
        ({**picture, "caption": words.partition(" ")[2], "reply_to_message": page}, True),
        ({"text": words, "via_bot": other}, True),
        ({"text": words, **origin}, False),
        ({**picture, **origin}, False),
        ({"text": words, "from": other}, False),
    ):
        since = await sandbox.seq()
        await sandbox.post("update", message=message | content)
        await sandbox.idle()
        sent = [call["params"]["text"] for call in await sandbox.log(since=since, method="sendMessage")]
        assert [name in text for text in sent] == [True] * is_question, content
    for more in ({"anonymous": True}, {"via_channel": channel}):  # of whom nothing tells the language but their words
        assert name in (await sandbox.ask(words, as_=reader, chat_id=group, **more))["text"]
    aside = await sandbox.say("hello", as_=reader, chat_id=group)
    since = await sandbox.seq()
    await sandbox.post("edit", as_=reader, chat_id=group, message_id=aside["message_id"], text=words)
    await sandbox.idle()
    assert not await sandbox.log(since=since, method="sendMessage")


@pytest.mark.usefixtures("bot")
async def test_a_group_gets_no_list_of_commands_unasked(sandbox: SandboxClient) -> None:
    """Named without words, the bot says in a sentence what it is; in private its name is passed over."""
    await sandbox.post("privacy", on=False)
    group = await sandbox.group(EMMA)
    named = await sandbox.ask("@siyaq_sandbox_bot", as_=EMMA, chat_id=group)
    nothing = await sandbox.ask("@siyaq_sandbox_bot xyzzyq", as_=EMMA, chat_id=group)
    assert named["text"].startswith("Siyaq keeps developing news")
    assert nothing["text"].startswith("I found nothing for “xyzzyq”.")
    assert all("/summary" not in message["text"] for message in (named, nothing))
    assert "Vladimir Putin" in (await sandbox.ask("@siyaq_sandbox_bot who is putin", as_=EMMA))["text"]
