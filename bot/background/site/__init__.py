"""The server of the public pages."""
