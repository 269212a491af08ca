"""Forum topics: made, renamed, closed, opened and deleted by the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siyaq_sandbox import access
from siyaq_sandbox.chats import GENERAL_TOPIC, Chat, Topic
from siyaq_sandbox.refusals import refuse

if TYPE_CHECKING:
    from siyaq_sandbox.world import Call, World

COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def create_forum_topic(call: Call) -> dict[str, Any]:
    """Make a topic; the result is the ForumTopic."""
    chat = _forum(call, "create a topic")
    color = call.get("icon_color", COLORS[0])
    if color not in COLORS:
        raise refuse("invalid icon color specified")
    topic = make(call.world, chat, call.args["name"], access.sender_of_bot(call.world, chat), color=color)
    return {"message_thread_id": topic.thread_id, "name": topic.name, "icon_color": topic.icon_color}


def edit_forum_topic(call: Call) -> bool:
    """Rename a topic."""
    chat, topic = _topic(call, "edit the topic")
    name = call.get("name", "") or topic.name
    if name == topic.name:
        raise refuse("TOPIC_NOT_MODIFIED")
    topic.name = name
    _tell(call, chat, topic, {"forum_topic_edited": {"name": name}})
    return True


def close_forum_topic(call: Call) -> bool:
    """Close an open topic: only those who manage topics may write to it."""
    chat, topic = _topic(call, "close or open the topic")
    if topic.closed:
        raise refuse("TOPIC_NOT_MODIFIED")
    topic.closed = True
    _tell(call, chat, topic, {"forum_topic_closed": {}})
    return True


def reopen_forum_topic(call: Call) -> bool:
    """Open a closed topic."""
    chat, topic = _topic(call, "close or open the topic")
    if not topic.closed:
        raise refuse("TOPIC_NOT_MODIFIED")
    topic.closed = False
    _tell(call, chat, topic, {"forum_topic_reopened": {}})
    return True


def delete_forum_topic(call: Call) -> bool:
    """Delete a topic with all its messages."""
    chat, topic = _topic(call, "delete the topic")
    if not access.own(chat).may("can_delete_messages"):
        raise refuse("not enough rights to delete the topic")
    for message in list(chat.messages.values()):
        if message.json.get("message_thread_id") == topic.thread_id and not message.deleted:
            call.world.delete(message)
    del chat.topics[topic.thread_id]
    call.world.events.emit("topic", chat_id=chat.id, thread_id=topic.thread_id, name=topic.name, deleted=True)
    return True


def make(
    world: World, chat: Chat, name: str, sender: dict[str, Any], *, color: int = COLORS[0], by_bot: bool = True
) -> Topic:
    """Make a topic in a forum; its thread has the number of the service message that opens it."""
    number = chat.last_id + 1
    created = {"forum_topic_created": {"name": name, "icon_color": color}}
    topic = chat.topics[number] = Topic(number, name, color)
    world.announce(chat, {"message_thread_id": number, "is_topic_message": True, **created}, sender, by_bot=by_bot)
    world.events.emit("topic", chat_id=chat.id, thread_id=number, name=name, deleted=False)
    return topic


def _tell(call: Call, chat: Chat, topic: Topic, content: dict[str, Any]) -> None:
    place = {"message_thread_id": topic.thread_id, "is_topic_message": True}
    call.world.announce(chat, place | content, access.sender_of_bot(call.world, chat), by_bot=True)
    call.world.events.emit("topic", chat_id=chat.id, thread_id=topic.thread_id, name=topic.name, deleted=False)


def _forum(call: Call, doing: str) -> Chat:
    chat = access.edit_chat(call.world, call.args["chat_id"])
    if not chat.is_forum:
        raise refuse("the chat is not a forum")
    if not access.own(chat).may("can_manage_topics"):
        raise refuse(f"not enough rights to {doing}")
    return chat


def _topic(call: Call, doing: str) -> tuple[Chat, Topic]:
    chat = _forum(call, doing)
    topic = chat.topics.get(call.args["message_thread_id"])
    if topic is None or topic.thread_id == GENERAL_TOPIC:
        raise refuse("message thread not found")
    return chat, topic
