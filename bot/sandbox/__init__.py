"""A local Bot API, with persons and chats to try a bot on: it speaks HTTP and knows nothing of the bot."""

from bot.sandbox.server import Running, start

__all__ = ["Running", "start"]
