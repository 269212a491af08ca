"""Errors of broadcasts and their recipients."""

from __future__ import annotations

from bot.errors.base import SiyaqError


class StoryArchived(SiyaqError):
    """The story is archived, so that no reader could open it; `slug`."""

    key = "error.story_archived"


class AnnouncementInvalid(SiyaqError):
    """A file holds no announcement; `file`."""

    key = "error.announcement"


class BroadcastUnknown(SiyaqError):
    """There is no broadcast of this number; `number`."""

    key = "error.push_unknown"


class BroadcastDraftGone(SiyaqError):
    """The broadcast draft is gone: sent, discarded, or another member's."""

    key = "error.proof_gone"


class BroadcastDraftStale(SiyaqError):
    """The broadcast draft was changed since it was shown."""

    key = "error.proof_moved"


class EmptyBroadcast(SiyaqError):
    """The broadcast would be empty: nothing is new since the last one, and no text was given."""

    key = "error.push_nothing"


class BroadcastStale(SiyaqError):
    """The broadcast's state does not, or no longer, allow the action; `number`."""

    key = "error.push_moved"


class KeyReused(SiyaqError):
    """An idempotency key was used before for other content; `key`, and `number` of the broadcast that it started."""

    key = "error.key_reused"


class SelfApproval(SiyaqError):
    """A member may not approve their own broadcast."""

    key = "error.push_own"


class BroadcastLong(SiyaqError):
    """The editor's words do not fit one message; `length` and `limit` are in UTF-16 units."""

    key = "error.push_long"


class CsvHeaderInvalid(SiyaqError):
    """A CSV of subscribers does not begin with its column names; `file` and `columns`."""

    key = "error.roster_header"
