"""Who and what there is: persons, chats, their members, topics and messages, as plain data."""

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
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def user(self) -> dict[str, Any]:
        """Return the Bot API User."""
        told: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            told["last_name"] = self.last_name
        if self.username:
            told["username"] = self.username
        if self.language_code:
            told["language_code"] = self.language_code
        return told


@dataclass(slots=True)
class Member:
    """One user's standing in a chat: creator, administrator, member, restricted, left or kicked."""

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
        """Tell whether an administrator has the right; the creator has all."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)


@dataclass(slots=True)
class Topic:
    """A forum topic; the general one has number 1 and no thread id in messages."""

    thread_id: int
    name: str
    icon_color: int = 7322096
    icon_custom_emoji_id: str = ""
    closed: bool = False


@dataclass(slots=True)
class Message:
    """A message as the Bot API tells it, with what its JSON does not say."""

    chat_id: int
    id: int
    json: dict[str, Any]
    by_bot: bool
    sent_at: float
    edits: int = 0
    deleted: bool = False
    inline_message_id: str = ""
    keyboard: dict[str, Any] | None = None

    def seen(self) -> dict[str, Any]:
        """Return it as a member's client sees it, for the control API."""
        told = dict(self.json)
        if self.keyboard:
            told["reply_markup"] = self.keyboard
        if self.edits:
            told["edited"] = self.edits
        if self.deleted:
            told["deleted"] = True
        return told


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

    @property
    def is_group(self) -> bool:
        """Tell whether it is a group of either size."""
        return self.type in {"group", "supergroup"}

    @property
    def name(self) -> str:
        """Return the kind of chat as refusals name it."""
        return f"{self.type} chat"

    def member(self, user_id: int) -> Member:
        """Return the user's standing, `left` for a stranger."""
        return self.members.get(user_id) or Member(user_id, "left")

    def inside(self) -> Iterator[Member]:
        """Go through those who are in the chat."""
        return (member for member in self.members.values() if member.is_in)

    def short(self) -> dict[str, Any]:
        """Return the Bot API Chat."""
        if self.person is not None:
            told: dict[str, Any] = {"id": self.id, "first_name": self.person.first_name, "type": "private"}
            if self.person.last_name:
                told["last_name"] = self.person.last_name
            if self.person.username:
                told["username"] = self.person.username
            return told
        told = {"id": self.id, "title": self.title, "type": self.type}
        if self.username:
            told["username"] = self.username
        if self.is_forum:
            told["is_forum"] = True
        return told
