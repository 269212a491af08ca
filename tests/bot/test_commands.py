"""Commands, wherever they are given: private chats, groups, supergroups, forum topics; and what is no command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.bot.bot_harness import BotHarness
from tests.bot.story_factory import tale
from tests.sandbox_client import ARABIC_CHANNEL, BOT, DESK_FORUM, EMMA, LAYLA, NEWSROOM, OMAR, SAM

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.usefixtures("bot")

TITLE = "جنود كوريا الشمالية في كورسك"
SAID = {
    "/start": ("سياق", "Siyaq"),
    "/help": ("الأوامر", "Commands"),
    "/stories": (TITLE, "North Korean troops in Kursk"),
    "/story": ("آخر تطور", "Last development"),
    "/summary": ("الملخص", "Summary"),
    "/quotes": ("الاقتباسات", "Quotes"),
    "/timeline": ("التسلسل الزمني", "Timeline"),
    "/people": ("الأشخاص والجهات", "People"),
    "/sources": ("المصادر", "Sources"),
    "/latest": ("قصة أضيفت إلى ما ننشره", "Added to our stories"),
    "/corrections": ("لم يُصوَّب شيء", "has been corrected"),
    "/today": ("في مثل هذا اليوم", "On this day"),
    "/search": ("البحث", "Search"),
    "/language": ("بأي لغة", "language"),
    "/about": ("عن سياق", "About Siyaq"),
    "/privacy": ("الخصوصية", "Privacy"),
    "/forget": ("هل تريد الحذف", "Delete it?"),
}


@pytest.mark.parametrize("reader", [LAYLA, EMMA])
async def test_every_command_in_a_private_chat(sandbox: SandboxClient, reader: int) -> None:
    """Each is answered with its page, in the reader's language, outside any reply."""
    for command, text in SAID.items():
        person = await sandbox.person("ar-EG" if reader == LAYLA else "en")
        answer = await sandbox.ask(command, as_=person)
        assert text[reader == EMMA] in answer["text"], command
        assert "reply_to_message" not in answer


@pytest.mark.parametrize("kind", ["group", "supergroup"])
@pytest.mark.parametrize("address", ["", "@Siyaq_Sandbox_BOT"])
async def test_every_command_in_a_group(sandbox: SandboxClient, kind: str, address: str) -> None:
    """Each is answered in reply to who asked, also where it names the bot, in any case."""
    for command, text in SAID.items():
        group = await sandbox.group(LAYLA, kind=kind)
        since = await sandbox.seq()
        asked = await sandbox.say(command + address, chat_id=group)
        answer = await sandbox.heard(group, since=since)
        assert text[0] in answer["text"], command
        assert answer["reply_to_message"]["message_id"] == asked["message_id"]


async def test_commands_in_any_case_and_with_words_behind_the_address(sandbox: SandboxClient) -> None:
    """`/Quotes@thebot putin` is `/quotes putin`."""
    answer = await sandbox.ask("/Quotes@siyaq_sandbox_bot putin", chat_id=NEWSROOM)
    assert "فلاديمير بوتين" in answer["text"]
    assert "وكالة الأنباء" not in answer["text"].split("\n")[1]


async def test_commands_with_punctuation_behind_them(sandbox: SandboxClient) -> None:
    """Telegram takes `/summary.` for a command, and so do we; words behind it count from the next space on."""
    for text, shown in (("/summary.", "الملخص"), ("/quotes، putin", "فلاديمير بوتين"), ("/people؟", "الأشخاص")):
        assert shown in (await sandbox.ask(text, as_=await sandbox.person("ar")))["text"]
        assert shown in (await sandbox.ask(text, chat_id=await sandbox.group(LAYLA)))["text"]
    assert "الأوامر" in (await sandbox.ask("/weather@siyaq_sandbox_bot!"))["text"]


async def test_another_bots_commands(sandbox: SandboxClient) -> None:
    """They get no answer, in a group or in private: the next command's answer is the first."""
    await sandbox.privacy(on=False)
    for chat in (LAYLA, NEWSROOM):
        for text in ("/summary@another_bot", "/start@another_bot", "/nothing@another_bot"):
            await sandbox.say(text, chat_id=chat)
        assert "عن سياق" in (await sandbox.ask("/about", chat_id=chat))["text"]
        assert len(await _answers(sandbox, chat)) == 1


async def test_a_command_deleted_before_its_answer(sandbox: SandboxClient) -> None:
    """The answer comes all the same, in reply to nothing."""
    await sandbox.fault("retry_after", method="sendMessage", retry_after=1, times=1)
    since = await sandbox.seq()
    said = await sandbox.say("/about", chat_id=NEWSROOM)
    await sandbox.wait("call", since=since, method="sendMessage", status=429)
    await sandbox.post("delete", as_=LAYLA, chat_id=NEWSROOM, message_id=said["message_id"])
    answer = await sandbox.heard(NEWSROOM, since=since)
    assert "عن سياق" in answer["text"]
    assert "reply_to_message" not in answer


async def test_unknown_commands(sandbox: SandboxClient) -> None:
    """In a private chat they get help; in a group, silence."""
    assert "الأوامر" in (await sandbox.ask("/weather"))["text"]
    assert "الأوامر" in (await sandbox.ask("/weather@siyaq_sandbox_bot"))["text"]
    await sandbox.say("/weather", chat_id=NEWSROOM)
    await sandbox.say("/weather@siyaq_sandbox_bot", chat_id=NEWSROOM)
    assert "عن سياق" in (await sandbox.ask("/about", chat_id=NEWSROOM))["text"]
    assert len(await _answers(sandbox, NEWSROOM)) == 1


async def test_words_in_a_group_are_not_ours(sandbox: SandboxClient) -> None:
    """Even where the bot hears everything, only commands are answered."""
    await sandbox.privacy(on=False)
    for text in ("ملخص", "timeline", "what about /summary ?", "مرحبا"):
        await sandbox.say(text, chat_id=NEWSROOM)
    assert "عن سياق" in (await sandbox.ask("/about", chat_id=NEWSROOM))["text"]
    assert len(await _answers(sandbox, NEWSROOM)) == 1


async def test_forum_topics(newsroom: SandboxClient, tmp_path: Path) -> None:
    """The answer stays in the topic, and each topic is at its own story."""
    await newsroom.rich(on=False)
    harness = BotHarness(newsroom, tmp_path / "forum")
    first, second = [
        (await newsroom.post("topic", chat_id=DESK_FORUM, name=name))["thread_id"] for name in ("one", "two")
    ]
    try:
        await harness.start()
        await harness.publish(tale("gaza-talks", "محادثات غزة", "Gaza talks"))
        for thread, slug in ((first, "gaza-talks"), (second, "dprk-troops-kursk"), (None, "gaza-talks")):
            answer = await newsroom.ask(f"/story {slug}", as_=SAM, chat_id=DESK_FORUM, thread_id=thread)
            assert answer.get("message_thread_id") == thread
        for thread, title in ((first, "Gaza talks"), (second, "North Korean troops"), (None, "Gaza talks")):
            answer = await newsroom.ask("/summary", as_=SAM, chat_id=DESK_FORUM, thread_id=thread)
            assert answer.get("message_thread_id") == thread
            assert title in answer["text"]
        await harness.restart()
        answer = await newsroom.ask("/people", as_=OMAR, chat_id=DESK_FORUM, thread_id=second)
        assert TITLE in answer["text"]
        assert answer["message_thread_id"] == second
    finally:
        await harness.stop()


UNREADABLE: dict[str, dict[str, Any]] = {
    **{
        kind: {"share": {kind: {}}}
        for kind in ("sticker", "voice", "contact", "poll", "dice", "venue", "video", "audio", "animation", "story")
    },
    "photo": {"photo": [{"file_id": "p", "file_unique_id": "u", "width": 1, "height": 1}]},
    "document": {"document": {"file_id": "d", "file_unique_id": "d", "file_name": "report.pdf"}},
    "video_note": {"video_note": {"file_id": "v", "file_unique_id": "v", "length": 1, "duration": 1}},
    "forwarded location": {
        "location": {"latitude": 30, "longitude": 31},
        "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "x"},
    },
}


@pytest.mark.parametrize("kind", UNREADABLE)
async def test_what_cannot_be_read_is_told_once_a_day(sandbox: SandboxClient, bot: BotHarness, kind: str) -> None:
    """In a private chat alone, whatever it is; a place that was forwarded is nobody's zone."""
    reader = await sandbox.person("ar")
    content = UNREADABLE[kind]

    async def send(chat: int) -> None:
        if shared := content.get("share"):
            await sandbox.post("share", as_=reader, chat_id=chat, **shared)
        else:
            where = {"chat": {"id": chat, "type": "private" if chat > 0 else "supergroup", "title": "x"}}
            sender = {"from": PERSON | {"id": reader}, "date": int(bot.now().timestamp())}
            await sandbox.post("update", message=MESSAGE | sender | where | content)
        await sandbox.idle()

    for _ in range(2):
        await send(reader)
    (answer,) = await _answers(sandbox, reader)
    assert "لا أقرأ إلا الكلام المكتوب" in answer["text"]
    bot.pass_(hours=24)
    await send(reader)
    assert len(await _answers(sandbox, reader)) == 2
    await sandbox.privacy(on=False)
    group = await sandbox.group(reader)
    await send(group)
    assert await _answers(sandbox, group) == []


async def test_everything_else_is_let_pass(sandbox: SandboxClient, bot: BotHarness) -> None:
    """Edits, posts, service messages, the unknown: no answer, no error. Stickers and the like: one sentence a day."""
    await sandbox.privacy(on=False)
    said = await sandbox.say("/weather", chat_id=NEWSROOM)
    await sandbox.post("edit", as_=LAYLA, chat_id=NEWSROOM, message_id=said["message_id"], text="/summary")
    await sandbox.say("/summary", chat_id=ARABIC_CHANNEL)
    for kind in ("sticker", "poll", "venue", "contact", "dice", "voice", "video", "story"):
        await sandbox.post("share", as_=LAYLA, chat_id=LAYLA, **{kind: {}})
    newcomer = await sandbox.person("en")
    await sandbox.post("join", as_=newcomer, chat_id=NEWSROOM)
    await sandbox.post("leave", as_=newcomer, chat_id=NEWSROOM)
    await sandbox.post("promote", chat_id=NEWSROOM, user_id=BOT)
    await sandbox.post("block", as_=EMMA)
    await sandbox.post("unblock", as_=EMMA)
    migrating = await sandbox.group(LAYLA, kind="group")
    await sandbox.post("migrate", chat_id=migrating)
    for update in UNASKED:
        await sandbox.post("update", **update)
    answer = await sandbox.ask("/about")
    assert "عن سياق" in answer["text"]
    await sandbox.idle()
    sent = [call for call in await sandbox.log() if call["method"].startswith(("send", "edit"))]
    assert ["لا أقرأ إلا الكلام المكتوب" in call["params"]["text"] for call in sent] == [True, False]
    await bot.stop()
    assert await bot.holds(["inbox", "audit"]) == {"inbox": [], "audit": []}


PERSON = {"id": LAYLA, "is_bot": False, "first_name": "ليلى", "language_code": "ar"}
PRIVATE = {"id": LAYLA, "type": "private", "first_name": "ليلى"}
MESSAGE = {"message_id": 900, "date": 1_750_000_000, "chat": PRIVATE, "from": PERSON}
UNASKED: list[dict[str, Any]] = [
    {"edited_message": MESSAGE | {"text": "/summary", "edit_date": 1_750_000_001}},
    {"channel_post": MESSAGE | {"chat": {"id": ARABIC_CHANNEL, "type": "channel", "title": "x"}, "text": "/summary"}},
    {"message_reaction": {"chat": PRIVATE, "message_id": 1, "date": 1, "old_reaction": [], "new_reaction": []}},
    {"poll_answer": {"poll_id": "1", "user": PERSON, "option_ids": [0], "option_persistent_ids": ["0"]}},
    {"message": MESSAGE | {"new_chat_title": "x"}},
    {"message": MESSAGE | {"shape_of_water": {"depth": 3}, "from": PERSON | {"mood": "calm"}}},
    {"telepathy": {"from": PERSON, "thought": "/summary"}},
    {"telepathy": 7},
    {},
]


async def _answers(play: SandboxClient, chat: int) -> list[dict[str, Any]]:
    return [message for message in await play.messages(chat) if message.get("from", {}).get("id") == BOT]
