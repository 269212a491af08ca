"""An echo bot on python-telegram-bot with its own transport: `python stock_echo.py API_URL TOKEN`."""

import sys
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters


async def echo(update: Update, _context: Any) -> None:
    """Answer with the same text."""
    if update.message:
        await update.message.reply_text(update.message.text or "")


def main(url: str, token: str) -> None:
    """Poll until stopped."""
    application = ApplicationBuilder().token(token).base_url(f"{url}/bot").concurrent_updates(64).build()
    application.add_handler(MessageHandler(filters.ALL, echo))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
