"""The bot's profile: names and descriptions by language, commands by scope, menu buttons."""

from __future__ import annotations

from typing import Any


class Profile:
    """The bot's profile; languages are two-letter codes, an empty one stands for all that have none of their own."""

    def __init__(self) -> None:
        self.username = "siyaq_sandbox_bot"
        self.names: dict[str, str] = {"": "Siyaq"}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}
        self.commands: dict[tuple[str, int, int, str], list[dict[str, Any]]] = {}
        self.menu_buttons: dict[int, dict[str, Any]] = {}

    def name(self, language: str) -> str:
        """Return the bot's name as someone of that language sees it."""
        return self.names.get(language[:2]) or self.names[""]

    def description(self, language: str) -> str:
        """Return the description before the first message, as someone of that language sees it."""
        return self.descriptions.get(language[:2]) or self.descriptions.get("", "")

    def short_description(self, language: str) -> str:
        """Return the profile's line, as someone of that language sees it."""
        return self.short_descriptions.get(language[:2]) or self.short_descriptions.get("", "")

    def menu_button(self, chat_id: int) -> dict[str, Any]:
        """Return the menu button of a private chat."""
        return self.menu_buttons.get(chat_id) or self.menu_buttons.get(0) or {"type": "default"}

    def commands_for(
        self, chat_id: int, user_id: int, language: str, *, group: bool, admin: bool
    ) -> list[dict[str, Any]]:
        """Return the commands that a user sees in a chat: the first list found, narrow scopes before wide ones.

        The order is that of core.telegram.org/bots/api#determining-list-of-commands: within each scope the
        user's language comes before the list without one.
        """
        scopes: list[tuple[str, int, int]] = []
        if group:
            scopes.append(("chat_member", chat_id, user_id))
            if admin:
                scopes.append(("chat_administrators", chat_id, 0))
            scopes.append(("chat", chat_id, 0))
            if admin:
                scopes.append(("all_chat_administrators", 0, 0))
            scopes.append(("all_group_chats", 0, 0))
        else:
            scopes += [("chat", chat_id, 0), ("all_private_chats", 0, 0)]
        scopes.append(("default", 0, 0))
        for scope in scopes:
            for code in (language[:2], ""):
                commands = self.commands.get((*scope, code))
                if commands:
                    return commands
        return []
