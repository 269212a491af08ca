"""Errors of pictures: what keeps one from being drawn."""

from __future__ import annotations

from bot.errors.base import SiyaqError


class PicturesUnavailable(SiyaqError):
    """Libraries that shape Arabic are missing on this machine; `missing` names them."""

    key = "error.pictures_unavailable"


class GlyphMissing(SiyaqError):
    """The face of pictures has no glyph for a character; `character`."""

    key = "error.glyph_missing"


class PictureFailed(SiyaqError):
    """The process that draws ended, or took too long."""

    key = "error.picture_failed"
