"""Errors of the public pages."""

from __future__ import annotations

from bot.errors.base import SiyaqError


class SiteFileForeign(SiyaqError):
    """Where a page was to be written, something stands that no earlier build wrote; `file`."""

    key = "error.site_file_foreign"


class SiteBuildNewer(SiyaqError):
    """The directory's list of files is not one that this program understands; `file`."""

    key = "error.site_build_newer"


class NothingPublished(SiyaqError):
    """No story was ever published in this database, so that there is no site to build."""

    key = "error.nothing_published"
