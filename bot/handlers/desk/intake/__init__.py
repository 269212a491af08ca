"""Wire copy in the chat: where it belongs, its day, and its proposals, one by one or all at once."""
