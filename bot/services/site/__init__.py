"""The public pages: rendered as they are asked for, or built into a directory."""
