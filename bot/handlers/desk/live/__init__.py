"""Live coverage in the chat: begin and end it, take its messages, and publish each from its card."""
