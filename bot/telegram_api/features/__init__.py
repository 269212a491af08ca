"""Bot API features that servers may lack: guest queries (10.0), ephemeral messages (10.2, 10.3), styles (9.4).

Each module tells refusals of its feature from others, and remembers what the server, or a chat, made of it. Rich
messages have theirs in `rich_support`. python-telegram-bot 22.8 models Bot API 10.0; the names of what is newer are
those of @grammyjs/types 5.0.0 and aiogram 3.31.
"""
