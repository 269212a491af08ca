"""Commands and buttons of what chats follow beside stories, and of what they mute."""
