"""Views of publishing: the panel, the message as it goes out, what is missing, what a correction says."""
