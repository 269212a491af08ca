"""What goes wrong with stories, files, settings, the database and Telegram."""

from __future__ import annotations

from bot.errors.taxonomy import Problems, SiyaqError


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


class RevisionUnknown(SiyaqError):
    """The story has no such revision; `slug` and `revision`."""

    key = "error.revision_unknown"


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
