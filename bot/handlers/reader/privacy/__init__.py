"""What is kept about a chat, sent to it: `/mydata`."""
