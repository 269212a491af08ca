"""Control verbs that change the world: members, chats, clock, limits, faults, raw updates, reset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siyaq_sandbox import acting, members
from siyaq_sandbox.acting import Impossible
from siyaq_sandbox.chats import GENERAL_TOPIC, Chat, Member, Person, Topic
from siyaq_sandbox.methods import topics
from siyaq_sandbox.scenes import SCENES
from siyaq_sandbox.scenes import join as put_in
from siyaq_sandbox.world import BOT_ID

if TYPE_CHECKING:
    from siyaq_sandbox.control.body import Body, Room


def join(room: Room, body: Body) -> dict[str, Any]:
    """Add a person to a group or channel."""
    return _set_status(room, _group(room, body), body.integer("as"), "member", by=body.integer("as"))


def leave(room: Room, body: Body) -> dict[str, Any]:
    """Remove a person from a group or channel, as if they left."""
    return _set_status(room, _group(room, body), body.integer("as"), "left", by=body.integer("as"))


def kick(room: Room, body: Body) -> dict[str, Any]:
    """Kick a user, by the chat's creator or the person in `as`."""
    chat = _group(room, body)
    return _set_status(room, chat, body.integer("user_id"), "kicked", by=_actor(chat, body))


def block(room: Room, body: Body) -> dict[str, Any]:
    """Block the bot as a person."""
    members.block(room.world, acting.person_of(room.world, body.integer("as")).id, blocked=True)
    return {}


def unblock(room: Room, body: Body) -> dict[str, Any]:
    """Unblock the bot as a person."""
    members.block(room.world, acting.person_of(room.world, body.integer("as")).id, blocked=False)
    return {}


def deactivate(room: Room, body: Body) -> dict[str, Any]:
    """Deactivate a person's account: messages to it are refused."""
    acting.person_of(room.world, body.integer("as")).deactivated = True
    return {}


def invite_bot(room: Room, body: Body) -> dict[str, Any]:
    """Add the bot to a chat as a person, as administrator or, in groups, as member."""
    chat = _group(room, body)
    admin = body.flag("admin", default=chat.type == "channel")
    if chat.type == "channel" and not admin:
        raise Impossible("a bot is in a channel as an administrator or not at all")
    status = "administrator" if admin else "member"
    return _set_status(room, chat, BOT_ID, status, by=body.integer("as"))


def remove_bot(room: Room, body: Body) -> dict[str, Any]:
    """Remove the bot from a chat as a person."""
    return _set_status(room, _group(room, body), BOT_ID, "kicked", by=body.integer("as"))


def promote(room: Room, body: Body) -> dict[str, Any]:
    """Make a member, or the bot, an administrator, with all rights or those named."""
    chat = _group(room, body)
    rights = body.get("rights")
    if rights is not None and not set(rights) <= set(members.rights_of(chat)):
        raise Impossible(f"rights are of {', '.join(members.rights_of(chat))}")
    admin = members.with_status(chat, body.integer("user_id"), "administrator")
    if rights is not None:
        admin.rights = set(rights)
    admin.is_anonymous = body.flag("is_anonymous", default=False)
    return _change(room, chat, admin, by=_actor(chat, body))


def demote(room: Room, body: Body) -> dict[str, Any]:
    """Make an administrator an ordinary member; from a channel a bot goes with its rights."""
    chat = _group(room, body)
    user_id = body.integer("user_id")
    status = "left" if chat.type == "channel" and user_id == BOT_ID else "member"
    return _set_status(room, chat, user_id, status, by=_actor(chat, body))


def migrate(room: Room, body: Body) -> dict[str, int]:
    """Migrate a group to a supergroup with a new id; the old chat keeps `migrate_to_chat_id`."""
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
    new_person = Person(
        number,
        body.text("first_name"),
        body.text("language_code", ""),
        last_name=body.text("last_name", ""),
        username=body.text("username", ""),
        role=body.text("role", "reader"),
        started=body.flag("started", default=False),
    )
    world.add_person(new_person)
    world.events.emit("chat", chat_id=number, change="created")
    return {"person": new_person.user()}


def persons(room: Room, body: Body) -> dict[str, Any]:
    """Add many persons at once, alternately Arabic and English, who have pressed Start."""
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
    new_chat = Chat(
        number, kind, body.text("title"), body.text("username", ""), is_forum=body.flag("is_forum", default=False)
    )
    new_chat.guest_id = body.integer("guest_id", 0)
    if new_chat.is_forum:
        new_chat.topics[GENERAL_TOPIC] = Topic(GENERAL_TOPIC, "General")
    inside = [user_id for user_id in body.get("members") or list(world.persons)[:1] if user_id != BOT_ID]
    for index, user_id in enumerate(inside):
        acting.person_of(world, user_id)
        put_in(new_chat, user_id, "creator" if index == 0 else "member")
    world.add_chat(new_chat)
    world.events.emit("chat", chat_id=number, change="created")
    role = body.text("bot", "member" if new_chat.is_group else "administrator")
    if role != "none":
        _set_status(room, new_chat, BOT_ID, role, by=inside[0])
    return {"chat": new_chat.short()}


def topic(room: Room, body: Body) -> dict[str, Any]:
    """Create a forum topic as the forum's creator."""
    forum = acting.chat_of(room.world, body.integer("chat_id"))
    if not forum.is_forum:
        raise Impossible("the chat is not a forum")
    creator = next(member.user_id for member in forum.members.values() if member.status == "creator")
    new_topic = topics.make(room.world, forum, body.text("name"), {"from": room.world.user(creator)}, by_bot=False)
    return {"thread_id": new_topic.thread_id}


def update(room: Room, body: Body) -> dict[str, int]:
    """Queue any JSON as an update, as it is; without `update_id` it gets the next one."""
    return {"update_id": room.world.updates.put_raw(body.params)}


def clock(room: Room, body: Body) -> dict[str, float]:
    """Advance the clock, set it, or reset it to the system's."""
    world_clock = room.world.clock
    if body.get("real"):
        world_clock.reset()
    elif body.get("set") is not None:
        world_clock.set(body.number("set"))
    else:
        world_clock.advance(body.number("advance"))
    room.world.events.emit("clock", clock=world_clock.now())
    return {"clock": world_clock.now()}


def limits(room: Room, body: Body) -> dict[str, Any]:
    """Switch rate limits on or off, or set their values."""
    world_limits = room.world.limits
    world_limits.configure(
        on=body.flag("on", default=world_limits.on),
        overall=body.number("overall", world_limits.overall),
        per_chat=body.number("per_chat", world_limits.per_chat),
        per_group_minute=body.integer("per_group_minute", world_limits.per_group_minute),
    )
    return dict(world_limits.state())


def add_fault(room: Room, body: Body) -> dict[str, int]:
    """Add a fault rule."""
    fault = room.world.faults.add(body.params)
    room.world.events.emit("fault", fault=fault.state())
    if fault.kind == "refuse":
        room.door.shut(fault.options.get("seconds", 1.0))
    if fault.kind == "outage":
        room.door.cut()
    return {"id": fault.id}


def remove_fault(room: Room, body: Body) -> dict[str, Any]:
    """Remove one fault rule."""
    if not room.world.faults.remove(body.integer("id")):
        raise Impossible("there is no such fault")
    room.world.events.emit("fault", lifted=body.integer("id"))
    return {}


def clear_faults(room: Room, _: Body) -> dict[str, Any]:
    """Remove all fault rules."""
    room.world.faults.clear()
    room.world.events.emit("fault", lifted=None)
    return {}


async def reset(room: Room, body: Body) -> dict[str, Any]:
    """Reset the world to a scene; polls stay open, a webhook is deleted."""
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
    group = acting.chat_of(room.world, body.integer("chat_id"))
    if group.person is not None:
        raise Impossible("a private chat has no other members")
    return group


def _actor(group: Chat, body: Body) -> int:
    creator = next((member.user_id for member in group.members.values() if member.status == "creator"), BOT_ID)
    return body.integer("as", creator)


def _set_status(room: Room, group: Chat, user_id: int, status: str, *, by: int) -> dict[str, Any]:
    return _change(room, group, members.with_status(group, user_id, status), by=by)


def _change(room: Room, group: Chat, member: Member, *, by: int) -> dict[str, Any]:
    """Change a membership as the user `by`; raise Impossible for a person that does not exist."""
    world = room.world
    for user_id in (member.user_id, by):
        if user_id != BOT_ID:
            acting.person_of(world, user_id)
    return {"member": members.to_json(world, group, members.change(world, group, member, by=world.user(by)))}
