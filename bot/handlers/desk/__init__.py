"""The desk: what owners, editors and contributors do with stories, in their private chat with the bot."""
