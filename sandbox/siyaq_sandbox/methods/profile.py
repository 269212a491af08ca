"""The bot's own profile: getMe, commands, name, descriptions and menu button."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from siyaq_sandbox import access
from siyaq_sandbox.features import Mode
from siyaq_sandbox.refusals import refuse

if TYPE_CHECKING:
    from siyaq_sandbox.world import Call

COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")
LANGUAGE = re.compile(r"([a-z]{2})?\Z")
DESCRIPTION_LIMIT = 256


def get_me(call: Call) -> dict[str, Any]:
    """Return the bot as a User with its capabilities."""
    return {
        **call.world.bot(),
        "can_join_groups": True,
        "can_read_all_group_messages": not call.world.privacy_mode,
        "supports_guest_queries": call.world.features.mode("guest") is not Mode.IGNORED,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


def set_my_commands(call: Call) -> bool:
    """Set the list of commands of one scope and language."""
    commands = call.args["commands"]
    for command in commands:
        if not COMMAND.match(command["command"].removeprefix("/").lower()) or command["command"] == "/":
            raise refuse("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"].strip()) <= DESCRIPTION_LIMIT:
            raise refuse("BOT_COMMAND_DESCRIPTION_INVALID")
    key = _scope(call)
    normalized: list[dict[str, Any]] = [
        {
            "command": command["command"].removeprefix("/").lower(),
            "description": command["description"].strip(),
            **({"is_ephemeral": True} if command.get("is_ephemeral") else {}),
        }
        for command in commands
    ]
    call.world.profile.commands[key] = normalized
    call.world.events.emit("commands", scope=key[0], chat_id=key[1] or None, language_code=key[3])
    return True


def get_my_commands(call: Call) -> list[dict[str, Any]]:
    """Return the list of one scope and language, as it was set."""
    return call.world.profile.commands.get(_scope(call), [])


def delete_my_commands(call: Call) -> bool:
    """Delete the list of one scope and language."""
    key = _scope(call)
    call.world.profile.commands.pop(key, None)
    call.world.events.emit("commands", scope=key[0], chat_id=key[1] or None, language_code=key[3])
    return True


def set_my_name(call: Call) -> bool:
    """Set the name of one language; an empty one takes it away, and the general one can't be empty."""
    language, name = _language(call), call.get("name", "")
    if not name and not language:
        raise refuse("BOT_TITLE_INVALID")
    return _store(call, call.world.profile.names, name)


def set_my_description(call: Call) -> bool:
    """Set what is shown before the first message, in one language."""
    return _store(call, call.world.profile.descriptions, call.get("description", ""))


def set_my_short_description(call: Call) -> bool:
    """Set the line of the bot's profile, in one language."""
    return _store(call, call.world.profile.short_descriptions, call.get("short_description", ""))


def get_my_name(call: Call) -> dict[str, str]:
    """Return the name that users of a language see."""
    return {"name": call.world.profile.name(_language(call))}


def get_my_description(call: Call) -> dict[str, str]:
    """Return the description that users of a language see."""
    return {"description": call.world.profile.description(_language(call))}


def get_my_short_description(call: Call) -> dict[str, str]:
    """Return the short description that users of a language see."""
    return {"short_description": call.world.profile.short_description(_language(call))}


def set_chat_menu_button(call: Call) -> bool:
    """Set the menu button of one private chat, or of all."""
    call.world.profile.menu_buttons[_private(call)] = call.get("menu_button") or {"type": "default"}
    call.world.events.emit("profile", language_code="")
    return True


def get_chat_menu_button(call: Call) -> dict[str, Any]:
    """Return the menu button of one private chat, or the default."""
    return call.world.profile.menu_button(_private(call))


def _private(call: Call) -> int:
    if "chat_id" not in call.args:
        return 0
    chat = access.find_chat(call.world, call.args["chat_id"])
    if chat.type != "private":
        raise refuse("chat not found")
    return chat.id


def _store(call: Call, by_language: dict[str, str], text: str) -> bool:
    language = _language(call)
    if text.strip():
        by_language[language] = text.strip()
    else:
        by_language.pop(language, None)
    call.world.events.emit("profile", language_code=language)
    return True


def _language(call: Call) -> str:
    code: str = call.get("language_code", "")
    if not LANGUAGE.match(code):
        raise refuse("invalid language code specified")
    return code


def _scope(call: Call) -> tuple[str, int, int, str]:
    scope = call.get("scope") or {"type": "default"}
    chat_id = 0
    if "chat_id" in scope:
        chat = access.read_chat(call.world, scope["chat_id"])
        if scope["type"] != "chat" and chat.type == "private":
            raise refuse("can't use specified scope in private chats")
        if chat.type == "channel":
            raise refuse("can't change commands in channel chats")
        chat_id = chat.id
    return scope["type"], chat_id, scope.get("user_id", 0), _language(call)
