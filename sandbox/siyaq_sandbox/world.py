"""State of one sandbox: bot, persons, chats, clock, queues and switches."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from siyaq_sandbox.chats import Chat, Message, Person
from siyaq_sandbox.events import Events
from siyaq_sandbox.faults import Faults
from siyaq_sandbox.features import Features, Mode
from siyaq_sandbox.files import Files
from siyaq_sandbox.limits import Limits
from siyaq_sandbox.profile import Profile
from siyaq_sandbox.updates import Updates
from siyaq_sandbox.webhook import Webhook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from siyaq_sandbox.clock import Clock

BOT_ID = 1000


@dataclass(slots=True)
class Query:
    """A callback or inline query with its answer; `messages` holds an inline result's message by result id."""

    id: str
    asked_at: float
    data: dict[str, Any]
    answer: dict[str, Any] | None = None
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)


class World:
    """All state of a sandbox. A reset replaces persons and chats in place; event numbers go on."""

    def __init__(
        self, clock: Clock, token: str, *, strict: bool = True, modes: Mapping[str, str] | None = None
    ) -> None:
        self._modes = modes or {}
        self.clock = clock
        self.token = token
        self.strict = strict
        self.events = Events()
        self.limits = Limits(clock)
        self.faults = Faults(clock)
        self.updates = Updates(clock)
        self.webhook = Webhook(self.updates, clock)
        self.clear()

    def clear(self) -> None:
        """Remove persons, chats, updates, files and queries; reset limits, privacy and profile."""
        self.persons: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.usernames: dict[str, int] = {}
        self.updates.drop_all()
        self.files = Files()
        self.profile = Profile()
        self.callbacks: dict[str, Query] = {}
        self.inline: dict[str, Query] = {}
        self.inline_messages: dict[str, Message] = {}
        self.privacy_mode = True
        self.rich = True
        self.features = Features()
        for feature, mode in self._modes.items():
            self.set_mode(feature, mode)
        self.guest_queries: dict[str, Query] = {}
        self.private_ids = itertools.count(1)
        self.query_ids = itertools.count(7_000_000_000_001)
        self.limits.reset()
        self.faults.clear()

    def set_mode(self, feature: str, mode: str) -> None:
        """Set what the server makes of a newer feature; raise ValueError for a mode that there is not."""
        self.features.set(feature, mode)
        ignores_guests = self.features.mode("guest") is Mode.IGNORED
        self.updates.unknown = frozenset({"guest_message"} if ignores_guests else ())

    def bot(self) -> dict[str, Any]:
        """Return the bot as a Bot API User."""
        return {
            "id": BOT_ID,
            "is_bot": True,
            "first_name": self.profile.name(""),
            "username": self.profile.username,
        }

    def user(self, user_id: int) -> dict[str, Any]:
        """Return the person or bot with that number as a Bot API User; KeyError for a stranger."""
        return self.bot() if user_id == BOT_ID else self.persons[user_id].user()

    def add_person(self, person: Person) -> Chat:
        """Add a person, and their private chat with the bot."""
        self.persons[person.id] = person
        chat = Chat(person.id, "private", person=person)
        self.chats[chat.id] = chat
        if person.username:
            self.usernames[person.username.lower()] = chat.id
        return chat

    def add_chat(self, chat: Chat) -> Chat:
        """Add a group, supergroup or channel."""
        self.chats[chat.id] = chat
        if chat.username:
            self.usernames[chat.username.lower()] = chat.id
        return chat

    def next_id(self, chat: Chat) -> int:
        """Return the next message id: one sequence a supergroup or channel, one for all other chats."""
        if chat.type in {"supergroup", "channel"}:
            chat.last_id += 1
            return chat.last_id
        return next(self.private_ids)

    def post(
        self,
        chat: Chat,
        content: dict[str, Any],
        sender: dict[str, Any],
        *,
        by_bot: bool,
        keyboard: dict[str, Any] | None = None,
    ) -> Message:
        """Add a message to a chat and emit an event; `sender` holds `from` or `sender_chat`.

        `keyboard` is a reply keyboard, which clients are shown and the Bot API does not tell.
        """
        number = self.next_id(chat)
        json: dict[str, Any] = {
            "message_id": number,
            **sender,
            "chat": chat.short(),
            "date": self.clock.date(),
            **content,
        }
        message = Message(chat.id, number, json, by_bot, self.clock.now(), keyboard=keyboard)
        chat.messages[number] = message
        self.events.emit("message", chat_id=chat.id, message=message.seen())
        return message

    def announce(self, chat: Chat, content: dict[str, Any], sender: dict[str, Any], *, by_bot: bool) -> Message:
        """Add a service message; the bot gets an update of it, of its own ones too, as from the real server."""
        message = self.post(chat, content, sender, by_bot=by_bot)
        gone = content.get("left_chat_member", {}).get("id") == BOT_ID
        if chat.person is not None or chat.member(BOT_ID).is_in or gone:
            self.deliver("channel_post" if chat.type == "channel" else "message", message.json)
        return message

    def mark_edited(self, message: Message) -> None:
        """Count an edit of the message and emit an event."""
        message.edits += 1
        message.json["edit_date"] = self.clock.date()
        self.events.emit("edited", chat_id=message.chat_id, message=message.seen())

    def delete(self, message: Message) -> None:
        """Delete a message; the control API still lists it, marked as deleted."""
        message.deleted = True
        chat = self.chats[message.chat_id]
        if message.id in chat.pinned:
            chat.pinned.remove(message.id)
        self.events.emit("deleted", chat_id=message.chat_id, message_id=message.id)

    def deliver(self, kind: str, content: dict[str, Any]) -> int | None:
        """Queue an update; return its id, None if `allowed_updates` excludes its kind."""
        return self.updates.put(kind, content)

    def find(self, chat: Chat, number: int) -> Message | None:
        """Return the message if it is there and not deleted."""
        message = chat.messages.get(number)
        return None if message is None or message.deleted else message


@dataclass(slots=True)
class Call:
    """One call of a method: its checked parameters, its uploads by field name, and the world it acts on."""

    world: World
    method: str
    args: dict[str, Any]
    files: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        """Return a parameter, or the default where it was not given."""
        return self.args.get(name, default)
