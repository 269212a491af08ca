"""What a reader is shown: one module a section of a story, and the pages of no story."""

from bot.pages.compose import compose

__all__ = ["compose"]
