"""Use cases of what is kept about chats and persons."""
