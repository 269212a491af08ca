"""Settings: read from the environment once, checked as a whole, immutable."""

from bot.settings.addresses import Address, is_loopback, proxy_for
from bot.settings.environment import IN_FILES
from bot.settings.settings import TELEGRAM, Settings, Site, Webhook

__all__ = ["IN_FILES", "TELEGRAM", "Address", "Settings", "Site", "Webhook", "is_loopback", "proxy_for"]
