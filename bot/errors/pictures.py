"""Errors of pictures: what keeps one from being drawn."""

from __future__ import annotations

from bot.errors.base import SiyaqError


class PicturesUnavailable(SiyaqError):
    """Libraries that shape Arabic are missing on this machine; `missing` names them."""

    key = "error.pictures_unavailable"


class GlyphMissing(SiyaqError):
    """The face of pictures has no glyph for a character; `character`."""

    key = "error.glyph_missing"


class PhotoUnusable(SiyaqError):
    """An image that cannot be a story's picture; `why` is `kind`, `small`, `pixels` or `broken`."""

    @property
    def key(self) -> str:  # type: ignore[override] # what it says depends on why
        """Return the catalogue's key for the reason."""
        return f"error.photo.{self.data['why']}"

    def __init__(self, why: str) -> None:
        self.data = {"why": why}
        super().__init__(why=why)


class PictureFailed(SiyaqError):
    """The process that draws ended, or took too long."""

    key = "error.picture_failed"
