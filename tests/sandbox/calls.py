"""Every method of the reference table, called once with true values, as a table that any client can go through.

An entry is a method and its parameters in Bot API terms, or a function that makes them from what came back before
(`seen[label]`). A `File` is an upload. What the persons do in between is an action on the control API.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.sandbox_client import ARABIC_CHANNEL, DESK_FORUM, EMMA, LAYLA, NEWSROOM, SandboxClient

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Seen = dict[str, Any]


@dataclass(frozen=True)
class File:
    """A file to upload."""

    name: str
    body: bytes


@dataclass(frozen=True)
class Step:
    """One call; its result is kept under `label` for later ones."""

    method: str
    given: dict[str, Any] | Callable[[Seen], dict[str, Any]]
    label: str = ""

    def args(self, seen: Seen) -> dict[str, Any]:
        """Return the call's parameters."""
        return self.given(seen) if callable(self.given) else self.given


@dataclass(frozen=True)
class PersonStep:
    """Something that persons do between calls; what comes back is kept under `label`."""

    run: Callable[[SandboxClient, Seen], Awaitable[Any]]
    label: str = ""


def png(width: int = 8, height: int = 6) -> bytes:
    """Return a small picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\x33\x66\x99" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def keyboard(*labels: str) -> dict[str, Any]:
    """Return an inline keyboard of one row."""
    return {"inline_keyboard": [[{"text": label, "callback_data": f"do:{label}"} for label in labels]]}


async def _tap(play: SandboxClient, seen: Seen) -> None:
    message = seen["sent"]
    await play.post("tap", as_=LAYLA, chat_id=LAYLA, message_id=message["message_id"], data="do:two", wait=0)


async def _promote(play: SandboxClient, _: Seen) -> None:
    for chat_id in (NEWSROOM, DESK_FORUM):
        await play.post("promote", chat_id=chat_id, user_id=1000)
    await play.limits(on=False)


def _topic(seen: Seen) -> dict[str, Any]:
    return {"chat_id": DESK_FORUM, "message_thread_id": seen["topic"]["message_thread_id"]}


def _whispered(seen: Seen) -> dict[str, Any]:
    number = seen["whisper"]["ephemeral_message_id"]
    return {"chat_id": NEWSROOM, "receiver_user_id": EMMA, "ephemeral_message_id": number}


async def _ask_guest(play: SandboxClient, _: Seen) -> str:
    group = await play.group(LAYLA, bot="none")
    await play.result("getUpdates", offset=-1, allowed_updates=["guest_message"])
    await play.say("@siyaq_sandbox_bot kursk", chat_id=group)
    updates = await play.result("getUpdates", offset=-1)
    number: str = updates[-1]["guest_message"]["guest_query_id"]
    return number


TO_EMMA = {"receiver_user_id": EMMA}
ARTICLE = {"type": "article", "id": "1", "title": "Kursk", "input_message_content": {"message_text": "the answer"}}
STEPS: list[Step | PersonStep] = [
    PersonStep(_promote),
    Step("getMe", {}),
    Step("deleteWebhook", {"drop_pending_updates": True}),
    Step("getWebhookInfo", {}),
    PersonStep(lambda play, _: play.start(payload="story_1"), "start"),
    Step("getUpdates", {"limit": 10, "timeout": 0, "allowed_updates": ["message", "callback_query", "inline_query"]}),
    Step(
        "sendMessage",
        {
            "chat_id": LAYLA,
            "text": "<b>ملخص</b> of <a href='https://example.org/'>the story</a> 😀 <i>so far</i>",
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
            "reply_markup": keyboard("one", "two"),
        },
        "sent",
    ),
    Step(
        "sendMessage",
        lambda seen: {
            "chat_id": LAYLA,
            "text": "an answer",
            "entities": [{"type": "bold", "offset": 3, "length": 6}],
            "reply_parameters": {"message_id": seen["start"]["message_id"]},
        },
        "answer",
    ),
    Step("sendChatAction", {"chat_id": LAYLA, "action": "typing"}),
    Step(
        "sendRichMessage",
        {"chat_id": LAYLA, "rich_message": {"html": "<h1>عنوان</h1><p>text</p>", "is_rtl": True}},
        "rich",
    ),
    Step(
        "editMessageText",
        lambda seen: {
            "chat_id": LAYLA,
            "message_id": seen["sent"]["message_id"],
            "text": "changed",
            "reply_markup": keyboard("one", "two"),
        },
    ),
    Step(
        "editMessageReplyMarkup",
        lambda seen: {
            "chat_id": LAYLA,
            "message_id": seen["sent"]["message_id"],
            "reply_markup": keyboard("two"),
        },
    ),
    PersonStep(_tap),
    Step("getUpdates", {"offset": -1, "timeout": 0}, "tapped"),
    Step(
        "answerCallbackQuery",
        lambda seen: {"callback_query_id": seen["tapped"][0]["callback_query"]["id"], "text": "تم", "show_alert": True},
    ),
    Step(
        "sendPhoto",
        {"chat_id": LAYLA, "photo": File("map.png", png()), "caption": "<b>map</b>", "parse_mode": "HTML"},
        "photo",
    ),
    Step("sendPhoto", lambda seen: {"chat_id": LAYLA, "photo": seen["photo"]["photo"][0]["file_id"]}),
    Step("sendDocument", {"chat_id": LAYLA, "document": File("ملف.txt", b"plain words")}, "document"),
    Step("getFile", lambda seen: {"file_id": seen["document"]["document"]["file_id"]}),
    Step(
        "editMessageCaption",
        lambda seen: {"chat_id": LAYLA, "message_id": seen["photo"]["message_id"], "caption": "another"},
    ),
    Step(
        "editMessageMedia",
        lambda seen: {
            "chat_id": LAYLA,
            "message_id": seen["photo"]["message_id"],
            "media": {"type": "photo", "media": File("two.png", png(9, 9)), "caption": "new"},
        },
    ),
    Step(
        "sendMediaGroup",
        {
            "chat_id": ARABIC_CHANNEL,
            "media": [
                {"type": "photo", "media": File("a.png", png()), "caption": "first"},
                {"type": "photo", "media": File("b.png", png(7, 7))},
            ],
        },
    ),
    Step(
        "forwardMessage",
        lambda seen: {"chat_id": NEWSROOM, "from_chat_id": LAYLA, "message_id": seen["answer"]["message_id"]},
    ),
    Step(
        "forwardMessages",
        lambda seen: {"chat_id": NEWSROOM, "from_chat_id": LAYLA, "message_ids": [seen["answer"]["message_id"]]},
    ),
    Step(
        "copyMessage",
        lambda seen: {"chat_id": NEWSROOM, "from_chat_id": LAYLA, "message_id": seen["answer"]["message_id"]},
        "copy",
    ),
    Step(
        "copyMessages",
        lambda seen: {"chat_id": NEWSROOM, "from_chat_id": LAYLA, "message_ids": [seen["answer"]["message_id"]]},
        "copies",
    ),
    Step("pinChatMessage", lambda seen: {"chat_id": NEWSROOM, "message_id": seen["copy"]["message_id"]}),
    Step("getChat", {"chat_id": NEWSROOM}),
    Step("unpinChatMessage", lambda seen: {"chat_id": NEWSROOM, "message_id": seen["copy"]["message_id"]}),
    Step("unpinAllChatMessages", {"chat_id": NEWSROOM}),
    Step(
        "setMessageReaction",
        lambda seen: {
            "chat_id": LAYLA,
            "message_id": seen["start"]["message_id"],
            "reaction": [{"type": "emoji", "emoji": "👍"}],
        },
    ),
    Step("deleteMessage", lambda seen: {"chat_id": NEWSROOM, "message_id": seen["copy"]["message_id"]}),
    Step("deleteMessages", lambda seen: {"chat_id": NEWSROOM, "message_ids": [seen["copies"][0]["message_id"]]}),
    PersonStep(lambda play, _: play.post("inline", as_=EMMA, query="kursk", wait=0)),
    Step("getUpdates", {"offset": -1, "timeout": 0}, "asked"),
    Step(
        "answerInlineQuery",
        lambda seen: {
            "inline_query_id": seen["asked"][0]["inline_query"]["id"],
            "results": [
                {
                    "type": "article",
                    "id": "q1",
                    "title": "A quote",
                    "input_message_content": {"message_text": "<b>said</b>", "parse_mode": "HTML"},
                }
            ],
            "cache_time": 5,
            "is_personal": True,
        },
    ),
    Step("getChatMember", {"chat_id": NEWSROOM, "user_id": EMMA}),
    Step("getChatMember", {"chat_id": NEWSROOM, "user_id": 1000}),
    Step("getChatAdministrators", {"chat_id": ARABIC_CHANNEL}),
    Step("getChatMemberCount", {"chat_id": NEWSROOM}),
    Step("restrictChatMember", {"chat_id": NEWSROOM, "user_id": EMMA, "permissions": {"can_send_messages": False}}),
    Step("sendMessage", {"chat_id": NEWSROOM, "text": "psst", "ephemeral_message_parameters": TO_EMMA}, "whisper"),
    Step("editEphemeralMessageText", lambda seen: {**_whispered(seen), "text": "hush"}),
    Step("editEphemeralMessageReplyMarkup", lambda seen: {**_whispered(seen), "reply_markup": keyboard("one")}),
    Step("deleteEphemeralMessage", _whispered),
    Step(
        "sendPhoto",
        lambda seen: {
            "chat_id": NEWSROOM,
            "photo": seen["photo"]["photo"][0]["file_id"],
            "ephemeral_message_parameters": TO_EMMA,
        },
        "whisper",
    ),
    Step("editEphemeralMessageCaption", lambda seen: {**_whispered(seen), "caption": "map"}),
    Step(
        "editEphemeralMessageMedia",
        lambda seen: {
            **_whispered(seen),
            "media": {"type": "photo", "media": seen["photo"]["photo"][0]["file_id"], "caption": "other"},
        },
    ),
    PersonStep(_ask_guest, "guest"),
    Step("answerGuestQuery", lambda seen: {"guest_query_id": seen["guest"], "result": ARTICLE}),
    Step("getChatMember", {"chat_id": NEWSROOM, "user_id": EMMA}),
    Step("banChatMember", {"chat_id": NEWSROOM, "user_id": EMMA}),
    Step("getChatMember", {"chat_id": NEWSROOM, "user_id": EMMA}),
    Step("unbanChatMember", {"chat_id": NEWSROOM, "user_id": EMMA, "only_if_banned": True}),
    PersonStep(lambda play, _: play.post("join", as_=EMMA, chat_id=NEWSROOM)),
    Step("promoteChatMember", {"chat_id": NEWSROOM, "user_id": EMMA, "can_pin_messages": True}),
    Step("setChatTitle", {"chat_id": NEWSROOM, "title": "غرفة"}),
    Step("setChatDescription", {"chat_id": NEWSROOM, "description": "A room"}),
    Step("exportChatInviteLink", {"chat_id": NEWSROOM}),
    Step("createChatInviteLink", {"chat_id": NEWSROOM, "name": "readers", "member_limit": 5}, "link"),
    Step("revokeChatInviteLink", lambda seen: {"chat_id": NEWSROOM, "invite_link": seen["link"]["invite_link"]}),
    Step("createForumTopic", {"chat_id": DESK_FORUM, "name": "سودان"}, "topic"),
    Step("editForumTopic", lambda seen: {**_topic(seen), "name": "السودان"}),
    Step("closeForumTopic", _topic),
    Step("reopenForumTopic", _topic),
    Step("sendMessage", lambda seen: {**_topic(seen), "text": "in the topic"}),
    Step("deleteForumTopic", _topic),
    Step(
        "setMyCommands",
        {
            "commands": [{"command": "summary", "description": "ملخص القصة"}],
            "scope": {"type": "all_private_chats"},
            "language_code": "ar",
        },
    ),
    Step("getMyCommands", {"scope": {"type": "all_private_chats"}, "language_code": "ar"}),
    Step("deleteMyCommands", {"scope": {"type": "chat_member", "chat_id": NEWSROOM, "user_id": EMMA}}),
    Step("setMyName", {"name": "سياق", "language_code": "ar"}),
    Step("getMyName", {"language_code": "ar"}),
    Step("setMyDescription", {"description": "The story so far"}),
    Step("getMyDescription", {"language_code": "en"}),
    Step("setMyShortDescription", {"short_description": "News in context"}),
    Step("getMyShortDescription", {}),
    Step("setChatMenuButton", {"chat_id": LAYLA, "menu_button": {"type": "commands"}}),
    Step("getChatMenuButton", {"chat_id": LAYLA}),
    Step("leaveChat", {"chat_id": NEWSROOM}),
    Step("setWebhook", {"url": "http://127.0.0.1:9/hook", "secret_token": "s3cret", "max_connections": 3}),
    Step("getWebhookInfo", {}),
    Step("deleteWebhook", {}),
]
