"""The verbs that change the world: members, chats, clock, limits, faults, raw updates, reset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox import acting, members
from bot.sandbox.acting import Impossible
from bot.sandbox.chats import GENERAL_TOPIC, Chat, Member, Person, Topic
from bot.sandbox.methods import topics
from bot.sandbox.scenes import SCENES
from bot.sandbox.scenes import join as put_in
from bot.sandbox.world import BOT_ID

if TYPE_CHECKING:
    from bot.sandbox.control.body import Body, Room


def join(room: Room, body: Body) -> dict[str, Any]:
    """Let a person come into a group or channel."""
    return _stand(room, _group(room, body), body.integer("as"), "member", by=body.integer("as"))


def leave(room: Room, body: Body) -> dict[str, Any]:
    """Let a person leave a group or channel."""
    return _stand(room, _group(room, body), body.integer("as"), "left", by=body.integer("as"))


def kick(room: Room, body: Body) -> dict[str, Any]:
    """Let a chat's creator, or whoever `as` names, put a user out."""
    chat = _group(room, body)
    return _stand(room, chat, body.integer("user_id"), "kicked", by=_actor(chat, body))


def block(room: Room, body: Body) -> dict[str, Any]:
    """Let a person block the bot."""
    members.block(room.world, acting.person_of(room.world, body.integer("as")).id, blocked=True)
    return {}


def unblock(room: Room, body: Body) -> dict[str, Any]:
    """Let a person unblock the bot."""
    members.block(room.world, acting.person_of(room.world, body.integer("as")).id, blocked=False)
    return {}


def deactivate(room: Room, body: Body) -> dict[str, Any]:
    """Let a person's account be gone: whatever is sent to it is refused."""
    acting.person_of(room.world, body.integer("as")).deactivated = True
    return {}


def invite_bot(room: Room, body: Body) -> dict[str, Any]:
    """Let a person bring the bot into a chat, as an administrator or, in groups, without rights."""
    chat = _group(room, body)
    admin = body.flag("admin", default=chat.type == "channel")
    if chat.type == "channel" and not admin:
        raise Impossible("a bot is in a channel as an administrator or not at all")
    status = "administrator" if admin else "member"
    return _stand(room, chat, BOT_ID, status, by=body.integer("as"))


def remove_bot(room: Room, body: Body) -> dict[str, Any]:
    """Let a person put the bot out of a chat."""
    return _stand(room, _group(room, body), BOT_ID, "kicked", by=body.integer("as"))


def promote(room: Room, body: Body) -> dict[str, Any]:
    """Make a member, or the bot, an administrator, with all rights or those named."""
    chat = _group(room, body)
    rights = body.get("rights")
    if rights is not None and not set(rights) <= set(members.rights_of(chat)):
        raise Impossible(f"rights are of {', '.join(members.rights_of(chat))}")
    return _stand(
        room,
        chat,
        body.integer("user_id"),
        "administrator",
        by=_actor(chat, body),
        rights=None if rights is None else set(rights),
        is_anonymous=body.flag("is_anonymous", default=False),
    )


def demote(room: Room, body: Body) -> dict[str, Any]:
    """Make an administrator an ordinary member; from a channel a bot goes with its rights."""
    chat = _group(room, body)
    user_id = body.integer("user_id")
    status = "left" if chat.type == "channel" and user_id == BOT_ID else "member"
    return _stand(room, chat, user_id, status, by=_actor(chat, body))


def migrate(room: Room, body: Body) -> dict[str, int]:
    """Make a group a supergroup: a new chat with another id; the old one only says where it went."""
    world = room.world
    old = _group(room, body)
    if old.type != "group" or old.migrated_to:
        raise Impossible("only a group becomes a supergroup, and once")
    new = Chat(-1001500000000 - abs(old.id), "supergroup", old.title, members=old.members)
    new.permissions = old.permissions
    world.add_chat(new)
    creator = next(member.user_id for member in old.members.values() if member.status == "creator")
    sender = {"from": world.user(creator)}
    world.announce(old, {"migrate_to_chat_id": new.id}, sender, by_bot=False)
    old.migrated_to = new.id
    world.announce(new, {"migrate_from_chat_id": old.id}, sender, by_bot=False)
    world.events.emit("chat", chat_id=old.id, change="migrated", to=new.id)
    return {"chat_id": new.id}


def person(room: Room, body: Body) -> dict[str, Any]:
    """Add a person."""
    world = room.world
    number = body.integer("id", max(world.persons, default=100) + 1)
    if number in world.persons or number <= 0 or number == BOT_ID:
        raise Impossible(f"{number} can't be a new person's id")
    made = Person(
        number,
        body.text("first_name"),
        body.text("language_code", ""),
        last_name=body.text("last_name", ""),
        username=body.text("username", ""),
        role=body.text("role", "reader"),
        started=body.flag("started", default=False),
    )
    world.add_person(made)
    world.events.emit("chat", chat_id=number, change="created")
    return {"person": made.user()}


def persons(room: Room, body: Body) -> dict[str, Any]:
    """Add many persons at once, Arabic and English in turn, as if they had pressed Start."""
    world = room.world
    count, first = body.integer("count"), body.integer("start_id", 1_000_000)
    started = body.flag("started", default=True)
    for number in range(first, first + count):
        language = "ar" if number % 2 else "en"
        world.add_person(Person(number, f"Reader {number}", language, role="reader", started=started))
    world.events.emit("chat", chat_id=first, change="created", count=count)
    return {"start_id": first, "count": count}


def chat(room: Room, body: Body) -> dict[str, Any]:
    """Add a group, supergroup or channel; its first member is its creator, the bot comes in where `bot` says."""
    world = room.world
    kind = body.text("type")
    if kind not in {"group", "supergroup", "channel"}:
        raise Impossible("type must be group, supergroup or channel")
    base = -5_000_000 if kind == "group" else -1003000000000
    number = body.integer("id", base - len(world.chats))
    if number in world.chats or number >= 0:
        raise Impossible(f"{number} can't be a new chat's id")
    made = Chat(
        number, kind, body.text("title"), body.text("username", ""), is_forum=body.flag("is_forum", default=False)
    )
    if made.is_forum:
        made.topics[GENERAL_TOPIC] = Topic(GENERAL_TOPIC, "General")
    inside = [user_id for user_id in body.get("members") or list(world.persons)[:1] if user_id != BOT_ID]
    for index, user_id in enumerate(inside):
        acting.person_of(world, user_id)
        put_in(made, user_id, "creator" if index == 0 else "member")
    world.add_chat(made)
    world.events.emit("chat", chat_id=number, change="created")
    role = body.text("bot", "member" if made.is_group else "administrator")
    if role != "none":
        _stand(room, made, BOT_ID, role, by=inside[0])
    return {"chat": made.short()}


def topic(room: Room, body: Body) -> dict[str, Any]:
    """Let a forum's creator open a topic."""
    forum = acting.chat_of(room.world, body.integer("chat_id"))
    if not forum.is_forum:
        raise Impossible("the chat is not a forum")
    creator = next(member.user_id for member in forum.members.values() if member.status == "creator")
    made = topics.make(room.world, forum, body.text("name"), {"from": room.world.user(creator)}, by_bot=False)
    return {"thread_id": made.thread_id}


def update(room: Room, body: Body) -> dict[str, int]:
    """Queue any JSON as an update, as it is; without `update_id` it gets the next one."""
    return {"update_id": room.world.updates.put_raw(body.given)}


def clock(room: Room, body: Body) -> dict[str, float]:
    """Move the time on, set it, or return to the machine's."""
    moved = room.world.clock
    if body.get("real"):
        moved.reset()
    elif body.get("set") is not None:
        moved.set(body.number("set"))
    else:
        moved.advance(body.number("advance"))
    room.world.events.emit("clock", clock=moved.now())
    return {"clock": moved.now()}


def limits(room: Room, body: Body) -> dict[str, Any]:
    """Switch the limits, or set their figures."""
    kept = room.world.limits
    kept.configure(
        on=body.flag("on", default=kept.on),
        overall=body.number("overall", kept.overall),
        per_chat=body.number("per_chat", kept.per_chat),
        per_group_minute=body.integer("per_group_minute", kept.per_group_minute),
    )
    return dict(kept.state())


def privacy(room: Room, body: Body) -> dict[str, bool]:
    """Switch the bot's privacy mode in groups."""
    room.world.privacy_mode = body.flag("on")
    return {"on": room.world.privacy_mode}


def rich(room: Room, body: Body) -> dict[str, bool]:
    """Let the server know rich messages, or be one that does not."""
    room.world.rich = body.flag("on")
    return {"on": room.world.rich}


def add_fault(room: Room, body: Body) -> dict[str, int]:
    """Set a rule of failing."""
    fault = room.world.faults.add(body.given)
    room.world.events.emit("fault", fault=fault.state())
    if fault.kind == "refuse":
        room.door.shut(fault.told.get("seconds", 1.0))
    if fault.kind == "outage":
        room.door.cut()
    return {"id": fault.id}


def remove_fault(room: Room, body: Body) -> dict[str, Any]:
    """Lift one rule."""
    if not room.world.faults.remove(body.integer("id")):
        raise Impossible("there is no such fault")
    room.world.events.emit("fault", lifted=body.integer("id"))
    return {}


def clear_faults(room: Room, _: Body) -> dict[str, Any]:
    """Lift all rules."""
    room.world.faults.clear()
    room.world.events.emit("fault", lifted=None)
    return {}


async def reset(room: Room, body: Body) -> dict[str, Any]:
    """Begin anew with a scene; a polling bot goes on polling, a webhook is gone."""
    scene = body.text("scene", room.scene)
    if scene not in SCENES:
        raise Impossible(f"scene must be one of {', '.join(SCENES)}")
    world = room.world
    await world.webhook.stop()
    world.clear()
    if not body.flag("keep_clock", default=False):
        world.clock.reset()
    SCENES[scene](world)
    room.scene = scene
    world.events.emit("reset", scene=scene)
    return {"seq": world.events.seq}


def _group(room: Room, body: Body) -> Chat:
    found = acting.chat_of(room.world, body.integer("chat_id"))
    if found.person is not None:
        raise Impossible("a private chat has no other members")
    return found


def _actor(group: Chat, body: Body) -> int:
    creator = next((member.user_id for member in group.members.values() if member.status == "creator"), BOT_ID)
    return body.integer("as", creator)


def _stand(room: Room, group: Chat, user_id: int, status: str, *, by: int, **told: Any) -> dict[str, Any]:
    world = room.world
    for one in (user_id, by):
        if one != BOT_ID:
            acting.person_of(world, one)
    member: Member = members.change(world, group, user_id, status, by=world.user(by), **told)
    return {"member": members.told(world, group, member)}
