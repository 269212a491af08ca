"""What is kept about chats and persons: one list, and what `/privacy`, `/mydata` and `/forget` make of it."""
