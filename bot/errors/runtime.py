"""Errors of stories, files, settings, the database and Telegram."""

from __future__ import annotations

from bot.errors.base import Problems, SiyaqError


class SettingsInvalid(Problems):
    """Settings are missing or invalid."""

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
    """No token is set."""

    key = "error.token_missing"


class Unhealthy(SiyaqError):
    """The bot's heartbeat is old; `file` holds it, `minutes` is its age."""

    key = "error.not_well"


class NeverStarted(SiyaqError):
    """There is no heartbeat; `file` would hold it."""

    key = "error.never_well"


class SchemaTooNew(SiyaqError):
    """The database was made by a newer program; `found` and `known` are schema revisions."""

    key = "error.store_newer"


class StoreUnreachable(SiyaqError):
    """The database cannot be opened; `where` (without a password) and `why`."""

    key = "error.store_unreachable"


class StoreAway(StoreUnreachable):
    """The database cannot be opened for a reason that may pass; `where` and `why` as for StoreUnreachable."""


class DatabaseDamaged(StoreUnreachable):
    """The file is damaged, or no database; `where`, and `why` in SQLite's words."""

    key = "error.database_damaged"


class DatabaseGone(SiyaqError):
    """The file was deleted or replaced under the running bot; `where`."""

    key = "error.database_gone"


class DatabaseMissing(SiyaqError):
    """There is no database, though the bot ran here before; `where`, and `trace`, the file that says so."""

    key = "error.database_missing"


class NothingToBackUp(SiyaqError):
    """There is no database, and no sign that there ever was one; `where`."""

    key = "error.nothing_to_back_up"


class AlreadyRunning(SiyaqError):
    """Another process runs on the same file; `where`, and the other's `pid` and `host`."""

    key = "error.already_running"


class RevisionConflict(SiyaqError):
    """The story has a newer revision than the dossier's base; `slug`, and revision numbers `base` and `newest`."""

    key = "error.revision_conflict"


class RevisionUnknown(SiyaqError):
    """The story has no such revision; `slug` and `revision`."""

    key = "error.revision_unknown"


class LinkInvalid(SiyaqError):
    """A button's data or a deep link's payload is not one of ours, or no longer understood."""

    key = "error.link"


class TokenRefused(SiyaqError):
    """Telegram refused the token (401)."""

    key = "error.token"


class CallRefused(SiyaqError):
    """Telegram refused a call needed to start, such as setWebhook; `why` in its words."""

    key = "error.call_refused"


class PollingConflict(SiyaqError):
    """Another program polls with the same token, or a webhook is set (409); `why` in Telegram's words."""

    key = "error.polling_conflict"


class TelegramUnavailable(SiyaqError):
    """Telegram cannot be reached or fails, for now; `why`, and `seconds` to wait before the next try."""

    key = "error.telegram_away"


class NotBotApi(SiyaqError):
    """The server at SIYAQ_API_URL is no Bot API server; `why`."""

    key = "error.not_bot_api"


class NotBotApiYet(NotBotApi):
    """A page of HTML came instead of the Bot API's answer: a captive portal, or a proxy before its server is up."""


class ProxyUnsupported(SiyaqError):
    """The environment names a proxy of an unsupported kind; `scheme`."""

    key = "error.proxy"


class SandboxMissing(SiyaqError):
    """`siyaq sandbox` was called where the distribution siyaq-sandbox is not installed."""

    key = "error.sandbox_missing"


class SceneUnknown(SiyaqError):
    """The sandbox has no such scene; `scene`, and the `known` ones."""

    key = "error.scene_unknown"


class FeatureUnknown(SiyaqError):
    """What is given is no feature of the sandbox and its mode; `feature`, and the known `features` and `modes`."""

    key = "error.feature_unknown"


class AddressUnusable(SiyaqError):
    """The address to listen on cannot be had; `where`, and `why` in the system's words."""

    key = "error.address_unusable"


class AddressTaken(AddressUnusable):
    """The address to listen on is in use; `where`."""

    key = "error.address_taken"


class MetricsAddressUnusable(SiyaqError):
    """Health checks and metrics cannot listen at SIYAQ_METRICS_LISTEN; `where`, and `why` in the system's words."""

    key = "error.metrics_address"


class PoolerByTransaction(StoreUnreachable):
    """The database's URL leads to a connection pooler in transaction mode, and no other leads past it; `where`."""

    key = "error.pooler_by_transaction"
