"""Errors of actions at the desk."""

from __future__ import annotations

from bot.errors.base import SiyaqError


class NotAllowed(SiyaqError):
    """The actor lacks the right, or lost it; `action` names a `roles.Action`, which the words leave out."""

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


class DraftStale(SiyaqError):
    """The draft was changed, published or discarded since it was shown; `draft` is its number."""

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
    """A member may not approve or return their own draft; `draft` is its number."""

    key = "error.own_draft"


class LastOwner(SiyaqError):
    """The desk would be left without an owner; `user` is the id of the last one."""

    key = "error.last_owner"


class OwnerNamed(SiyaqError):
    """The settings name this owner, so that only they can change it; `user` is the id."""

    key = "error.owner_named"


class MemberUnknown(SiyaqError):
    """The desk has no member of this id; `user`."""

    key = "error.member_unknown"


class BlockMember(SiyaqError):
    """A member of the desk cannot be blocked; `user` is the id."""

    key = "error.block_member"


class MemberAlready(SiyaqError):
    """The invited person has that role, or a higher one, already."""

    key = "error.member_already"


class InviteInvalid(SiyaqError):
    """The invitation was used, has ended, was withdrawn, or never was."""

    key = "error.invite"


class WithdrawalUnexplained(SiyaqError):
    """An item is withdrawn with a reason, which is still to be given."""

    key = "error.withdrawal_unexplained"


class CorrectionTakenBack(SiyaqError):
    """A file has an item as it was before it was corrected, and no record that says so; `item`, `record`, `day`."""

    key = "error.correction_taken_back"


class UndoImpossible(SiyaqError):
    """The last action cannot be undone; `action` is its name, which the desk words."""

    key = "error.undo"

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action


class UndoNothing(SiyaqError):
    """The actor did nothing within the last ten minutes that could be undone."""

    key = "error.undo_nothing"


class UndoConflict(SiyaqError):
    """The result was changed again since, so that undoing it would undo another member's work; `slug`."""

    key = "error.undo_overtaken"


class UndoPushed(SiyaqError):
    """The last action was a broadcast that is out: it is retracted, not undone; `number`."""

    key = "error.undo_pushed"


class UndoUnsent(SiyaqError):
    """The last action was a broadcast that is over, and reached nobody; `number`."""

    key = "error.undo_unsent"
