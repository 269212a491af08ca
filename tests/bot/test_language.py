"""Which language a chat is answered in, who may choose it, and that Arabic lines run from the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.i18n.direction import first_strong
from tests.bot.story_factory import first, tale
from tests.sandbox_client import BOT, EMMA, ENGLISH_CHANNEL, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient

TOLD = {"ar": "عن سياق", "en": "About Siyaq"}


@pytest.mark.usefixtures("bot")
async def test_without_a_choice_the_askers_language(sandbox: SandboxClient) -> None:
    """Any `ar-*` is Arabic; whatever is neither, or is not told, is English."""
    codes = {"ar": "ar", "ar-EG": "ar", "ar-sa": "ar", "en": "en", "en-GB": "en", "fr": "en", "fa": "en", "arz": "en"}
    for code, language in {**codes, "": "en"}.items():
        answer = await sandbox.ask("/about", as_=await sandbox.person(code))
        assert TOLD[language] in answer["text"], code


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("typed", ["en", "EN", "English", "الإنجليزية", "انجليزي", "إنكليزي"])
async def test_a_chats_choice_by_name(sandbox: SandboxClient, typed: str) -> None:
    """A language's code or name, in either language, is the choice itself, and holds from then on."""
    assert "✓ English" in str((await sandbox.ask(f"/language {typed}"))["reply_markup"])
    assert "About Siyaq" in (await sandbox.ask("/about"))["text"]


async def test_a_chats_choice_by_button_outlives_a_restart(sandbox: SandboxClient, bot: BotHarness) -> None:
    """The tap is answered in the chosen language, which is marked, and kept; the reader's own no longer counts."""
    message = await sandbox.ask("/language", as_=EMMA)
    assert "✓" not in str(message["reply_markup"])
    since = await sandbox.seq()
    answer = await sandbox.tap_text(message, "العربية", as_=EMMA)
    assert answer
    assert answer["text"] == "لغة هذه المحادثة الآن هي العربية."
    (edited,) = await sandbox.wait("edited", since=since, chat_id=EMMA)
    assert "✓ العربية" in str(edited["message"]["reply_markup"])
    await bot.restart()
    assert "عن سياق" in (await sandbox.ask("/about", as_=EMMA))["text"]


@pytest.mark.usefixtures("bot")
async def test_a_language_nobody_knows_gets_the_choice(sandbox: SandboxClient) -> None:
    """`/language klingon` changes nothing and offers what there is."""
    assert "بأي لغة" in (await sandbox.ask("/language klingon"))["text"]
    assert "عن سياق" in (await sandbox.ask("/about"))["text"]


@pytest.mark.usefixtures("bot")
async def test_a_groups_choice_is_its_admins(sandbox: SandboxClient) -> None:
    """A member is refused, by command and by button; an admin is not, nor an anonymous one; a channel is."""
    group = await sandbox.group(LAYLA, EMMA)
    assert "Only the group’s admins" in (await sandbox.ask("/language en", as_=EMMA, chat_id=group))["text"]
    choice = await sandbox.ask("/language", as_=EMMA, chat_id=group)
    answer = await sandbox.tap_text(choice, "العربية", as_=EMMA)
    assert answer
    assert answer["show_alert"]
    assert "Only the group’s admins" in answer["text"]
    await sandbox.turn(choice, "العربية", as_=LAYLA)
    assert "عن سياق" in (await sandbox.ask("/about", as_=EMMA, chat_id=group))["text"]


@pytest.mark.usefixtures("bot")
async def test_anonymous_admins_and_channels_in_groups(sandbox: SandboxClient) -> None:
    """Who posts as the group itself is one of its admins; who posts as a channel is nobody's."""
    answer = await sandbox.ask("/language ar", chat_id=NEWSROOM, via_channel=ENGLISH_CHANNEL)
    assert "Only the group’s admins" in answer["text"]
    assert "Only the group’s admins" in (await sandbox.ask("/forget", as_=EMMA, chat_id=NEWSROOM))["text"]
    chosen = await sandbox.ask("/language ar", chat_id=NEWSROOM, anonymous=True)
    assert "✓ العربية" in str(chosen["reply_markup"])
    assert "عن سياق" in (await sandbox.ask("/about", as_=EMMA, chat_id=NEWSROOM))["text"]


@pytest.mark.usefixtures("bot")
async def test_an_admin_who_is_none_any_more(sandbox: SandboxClient) -> None:
    """Rights are asked for at each choice."""
    group = await sandbox.group(LAYLA, EMMA)
    await sandbox.post("promote", chat_id=group, user_id=EMMA)
    assert "✓ English" in str((await sandbox.ask("/language en", as_=EMMA, chat_id=group))["reply_markup"])
    await sandbox.post("demote", chat_id=group, user_id=EMMA)
    assert "Only the group’s admins" in (await sandbox.ask("/language ar", as_=EMMA, chat_id=group))["text"]


async def test_a_missing_language(sandbox: SandboxClient, harness: BotHarness) -> None:
    """Where the reader's language is missing the other is shown, and the page says so; and the other way round."""
    await harness.publish(tale("only-english", None, "Only in English"), tale("only-arabic", "بالعربية فقط", None))
    await harness.start()
    english = await sandbox.ask("/story only-english")
    assert "Only in English" in english["text"]
    assert "لم يُترجم بعد" in english["text"]
    arabic = await sandbox.ask("/story only-arabic", as_=EMMA)
    assert "بالعربية فقط" in arabic["text"]
    assert "not yet translated" in arabic["text"]


async def test_arabic_lines_run_from_the_right(sandbox: SandboxClient, harness: BotHarness) -> None:
    """Of all that an Arabic reader is sent, no line's first strong character is Latin but in paragraphs in English."""
    await harness.publish(first(), tale("nato-2025", "NATO في لاهاي 2025", "NATO in The Hague"))
    await harness.start()
    readers = [LAYLA]
    sections = ("story", "summary", "quotes", "timeline", "people", "sources")
    for asked in (
        *(f"/{section} {slug}" for section in sections for slug in ("dprk-troops-kursk", "nato-2025")),
        *("/start", "/help", "/stories", "/language", "/about", "/privacy", "/forget"),
        *("/quotes Putin", "/timeline 2025-04", "/summary NATO & <co>", "/story x", "/summary في", "@someone"),
    ):
        readers.append(await sandbox.person("ar"))
        await sandbox.ask(asked, as_=readers[-1])
    sent = [message for reader in readers for message in await sandbox.messages(reader) if message["from"]["id"] == BOT]
    assert len(sent) == len(readers) - 1
    lines = [line for answer in sent for line in answer["text"].split("\n") if line.strip()]
    assert len(lines) > 150
    assert {line for line in lines if first_strong(line) == "ltr"} == set()
