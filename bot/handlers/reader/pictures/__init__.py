"""Pictures that readers ask for. The registry imports packages: this one its handlers, so that they are registered."""

from bot.handlers.reader.pictures import card

__all__ = ["card"]
