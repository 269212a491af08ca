"""Playing persons in a sandbox: a thin client of its control API."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.telegram_api.update_queue import UpdateQueue

if TYPE_CHECKING:
    import aiohttp

BOT = 1000
PATIENCE = 60.0  # seconds that anything is waited for: however slowly all goes, what does not come is seen
LAYLA, EMMA, OMAR, NADIA, SAM = 101, 102, 103, 104, 105
NEWSROOM, DESK_FORUM = -1001000000001, -1001000000002
ARABIC_CHANNEL, ENGLISH_CHANNEL = -1002000000001, -1002000000002
FIRST_TOPIC = 2


# Taken from the class, so that a new name of theirs is an error here and not a wait that waits for nothing.
_HANDLING = {UpdateQueue._serve.__qualname__, UpdateQueue._serve_old.__qualname__}


def _handles_updates(task: asyncio.Task[Any]) -> bool:
    return getattr(task.get_coro(), "__qualname__", "") in _HANDLING


class Refused(Exception):
    """The control API said no; the text is its words, `status` its HTTP status."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class SandboxClient:
    """Speaks to the control API of a running sandbox, and to its Bot API as any client would.

    `quiet` is how many seconds without a call make the bot idle.
    """

    quiet = 0.05

    def __init__(self, url: str, token: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.token = token
        self.session = session

    async def post(self, verb: str, /, **given: Any) -> dict[str, Any]:
        """Call a verb of the control API; raise Refused with its words if it says no."""
        body = {("as" if name == "as_" else name): value for name, value in given.items() if value is not None}
        async with self.session.post(f"{self.url}/control/{verb}", json=body) as response:
            return await self._told(response)

    async def get(self, verb: str, /, **given: Any) -> dict[str, Any]:
        """Read something from the control API."""
        query = {("as" if name == "as_" else name): str(value) for name, value in given.items() if value is not None}
        async with self.session.get(f"{self.url}/control/{verb}", params=query) as response:
            return await self._told(response)

    async def call(self, method: str, /, **given: Any) -> dict[str, Any]:
        """Call a Bot API method with a JSON body; the whole answer comes back, refusals too."""
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", json=given) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def result(self, method: str, /, **given: Any) -> Any:
        """Call a Bot API method that must succeed; return its result."""
        answer = await self.call(method, **given)
        assert answer["ok"], answer
        return answer["result"]

    async def say(self, text: str, *, as_: int = LAYLA, chat_id: int | None = None, **more: Any) -> dict[str, Any]:
        """Let a person write, to the bot itself where no chat is named; return the message."""
        answer = await self.post("say", as_=as_, chat_id=as_ if chat_id is None else chat_id, text=text, **more)
        message: dict[str, Any] = answer["message"]
        return message

    async def start(self, *, as_: int = LAYLA, payload: str | None = None) -> dict[str, Any]:
        """Let a person press Start."""
        message: dict[str, Any] = (await self.post("press_start", as_=as_, payload=payload))["message"]
        return message

    async def tap(
        self, message: dict[str, Any], data: str | None = None, *, as_: int = LAYLA, **more: Any
    ) -> dict[str, Any] | None:
        """Let a person tap a message's button (by data, or `row` and `column`); return the bot's answer."""
        chat_id, number = message["chat"]["id"], message["message_id"]
        if "ephemeral_message_id" in message:
            more["ephemeral_message_id"] = message["ephemeral_message_id"]
        text = await self.post("tap", as_=as_, chat_id=chat_id, message_id=number, data=data, **more)
        answer: dict[str, Any] | None = text["answer"]
        return answer

    async def tap_text(
        self, message: dict[str, Any], text: str, *, as_: int = LAYLA, is_whole: bool = False, **more: Any
    ) -> dict[str, Any] | None:
        """Let a person tap the first button whose label contains a text, or (`is_whole`) is it."""
        for row, buttons in enumerate(message.get("reply_markup", {}).get("inline_keyboard", [])):
            for column, button in enumerate(buttons):
                if text == button["text"] or (text in button["text"] and not is_whole):
                    return await self.tap(message, as_=as_, row=row, column=column, **more)
        raise AssertionError(f"no button says {text!r}: {message.get('reply_markup')}")

    async def messages(self, chat_id: int, *, as_: int | None = None) -> list[dict[str, Any]]:
        """Return a chat's messages, oldest first, deleted ones too."""
        messages: list[dict[str, Any]] = (await self.get(f"chats/{chat_id}/messages", as_=as_))["messages"]
        return messages

    async def last(self, chat_id: int) -> dict[str, Any]:
        """Return a chat's newest message that is not deleted."""
        return [message for message in await self.messages(chat_id) if not message.get("deleted")][-1]

    async def state(self) -> dict[str, Any]:
        """Return the sandbox's state."""
        return await self.get("state")

    async def seq(self) -> int:
        """Return the number of the newest event, to wait or to read the log from."""
        number: int = (await self.state())["seq"]
        return number

    async def log(self, **match: Any) -> list[dict[str, Any]]:
        """Return the calls made: `since`, `method`, `chat_id`, `limit`."""
        calls: list[dict[str, Any]] = (await self.get("log", **match))["calls"]
        return calls

    async def wait(self, what: str, **match: Any) -> list[dict[str, Any]]:
        """Wait for events of a kind (`since`, `chat_id`, `text`, `method`, `count`, `timeout`), or for "idle"."""
        fields = {"for": what, "timeout": PATIENCE, **match}
        events: list[dict[str, Any]] = (await self.post("wait", **fields))["events"]
        return events

    async def idle(self, *, quiet: float | None = None, timeout: float = PATIENCE) -> None:  # noqa: ASYNC109  the sandbox does the waiting
        """Wait until the bot has taken, acknowledged and handled every update and calls nothing more."""
        quiet = self.quiet if quiet is None else quiet
        await self.post("wait", **{"for": "idle"}, quiet=quiet, timeout=timeout)
        # What takes long is acknowledged once it is stored: a bot of this process may still be at it.
        async with asyncio.timeout(timeout):
            while handling := [task for task in asyncio.all_tasks() if _handles_updates(task)]:
                await asyncio.wait(handling)
                await self.post("wait", **{"for": "idle"}, quiet=quiet, timeout=timeout)

    async def wait_for_poll(self) -> None:
        """Wait until a `getUpdates` of the bot is held open."""
        await self.wait("poll")

    async def answer(self, text: str, *, as_: int = LAYLA, chat_id: int | None = None, **more: Any) -> dict[str, Any]:
        """Let a person write, wait until the bot has done with it, and return the chat's newest message."""
        chat = as_ if chat_id is None else chat_id
        await self.say(text, as_=as_, chat_id=chat, **more)
        await self.idle()
        return await self.last(chat)

    async def ask(self, text: str, *, as_: int = LAYLA, chat_id: int | None = None, **more: Any) -> dict[str, Any]:
        """Let a person write, and return the first message that the bot sends there from then on."""
        chat, since = as_ if chat_id is None else chat_id, await self.seq()
        await self.say(text, as_=as_, chat_id=chat, **more)
        return await self.heard(chat, since=since)

    async def heard(self, chat_id: int, *, since: int) -> dict[str, Any]:
        """Return the first message that the bot sends to a chat after an event."""
        while True:
            (event,) = await self.wait("message", since=since, chat_id=chat_id)
            message: dict[str, Any] = event["message"]
            if message.get("from", {}).get("id") == BOT:
                return message
            since = event["seq"]

    async def turn(self, message: dict[str, Any], label: str, *, as_: int = LAYLA, **more: Any) -> dict[str, Any]:
        """Let a person tap the button with that label, and return the message as the bot then edits it."""
        since = await self.seq()
        await self.tap_text(message, label, as_=as_, **more)
        place = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        (event,) = await self.wait("edited", since=since, **place)
        edited: dict[str, Any] = event["message"]
        return edited

    async def person(self, language_code: str = "", *, started: bool = True) -> int:
        """Add a person, and return their number."""
        answer = await self.post("person", first_name="Rana", language_code=language_code, started=started)
        number: int = answer["person"]["id"]
        return number

    async def group(self, *members: int, kind: str = "supergroup", **more: Any) -> int:
        """Add a group with the bot, created by the first of its members, and return its number."""
        number: int = (await self.post("chat", type=kind, title="Group", members=members, **more))["chat"]["id"]
        return number

    async def fault(self, kind: str, **text: Any) -> int:
        """Set a fault; return its number."""
        number: int = (await self.post("faults", kind=kind, **text))["id"]
        return number

    async def lift(self, number: int | None = None) -> None:
        """Lift one fault, or all."""
        path = "faults" if number is None else f"faults/{number}"
        async with self.session.delete(f"{self.url}/control/{path}") as response:
            await self._told(response)

    async def clock(self, **moved: Any) -> float:
        """Move the sandbox's clock: `advance` seconds, `set` it, or `real`."""
        now: float = (await self.post("clock", **moved))["clock"]
        return now

    async def privacy(self, *, on: bool) -> None:
        """Switch the bot's privacy mode in groups."""
        await self.post("privacy", on=on)

    async def rich(self, *, on: bool) -> None:
        """Say whether the server knows rich messages."""
        await self.post("rich", on=on)

    async def limits(self, *, on: bool, **figures: float) -> None:
        """Switch the sending limits."""
        await self.post("limits", on=on, **figures)

    async def reset(self, **given: Any) -> None:
        """Begin anew."""
        await self.post("reset", **given)

    async def _told(self, response: aiohttp.ClientResponse) -> dict[str, Any]:
        answer: dict[str, Any] = await response.json()
        if response.status != 200:
            raise Refused(response.status, answer["error"])
        return answer
