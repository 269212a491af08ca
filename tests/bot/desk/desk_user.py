"""Somebody at the desk, who types and taps, and sees what the bot answers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.store import drafts

if TYPE_CHECKING:
    from bot.store.drafts import Draft
    from tests.bot.bot_harness import BotHarness

_MEDIA = {"photo", "document"}
SHOWING = {"sendMessage", "editMessageText", "sendDocument"}


class DeskUser:
    """A person in their private chat with the bot; `screen` is the message of the bot's that they look at."""

    def __init__(self, harness: BotHarness, person: int) -> None:
        self.harness = harness
        self.play = harness.play
        self.person = person
        self.screen: dict[str, Any] = {}

    @property
    def text(self) -> str:
        """What the screen says."""
        return str(self.screen.get("text", ""))

    @property
    def labels(self) -> list[str]:
        """The labels of the screen's buttons."""
        rows = self.screen.get("reply_markup", {}).get("inline_keyboard", [])
        return [button["text"] for row in rows for button in row]

    async def types(self, text: str, **more: Any) -> str:
        """Type a message, and return what the bot answers."""
        since = await self.play.seq()
        await self.play.say(text, as_=self.person, **more)
        return await self.sees(since)

    async def pastes(self, *parts: str) -> str:
        """Send messages at once, as a client does that splits a long text, and return the last answer."""
        since = await self.play.seq()
        for part in parts:
            await self.play.say(part, as_=self.person)
        return await self.sees(since, answers=len(parts))

    async def retypes(self, message: dict[str, Any], text: str) -> str:
        """Change a message of theirs, and return what the bot answers."""
        since = await self.play.seq()
        await self.play.post("edit", as_=self.person, chat_id=self.person, message_id=message["message_id"], text=text)
        return await self.sees(since)

    async def taps(self, label: str, *, is_whole: bool = False) -> str:
        """Tap the first button whose label contains a text, or (`is_whole`) is it.

        Returns the screen, or the alert that came instead. What a draft's menu has no room for is below More.
        """
        rows = self.screen.get("reply_markup", {}).get("inline_keyboard", [])
        more = [button["text"] for row in rows for button in row if "draftmore" in button.get("callback_data", "")]
        if more and not any(label in shown for shown in self.labels):
            await self.taps(more[0], is_whole=True)
        since = await self.play.seq()
        answer = await self.play.tap_text(self.screen, label, as_=self.person, is_whole=is_whole)
        if answer and answer.get("show_alert"):
            return str(answer["text"])
        text = f"{answer['text']}\n" if answer and answer.get("text") else ""
        return text + await self.sees(since)

    async def forges(self, data: str) -> str:
        """Tap a button that is on no message that they see, and return what the bot says to that."""
        since = await self.play.seq()
        sender = {"id": self.person, "is_bot": False, "first_name": "X", "language_code": "en"}
        message = {"message_id": 1, "date": 0, "chat": {"id": self.person, "type": "private"}}
        query = {"id": "1", "from": sender, "chat_instance": "1", "message": message, "data": data}
        await self.play.post("update", callback_query=query)
        (event,) = await self.play.wait("call", since=since, method="answerCallbackQuery", timeout=30)
        await self.play.idle()
        return str(event["params"].get("text", ""))

    async def forges_and_sees(self, data: str) -> str:
        """Tap a button that is on no message that they see, and return the screen that comes."""
        since = await self.play.seq()
        await self.forges(data)
        return await self.sees(since)

    async def posts(self, content: bytes, name: str) -> dict[str, Any]:
        """Send a document, and return it as it was sent."""
        form = aiohttp.FormData({"as": str(self.person), "chat_id": str(self.person), "kind": "document"})
        form.add_field("file", io.BytesIO(content), filename=name)
        async with self.play.session.post(f"{self.play.url}/control/upload", data=form) as response:
            answer: dict[str, Any] = await response.json()
        assert response.status == 200, answer
        return answer

    async def sends(self, content: bytes, name: str) -> str:
        """Send a document, and return what the bot answers."""
        since = await self.play.seq()
        await self.posts(content, name)
        return await self.sees(since)

    async def sees(self, since: int, *, answers: int = 1) -> str:
        """Wait for so many answers after an event, and for all that comes with them; the last is the screen."""
        seen = since
        while answers:
            (event,) = await self.play.wait("call", since=seen, chat_id=self.person, timeout=30)
            seen = event["seq"]
            answers -= event["method"] in SHOWING and event["answer"]["ok"]
        await self.play.idle()
        calls = await self.play.log(since=since, chat_id=self.person)
        shown = [call["answer"]["result"] for call in calls if call["method"] in SHOWING and call["answer"]["ok"]]
        self.screen = shown[-1]
        return "\n\n".join(item.get("text", item.get("caption", "")) for item in shown)


async def draft_of(harness: BotHarness, number: int, viewer: int | None = None) -> Draft:
    """A draft as the database has it, with the viewer's question in it."""
    async with harness.database() as database, database.read() as conn:
        draft = await drafts.get(conn, number, viewer)
    assert draft is not None
    return draft


async def forwards(desk_user: DeskUser, text: str, number: int, **more: Any) -> str:
    """Forward a channel's message to the bot, and return what it answers."""
    since = await desk_user.play.seq()
    channel = {"id": -1005, "type": "channel", "title": "Harbor News"}
    message = {
        "message_id": 900 + number,
        "date": 1_800_000_000 + number,
        "from": {"id": desk_user.person, "is_bot": False, "first_name": "E", "language_code": "en"},
        "chat": {"id": desk_user.person, "type": "private", "first_name": "E"},
        "forward_origin": {"type": "channel", "chat": channel, "message_id": 7, "date": 1},
        **({"text": text} if not _MEDIA & more.keys() else {"caption": text} if text else {}),
        **more,
    }
    await desk_user.play.post("update", message=message)
    return await desk_user.sees(since)
