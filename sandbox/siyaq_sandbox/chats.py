"""Persons, chats, members, topics and messages as dataclasses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages", "can_manage_direct_messages")
GROUP_RIGHTS = ("can_pin_messages", "can_manage_tags")
SUPERGROUP_RIGHTS = (*GROUP_RIGHTS, "can_manage_topics")
COMMON_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
GENERAL_TOPIC = 1


@dataclass(slots=True)
class Person:
    """A human with a Telegram account; `started` once they have written to the bot, `blocked` while they block it."""

    id: int
    first_name: str
    language_code: str
    last_name: str = ""
    username: str = ""
    role: str = ""
    feminine: bool = False  # Arabic has another word for a woman's role
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def user(self) -> dict[str, Any]:
        """Return the Bot API User."""
        user: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user


@dataclass(slots=True)
class Member:
    """A user's membership of a chat: creator, administrator, member, restricted, left or kicked."""

    user_id: int
    status: str = "member"
    rights: set[str] = field(default_factory=set)
    permissions: dict[str, bool] = field(default_factory=dict)
    is_anonymous: bool = False
    custom_title: str = ""
    until_date: int = 0

    @property
    def is_in(self) -> bool:
        """Tell whether the user is in the chat now."""
        return self.status in {"creator", "administrator", "member", "restricted"}

    @property
    def is_admin(self) -> bool:
        """Tell whether the user is one of its administrators."""
        return self.status in {"creator", "administrator"}

    def may(self, right: str) -> bool:
        """Whether an administrator has the right; the creator has all."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)


@dataclass(slots=True)
class Topic:
    """A forum topic; the general one has number 1 and no thread id in messages."""

    thread_id: int
    name: str
    icon_color: int = 7322096
    closed: bool = False


@dataclass(slots=True)
class Message:
    """A message: its Bot API JSON, and what that does not hold (edits, deletion, reply keyboard).

    An ephemeral one has a `receiver` and the id 0; it stands in the chat behind the message `after`, and has a `serial`
    there, since its own id is used again. `replaces` is the message in whose place its receiver sees it.
    """

    chat_id: int
    id: int
    json: dict[str, Any]
    by_bot: bool
    sent_at: float
    edits: int = 0
    deleted: bool = False
    inline_message_id: str = ""
    keyboard: dict[str, Any] | None = None
    receiver: int = 0
    ephemeral_id: int = 0
    after: int = 0
    serial: int = 0
    replaces: int = 0

    def seen(self) -> dict[str, Any]:
        """Return the message as the control API shows it: with edits, deletion, reply keyboard and place."""
        json = dict(self.json)
        if self.keyboard:
            json["reply_markup"] = self.keyboard
        if self.edits:
            json["edited"] = self.edits
        if self.deleted:
            json["deleted"] = True
        if self.serial:
            json |= {"after": self.after, "serial": self.serial}
        if self.replaces:
            json["replaces"] = self.replaces
        return json


@dataclass(slots=True)
class Chat:
    """A private chat, group, supergroup or channel with its members and messages."""

    id: int
    type: str
    title: str = ""
    username: str = ""
    description: str = ""
    is_forum: bool = False
    person: Person | None = None
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    permissions: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(PERMISSIONS[:11], True))
    invite_links: dict[str, dict[str, Any]] = field(default_factory=dict)
    last_id: int = 1
    migrated_to: int = 0
    ephemeral: list[Message] = field(default_factory=list)
    guest_id: int = 0  # under which guest messages tell of it, where that is not its own

    @property
    def is_group(self) -> bool:
        """Tell whether it is a group of either size."""
        return self.type in {"group", "supergroup"}

    @property
    def name(self) -> str:
        """Return the kind of chat as refusals name it."""
        return f"{self.type} chat"

    def member(self, user_id: int) -> Member:
        """Return the user's membership; status `left` where there is none."""
        return self.members.get(user_id) or Member(user_id, "left")

    def inside(self) -> Iterator[Member]:
        """Iterate over the members who are in the chat."""
        return (member for member in self.members.values() if member.is_in)

    def short(self) -> dict[str, Any]:
        """Return the Bot API Chat."""
        if self.person is not None:
            chat: dict[str, Any] = {"id": self.id, "first_name": self.person.first_name, "type": "private"}
            if self.person.last_name:
                chat["last_name"] = self.person.last_name
            if self.person.username:
                chat["username"] = self.person.username
            return chat
        chat = {"id": self.id, "title": self.title, "type": self.type}
        if self.username:
            chat["username"] = self.username
        if self.is_forum:
            chat["is_forum"] = True
        return chat
