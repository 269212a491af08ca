"""A local Bot API, with persons and chats to try a bot on: it speaks HTTP and knows nothing of the bot."""
