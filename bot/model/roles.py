"""Roles, actions, and the only table of permissions."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """The role of a desk member."""

    OWNER = "owner"
    EDITOR = "editor"
    CONTRIBUTOR = "contributor"


class Action(StrEnum):
    """An action at the desk, by its name in the audit log: letters alone, since it stands in buttons."""

    DESK = "desk"  # see the desk, and who is on it
    DRAFT = "draft"  # begin a draft and work on one's own
    SUBMIT = "submit"
    EXPORT = "export"
    REVIEW = "review"  # approve or return what others submitted, and work on their drafts
    PUBLISH = "publish"
    SCHEDULE = "schedule"
    CORRECT = "correct"  # begin a correction of a published item
    REDACT = "redact"  # take the words out of a correction's record
    RESTORE = "restore"  # publish an older revision again
    ARCHIVE = "archive"
    PIN = "pin"
    PUSH = "push"  # to channels and subscribers: begin, approve, pause, stop, call off
    RETRACT = "retract"  # take back what was pushed
    CHANNELS = "channels"  # say what the bot posts where
    BLOCK = "block"  # answer a chat or a person no more
    DEAD_LETTERS = "updates"  # see the updates that could not be handled, try one again or drop it
    UNDO = "undo"
    AUDIT = "audit"
    INVITE = "invite"
    TEAM = "team"  # change and remove members
    RULES = "rules"  # four eyes


_ALL = frozenset(Role)
_EDITORS = frozenset({Role.OWNER, Role.EDITOR})
_OWNERS = frozenset({Role.OWNER})

ALLOWED = MappingProxyType(
    {
        Action.DESK: _ALL,
        Action.DRAFT: _ALL,
        Action.SUBMIT: _ALL,
        Action.EXPORT: _ALL,
        Action.UNDO: _ALL,
        Action.REVIEW: _EDITORS,
        Action.PUBLISH: _EDITORS,
        Action.SCHEDULE: _EDITORS,
        Action.CORRECT: _EDITORS,
        Action.RESTORE: _EDITORS,
        Action.ARCHIVE: _EDITORS,
        Action.PIN: _EDITORS,
        Action.PUSH: _EDITORS,
        Action.RETRACT: _EDITORS,
        Action.AUDIT: _EDITORS,
        Action.BLOCK: _EDITORS,
        Action.DEAD_LETTERS: _EDITORS,
        Action.CHANNELS: _OWNERS,
        Action.INVITE: _OWNERS,
        Action.TEAM: _OWNERS,
        Action.RULES: _OWNERS,
        Action.REDACT: _OWNERS,
    }
)


def may(role: Role | None, action: Action) -> bool:
    """Return whether the role permits the action; no role permits none."""
    return role in ALLOWED[action]


def is_for_owners(action: Action) -> bool:
    """Whether owners alone may do it."""
    return ALLOWED[action] == _OWNERS
