"""What can go wrong that we know of: its data as attributes, its words by catalogue key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


class SiyaqError(Exception):
    """A known problem; the catalogue's words for `key`, filled with `data`, say what to do about it."""

    key: ClassVar[str] = "error.unknown"

    def __init__(self, **data: str | int) -> None:
        super().__init__(self.key, data)
        self.data = data


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right in what somebody wrote.

    `key` names its words in the catalogue and `data` fills them; `file`, `line` (from 1) and `path`
    (`quotes[2].speaker`) say where it is, as far as that is known.
    """

    key: str
    data: dict[str, str | int] = field(default_factory=dict)
    file: str | None = None
    line: int | None = None
    path: str | None = None


class Problems(SiyaqError):
    """Everything that is wrong with one input, all at once."""

    key = "error.problems"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(count=len(problems))
        self.problems = problems


class SettingsInvalid(Problems):
    """Settings of the environment are missing or cannot be understood."""

    key = "error.settings"


class DossierInvalid(Problems):
    """A dossier file breaks rules of the format."""

    key = "error.dossier"


class StoryUnknown(SiyaqError):
    """No story has this slug; `slug`."""

    key = "error.story_unknown"


class RosterHeader(SiyaqError):
    """A file of subscribers does not begin with the names of its columns; `file` and `columns`."""

    key = "error.roster_header"


class FileUnreadable(SiyaqError):
    """A file cannot be read or written; `file` and `why`."""

    key = "error.file"


class TokenMissing(SiyaqError):
    """There is no token to run with."""

    key = "error.token_missing"


class NotWell(SiyaqError):
    """The running bot gives no sign of life any more; `file` is where it would, `minutes` since when."""

    key = "error.not_well"


class NeverWell(SiyaqError):
    """No bot has ever given a sign of life; `file` is where it would."""

    key = "error.never_well"


class StoreNewer(SiyaqError):
    """The database was made by a newer program; `found` and `known` are schema revisions."""

    key = "error.store_newer"


class StoreUnreachable(SiyaqError):
    """The database cannot be opened; `where` (without a password) and `why`."""

    key = "error.store_unreachable"


class RevisionConflict(SiyaqError):
    """The story moved on since the dossier's base; `slug`, `base` and `newest` are revision numbers."""

    key = "error.revision_conflict"


class RevisionUnknown(SiyaqError):
    """The story has no such revision; `slug` and `revision`."""

    key = "error.revision_unknown"


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


class LinkInvalid(SiyaqError):
    """A button's data or a deep link's payload is not one of ours, or no longer understood."""

    key = "error.link"


class TokenRefused(SiyaqError):
    """Telegram does not know the token (401)."""

    key = "error.token"


class CallRefused(SiyaqError):
    """Telegram refuses what is needed to start, such as our webhook's address; `why` in its words."""

    key = "error.call_refused"


class PollingConflict(SiyaqError):
    """Another program polls with the same token, or a webhook is set (409); `why` in Telegram's words."""

    key = "error.polling_conflict"


class TelegramAway(SiyaqError):
    """Telegram cannot be reached, or is not well, for now; `why`, and `seconds` to wait before asking again."""

    key = "error.telegram_away"


class ProxyUnsupported(SiyaqError):
    """The environment names a proxy of a kind that we cannot use; `scheme`."""

    key = "error.proxy"


class SceneUnknown(SiyaqError):
    """The sandbox has no such scene; `scene`, and the `known` ones."""

    key = "error.scene_unknown"


class AddressTaken(SiyaqError):
    """What was to be listened on is in use; `where`."""

    key = "error.address_taken"
