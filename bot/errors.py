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
