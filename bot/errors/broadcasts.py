"""What goes wrong with pushes and their audience."""

from __future__ import annotations

from bot.errors.taxonomy import SiyaqError


class StoryArchived(SiyaqError):
    """The story is archived, so that no reader could open it; `slug`."""

    key = "error.story_archived"


class AnnouncementInvalid(SiyaqError):
    """A file holds no announcement; `file`."""

    key = "error.announcement"


class PushUnknown(SiyaqError):
    """There is no push of this number; `number`."""

    key = "error.push_unknown"


class ProofGone(SiyaqError):
    """A push is no longer in the making: it was sent, or let go; or it is another's."""

    key = "error.proof_gone"


class ProofMoved(SiyaqError):
    """A push in the making was changed since it was looked at."""

    key = "error.proof_moved"


class PushNothing(SiyaqError):
    """A push would tell nothing: nothing is new since the last one, and there are no words of an editor."""

    key = "error.push_nothing"


class PushMoved(SiyaqError):
    """A push is not, or no longer, in a state in which this can be done; `number`."""

    key = "error.push_moved"


class PushOwn(SiyaqError):
    """Nobody approves a push of their own."""

    key = "error.push_own"


class PushLong(SiyaqError):
    """The editor's words do not fit one message; `length` and `limit` are in UTF-16 units."""

    key = "error.push_long"


class RosterHeader(SiyaqError):
    """A file of subscribers does not begin with the names of its columns; `file` and `columns`."""

    key = "error.roster_header"
