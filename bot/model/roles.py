"""Who may do what: the single table that every right is read from."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a member of the desk is."""

    OWNER = "owner"
    EDITOR = "editor"
    CONTRIBUTOR = "contributor"


class Action(StrEnum):
    """What is done at the desk, by the name that the audit knows it by."""

    DESK = "desk"  # see the desk, and who is on it
    DRAFT = "draft"  # begin a draft and work on one's own
    SUBMIT = "submit"
    EXPORT = "export"
    REVIEW = "review"  # approve or return what others submitted, and work on their drafts
    PUBLISH = "publish"
    SCHEDULE = "schedule"
    RESTORE = "restore"  # publish an older revision again
    ARCHIVE = "archive"
    PIN = "pin"
    PUSH = "push"  # to channels and subscribers: begin, approve, pause, stop, call off
    RETRACT = "retract"  # take back what was pushed
    CHANNELS = "channels"  # say what the bot posts where
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
        Action.RESTORE: _EDITORS,
        Action.ARCHIVE: _EDITORS,
        Action.PIN: _EDITORS,
        Action.PUSH: _EDITORS,
        Action.RETRACT: _EDITORS,
        Action.AUDIT: _EDITORS,
        Action.CHANNELS: _OWNERS,
        Action.INVITE: _OWNERS,
        Action.TEAM: _OWNERS,
        Action.RULES: _OWNERS,
    }
)


def may(role: Role | None, action: Action) -> bool:
    """Whether somebody of that role may do it; who has none may nothing."""
    return role in ALLOWED[action]
