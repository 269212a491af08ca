"""A local Telegram Bot API server with persons and chats, for trying and testing bots over HTTP."""

from siyaq_sandbox.server import Running, start

__all__ = ["Running", "start"]
