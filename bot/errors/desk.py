"""What goes wrong at the desk."""

from __future__ import annotations

from bot.errors.taxonomy import SiyaqError


class NotAllowed(SiyaqError):
    """Whoever wanted to do it may not, or no longer; `action`, which the words do not tell, names a `roles.Action`."""

    key = "error.not_allowed"

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action


class FourEyesMissing(SiyaqError):
    """A draft's author may not publish it before another member has approved it; `draft` is its number."""

    key = "error.four_eyes"


class DraftUnknown(SiyaqError):
    """There is no draft of this number; `draft`."""

    key = "error.draft_unknown"


class DraftMoved(SiyaqError):
    """The draft was changed, published or discarded since it was looked at; `draft` is its number."""

    key = "error.draft_moved"


class QuestionOpen(SiyaqError):
    """A form in the draft is half answered, and would be lost; `draft` is its number."""

    key = "error.question_open"


class NoteLong(SiyaqError):
    """A note is longer than it may be; `length` and `limit` are in characters."""

    key = "error.note_long"


class HourPast(SiyaqError):
    """The hour at which something is to be published has passed already."""

    key = "error.hour_past"


class OwnDraft(SiyaqError):
    """Nobody approves or returns a draft of their own; `draft` is its number."""

    key = "error.own_draft"


class LastOwner(SiyaqError):
    """The desk would be left without an owner; `user` is the id of the last one."""

    key = "error.last_owner"


class OwnerNamed(SiyaqError):
    """The settings name this owner, so that only they can change it; `user` is the id."""

    key = "error.owner_named"


class MemberUnknown(SiyaqError):
    """Nobody of this id is on the desk; `user`."""

    key = "error.member_unknown"


class MemberAlready(SiyaqError):
    """Who follows an invitation has that role, or a higher one, as it is."""

    key = "error.member_already"


class InviteInvalid(SiyaqError):
    """The invitation was used, has ended, was withdrawn, or never was."""

    key = "error.invite"


class UndoImpossible(SiyaqError):
    """One's last action cannot be taken back; `action`, which the words do not tell, is its name."""

    key = "error.undo"

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action


class UndoNothing(SiyaqError):
    """There is nothing of one's own within the last ten minutes to take back."""

    key = "error.undo_nothing"


class UndoOvertaken(SiyaqError):
    """What one did was changed again since, so that taking it back would undo another's work; `slug`."""

    key = "error.undo_overtaken"


class UndoPushed(SiyaqError):
    """One's last action was a push that is out: it is retracted, not undone; `number`."""

    key = "error.undo_pushed"
