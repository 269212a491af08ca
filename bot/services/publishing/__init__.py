"""Use cases of publishing: a draft, an older revision, a file, the starter stories; and where a story then stands."""

from bot.services.publishing.archive_pin import archive, pin, revive, show, unpin
from bot.services.publishing.publication import publish, publish_draft, record_published, require_four_eyes
from bot.services.publishing.revisions import Published, import_dossier, restore, revise, seed

__all__ = [
    "Published",
    "archive",
    "import_dossier",
    "pin",
    "publish",
    "publish_draft",
    "record_published",
    "require_four_eyes",
    "restore",
    "revise",
    "revive",
    "seed",
    "show",
    "unpin",
]
