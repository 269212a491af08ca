"""What chats follow beside stories, and what they mute: persons, places and words."""
